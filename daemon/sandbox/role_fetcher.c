/* role_fetcher.c: what a fetcher may do: talk to the network, read what that takes, and nothing
 * else: untrusted bytes are read here. */
#include "daemon/sandbox/filter.h"
#include "daemon/sandbox/limits.h"
#include "daemon/sandbox/network.h"

#include <sys/resource.h>

#define FILES_MAX 4096             /* connections, and what the resolver's threads open */
#define DATA_MAX (1ULL << 30)      /* documents under way of 16 MiB, and what is made of one */
#define STACK_MAX (2ULL << 20)     /* trees are at most 2,048 deep */
#define THREAD_STACK (512UL << 10) /* a name is looked up in it */

bool sandbox_enter_fetcher(const char *const *files, size_t count, struct sandbox_state *state,
                           struct error *err)
{
    if (!sandbox_limit(RLIMIT_NOFILE, FILES_MAX, err) ||
        !sandbox_limit_memory(DATA_MAX, STACK_MAX, THREAD_STACK, err) ||
        !network_enter_domain(files, count, NULL, 0, state, err))
        return false;
    step_load_own_filters(filters_of_fetcher, state);
    return true;
}
