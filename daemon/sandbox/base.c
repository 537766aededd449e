/* base.c: what every role starts with. */
#include "config/base/error.h"
#include "daemon/sandbox/limits.h"
#include "daemon/sandbox/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <pthread.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

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

bool sandbox_limit_memory(uint64_t data, uint64_t stack, size_t thread_stack, struct error *err)
{
#ifdef SANDBOX_SANITIZED
    (void)data, (void)stack, (void)thread_stack, (void)err;
    return true;
#else
    pthread_attr_t attributes;

    if (!sandbox_limit(RLIMIT_DATA, data, err) || !sandbox_limit(RLIMIT_STACK, stack, err))
        return false;
    bool is_set = pthread_attr_init(&attributes) == 0 &&
                  pthread_attr_setstacksize(&attributes, thread_stack) == 0 &&
                  pthread_setattr_default_np(&attributes) == 0;
    if (!is_set)
        error_set(err, "threads cannot be given a stack of %zu bytes", thread_stack);
    return is_set;
#endif
}

void sandbox_yield_memory(void)
{
    static const char score[] = "500"; /* of 1000 */
    int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

    if (fd < 0)
        return;
    ssize_t written =
        write(fd, score, sizeof(score) - 1); /* where it cannot be had, all are equal */
    (void)written;
    close(fd);
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

/* Whoever started us: not even root's service needs root's powers. Where there are none to give up,
 * a manager's filter may refuse the call that does it. */
static bool drop_capabilities(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    const struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{.effective = 0}};
    struct __user_cap_data_struct had[_LINUX_CAPABILITY_U32S_3];

    return (syscall(SYS_capget, &header, had) == 0 && memcmp(had, none, sizeof(none)) == 0) ||
           syscall(SYS_capset, &header, none) == 0;
}

bool sandbox_enter_base(struct error *err)
{
    umask(PRIVATE_UMASK);
    if (!sandbox_limit(RLIMIT_CORE, 0, err))
        return false;
    if (!is_dump_refused() || !drop_capabilities() || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        error_set(err, "privileges cannot be given up: %s", strerror(errno));
        return false;
    }
    return true;
}
