#include "daemon/sandbox/filter.h"

#include "config/base/error.h"
#include "config/base/memory.h"
#include "daemon/sandbox/guard.h"

#include <errno.h>
#include <seccomp.h>
#include <stdlib.h>
#include <string.h>

struct filter {
    scmp_filter_ctx context; /* NULL: there was no memory for it */
    int failure;             /* of the first rule that could not be added: -errno */
};

static void keep_failure(struct filter *filter, int result)
{
    if (filter->failure == 0 && result < 0)
        filter->failure = result;
}

static struct filter *make(uint32_t rest)
{
    struct filter *filter = memory_new(1, sizeof(*filter));

    filter->context = seccomp_init(rest);
    if (filter->context == NULL) {
        filter->failure = -ENOMEM;
        return filter;
    }
    keep_failure(filter,
                 seccomp_attr_set(filter->context, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS));
    /* A balanced tree in place of a list, where this libseccomp can. */
    (void)seccomp_attr_set(filter->context, SCMP_FLTATR_CTL_OPTIMIZE, 2);
    return filter;
}

struct filter *filter_new_open(void)
{
    return make(SCMP_ACT_ALLOW);
}

struct filter *filter_new_closed(void)
{
    struct filter *filter = make(SCMP_ACT_ERRNO(EPERM));

    if (filter->context != NULL) /* kernels before 4.14 cannot, and go without */
        (void)seccomp_attr_set(filter->context, SCMP_FLTATR_CTL_LOG, 1);
    return filter;
}

static void add(struct filter *filter, uint32_t action, const char *call,
                const struct filter_when *when)
{
    int number = seccomp_syscall_resolve_name(call);
    struct scmp_arg_cmp comparison = {.arg = 0};

    if (number < 0 || filter->context == NULL) /* negative: another architecture's, or nobody's */
        return;
    if (when != NULL && when->mask == 0)
        comparison =
            (struct scmp_arg_cmp){.arg = when->index, .op = SCMP_CMP_EQ, .datum_a = when->value};
    else if (when != NULL)
        comparison = (struct scmp_arg_cmp){.arg = when->index,
                                           .op = SCMP_CMP_MASKED_EQ,
                                           .datum_a = when->mask,
                                           .datum_b = when->value};
    keep_failure(filter,
                 seccomp_rule_add_array(filter->context, action, number, when == NULL ? 0 : 1,
                                        when == NULL ? NULL : &comparison));
}

void filter_allow(struct filter *filter, const char *const *calls)
{
    for (; *calls != NULL; calls++)
        add(filter, SCMP_ACT_ALLOW, *calls, NULL);
}

void filter_allow_when(struct filter *filter, const char *call, struct filter_when when)
{
    add(filter, SCMP_ACT_ALLOW, call, &when);
}

void filter_refuse(struct filter *filter, const char *call, int code)
{
    add(filter, SCMP_ACT_ERRNO((uint32_t)code), call, NULL);
}

void filter_refuse_when(struct filter *filter, const char *call, struct filter_when when, int code)
{
    add(filter, SCMP_ACT_ERRNO((uint32_t)code), call, &when);
}

void filter_kill(struct filter *filter, const char *const *calls)
{
    for (; *calls != NULL; calls++)
        add(filter, SCMP_ACT_KILL_PROCESS, *calls, NULL);
}

/* libseccomp 2.5 never comes back when it can get no memory for its program: the process ends, and
 * another takes its place. */
static int load(const struct filter *filter)
{
    guard_begin();
    int result = seccomp_load(filter->context);
    guard_end();
    return result;
}

bool filter_load(struct filter *filter, struct error *err)
{
    if (filter->failure == 0)
        keep_failure(filter, seccomp_attr_set(filter->context, SCMP_FLTATR_CTL_TSYNC, 1));
    if (filter->failure == 0)
        keep_failure(filter, load(filter));
    int failure = filter->failure;
    if (filter->context != NULL)
        seccomp_release(filter->context);
    free(filter);
    if (failure != 0)
        error_set(err, "seccomp: %s", strerror(-failure));
    return failure == 0;
}
