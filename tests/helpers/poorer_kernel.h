/* poorer_kernel.h: kernels that have less, imagined by a filter that answers as they do. */
#pragma once

#include "daemon/sandbox/filter.h"

#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>

/* From here on the call fails with this errno. */
static inline bool lose_call(long call, int code)
{
    const struct sock_filter lines[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)call, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (uint32_t)code),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const struct filter filter = {.code = lines, .len = sizeof(lines) / sizeof(lines[0])};

    return filter_load(&filter, NULL);
}

/* The same where the argument `index` has this value. */
static inline bool lose_call_with(long call, unsigned index, uint32_t value, int code)
{
    const uint32_t at = (uint32_t)(offsetof(struct seccomp_data, args) + index * sizeof(uint64_t));
    const struct sock_filter lines[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)call, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, at),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (uint32_t)code),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const struct filter filter = {.code = lines, .len = sizeof(lines) / sizeof(lines[0])};

    return filter_load(&filter, NULL);
}
