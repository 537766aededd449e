/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "config/base/rfc3339.h"

#include <string.h>

static void assert_parses(const char *text, int64_t expected)
{
    int64_t time = 0;

    if (!rfc3339_parse(text, &time))
        fail_msg("%s is refused", text);
    assert_int_equal(time, expected);
}

static void a_time_reads_back_as_it_was_written(void **state)
{
    (void)state;
    const int64_t times[] = {0, 1, -1, 951782400, 1764001278, 253402300799, -62167219200};
    char out[RFC3339_SIZE];

    for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
        assert_parses(rfc3339_format(times[i], out), times[i]);
    assert_string_equal(rfc3339_format(1764001278, out), "2025-11-24T16:21:18Z");
}

static void zones_are_taken_into_account(void **state)
{
    (void)state;
    assert_parses("2025-11-24T17:21:18+01:00", 1764001278);
    assert_parses("2025-11-24T10:51:18-05:30", 1764001278);
    assert_parses("2025-11-24t16:21:18z", 1764001278);
}

static void fractions_are_dropped(void **state)
{
    (void)state;
    assert_parses("2025-11-24T16:21:18.999999999Z", 1764001278);
}

static void a_leap_second_is_the_next_minute(void **state)
{
    (void)state;
    assert_parses("2016-12-31T23:59:60Z", 1483228800);
}

static void what_is_no_time_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "2025-11-24",
        "2025-11-24T16:21:18",
        "2025-11-24T16:21Z",
        "2025-13-01T00:00:00Z",
        "2025-00-01T00:00:00Z",
        "2025-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "2025-04-31T00:00:00Z",
        "2025-11-24T24:00:00Z",
        "2025-11-24T16:60:00Z",
        "2025-11-24T16:21:61Z",
        "2025-11-24T16:21:18.Z",
        "2025-11-24T16:21:18+0100",
        "2025-11-24T16:21:18+24:00",
        "2025-11-24T16:21:18Zulu",
        " 2025-11-24T16:21:18Z",
        "+2025-11-24T16:21:18Z",
    };
    int64_t time = 42;

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (rfc3339_parse(texts[i], &time))
            fail_msg("%s is read as a time", texts[i]);
    }
    assert_int_equal(time, 42);
}

static void leap_days_are_of_leap_years(void **state)
{
    (void)state;
    assert_parses("2000-02-29T00:00:00Z", 951782400);
    assert_parses("2024-02-29T00:00:00Z", 1709164800);
}

static void no_time_and_far_times_are_empty(void **state)
{
    (void)state;
    char out[RFC3339_SIZE];

    assert_string_equal(rfc3339_format(NO_TIME, out), "");
    assert_string_equal(rfc3339_format(INT64_MAX, out), "");
    assert_string_equal(rfc3339_format(253402300800, out), "");
}

static void days_count_from_1970(void **state)
{
    (void)state;
    assert_int_equal(rfc3339_days(1970, 1, 1), 0);
    assert_int_equal(rfc3339_days(1969, 12, 31), -1);
    assert_int_equal(rfc3339_days(2000, 3, 1), 11017);
    assert_int_equal(rfc3339_days(2024, 12, 32), rfc3339_days(2025, 1, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_time_reads_back_as_it_was_written),
        cmocka_unit_test(zones_are_taken_into_account),
        cmocka_unit_test(fractions_are_dropped),
        cmocka_unit_test(a_leap_second_is_the_next_minute),
        cmocka_unit_test(what_is_no_time_is_refused),
        cmocka_unit_test(leap_days_are_of_leap_years),
        cmocka_unit_test(no_time_and_far_times_are_empty),
        cmocka_unit_test(days_count_from_1970),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
