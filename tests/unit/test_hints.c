/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "feeds/fetch/hints.h"

#define NOW 1795536000 /* 2026-11-24T16:00:00Z */

static int64_t fresh(const char *cache_control)
{
    return fresh_for(&(struct freshness){.cache_control = cache_control}, NOW);
}

static void max_age_is_a_number_of_seconds(void **state)
{
    (void)state;
    assert_int_equal(fresh("max-age=600"), 600);
    assert_int_equal(fresh("public, Max-Age=600 , must-revalidate"), 600);
    assert_int_equal(fresh("max-age=\"600\""), 600);
    assert_int_equal(fresh("private, max-age = 600"), 600);
    assert_int_equal(fresh("max-age=60, max-age=3600"), 60);
}

static void time_spent_in_caches_is_taken_off(void **state)
{
    (void)state;
    assert_int_equal(
        fresh_for(&(struct freshness){.cache_control = "max-age=600", .age = "250"}, NOW), 350);
    assert_int_equal(
        fresh_for(&(struct freshness){.cache_control = "max-age=600", .age = "900"}, NOW), 0);
    assert_int_equal(
        fresh_for(&(struct freshness){.cache_control = "max-age=600", .age = "old"}, NOW), 600);
}

static void expires_counts_from_the_answers_own_date(void **state)
{
    const struct freshness freshness = {
        .expires = "Fri, 24 Nov 2023 10:30:00 GMT",
        .date = "Fri, 24 Nov 2023 10:00:00 GMT",
    };

    (void)state;
    assert_int_equal(fresh_for(&freshness, NOW), 1800);
}

static void max_age_overrules_expires(void **state)
{
    const struct freshness freshness = {
        .cache_control = "max-age=60",
        .expires = "Tue, 24 Nov 2026 18:00:00 GMT",
        .date = "Tue, 24 Nov 2026 16:00:00 GMT",
    };

    (void)state;
    assert_int_equal(fresh_for(&freshness, NOW), 60);
}

static void an_invalid_or_past_expires_is_no_hold(void **state)
{
    (void)state;
    assert_int_equal(fresh_for(&(struct freshness){.expires = "0"}, NOW), 0);
    assert_int_equal(fresh_for(&(struct freshness){.expires = "-1"}, NOW), 0);
    assert_int_equal(fresh_for(&(struct freshness){.expires = "never"}, NOW), 0);
    assert_int_equal(
        fresh_for(&(struct freshness){.expires = "Thu, 01 Jan 1970 00:00:00 GMT"}, NOW), 0);
}

static void no_cache_and_no_store_are_no_hold(void **state)
{
    const struct freshness freshness = {
        .cache_control = "no-store",
        .expires = "Tue, 24 Nov 2026 18:00:00 GMT",
    };

    (void)state;
    assert_int_equal(fresh("no-cache, max-age=600"), 0);
    assert_int_equal(fresh("max-age=600, no-store"), 0);
    assert_int_equal(fresh_for(&freshness, NOW), 0);
}

static void what_is_not_for_us_is_passed_over(void **state)
{
    (void)state;
    assert_int_equal(fresh("s-maxage=86400"), 0);
    assert_int_equal(fresh("s-maxage=5, max-age=600"), 600);
    assert_int_equal(fresh("no-cache=\"set-cookie, max-age=5\", max-age=600"), 600);
    assert_int_equal(fresh("stale-while-revalidate=60"), 0);
    assert_int_equal(fresh("community=\"max-age=9\""), 0);
}

static void nonsense_is_no_hold(void **state)
{
    (void)state;
    assert_int_equal(fresh(NULL), 0);
    assert_int_equal(fresh(""), 0);
    assert_int_equal(fresh(",,, ,"), 0);
    assert_int_equal(fresh("max-age"), 0);
    assert_int_equal(fresh("max-age=-600"), 0);
    assert_int_equal(fresh("max-age=10m"), 0);
    assert_int_equal(fresh("\"max-age=600"), 0);
}

static void a_day_is_the_most(void **state)
{
    (void)state;
    assert_int_equal(fresh("max-age=31536000"), 86400);
    assert_int_equal(fresh("max-age=999999999999999999999"), 86400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(max_age_is_a_number_of_seconds),
        cmocka_unit_test(time_spent_in_caches_is_taken_off),
        cmocka_unit_test(expires_counts_from_the_answers_own_date),
        cmocka_unit_test(max_age_overrules_expires),
        cmocka_unit_test(an_invalid_or_past_expires_is_no_hold),
        cmocka_unit_test(no_cache_and_no_store_are_no_hold),
        cmocka_unit_test(what_is_not_for_us_is_passed_over),
        cmocka_unit_test(nonsense_is_no_hold),
        cmocka_unit_test(a_day_is_the_most),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
