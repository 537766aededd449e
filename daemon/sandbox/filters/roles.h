/* roles.h: which system calls each role may make: the one place that says so. */
#pragma once

#include <stddef.h>

struct rules;

#define ROLE_FILTERS 2 /* of a role, at most */

struct role_rules {
    const char *role;
    /* In the order in which they are put in force: the one that declines before the one that logs.
     * Each returns new rules, the caller's; NULL: there is none. */
    struct rules *(*make[ROLE_FILTERS])(void);
};

extern const struct role_rules roles[];
extern const size_t role_count;
