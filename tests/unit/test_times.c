/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/rfc3339.h"
#include "daemon/cli/times.h"

#define NOW INT64_C(1795537278) /* 2026-11-24T16:21:18Z */

static int64_t parse(const char *text)
{
    int64_t time = 0;

    assert_true(times_parse(text, NOW, &time));
    return time;
}

static void a_span_counts_back_from_now(void **state)
{
    (void)state;
    assert_int_equal(parse("2h"), NOW - 7200);
    assert_int_equal(parse("7d"), NOW - 7 * 86400);
}

static void a_date_is_its_beginning_in_utc(void **state)
{
    (void)state;
    assert_int_equal(parse("1970-01-02"), 86400);
}

static void a_time_is_read_with_its_zone(void **state)
{
    (void)state;
    assert_int_equal(parse("1970-01-01T01:00:00+01:00"), 0);
}

static void what_is_no_time_is_refused(void **state)
{
    static const char *const texts[] = {"", "yesterday", "7", "2026-13-01", "2026-11-24T16"};
    int64_t time;

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        assert_false(times_parse(texts[i], NOW, &time));
}

static void times_are_said_in_the_largest_unit_of_which_there_are_two(void **state)
{
    char out[TIMES_SIZE];

    (void)state;
    assert_string_equal(times_relative(NOW - 90, NOW, out), "90 s ago");
    assert_string_equal(times_relative(NOW - 3 * 3600, NOW, out), "3 h ago");
    assert_string_equal(times_relative(NOW + 600, NOW, out), "in 10 min");
    assert_string_equal(times_relative(NOW, NOW, out), "now");
    assert_string_equal(times_span(1697, out), "28 min");
    assert_string_equal(times_relative(NO_TIME, NOW, out), "-");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_span_counts_back_from_now),
        cmocka_unit_test(a_date_is_its_beginning_in_utc),
        cmocka_unit_test(a_time_is_read_with_its_zone),
        cmocka_unit_test(what_is_no_time_is_refused),
        cmocka_unit_test(times_are_said_in_the_largest_unit_of_which_there_are_two),
    };

    return cmocka_run_group_tests_name("times", tests, NULL, NULL);
}
