/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "config/base/clock.h"

#include <time.h>

static void moments_do_not_go_back(void **state)
{
    (void)state;
    struct moment before = clock_moment(), after = clock_moment();

    assert_true(moment_elapsed_ms(before, after) >= 0);
}

static void a_moment_after_another_is_that_much_later(void **state)
{
    (void)state;
    struct moment start = {1000};

    assert_int_equal(moment_elapsed_ms(start, moment_after_ms(start, 250)), 250);
    assert_int_equal(moment_after_ms(start, -1).ms, 999);
}

static void the_wall_clock_is_that_of_the_system(void **state)
{
    (void)state;
    time_t before = time(NULL);
    int64_t now = clock_wall();

    assert_true(now >= before && now <= time(NULL) + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments_do_not_go_back),
        cmocka_unit_test(a_moment_after_another_is_that_much_later),
        cmocka_unit_test(the_wall_clock_is_that_of_the_system),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
