/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "feeds/parse/date_clock.h"
#include "feeds/parse/date_parts.h"

static void a_clock_is_read_as_far_as_it_goes(void **state)
{
    static const struct {
        const char *text;
        int hour, minute, second;
        const char *rest;
    } cases[] = {
        {"10:14 EDT", 10, 14, 0, " EDT"},
        {"10:14:55.25Z", 10, 14, 55, "Z"},
        {"9h15", 9, 15, 0, ""},
        {"10u14, Gent", 10, 14, 0, ", Gent"},
        {"10\u65F614\u5206", 10, 14, 0, ""},
        {"24:00:00", 24, 0, 0, ""},
        {"23:59:60", 23, 59, 60, ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct date_parts parts = {.hour = DATE_UNSET};
        assert_true(date_is_clock(cases[i].text));
        assert_string_equal(date_read_clock(cases[i].text, &parts), cases[i].rest);
        assert_int_equal(parts.hour, cases[i].hour);
        assert_int_equal(parts.minute, cases[i].minute);
        assert_int_equal(parts.second, cases[i].second);
    }
}

static void what_no_clock_shows_is_no_time(void **state)
{
    static const char *const texts[] = {"24:01", "25:00", "10:61", "10:14:61"};

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct date_parts parts = {.hour = DATE_UNSET};
        assert_null(date_read_clock(texts[i], &parts));
    }
    assert_false(date_is_clock("2012:08"));
    assert_false(date_is_clock("10.14"));
}

static void a_second_clock_counts_only_after_midnight(void **state)
{
    struct date_parts midnight = {.hour = 0}, noon = {.hour = 12};

    (void)state;
    assert_non_null(date_read_clock("10:14", &midnight));
    assert_int_equal(midnight.hour, 10);
    assert_null(date_read_clock("10:14", &noon));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clock_is_read_as_far_as_it_goes),
        cmocka_unit_test(what_no_clock_shows_is_no_time),
        cmocka_unit_test(a_second_clock_counts_only_after_midnight),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
