/* role_notifier.c: what the notifier may do: talk to the network and the journal, and write the
 * log files. */
#include "config/base/memory.h"
#include "daemon/sandbox/calls.h"
#include "daemon/sandbox/filter.h"
#include "daemon/sandbox/limits.h"
#include "daemon/sandbox/network.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define FILES_MAX 1024           /* a file or a few connections a sink */
#define DATA_MAX (1ULL << 30)    /* queues of alerts of 64 KiB */
#define STACK_MAX (2ULL << 20)   /* no recursion of its own */
#define THREAD_STACK (1UL << 20) /* a sink's worker reads a log's tail in it */

/* The folder, or while it is not there the nearest one above, in which it may appear. */
static bool grant_folder(const struct domain *domain, const char *folder, struct error *err)
{
    char *path = memory_string(folder);
    char *slash;

    while (access(path, F_OK) != 0 && (slash = strrchr(path, '/')) != NULL)
        slash[slash == path ? 1 : 0] = '\0';
    const struct grant grant = {path, DOMAIN_FS_READ | DOMAIN_FS_WRITE};
    bool is_granted = step_grant(domain, &grant, 1, err);
    free(path);
    return is_granted;
}

static bool enter_domain(const char *const *folders, size_t count, struct sandbox_state *state,
                         struct error *err)
{
    const struct domain_reach reach = {.files = DOMAIN_FS_ALL, .tcp = DOMAIN_TCP_BIND};
    struct domain domain;

    if (!step_open_domain(&domain, &reach, network_grants, NETWORK_GRANTS, state, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!grant_folder(&domain, folders[i], err)) {
            domain_close(&domain);
            return false;
        }
    }
    return step_enter_domain(&domain, state, err);
}

static void load_filters(struct sandbox_state *state)
{
    struct filter *open = filter_new_open(), *closed = step_new_filter();

    calls_decline(open);
    filter_allow(closed, calls_of_looking_at_files);
    filter_allow(closed, calls_of_writing_files);
    filter_allow(closed, calls_of_connections);
    calls_allow_family(closed, AF_UNIX);
    calls_allow_family(closed, AF_INET);
    calls_allow_family(closed, AF_INET6);
    calls_allow_threads(closed);
    step_load_filters(open, closed, state);
}

bool sandbox_enter_notifier(const char *const *folders, size_t count, struct sandbox_state *state,
                            struct error *err)
{
    if (!sandbox_limit(RLIMIT_NOFILE, FILES_MAX, err) ||
        !sandbox_limit_memory(DATA_MAX, STACK_MAX, THREAD_STACK, err) ||
        !enter_domain(folders, count, state, err))
        return false;
    load_filters(state);
    return true;
}
