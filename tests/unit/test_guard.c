/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "daemon/sandbox/guard.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

/* In place of the C library's: a second lasts PART of one. */
#define PART 20

int setitimer(__itimer_which_t which, const struct itimerval *restrict asked,
              struct itimerval *restrict before)
{
    int64_t us = asked->it_value.tv_sec * INT64_C(1000000) / PART;
    const struct itimerval timer = {.it_value = {us / 1000000, us % 1000000}};

    assert_int_equal(asked->it_value.tv_usec, 0);
    return (int)syscall(SYS_setitimer, which, &timer, before);
}

/* Microseconds of CPU until the signal; 0: none is due. */
static int64_t time_left(void)
{
    struct itimerval timer;

    assert_int_equal(getitimer(ITIMER_PROF, &timer), 0);
    assert_int_equal(timer.it_interval.tv_sec + timer.it_interval.tv_usec, 0);
    return (timer.it_value.tv_sec * INT64_C(1000000) + timer.it_value.tv_usec) * PART;
}

static void five_seconds_of_cpu_are_given(void **state)
{
    (void)state;
    guard_begin();
    assert_in_range(time_left(), 4000000, 5100000);
    guard_end();
}

static void after_its_end_no_signal_is_due(void **state)
{
    (void)state;
    guard_begin();
    guard_end();
    assert_int_equal(time_left(), 0);
}

/* Whoever would catch it could go on. */
static void the_signal_ends_the_process(void **state)
{
    struct sigaction action;

    (void)state;
    assert_int_equal(sigaction(SIGPROF, NULL, &action), 0);
    assert_true(action.sa_handler == SIG_DFL);
}

/* How a process ends that reads until so much of its time is left: its status. */
static int reader_until(int64_t left)
{
    int status = 0;
    pid_t pid = fork();

    if (pid == 0) {
        guard_begin();
        while (time_left() > left) {
        }
        guard_end();
        _exit(EXIT_SUCCESS);
    }
    assert_true(waitpid(pid, &status, 0) == pid);
    return status;
}

static void who_is_done_in_time_goes_on_and_who_is_not_ends(void **state)
{
    (void)state;
    int status = reader_until(500000); /* as the kernel counts, in ticks of some milliseconds */
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS);
    status = reader_until(-1);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGPROF);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(five_seconds_of_cpu_are_given),
        cmocka_unit_test(after_its_end_no_signal_is_due),
        cmocka_unit_test(the_signal_ends_the_process),
        cmocka_unit_test(who_is_done_in_time_goes_on_and_who_is_not_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
