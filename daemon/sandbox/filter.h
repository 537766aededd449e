/* filter.h: one seccomp filter, written rule by rule and then put in force for good.
 *
 * A call that several rules or filters speak of gets the strictest of their answers. Names that
 * this architecture, or this libseccomp, does not know are left out: nobody can call them. What
 * goes wrong while rules are added is told by filter_load(). */
#pragma once

#include "config/base/attributes.h"

#include <stdbool.h>
#include <stdint.h>

struct error;
struct filter;

/* A rule holds when the call's argument `index`, of its bits those of `mask`, is `value`. */
struct filter_when {
    unsigned index;
    uint64_t mask; /* 0: all bits */
    uint64_t value;
};

/* Lets everything pass but what is refused by a rule; says nothing of refusals. */
struct filter *filter_new_open(void);

/* Refuses everything with EPERM, which the kernel logs, but what is allowed by a rule. */
struct filter *filter_new_closed(void);

/* `calls` ends with NULL. */
void filter_allow(struct filter *filter, const char *const *calls);
void filter_allow_when(struct filter *filter, const char *call, struct filter_when when);
void filter_refuse(struct filter *filter, const char *call, int code);
void filter_refuse_when(struct filter *filter, const char *call, struct filter_when when, int code);
void filter_kill(struct filter *filter, const char *const *calls); /* the process */

/* Puts the filter in force, in every thread, and frees it. False: `err` says why it is not. */
MUST_CHECK bool filter_load(struct filter *filter, struct error *err);
