/* role_core.c: what the core may do: read what its user may (a reload may name other files), write
 * in its state folder, listen at its control socket, tell the service manager how it is. */
#include "daemon/sandbox/calls.h"
#include "daemon/sandbox/filter.h"
#include "daemon/sandbox/limits.h"
#include "daemon/sandbox/steps.h"

#include <sys/resource.h>
#include <sys/socket.h>

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

static void load_filters(struct sandbox_state *state)
{
    /* The store's files are made the service's whoever starts it, and its log is removed. */
    static const char *const of_state[] = {"unlink", "unlinkat", "chmod",  "fchmodat",
                                           "fchown", "wait4",    "waitid", NULL};
    struct filter *open = filter_new_open(), *closed = step_new_filter();

    calls_decline(open);
    filter_allow(closed, calls_of_looking_at_files);
    filter_allow(closed, calls_of_writing_files);
    filter_allow(closed, of_state);
    filter_allow(closed, calls_of_listening);
    calls_allow_family(closed, AF_UNIX);
    calls_allow_killing(closed); /* the spawner, at the end */
    step_load_filters(open, closed, state);
}

bool sandbox_enter_core(const char *state_dir, struct sandbox_state *state, struct error *err)
{
    if (!sandbox_limit(RLIMIT_NOFILE, FILES_MAX, err) || !enter_domain(state_dir, state, err))
        return false;
    load_filters(state);
    return true;
}
