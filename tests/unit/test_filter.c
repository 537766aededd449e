/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/error.h"
#include "tests/helpers/attempts.h"
#include "tests/helpers/confined.h"
#include "tests/helpers/poorer_kernel.h"

#include <semaphore.h>

/* Refuses to say who the parent is. */
static struct sock_filter of_parent[] = {
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
};
#define LEN (sizeof(of_parent) / sizeof(of_parent[0]))

static bool is_parent_named(void)
{
    return syscall(SYS_getppid) > 0;
}

static bool begin(void)
{
    return sandbox_enter_base(NULL);
}

static bool load(void)
{
    const struct filter filter = {.code = of_parent, .len = LEN};

    return begin() && filter_load(&filter, NULL);
}

static void what_it_refuses_is_refused(void **state)
{
    (void)state;
    assert_int_equal(outcome_of(begin, is_parent_named), OUTCOME_DONE);
    assert_int_equal(outcome_of(load, is_parent_named), OUTCOME_REFUSED);
}

/* ---- threads */

static sem_t is_ready, may_go;

static void *ask_for_parent(void *named)
{
    sem_post(&is_ready);
    sem_wait(&may_go);
    *(bool *)named = is_parent_named();
    return NULL;
}

static bool is_parent_named_in_an_older_thread(void)
{
    pthread_t thread;
    bool is_named = true;

    if (sem_init(&is_ready, 0, 0) != 0 || sem_init(&may_go, 0, 0) != 0 ||
        pthread_create(&thread, NULL, ask_for_parent, &is_named) != 0)
        return true;
    sem_wait(&is_ready);
    bool is_loaded = load();
    sem_post(&may_go);
    return pthread_join(thread, NULL) != 0 || !is_loaded || is_named;
}

static void it_holds_in_the_threads_that_are_there(void **state)
{
    (void)state;
    assert_int_equal(outcome_of(begin, is_parent_named_in_an_older_thread), OUTCOME_REFUSED);
}

static void *load_for_oneself(void *arg)
{
    const struct sock_fprog program = {LEN, of_parent};

    *(bool *)arg = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
    sem_post(&is_ready);
    sem_wait(&may_go);
    return NULL;
}

static bool is_thread_that_cannot_follow_named(void)
{
    const struct filter filter = {.code = of_parent, .len = LEN};
    struct error err = {0};
    pthread_t thread;
    bool is_alone = false;

    if (sem_init(&is_ready, 0, 0) != 0 || sem_init(&may_go, 0, 0) != 0 ||
        pthread_create(&thread, NULL, load_for_oneself, &is_alone) != 0)
        return false;
    sem_wait(&is_ready);
    bool is_loaded = filter_load(&filter, &err);
    sem_post(&may_go);
    return pthread_join(thread, NULL) == 0 && is_alone && !is_loaded &&
           strstr(err.message, "has a filter of its own") != NULL;
}

static void a_thread_that_cannot_follow_is_an_error(void **state)
{
    (void)state;
    assert_int_equal(outcome_of(begin, is_thread_that_cannot_follow_named), OUTCOME_DONE);
}

/* ---- kernels that have less */

static bool is_refused_with(const struct filter *filter, const char *why)
{
    struct error err = {0};

    return !filter_load(filter, &err) && strcmp(err.message, why) == 0;
}

static bool is_lack_of_seccomp_said(void)
{
    const struct filter filter = {.code = of_parent, .len = LEN};

    return lose_call(SYS_seccomp, ENOSYS) &&
           is_refused_with(&filter, "seccomp: Function not implemented");
}

static bool is_wrong_code_said(void)
{
    const struct filter filter = {.code = of_parent, .len = 2}, /* which ends nowhere */
        logged = {.code = of_parent, .len = 2, .is_logged = true};

    return is_refused_with(&filter, "seccomp: Invalid argument") &&
           is_refused_with(&logged, "seccomp: Invalid argument");
}

static void what_the_kernel_says_against_it_is_told(void **state)
{
    static const struct attempt kernels[] = {
        {"no seccomp", is_lack_of_seccomp_said},
        {"code that is none", is_wrong_code_said},
    };

    (void)state;
    ASSERT_OUTCOMES(begin, kernels, OUTCOME_DONE);
}

/* Linux before 4.14. */
static bool lose_logs(void)
{
    const uint32_t flags = SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_LOG;

    return begin() && lose_call_with(SYS_seccomp, 1, flags, EINVAL);
}

static bool load_logged(void)
{
    const struct filter filter = {.code = of_parent, .len = LEN, .is_logged = true};

    return lose_logs() && filter_load(&filter, NULL);
}

static void a_kernel_that_cannot_log_refuses_without_a_word(void **state)
{
    (void)state;
    assert_int_equal(outcome_of(lose_logs, is_parent_named), OUTCOME_DONE);
    assert_int_equal(outcome_of(load_logged, is_parent_named), OUTCOME_REFUSED);
}

/* ---- signals */

static bool load_own_signals(void)
{
    return begin() && filter_load_own_signals(NULL);
}

static void a_process_signals_its_own_threads_alone(void **state)
{
    (void)state;
    assert_int_equal(outcome_of(begin, is_thread_of_parent_signalled), OUTCOME_DONE);
    assert_int_equal(outcome_of(load_own_signals, is_thread_of_parent_signalled), OUTCOME_REFUSED);
    assert_int_equal(outcome_of(load_own_signals, is_own_thread_signalled), OUTCOME_DONE);
    assert_int_equal(outcome_of(load_own_signals, is_parent_named), OUTCOME_DONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_it_refuses_is_refused),
        cmocka_unit_test(it_holds_in_the_threads_that_are_there),
        cmocka_unit_test(a_thread_that_cannot_follow_is_an_error),
        cmocka_unit_test(what_the_kernel_says_against_it_is_told),
        cmocka_unit_test(a_kernel_that_cannot_log_refuses_without_a_word),
        cmocka_unit_test(a_process_signals_its_own_threads_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
