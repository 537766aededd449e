/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "config/base/duration.h"

static void each_unit_has_its_seconds(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t seconds;
    } cases[] = {
        {"0s", 0},        {"90s", 90},     {"15m", 900},     {"24h", 86400},
        {"14d", 1209600}, {"2w", 1209600}, {"2y", 63072000}, {"1000y", 31536000000},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int64_t seconds = -1;
        assert_true(duration_parse(cases[i].text, &seconds));
        assert_int_equal(seconds, cases[i].seconds);
    }
}

static void what_is_no_duration_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",     "m",    "15",   "15 m", "15min", "-5m",   "+5m",
        "1.5h", " 15m", "15m ", "15M",  "1h30m", "1001y", "99999999999999999999999s"};
    int64_t seconds = 42;

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (duration_parse(texts[i], &seconds))
            fail_msg("%s is read as a duration", texts[i]);
    }
    assert_int_equal(seconds, 42);
}

static void the_largest_exact_unit_is_written(void **state)
{
    (void)state;
    char out[DURATION_SIZE];

    assert_string_equal(duration_format(0, out), "0s");
    assert_string_equal(duration_format(59, out), "59s");
    assert_string_equal(duration_format(900, out), "15m");
    assert_string_equal(duration_format(5400, out), "90m");
    assert_string_equal(duration_format(86400, out), "1d");
    assert_string_equal(duration_format(1209600, out), "14d");
    assert_string_equal(duration_format(63072000, out), "2y");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_unit_has_its_seconds),
        cmocka_unit_test(what_is_no_duration_is_refused),
        cmocka_unit_test(the_largest_exact_unit_is_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
