/* role_core.c: what the core may do: read what its user may (a reload may name other files), write
 * in its state folder, listen at its control socket, tell the service manager how it is. */
#include "daemon/sandbox/filter.h"
#include "daemon/sandbox/limits.h"
#include "daemon/sandbox/steps.h"

#include <sys/resource.h>

#define FILES_MAX 1024 /* the store, a channel per child, the clients of the control socket */

static bool enter_domain(const char *state_dir, struct sandbox_state *state, struct error *err)
{
    const struct domain_reach reach = {.files = DOMAIN_FS_ALL,
                                       .tcp = DOMAIN_TCP_BIND | DOMAIN_TCP_CONNECT};
    const struct grant grants[] = {
        {"/", DOMAIN_FS_READ},
        {state_dir,
         DOMAIN_FS_WRITE | LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_REMOVE_FILE},
    };
    struct domain domain;

    return step_open_domain(&domain, &reach, grants, sizeof(grants) / sizeof(grants[0]), state,
                            err) &&
           step_enter_domain(&domain, state, err);
}

bool sandbox_enter_core(const char *state_dir, struct sandbox_state *state, struct error *err)
{
    if (!sandbox_limit(RLIMIT_NOFILE, FILES_MAX, err) || !enter_domain(state_dir, state, err))
        return false;
    step_load_own_filters(filters_of_core, state);
    return true;
}
