#include "config/base/arena.h"
#include "config/base/rfc3339.h"
#include "daemon/core/holds.h"
#include "tests/helpers/own_arena.h"

/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#define MINUTE ((int64_t)60)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define NOW ((int64_t)1772452800) /* 2026-03-02T12:00:00Z, a Monday */

static void an_answer_without_hints_holds_nothing(void **state)
{
    const struct polled_message polled = {.outcome = POLLED_DOCUMENT};
    const struct feed_state feed = {0};
    struct hold hold = hold_by_hints(&polled, &feed, NOW, *state);

    assert_int_equal(hold.until, NO_TIME);
    assert_null(hold.why);
}

static void the_longest_hint_counts_and_is_named(void **state)
{
    const struct polled_message polled = {.outcome = POLLED_NOT_MODIFIED, .fresh_for = HOUR};
    const struct feed_state feed = {.ttl = 140};
    struct hold hold = hold_by_hints(&polled, &feed, NOW, *state);

    assert_int_equal(hold.until, NOW + 140 * MINUTE);
    assert_string_equal(hold.why, "feed asked to wait until 14:20 (ttl)");
}

static void no_hint_holds_for_more_than_a_day(void **state)
{
    const struct polled_message polled = {.fresh_for = 40 * DAY};
    const struct feed_state feed = {.ttl = 1000000, .skip_days = 0x3f};
    struct hold hold = hold_by_hints(&polled, &feed, NOW, *state);

    assert_int_equal(hold.until, NOW + DAY);
    assert_string_equal(hold.why, "feed asked to wait until 2026-03-03 12:00 (max-age or Expires)");
}

static void skipped_hours_hold_until_they_are_over(void **state)
{
    const struct polled_message polled = {0};
    const struct feed_state feed = {.skip_hours = 1u << 12 | 1u << 13};
    struct hold hold = hold_by_hints(&polled, &feed, NOW + MINUTE, *state);

    assert_int_equal(hold.until, NOW + 2 * HOUR);
    assert_int_equal(hold_after_skipped(&feed, NOW - MINUTE), NOW - MINUTE);
}

static void a_429_is_shown_with_its_end(void **state)
{
    const struct polled_message polled = {.outcome = POLLED_RATE_LIMITED,
                                          .retry_after = 2 * HOUR + 20 * MINUTE};
    const struct feed_state feed = {.failures = 1, .interval = 10 * MINUTE};
    struct hold hold = hold_by_status(&polled, &feed, NOW, *state);

    assert_string_equal(hold.why, "host asked to wait until 14:20 (429)");
}

static void a_503_names_the_server(void **state)
{
    const struct polled_message polled = {.outcome = POLLED_UNAVAILABLE, .retry_after = 90 * DAY};
    const struct feed_state feed = {.failures = 1};
    struct hold hold = hold_by_status(&polled, &feed, NOW, *state);

    assert_int_equal(hold.until, NOW + 30 * DAY);
    assert_string_equal(hold.why, "server asked to wait until 2026-04-01 12:00 (503)");
}

static void a_429_without_a_time_holds_for_a_quarter_of_an_hour_and_doubles(void **state)
{
    const struct polled_message polled = {.outcome = POLLED_RATE_LIMITED};
    struct feed_state feed = {.failures = 1, .interval = MINUTE};

    assert_int_equal(hold_by_status(&polled, &feed, NOW, *state).until, NOW + 15 * MINUTE);
    feed.failures = 3;
    assert_int_equal(hold_by_status(&polled, &feed, NOW, *state).until, NOW + HOUR);
    feed.failures = INT32_MAX;
    assert_int_equal(hold_by_status(&polled, &feed, NOW, *state).until, NOW + 30 * DAY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_answer_without_hints_holds_nothing),
        TEST(the_longest_hint_counts_and_is_named),
        TEST(no_hint_holds_for_more_than_a_day),
        TEST(skipped_hours_hold_until_they_are_over),
        TEST(a_429_is_shown_with_its_end),
        TEST(a_503_names_the_server),
        TEST(a_429_without_a_time_holds_for_a_quarter_of_an_hour_and_doubles),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
