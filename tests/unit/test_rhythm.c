#include "daemon/core/rhythm.h"

/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#define HOUR ((int64_t)3600)
#define DAY (24 * HOUR)
#define MONDAY ((int64_t)1772409600) /* 2026-03-02T00:00:00Z */
#define EVERY (15 * 60)

/* Weeks of a feed that publishes `per_hour` items in each hour from `from` to `to`. */
static struct rhythm after_weeks(int weeks, int from, int to, int per_hour)
{
    struct rhythm rhythm = {0};
    int64_t times[64];

    for (int hour = 0; hour < weeks * 7 * 24; hour++) {
        int64_t begin = MONDAY + hour * HOUR;
        size_t count = 0;
        if (hour % 24 >= from && hour % 24 < to) {
            for (; count < (size_t)per_hour; count++)
                times[count] = begin + 1 + (int64_t)count * HOUR / per_hour;
        }
        rhythm_observe(&rhythm, begin, begin + HOUR, times, count);
    }
    return rhythm;
}

static void a_feed_of_one_item_an_hour_is_asked_every_every(void **state)
{
    struct rhythm rhythm = after_weeks(8, 0, 24, 1);
    int64_t interval = rhythm_interval(&rhythm, MONDAY + 56 * DAY + 12 * HOUR, EVERY, DAY);

    (void)state;
    assert_in_range(interval, EVERY * 95 / 100, EVERY * 105 / 100);
}

static void four_times_the_items_halve_the_interval(void **state)
{
    struct rhythm rhythm = after_weeks(8, 0, 24, 4);
    int64_t interval = rhythm_interval(&rhythm, MONDAY + 56 * DAY + 12 * HOUR, EVERY, DAY);

    (void)state;
    assert_in_range(interval, EVERY / 2 * 95 / 100, EVERY / 2 * 105 / 100);
}

static void an_unknown_feed_counts_as_one_item_a_day(void **state)
{
    struct rhythm rhythm = {0};

    (void)state;
    assert_in_range((int64_t)(rhythm_items_per_day(&rhythm) * 1000), 999, 1001);
}

static void a_night_without_news_is_slept_through(void **state)
{
    struct rhythm rhythm = after_weeks(8, 8, 20, 2);
    int64_t day = MONDAY + 56 * DAY;
    int64_t at_noon = rhythm_interval(&rhythm, day + 12 * HOUR, EVERY, DAY);
    int64_t at_night = rhythm_interval(&rhythm, day + 22 * HOUR, EVERY, DAY);

    (void)state;
    assert_true(at_night > 2 * at_noon);
}

static void the_interval_never_passes_its_most(void **state)
{
    struct rhythm rhythm = {0};

    (void)state;
    assert_int_equal(rhythm_interval(&rhythm, MONDAY, EVERY, HOUR), HOUR);
}

static void what_was_long_ago_is_forgotten(void **state)
{
    struct rhythm rhythm = after_weeks(8, 0, 24, 4);
    double before = rhythm_items_per_day(&rhythm);
    int64_t end = MONDAY + 56 * DAY;

    (void)state;
    for (int day = 0; day < 42; day++)
        rhythm_observe(&rhythm, end + day * DAY, end + (day + 1) * DAY, NULL, 0);
    assert_true(rhythm_items_per_day(&rhythm) < before / 10);
}

static void the_first_document_seeds_the_rhythm(void **state)
{
    struct rhythm rhythm = {0};
    int64_t now = MONDAY + 30 * DAY, times[48];

    (void)state;
    for (int i = 0; i < 48; i++)
        times[i] = now - (i + 1) * HOUR;
    rhythm_seed(&rhythm, now, times, 48);
    assert_in_range((int64_t)rhythm_items_per_day(&rhythm), 19, 25);
}

static void dates_of_the_future_and_of_long_ago_do_not_seed(void **state)
{
    struct rhythm rhythm = {0}, plain = {0};
    int64_t now = MONDAY + 30 * DAY;
    const int64_t times[] = {now - HOUR, now - 30 * HOUR, now + 90 * DAY, now - 900 * DAY};

    (void)state;
    rhythm_seed(&plain, now, times, 2);
    rhythm_seed(&rhythm, now, times, 4);
    assert_memory_equal(&rhythm, &plain, sizeof(rhythm));
}

static void note_pace(struct rhythm *rhythm, int64_t from, int64_t to, size_t count)
{
    const struct pace found = {.count = count, .size = 30, .least = HOUR};

    rhythm_note_pace(rhythm, from, to, &found);
}

