/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "daemon/core/clock_watch.h"

#include <event2/event.h>
#include <stdbool.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>

/* ---- the kernel's timers, in place of those of the machine, whose clock is nobody's to set ----
 */

static struct {
    int fd, armed; /* how often */
    bool has_none;
} timers;

int timerfd_create(clockid_t clock, int flags)
{
    assert_int_equal(clock, CLOCK_REALTIME);
    assert_int_equal(flags, TFD_NONBLOCK | TFD_CLOEXEC);
    timers.fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    return timers.fd;
}

int timerfd_settime(int fd, int flags, const struct itimerspec *new_value,
                    struct itimerspec *old_value)
{
    assert_int_equal(fd, timers.fd);
    assert_int_equal(flags, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET);
    assert_true(new_value->it_value.tv_sec > INT32_MAX);
    assert_null(old_value);
    timers.armed++;
    return timers.has_none ? -1 : 0;
}

static void on_set(void *owner)
{
    ++*(int *)owner;
}

static void each_time_that_the_clock_is_set_is_told_once(void **state)
{
    struct event_base *base = event_base_new();
    int told = 0;

    (void)state;
    timers.has_none = false;
    timers.armed = 0;
    struct clock_watch *watch = clock_watch_new(base, on_set, &told);
    assert_non_null(watch);
    assert_int_equal(timers.armed, 1);
    for (int i = 1; i <= 3; i++) {
        assert_int_equal(eventfd_write(timers.fd, 1), 0);
        event_base_loop(base, EVLOOP_ONCE);
        event_base_loop(base, EVLOOP_NONBLOCK);
        assert_int_equal(told, i);
        assert_int_equal(timers.armed, i + 1);
    }
    clock_watch_free(watch);
    event_base_free(base);
}

static void a_kernel_that_does_not_tell_is_done_without(void **state)
{
    struct event_base *base = event_base_new();

    (void)state;
    timers.has_none = true;
    assert_null(clock_watch_new(base, on_set, NULL));
    event_base_free(base);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_time_that_the_clock_is_set_is_told_once),
        cmocka_unit_test(a_kernel_that_does_not_tell_is_done_without),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
