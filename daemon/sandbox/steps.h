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

/* Puts the filters of a role in force, which those whom it starts inherit. */
void step_load_filters(const struct filter *filters, struct sandbox_state *state);

/* The same for a role that starts nobody: it signals no other process, too. */
void step_load_own_filters(const struct filter *filters, struct sandbox_state *state);