static void a_burst_bounds_the_time_in_which_a_document_fills(void **state)
{
    struct rhythm rhythm = {0};
    int64_t now = MONDAY;

    (void)state;
    for (; now < MONDAY + DAY; now += HOUR)
        note_pace(&rhythm, now, now + HOUR, 1);
    int64_t at_a_trickle = rhythm_fill_time(&rhythm, now, 30);
    assert_true(at_a_trickle > 14 * HOUR);
    note_pace(&rhythm, now, now + 2 * HOUR, 60);
    assert_int_equal(rhythm_fill_time(&rhythm, now, 30), HOUR / 2);
    assert_int_equal(rhythm_fill_time(&rhythm, now + 9 * DAY, 30), INT64_MAX);
}

static void a_burst_counts_over_the_polls_that_saw_it(void **state)
{
    struct rhythm rhythm = {0};
    int64_t now = MONDAY;

    (void)state;
    note_pace(&rhythm, now, now + DAY, 0);
    for (now += DAY; now < MONDAY + DAY + 3 * HOUR; now += HOUR)
        note_pace(&rhythm, now, now + HOUR, 10);
    assert_int_equal(rhythm_fill_time(&rhythm, now, 30), 90 * 60);
}

static void a_few_items_at_once_are_no_pace(void **state)
{
    struct rhythm rhythm = {0};
    int64_t now = MONDAY;

    (void)state;
    note_pace(&rhythm, now, now + 60, 14);
    assert_int_equal(rhythm_fill_time(&rhythm, now, 30), INT64_MAX);
    note_pace(&rhythm, now + 60, now + 120, 16); /* thirty in two minutes are thirty an hour */
    assert_int_equal(rhythm_fill_time(&rhythm, now, 30), HOUR / 2);
}

/* Monday to Thursday of a feed that publishes each hour: nobody has seen a weekend yet. */
static void what_was_not_observed_counts_as_the_mean(void **state)
{
    struct rhythm rhythm = {0};

    (void)state;
    for (int64_t at = MONDAY; at < MONDAY + 4 * DAY; at += HOUR) {
        const int64_t times[] = {at + 60, at + 1800};
        rhythm_observe(&rhythm, at, at + HOUR, times, 2);
    }
    double thursday = rhythm_expected(&rhythm, MONDAY + 3 * DAY, MONDAY + 4 * DAY);
    double saturday = rhythm_expected(&rhythm, MONDAY + 5 * DAY, MONDAY + 6 * DAY);
    assert_true(saturday > 0.8 * thursday && saturday < 1.25 * thursday);
}

static void it_reads_back_what_was_stored(void **state)
{
    struct rhythm rhythm = after_weeks(3, 6, 22, 3), read;
    uint8_t bytes[RHYTHM_BYTES];
    int64_t now = MONDAY + 21 * DAY;

    (void)state;
    size_t len = rhythm_encode(&rhythm, bytes);
    rhythm_decode(&read, bytes, len);
    assert_int_equal(rhythm_interval(&read, now, EVERY, DAY) / 10,
                     rhythm_interval(&rhythm, now, EVERY, DAY) / 10);
    assert_int_equal(read.last_item, rhythm.last_item);
    rhythm_decode(&read, bytes, len - 1);
    assert_int_equal(read.updated, 0);
}

static void one_that_was_stored_before_paces_were_is_read(void **state)
{
    struct rhythm rhythm = after_weeks(3, 6, 22, 3), read;
    uint8_t bytes[RHYTHM_BYTES];

    (void)state;
    size_t len = rhythm_encode(&rhythm, bytes);
    rhythm_decode(&read, bytes, len - 2 * sizeof(uint64_t));
    assert_int_equal(read.updated, rhythm.updated);
    assert_true(read.run_items == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_feed_of_one_item_an_hour_is_asked_every_every),
        cmocka_unit_test(four_times_the_items_halve_the_interval),
        cmocka_unit_test(an_unknown_feed_counts_as_one_item_a_day),
        cmocka_unit_test(a_night_without_news_is_slept_through),
        cmocka_unit_test(the_interval_never_passes_its_most),
        cmocka_unit_test(what_was_long_ago_is_forgotten),
        cmocka_unit_test(the_first_document_seeds_the_rhythm),
        cmocka_unit_test(dates_of_the_future_and_of_long_ago_do_not_seed),
        cmocka_unit_test(a_burst_bounds_the_time_in_which_a_document_fills),
        cmocka_unit_test(a_burst_counts_over_the_polls_that_saw_it),
        cmocka_unit_test(a_few_items_at_once_are_no_pace),
        cmocka_unit_test(what_was_not_observed_counts_as_the_mean),
        cmocka_unit_test(it_reads_back_what_was_stored),
        cmocka_unit_test(one_that_was_stored_before_paces_were_is_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
