#include "daemon/sandbox/steps.h"

#include "config/base/error.h"
#include "daemon/sandbox/calls.h"
#include "daemon/sandbox/filter.h"
#include "daemon/sandbox/limits.h"

#include <stdio.h>
#include <string.h>

static void note_missing(struct sandbox_state *state, const struct error *why)
{
    size_t len = strlen(state->missing);

    if (strstr(state->missing, why->message) == NULL)
        snprintf(state->missing + len, sizeof(state->missing) - len, "%s%s", len > 0 ? "; " : "",
                 why->message);
}

bool step_grant(const struct domain *domain, const struct grant *grants, size_t count,
                struct error *err)
{
    for (size_t i = 0; i < count && domain->ruleset >= 0; i++) {
        if (grants[i].path != NULL && !domain_allow(domain, grants[i].path, grants[i].rights, err))
            return false;
    }
    return true;
}

#ifdef SANDBOX_SANITIZED
/* Their reports look at the process and at what its frames are called. */
static const struct grant of_sanitizers[] = {
    {"/proc", DOMAIN_FS_READ}, {"/proc/self/exe", DOMAIN_FS_READ}, {"/usr/lib", DOMAIN_FS_READ}};
#define SANITIZER_GRANTS (sizeof(of_sanitizers) / sizeof(of_sanitizers[0]))
#else
static const struct grant of_sanitizers[] = {{NULL, 0}};
#define SANITIZER_GRANTS 0
#endif

bool step_open_domain(struct domain *domain, const struct domain_reach *reach,
                      const struct grant *grants, size_t count, struct sandbox_state *state,
                      struct error *err)
{
    struct error missing = {0};

    if (!domain_open(domain, reach, &missing)) {
        note_missing(state, &missing);
        return true;
    }
    if (step_grant(domain, grants, count, err) &&
        step_grant(domain, of_sanitizers, SANITIZER_GRANTS, err))
        return true;
    domain_close(domain);
    return false;
}

bool step_enter_domain(struct domain *domain, struct sandbox_state *state, struct error *err)
{
    if (!domain_enter(domain, err))
        return false;
    state->landlock = domain->abi;
    return true;
}

struct filter *step_new_filter(void)
{
    struct filter *filter = filter_new_closed();

    filter_allow(filter, calls_of_work);
    calls_allow_self(filter);
    calls_allow_harmless_controls(filter);
    calls_allow_sanitizers(filter);
    calls_pass_declined(filter);
    filter_kill(filter, calls_of_attack);
    filter_kill(filter, calls_of_programs);
    return filter;
}

void step_load_filters(struct filter *first, struct filter *second, struct sandbox_state *state)
{
    struct error missing = {0};
    bool is_loaded = filter_load(first, &missing);

    if (second != NULL)
        is_loaded = filter_load(second, &missing) && is_loaded;
    state->has_seccomp = is_loaded;
    if (!is_loaded)
        note_missing(state, &missing);
}
