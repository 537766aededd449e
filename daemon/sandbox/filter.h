/* filter.h: a seccomp filter that the build has compiled (filters/), put in force for good. It
 * takes no memory. */
#pragma once

#include "config/base/attributes.h"

#include <linux/filter.h>
#include <stdbool.h>

struct error;

struct filter {
    const struct sock_filter *code;
    unsigned short len;
    bool is_logged; /* what it refuses, in the kernel's log, by kernels that can (4.14) */
};

/* Of each role, in the order in which they are put in force; the last has the length 0. */
extern const struct filter filters_of_service[]; /* of all its processes */
extern const struct filter filters_of_core[];
extern const struct filter filters_of_spawner[];
extern const struct filter filters_of_fetcher[];
extern const struct filter filters_of_notifier[];

/* Puts it in force in every thread. False: `err` says why it is not. */
MUST_CHECK bool filter_load(const struct filter *filter, struct error *err);

/* From here on this process sends signals to its own threads alone, as abort() does: the one rule
 * with a number that the build cannot know. Not for who starts others: they inherit it. */
MUST_CHECK bool filter_load_own_signals(struct error *err);
