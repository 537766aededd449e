#include "daemon/sandbox/steps.h"

#include "config/base/error.h"
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

static void lack_seccomp(struct sandbox_state *state, const struct error *why)
{
    state->has_seccomp = false;
    note_missing(state, why);
}

void step_load_filters(const struct filter *filters, struct sandbox_state *state)
{
    state->has_seccomp = true;
    for (; filters->len > 0; filters++) {
        struct error missing = {0};
        if (!filter_load(filters, &missing))
            lack_seccomp(state, &missing);
    }
}

void step_load_own_filters(const struct filter *filters, struct sandbox_state *state)
{
    struct error missing = {0};
    bool is_own = filter_load_own_signals(&missing);

    step_load_filters(filters, state);
    if (!is_own)
        lack_seccomp(state, &missing);
}
