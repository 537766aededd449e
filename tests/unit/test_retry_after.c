/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "feeds/fetch/retry_after.h"

#define NOW 1795536000 /* 2026-11-24T16:00:00Z */
#define DAY 86400

static void seconds_are_taken_as_they_are(void **state)
{
    (void)state;
    assert_int_equal(retry_after_parse("120", NULL, NOW), 120);
    assert_int_equal(retry_after_parse("0090", NULL, NOW), 90);
}

static void a_date_counts_from_the_answers_own_date(void **state)
{
    (void)state;
    /* A server whose clock is three years slow still means half an hour. */
    assert_int_equal(
        retry_after_parse("Fri, 24 Nov 2023 10:30:00 GMT", "Fri, 24 Nov 2023 10:00:00 GMT", NOW),
        1800);
}

static void without_a_date_of_its_own_it_counts_from_now(void **state)
{
    (void)state;
    assert_int_equal(retry_after_parse("Tue, 24 Nov 2026 16:10:00 GMT", NULL, NOW), 600);
    assert_int_equal(retry_after_parse("Tue, 24 Nov 2026 16:10:00 GMT", "noon", NOW), 600);
}

static void the_older_forms_of_a_date_are_read(void **state)
{
    (void)state;
    assert_int_equal(retry_after_parse("Tuesday, 24-Nov-26 16:10:00 GMT", NULL, NOW), 600);
    assert_int_equal(retry_after_parse("Tue Nov 24 16:10:00 2026", NULL, NOW), 600);
}

static void thirty_days_are_the_most(void **state)
{
    (void)state;
    assert_int_equal(retry_after_parse("2592001", NULL, NOW), 30 * DAY);
    assert_int_equal(retry_after_parse("99999999999999999999999999", NULL, NOW), 30 * DAY);
    assert_int_equal(retry_after_parse("Tue, 24 Nov 2037 16:10:00 GMT", NULL, NOW), 30 * DAY);
}

static void what_is_zero_past_or_unreadable_is_as_if_absent(void **state)
{
    static const char *const values[] = {
        "0",          "-5",   "",           "soon", "1.5",
        "10 seconds", "+120", "2026-11-24", "120s", "Mon, 23 Nov 2026 16:00:00 GMT"};

    (void)state;
    assert_int_equal(retry_after_parse(NULL, NULL, NOW), 0);
    for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++)
        assert_int_equal(retry_after_parse(values[i], NULL, NOW), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seconds_are_taken_as_they_are),
        cmocka_unit_test(a_date_counts_from_the_answers_own_date),
        cmocka_unit_test(without_a_date_of_its_own_it_counts_from_now),
        cmocka_unit_test(the_older_forms_of_a_date_are_read),
        cmocka_unit_test(thirty_days_are_the_most),
        cmocka_unit_test(what_is_zero_past_or_unreadable_is_as_if_absent),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
