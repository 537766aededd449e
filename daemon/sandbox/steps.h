/* steps.h: the two steps that close each role, in this order: Landlock, whose calls the filter
 * does not know any more, then seccomp. What a kernel does not have is noted as missing. */
#pragma once

#include "daemon/sandbox/domain.h"
#include "daemon/sandbox/sandbox.h"

struct filter;

struct grant {
    const char *path; /* NULL: none */
    uint64_t rights;
};

/* Opens a domain with these grants; it is the caller's, to grant more, until step_enter_domain().
 */
MUST_CHECK bool step_open_domain(struct domain *domain, const struct domain_reach *reach,
                                 const struct grant *grants, size_t count,
                                 struct sandbox_state *state, struct error *err);
MUST_CHECK bool step_grant(const struct domain *domain, const struct grant *grants, size_t count,
                           struct error *err);
MUST_CHECK bool step_enter_domain(struct domain *domain, struct sandbox_state *state,
                                  struct error *err);

/* A closed filter of a process that is at work: it has what it is made of, its loop and its
 * descriptors, runs no program, and gains nothing. */
struct filter *step_new_filter(void);

/* Puts the filters of one role in force, the one that declines before the one that logs; `second`
 * may be NULL. */
void step_load_filters(struct filter *first, struct filter *second, struct sandbox_state *state);
