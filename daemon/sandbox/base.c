/* base.c: what every role starts with. */
#include "config/base/error.h"
#include "daemon/sandbox/limits.h"
#include "daemon/sandbox/sandbox.h"

#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#define PRIVATE_UMASK 0077

bool sandbox_limit(int resource, uint64_t most, struct error *err)
{
    struct rlimit limit;

    if (getrlimit((__rlimit_resource_t)resource, &limit) == 0) {
        limit.rlim_max = limit.rlim_max < most ? limit.rlim_max : most;
        limit.rlim_cur = limit.rlim_max;
        if (setrlimit((__rlimit_resource_t)resource, &limit) == 0)
            return true;
    }
    error_set(err, "resource limit %d cannot be set: %s", resource, strerror(errno));
    return false;
}

/* A leak checker reads the memory of the process that it is part of, which only a dumpable one
 * lets it. */
static bool is_dump_refused(void)
{
#ifdef SANDBOX_SANITIZED
    return true;
#else
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
#endif
}

bool sandbox_enter_base(struct error *err)
{
    umask(PRIVATE_UMASK);
    if (!sandbox_limit(RLIMIT_CORE, 0, err))
        return false;
    if (!is_dump_refused() || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        error_set(err, "privileges cannot be given up: %s", strerror(errno));
        return false;
    }
    return true;
}
