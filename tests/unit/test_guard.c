/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "daemon/sandbox/guard.h"

#include <signal.h>
#include <sys/time.h>

/* Microseconds of CPU until the signal; 0: none is due. */
static int64_t time_left(void)
{
    struct itimerval timer;

    assert_int_equal(getitimer(ITIMER_PROF, &timer), 0);
    assert_int_equal(timer.it_interval.tv_sec + timer.it_interval.tv_usec, 0);
    return timer.it_value.tv_sec * INT64_C(1000000) + timer.it_value.tv_usec;
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(five_seconds_of_cpu_are_given),
        cmocka_unit_test(after_its_end_no_signal_is_due),
        cmocka_unit_test(the_signal_ends_the_process),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
