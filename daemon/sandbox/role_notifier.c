/* role_notifier.c: what the notifier may do: talk to the network and the journal, read
 * certificates, and write the log files. */
#include "daemon/sandbox/filter.h"
#include "daemon/sandbox/limits.h"
#include "daemon/sandbox/network.h"

#include <sys/resource.h>

#define FILES_MAX 1024           /* a file or a few connections a sink */
#define DATA_MAX (1ULL << 30)    /* queues of alerts of 64 KiB */
#define STACK_MAX (2ULL << 20)   /* no recursion of its own */
#define THREAD_STACK (1UL << 20) /* a sink's worker reads a log's tail in it */

bool sandbox_enter_notifier(const char *const *folders, size_t folder_count,
                            const char *const *files, size_t file_count,
                            struct sandbox_state *state, struct error *err)
{
    if (!sandbox_limit(RLIMIT_NOFILE, FILES_MAX, err) ||
        !sandbox_limit_memory(DATA_MAX, STACK_MAX, THREAD_STACK, err) ||
        !network_enter_domain(files, file_count, folders, folder_count, state, err))
        return false;
    step_load_own_filters(filters_of_notifier, state);
    return true;
}
