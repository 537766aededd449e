#include "daemon/sandbox/filters/rules.h"

#include "config/base/error.h"
#include "config/base/memory.h"

#include <errno.h>
#include <seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct rules {
    scmp_filter_ctx context; /* NULL: there was no memory for it */
    int failure;             /* of the first rule that could not be added: -errno */
    bool are_logged;
};

static void keep_failure(struct rules *rules, int result)
{
    if (rules->failure == 0 && result < 0)
        rules->failure = result;
}

static struct rules *make(uint32_t rest, bool are_logged)
{
    struct rules *rules = memory_new(1, sizeof(*rules));

    rules->are_logged = are_logged;
    rules->context = seccomp_init(rest);
    if (rules->context == NULL) {
        rules->failure = -ENOMEM;
        return rules;
    }
    keep_failure(rules,
                 seccomp_attr_set(rules->context, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS));
    /* A balanced tree in place of a list, where this libseccomp can. */
    (void)seccomp_attr_set(rules->context, SCMP_FLTATR_CTL_OPTIMIZE, 2);
    return rules;
}

struct rules *rules_new_open(void)
{
    return make(SCMP_ACT_ALLOW, false);
}

struct rules *rules_new_closed(void)
{
    return make(SCMP_ACT_ERRNO(EPERM), true);
}

void rules_free(struct rules *rules)
{
    if (rules != NULL && rules->context != NULL)
        seccomp_release(rules->context);
    free(rules);
}

bool rules_are_logged(const struct rules *rules)
{
    return rules->are_logged;
}

static void add(struct rules *rules, uint32_t action, const char *call,
                const struct rules_when *when)
{
    int number = seccomp_syscall_resolve_name(call);
    struct scmp_arg_cmp comparison = {.arg = 0};

    if (number < 0 || rules->context == NULL) /* negative: another architecture's, or nobody's */
        return;
    if (when != NULL && when->mask == 0)
        comparison =
            (struct scmp_arg_cmp){.arg = when->index, .op = SCMP_CMP_EQ, .datum_a = when->value};
    else if (when != NULL)
        comparison = (struct scmp_arg_cmp){.arg = when->index,
                                           .op = SCMP_CMP_MASKED_EQ,
                                           .datum_a = when->mask,
                                           .datum_b = when->value};
    keep_failure(rules, seccomp_rule_add_array(rules->context, action, number, when == NULL ? 0 : 1,
                                               when == NULL ? NULL : &comparison));
}

void rules_allow(struct rules *rules, const char *const *calls)
{
    for (; *calls != NULL; calls++)
        add(rules, SCMP_ACT_ALLOW, *calls, NULL);
}

void rules_allow_when(struct rules *rules, const char *call, struct rules_when when)
{
    add(rules, SCMP_ACT_ALLOW, call, &when);
}

void rules_refuse(struct rules *rules, const char *call, int code)
{
    add(rules, SCMP_ACT_ERRNO((uint32_t)code), call, NULL);
}

void rules_refuse_when(struct rules *rules, const char *call, struct rules_when when, int code)
{
    add(rules, SCMP_ACT_ERRNO((uint32_t)code), call, &when);
}

void rules_kill(struct rules *rules, const char *const *calls)
{
    for (; *calls != NULL; calls++)
        add(rules, SCMP_ACT_KILL_PROCESS, *calls, NULL);
}

/* libseccomp 2.5 writes to a file alone. */
static bool read_code(int fd, struct sock_filter code[BPF_MAXINSNS], size_t *len)
{
    ssize_t size = pread(fd, code, BPF_MAXINSNS * sizeof(*code), 0);

    if (size < 0 || lseek(fd, 0, SEEK_END) != size)
        return false;
    *len = (size_t)size / sizeof(*code);
    return *len > 0;
}

bool rules_compile(const struct rules *rules, struct sock_filter code[BPF_MAXINSNS], size_t *len,
                   struct error *err)
{
    int failure = rules->failure, fd = memfd_create("filter", MFD_CLOEXEC);

    if (fd < 0 && failure == 0)
        failure = -errno;
    if (failure == 0)
        failure = seccomp_export_bpf(rules->context, fd);
    if (failure == 0 && !read_code(fd, code, len))
        failure = -E2BIG;
    if (fd >= 0)
        close(fd);
    if (failure != 0)
        error_set(err, "%s", strerror(-failure));
    return failure == 0;
}
