/* role_fetcher.c: what a fetcher may do: talk to the network, read what that takes, and nothing
 * else: untrusted bytes are read here. */
#include "daemon/sandbox/calls.h"
#include "daemon/sandbox/filter.h"
#include "daemon/sandbox/limits.h"
#include "daemon/sandbox/network.h"

#include <sys/resource.h>
#include <sys/socket.h>

#define FILES_MAX 4096             /* connections, and what the resolver's threads open */
#define DATA_MAX (1ULL << 30)      /* documents under way of 16 MiB, and what is made of one */
#define STACK_MAX (2ULL << 20)     /* trees are at most 2,048 deep */
#define THREAD_STACK (512UL << 10) /* a name is looked up in it */

static void load_filters(struct sandbox_state *state)
{
    struct filter *open = filter_new_open(), *closed = step_new_filter();

    calls_decline(open);
    calls_decline_family(open, AF_UNIX); /* of caches of names, and of the core's control socket */
    calls_allow_family(closed, AF_UNIX);
    network_allow(closed);
    calls_allow_reading(closed);
    step_load_filters(open, closed, state);
}

bool sandbox_enter_fetcher(const char *const *files, size_t count, struct sandbox_state *state,
                           struct error *err)
{
    if (!sandbox_limit(RLIMIT_NOFILE, FILES_MAX, err) ||
        !sandbox_limit_memory(DATA_MAX, STACK_MAX, THREAD_STACK, err) ||
        !network_enter_domain(files, count, NULL, 0, state, err))
        return false;
    load_filters(state);
    return true;
}
