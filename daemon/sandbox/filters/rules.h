/* rules.h: one seccomp filter, written rule by rule and compiled to what the kernel takes.
 *
 * A call that several rules or filters speak of gets the strictest of their answers. Names that
 * this architecture, or this libseccomp, does not know are left out: nobody can call them. What
 * goes wrong while rules are added is told by rules_compile(). */
#pragma once

#include "config/base/attributes.h"

#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;
struct rules;

/* A rule holds when the call's argument `index`, of its bits those of `mask`, is `value`. */
struct rules_when {
    unsigned index;
    uint64_t mask; /* 0: all bits */
    uint64_t value;
};

/* Lets everything pass but what is refused by a rule; says nothing of refusals. */
struct rules *rules_new_open(void);

/* Refuses everything with EPERM, which the kernel logs, but what is allowed by a rule. */
struct rules *rules_new_closed(void);

void rules_free(struct rules *rules); /* NULL is allowed */

bool rules_are_logged(const struct rules *rules);

/* `calls` ends with NULL. */
void rules_allow(struct rules *rules, const char *const *calls);
void rules_allow_when(struct rules *rules, const char *call, struct rules_when when);
void rules_refuse(struct rules *rules, const char *call, int code);
void rules_refuse_when(struct rules *rules, const char *call, struct rules_when when, int code);
void rules_kill(struct rules *rules, const char *const *calls); /* the process */

/* The filter's code into `code`, its length into `len`: at most BPF_MAXINSNS, which the kernel
 * takes. */
MUST_CHECK bool rules_compile(const struct rules *rules, struct sock_filter code[BPF_MAXINSNS],
                              size_t *len, struct error *err);
