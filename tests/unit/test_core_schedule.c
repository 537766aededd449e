/* Of daemon/core/schedule.c: what a start makes of stored times, chance, and the reasons that are
 * told. */
#include "tests/helpers/schedule_desk.h"

static void jitter_lengthens_by_a_twentieth_at_most(void **state)
{
    struct feed_state feed = polled_before();
    struct schedule_verdict host;
    const struct polled_message polled = {.outcome = POLLED_NOT_MODIFIED, .http_status = 304};
    const struct schedule_poll ended = {.policy = fixed_policy,
                                        .polled = &polled,
                                        .started = NOW,
                                        .now = NOW,
                                        .ended = NOW,
                                        .jitter = 0.999};

    schedule_polled(&ended, *state, &feed, &host);
    assert_int_equal(feed.next_poll, NOW + 10 * MINUTE + 29);
    assert_in_range(host.part_ms, 960, 980);
}

static void a_back_off_is_not_rounded_to_whole_seconds(void **state)
{
    struct feed_state feed = polled_before();
    struct schedule_policy policy = fixed_policy;
    const struct polled_message polled = {
        .outcome = POLLED_TRANSIENT, .http_status = 500, .message = "500"};

    feed.interval = policy.fixed = 3;
    struct schedule_verdict verdict = poll(state, &feed, &policy, &polled);
    assert_int_equal(feed.next_poll, NOW + 4);
    assert_in_range(verdict.part_ms, 499, 500);
    verdict = poll(state, &feed, &policy, &polled);
    assert_int_equal(feed.next_poll, NOW + 6);
    assert_in_range(verdict.part_ms, 749, 750);
}

static void a_stored_time_far_in_the_future_is_a_clock_that_jumped(void **state)
{
    struct feed_state feed = polled_before();

    (void)state;
    feed.next_poll = NOW + 400 * DAY;
    assert_int_equal(schedule_at_start(&fixed_policy, &feed, NOW), NOW + DAY);
    feed.hold_until = NOW + 20 * DAY;
    feed.next_poll = NOW + 20 * DAY;
    assert_int_equal(schedule_at_start(&fixed_policy, &feed, NOW), NOW + 20 * DAY);
}

static void a_back_off_longer_than_the_longest_interval_outlives_a_restart(void **state)
{
    struct schedule_policy policy = fixed_policy;
    struct feed_state feed = polled_before();

    (void)state;
    policy.max = HOUR;
    feed.next_poll = NOW + 20 * HOUR;
    assert_int_equal(schedule_at_start(&policy, &feed, NOW), NOW + 20 * HOUR);
}

static void an_interval_that_was_shortened_counts_from_the_last_poll(void **state)
{
    struct feed_state feed = polled_before();

    (void)state;
    feed.last_poll = NOW - 5 * MINUTE;
    feed.next_poll = NOW + 20 * HOUR; /* by an interval of a day */
    assert_int_equal(schedule_at_start(&fixed_policy, &feed, NOW), NOW + 5 * MINUTE + 30 + 2);
    feed.next_poll = NOW + 5 * MINUTE + 30 + 1; /* the most jitter, and parts of seconds */
    assert_int_equal(schedule_at_start(&fixed_policy, &feed, NOW), feed.next_poll);
    feed.next_poll = NOW + 20 * HOUR;
    feed.hold_until = NOW + HOUR;
    assert_int_equal(schedule_at_start(&fixed_policy, &feed, NOW), NOW + HOUR);
    feed.failures = 9; /* a back-off goes on */
    assert_int_equal(schedule_at_start(&fixed_policy, &feed, NOW), NOW + 20 * HOUR);
}

static void it_is_told_what_gave_the_interval_and_what_the_next_poll_waits_for(void **state)
{
    static const struct {
        enum feed_trust trust;
        int32_t halvings;
        const struct schedule_policy *policy;
        struct polled_message polled;
        enum interval_why interval_why;
        enum next_why next_why;
    } rows[] = {
        {FEED_TRUSTED,
         0,
         &fixed_policy,
         {.outcome = POLLED_NOT_MODIFIED},
         INTERVAL_FIXED,
         NEXT_BY_INTERVAL},
        {FEED_TRUSTED,
         0,
         &by_rhythm,
         {.outcome = POLLED_NOT_MODIFIED},
         INTERVAL_BY_RHYTHM,
         NEXT_BY_INTERVAL},
        {FEED_TRUSTED,
         9,
         &by_rhythm,
         {.outcome = POLLED_DOCUMENT, .document_count = 0},
         INTERVAL_BY_RHYTHM,
         NEXT_BY_INTERVAL},
        {FEED_UNTRUSTED,
         0,
         &fixed_policy,
         {.outcome = POLLED_NOT_MODIFIED},
         INTERVAL_UNTRUSTED,
         NEXT_BY_INTERVAL},
        {FEED_TRUSTED,
         0,
         &fixed_policy,
         {.outcome = POLLED_NOT_MODIFIED, .fresh_for = HOUR},
         INTERVAL_FIXED,
         NEXT_BY_HOLD},
        {FEED_TRUSTED,
         0,
         &fixed_policy,
         {.outcome = POLLED_TRANSIENT},
         INTERVAL_AS_BEFORE,
         NEXT_BY_TRANSIENT},
        {FEED_TRUSTED,
         0,
         &fixed_policy,
         {.outcome = POLLED_FIRM},
         INTERVAL_AS_BEFORE,
         NEXT_BY_FIRM},
        {FEED_TRUSTED,
         0,
         &fixed_policy,
         {.outcome = POLLED_RATE_LIMITED},
         INTERVAL_AS_BEFORE,
         NEXT_BY_HOLD},
        {FEED_TRUSTED, 0, &fixed_policy, {.outcome = POLLED_GONE}, INTERVAL_AS_BEFORE, NEXT_NEVER},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct feed_state feed = polled_before();
        feed.trust = rows[i].trust;
        feed.halvings = rows[i].halvings;
        struct schedule_verdict verdict = poll(state, &feed, rows[i].policy, &rows[i].polled);
        assert_int_equal(verdict.interval_why, rows[i].interval_why);
        assert_int_equal(verdict.next_why, rows[i].next_why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(a_back_off_is_not_rounded_to_whole_seconds),
        TEST(jitter_lengthens_by_a_twentieth_at_most),
        TEST(a_stored_time_far_in_the_future_is_a_clock_that_jumped),
        TEST(a_back_off_longer_than_the_longest_interval_outlives_a_restart),
        TEST(an_interval_that_was_shortened_counts_from_the_last_poll),
        TEST(it_is_told_what_gave_the_interval_and_what_the_next_poll_waits_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
