#include "daemon/sandbox/filter.h"

#include "config/base/error.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* As the system call answers: 0, -1 with errno, or a thread that cannot follow. */
static long load(const struct filter *filter, unsigned long flags)
{
    const struct { /* struct sock_fprog, which is only read */
        unsigned short len;
        const struct sock_filter *code;
    } program = {filter->len, filter->code};

    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC | flags,
                   &program);
}

bool filter_load(const struct filter *filter, struct error *err)
{
    long result = load(filter, filter->is_logged ? SECCOMP_FILTER_FLAG_LOG : 0);

    if (result < 0 && errno == EINVAL && filter->is_logged)
        result = load(filter, 0);
    if (result < 0)
        error_set(err, "seccomp: %s", strerror(errno));
    else if (result > 0)
        error_set(err, "seccomp: thread %ld has a filter of its own", result);
    return result == 0;
}

bool filter_load_own_signals(struct error *err)
{
    const struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_tgkill, 0, 2),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)getpid(), 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
    };
    const struct filter own = {.code = code, .len = sizeof(code) / sizeof(code[0])};

    return filter_load(&own, err);
}
