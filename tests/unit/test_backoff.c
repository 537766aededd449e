#include "daemon/core/backoff.h"

/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

static void each_failure_doubles_the_wait(void **state)
{
    (void)state;
    assert_int_equal(backoff_seconds(1, 0, 0), 5);
    assert_int_equal(backoff_seconds(2, 0, 0), 10);
    assert_int_equal(backoff_seconds(5, 0, 0), 80);
}

static void the_wait_ends_at_an_hour(void **state)
{
    (void)state;
    assert_int_equal(backoff_seconds(11, 0, 0), 3600);
    assert_int_equal(backoff_seconds(1000000, 0, 0), 3600);
}

static void jitter_only_ever_lengthens_by_a_fifth(void **state)
{
    (void)state;
    assert_int_equal(backoff_seconds(5, 0, 0.5), 88);
    assert_in_range(backoff_seconds(5, 0, 0.999), 80, 96);
}

static void a_server_that_asks_for_longer_is_obeyed_up_to_a_day(void **state)
{
    (void)state;
    assert_int_equal(backoff_seconds(1, 120, 0), 120);
    assert_int_equal(backoff_seconds(8, 120, 0), 640);
    assert_int_equal(backoff_seconds(1, 10000000, 0), 86400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_failure_doubles_the_wait),
        cmocka_unit_test(the_wait_ends_at_an_hour),
        cmocka_unit_test(jitter_only_ever_lengthens_by_a_fifth),
        cmocka_unit_test(a_server_that_asks_for_longer_is_obeyed_up_to_a_day),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
