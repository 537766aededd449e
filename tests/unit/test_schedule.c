#include "tests/helpers/schedule_desk.h"

static void a_document_replaces_both_validators_as_one_set(void **state)
{
    struct feed_state feed = polled_before();
    const struct polled_message polled = {
        .outcome = POLLED_DOCUMENT, .http_status = 200, .etag = sent("\"april\""), .body_hash = 7};

    poll(state, &feed, &fixed_policy, &polled);
    assert_memory_equal(feed.etag.data, "\"april\"", feed.etag.len);
    assert_false(feed.last_modified.is_present);
    assert_int_equal(feed.body_hash, 7);
}

static void a_304_keeps_the_validators_it_does_not_name(void **state)
{
    struct feed_state feed = polled_before();
    const struct polled_message polled = {.outcome = POLLED_NOT_MODIFIED,
                                          .http_status = 304,
                                          .last_modified = sent("Mon, 02 Mar 2026 11:00:00 GMT")};

    poll(state, &feed, &fixed_policy, &polled);
    assert_memory_equal(feed.etag.data, "\"march\"", feed.etag.len);
    assert_memory_equal(feed.last_modified.data, "Mon, 02 Mar 2026 11:00:00 GMT",
                        feed.last_modified.len);
    assert_int_equal(feed.not_modified, 1);
}

static void a_cut_document_keeps_the_old_validators(void **state)
{
    struct feed_state feed = polled_before();
    const struct polled_message polled = {.outcome = POLLED_CUT,
                                          .http_status = 200,
                                          .etag = sent("\"half\""),
                                          .message = "cut short"};

    poll(state, &feed, &fixed_policy, &polled);
    assert_memory_equal(feed.etag.data, "\"march\"", feed.etag.len);
    assert_int_equal(feed.failures, 1);
}

static void success_forgets_the_failures_before(void **state)
{
    struct feed_state feed = polled_before();
    const struct polled_message polled = {.outcome = POLLED_NOT_MODIFIED, .http_status = 304};

    feed.failures = 9;
    feed.last_error = "connection refused";
    poll(state, &feed, &fixed_policy, &polled);
    assert_int_equal(feed.failures, 0);
    assert_null(feed.last_error);
    assert_int_equal(feed.next_poll, NOW + 10 * MINUTE);
}

static void transient_failures_back_off_by_half_as_much_again_up_to_four_hours(void **state)
{
    struct feed_state feed = polled_before();
    const struct polled_message polled = {.outcome = POLLED_UNREACHED,
                                          .message = "connection refused"};

    poll(state, &feed, &fixed_policy, &polled);
    assert_int_equal(feed.next_poll, NOW + 15 * MINUTE);
    feed.failures = 50;
    poll(state, &feed, &fixed_policy, &polled);
    assert_int_equal(feed.next_poll, NOW + 4 * HOUR);
}

static void a_document_lost_with_its_fetcher_is_asked_for_soon_and_then_less_and_less(void **state)
{
    struct feed_state feed = polled_before();
    const struct polled_message polled = {.outcome = POLLED_TRANSIENT, .message = "killed"};
    const struct schedule_poll lost = {.policy = fixed_policy,
                                       .polled = &polled,
                                       .started = NOW,
                                       .now = NOW + 2,
                                       .ended = NOW + 2,
                                       .is_lost = true};
    const int64_t waits[] = {10, MINUTE, 6 * MINUTE};
    struct schedule_verdict verdict;

    for (size_t i = 0; i < sizeof(waits) / sizeof(waits[0]); i++) {
        schedule_polled(&lost, *state, &feed, &verdict);
        assert_int_equal(feed.failures, i + 1);
        assert_int_equal(feed.next_poll, NOW + waits[i]);
    }
    feed.failures = 50;
    schedule_polled(&lost, *state, &feed, &verdict);
    assert_int_equal(feed.next_poll, NOW + 4 * HOUR);
}

static void firm_failures_double_up_to_a_day(void **state)
{
    struct feed_state feed = polled_before();
    const struct polled_message polled = {
        .outcome = POLLED_FIRM, .http_status = 404, .message = "404 Not Found"};

    poll(state, &feed, &fixed_policy, &polled);
    assert_int_equal(feed.next_poll, NOW + 20 * MINUTE);
    feed.failures = 50;
    poll(state, &feed, &fixed_policy, &polled);
    assert_int_equal(feed.next_poll, NOW + DAY);
    assert_int_equal(feed.status, FEED_FAILED);
}

static void a_back_off_is_never_below_the_interval(void **state)
{
    struct feed_state feed = polled_before();
    const struct polled_message polled = {
        .outcome = POLLED_TRANSIENT, .http_status = 500, .message = "500"};

    feed.interval = 12 * HOUR;
    poll(state, &feed, &fixed_policy, &polled);
    assert_int_equal(feed.next_poll, NOW + 12 * HOUR);
}

static void a_429_holds_the_whole_host_as_long_as_it_asks(void **state)
{
    struct feed_state feed = polled_before();
    const struct polled_message polled = {.outcome = POLLED_RATE_LIMITED,
                                          .http_status = 429,
                                          .retry_after = 3 * HOUR,
                                          .message = "429"};
    struct schedule_verdict host = poll(state, &feed, &fixed_policy, &polled);

    assert_int_equal(host.hold_until, NOW + 2 + 3 * HOUR);
    assert_int_equal(feed.next_poll, NOW + 2 + 3 * HOUR);
    assert_int_equal(feed.status, FEED_HELD);
}

static void a_429_without_a_time_holds_for_four_intervals_doubling(void **state)
{
    struct feed_state feed = polled_before();
    const struct polled_message polled = {
        .outcome = POLLED_RATE_LIMITED, .http_status = 429, .message = "429"};
    struct schedule_verdict host = poll(state, &feed, &fixed_policy, &polled);

    assert_int_equal(host.hold_until, NOW + 2 + 40 * MINUTE);
    host = poll(state, &feed, &fixed_policy, &polled);
    assert_int_equal(host.hold_until, NOW + 2 + 80 * MINUTE);
}

static void a_503_with_a_time_holds_the_feed_alone(void **state)
{
    struct feed_state feed = polled_before();
    const struct polled_message polled = {
        .outcome = POLLED_UNAVAILABLE, .http_status = 503, .retry_after = HOUR, .message = "503"};
    struct schedule_verdict host = poll(state, &feed, &fixed_policy, &polled);

    assert_int_equal(host.hold_until, NO_TIME);
    assert_true(host.is_unavailable);
    assert_int_equal(feed.hold_until, NOW + 2 + HOUR);
}

static void a_feed_whose_redirect_leads_to_a_held_host_waits_as_long_without_fault(void **state)
{
    struct feed_state feed = polled_before();
    const struct polled_message polled = {.outcome = POLLED_HELD,
                                          .http_status = 302,
                                          .message = "a redirect leads to a host on hold",
                                          .answered_host = "cdn.example.org"};
    const struct schedule_poll ended = {.policy = by_rhythm,
                                        .polled = &polled,
                                        .started = NOW,
                                        .now = NOW + 2,
                                        .ended = NOW + 2,
                                        .host_hold = NOW + HOUR};
    struct schedule_verdict verdict;

    schedule_polled(&ended, *state, &feed, &verdict);
    assert_int_equal(feed.status, FEED_HELD);
    assert_int_equal(feed.failures, 0);
    assert_int_equal(feed.next_poll, NOW + HOUR);
    assert_non_null(strstr(feed.hold_why, "cdn.example.org, which is left alone until"));
    assert_true(verdict.hold_until == NO_TIME && !verdict.is_unavailable && !verdict.is_success);
}

static void a_feed_that_is_gone_is_not_asked_again_by_itself(void **state)
{
    struct feed_state feed = polled_before();
    const struct polled_message polled = {
        .outcome = POLLED_GONE, .http_status = 410, .message = "410 Gone"};

    poll(state, &feed, &fixed_policy, &polled);
    assert_int_equal(feed.next_poll, NO_TIME);
    assert_int_equal(schedule_at_start(&fixed_policy, &feed, NOW), NO_TIME);
}

static void freshness_and_ttl_lengthen_the_wait_up_to_a_day(void **state)
{
    struct feed_state feed = polled_before();
    struct polled_message polled = {
        .outcome = POLLED_DOCUMENT, .http_status = 200, .fresh_for = HOUR};

    poll(state, &feed, &fixed_policy, &polled);
    assert_int_equal(feed.next_poll, NOW + 2 + HOUR);
    polled.ttl = 100000;
    poll(state, &feed, &fixed_policy, &polled);
    assert_int_equal(feed.next_poll, NOW + 2 + DAY);
}

static void hints_are_ignored_where_the_config_says_so(void **state)
{
    struct schedule_policy policy = fixed_policy;
    struct feed_state feed = polled_before();
    const struct polled_message polled = {
        .outcome = POLLED_DOCUMENT, .http_status = 200, .fresh_for = HOUR, .ttl = 600};

    policy.ignores_hints = true;
    poll(state, &feed, &policy, &polled);
    assert_int_equal(feed.next_poll, NOW + 10 * MINUTE);
}

static void skipped_hours_are_waited_out(void **state)
{
    struct feed_state feed = polled_before();
    const struct polled_message polled = {
        .outcome = POLLED_DOCUMENT, .http_status = 200, .skip_hours = 1u << 12 | 1u << 13};

    poll(state, &feed, &fixed_policy, &polled);
    assert_int_equal(feed.next_poll, NOW + 2 * HOUR);
}

static void skipped_days_are_waited_out_for_a_day_at_most(void **state)
{
    struct feed_state feed = polled_before();
    const struct polled_message polled = {
        .outcome = POLLED_DOCUMENT, .http_status = 200, .skip_days = 1u << 1};

    poll(state, &feed, &fixed_policy, &polled);
    assert_int_equal(feed.next_poll, NOW + 12 * HOUR); /* until Tuesday */
}

static void skip_hints_that_leave_no_hour_are_ignored(void **state)
{
    struct feed_state feed = polled_before();
    const struct polled_message polled = {
        .outcome = POLLED_DOCUMENT, .http_status = 200, .skip_hours = (1u << 24) - 1};

    poll(state, &feed, &fixed_policy, &polled);
    assert_int_equal(feed.next_poll, NOW + 10 * MINUTE);
}

static void a_permanent_redirect_is_remembered(void **state)
{
    struct feed_state feed = polled_before();
    const struct polled_message polled = {.outcome = POLLED_DOCUMENT,
                                          .http_status = 200,
                                          .permanent_url = "https://news.example.org/new.xml"};

    poll(state, &feed, &fixed_policy, &polled);
    assert_string_equal(feed.moved_to, "https://news.example.org/new.xml");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static void hints_are_shown_as_holds(void **state)
{
    struct feed_state feed = polled_before();
    const struct polled_message polled = {
        .outcome = POLLED_NOT_MODIFIED, .http_status = 304, .fresh_for = HOUR};

    poll(state, &feed, &fixed_policy, &polled);
    assert_int_equal(feed.hold_until, NOW + 2 + HOUR);
    assert_string_equal(feed.hold_why, "feed asked to wait until 13:00 (max-age or Expires)");
    assert_int_equal(feed.status, FEED_OK);
}

static void the_hints_of_a_document_count_after_a_304_too(void **state)
{
    struct feed_state feed = polled_before();
    const struct polled_message document = {
        .outcome = POLLED_DOCUMENT, .http_status = 200, .ttl = 60};
    const struct polled_message unchanged = {.outcome = POLLED_NOT_MODIFIED, .http_status = 304};

    poll(state, &feed, &fixed_policy, &document);
    poll(state, &feed, &fixed_policy, &unchanged);
    assert_int_equal(feed.next_poll, NOW + 2 + HOUR);
}

static void a_remembered_url_without_use_gives_way_after_three_failures(void **state)
{
    struct feed_state feed = polled_before();
    const struct polled_message unreached = {.outcome = POLLED_UNREACHED, .message = "timed out"};
    const struct polled_message broken = {
        .outcome = POLLED_TRANSIENT, .http_status = 500, .message = "500"};

    struct schedule_poll ended = {
        .policy = fixed_policy, .started = NOW, .now = NOW + 2, .ended = NOW + 2, .useless = 2};
    struct schedule_verdict verdict;

    feed.moved_to = "https://news.example.org/new.xml";
    ended.polled = &unreached;
    schedule_polled(&ended, *state, &feed, &verdict);
    assert_non_null(feed.moved_to);
    ended.polled = &broken;
    ended.useless = 1;
    schedule_polled(&ended, *state, &feed, &verdict);
    assert_non_null(feed.moved_to);
    ended.useless = 2;
    schedule_polled(&ended, *state, &feed, &verdict);
    assert_null(feed.moved_to);
}

/* ---- what must not be missed ---- */

static void publish(void **state, struct feed_state *feed, size_t new_count, uint32_t count)
{
    const struct polled_message polled = {
        .outcome = POLLED_DOCUMENT, .http_status = 200, .document_count = count};
    int64_t published[20];
    struct schedule_verdict host;
    const struct schedule_poll ended = {.policy = by_rhythm,
                                        .polled = &polled,
                                        .published = published,
                                        .new_count = new_count,
                                        .started = NOW,
                                        .now = NOW,
                                        .ended = NOW};

    for (size_t i = 0; i < new_count; i++)
        published[i] = NO_TIME;
    schedule_polled(&ended, *state, feed, &host);
}

static void gaps_halve_the_interval_until_documents_overlap_by_half(void **state)
{
    struct feed_state feed = polled_before();

    publish(state, &feed, 2, 2);
    assert_int_equal(feed.gaps, 1);
    int64_t halved = feed.interval;
    publish(state, &feed, 2, 2);
    assert_int_equal(feed.halvings, 2);
    assert_true(feed.interval <= halved / 2);
    publish(state, &feed, 2, 3); /* overlaps by a third */
    assert_int_equal(feed.halvings, 2);
    publish(state, &feed, 0, 2);
    assert_int_equal(feed.halvings, 0);
    assert_int_equal(feed.gaps, 2);
}

static void a_feed_that_cannot_be_asked_conditionally_is_asked_hourly_at_most(void **state)
{
    struct feed_state feed = polled_before();
    const struct polled_message polled = {.outcome = POLLED_DOCUMENT, .http_status = 200};

    feed.trust = FEED_UNTRUSTED;
    poll(state, &feed, &fixed_policy, &polled);
    assert_int_equal(feed.next_poll, NOW + HOUR);
}

static void the_update_period_is_the_first_guess_where_no_dates_are(void **state)
{
    struct feed_state feed = polled_before();
    struct feed_state weekly = polled_before();
    struct polled_message polled = {
        .outcome = POLLED_DOCUMENT, .http_status = 200, .update_period = HOUR};

    feed.last_success = weekly.last_success = NO_TIME;
    poll(state, &feed, &by_rhythm, &polled);
    polled.update_period = 7 * DAY;
    poll(state, &weekly, &by_rhythm, &polled);
    assert_true(feed.interval < weekly.interval);
}

static void a_304_is_followed_as_soon_as_a_burst_could_fill_the_document(void **state)
{
    struct feed_state feed = polled_before();
    const struct polled_message unchanged = {.outcome = POLLED_NOT_MODIFIED, .http_status = 304};

    publish(state, &feed, 5, 10); /* in an hour: ten fill it in two, half of that is one */
    feed.last_success = NOW;
    feed.interval = 0;
    const struct schedule_policy slow = {.every = 12 * HOUR, .min = 5 * MINUTE, .max = DAY};
    poll(state, &feed, &slow, &unchanged);
    assert_in_range(feed.interval, HOUR - 5, HOUR + 5);
}

/* An item each hour for four weeks. */
static struct feed_state after_hourly_items(uint8_t encoded[RHYTHM_BYTES])
{
    struct feed_state feed = polled_before();
    struct rhythm rhythm = {0};

    for (int64_t at = NOW - 28 * DAY; at < NOW; at += HOUR) {
        int64_t time = at + 1;
        rhythm_observe(&rhythm, at, at + HOUR, &time, 1);
    }
    feed.rhythm = (struct bytes){encoded, rhythm_encode(&rhythm, encoded), true};
    feed.last_success = NOW;
    return feed;
}

static void poll_at(void **state, struct feed_state *feed, int64_t now)
{
    const struct polled_message polled = {.outcome = POLLED_NOT_MODIFIED, .http_status = 304};
    const struct schedule_poll ended = {
        .policy = by_rhythm, .polled = &polled, .started = now, .now = now, .ended = now};
    struct schedule_verdict host;

    schedule_polled(&ended, *state, feed, &host);
}

static void a_feed_is_silent_after_a_day_without_what_it_should_have_published(void **state)
{
    uint8_t encoded[RHYTHM_BYTES];
    struct feed_state feed = after_hourly_items(encoded);

    poll_at(state, &feed, NOW + 20 * HOUR); /* 20 expected, but not a day */
    assert_int_equal(feed.silent_since, NO_TIME);
    poll_at(state, &feed, NOW + 25 * HOUR);
    assert_int_equal(feed.silent_since, NOW - HOUR + 1);
    publish(state, &feed, 1, 9);
    assert_int_equal(feed.silent_since, NO_TIME);
}

static void a_failure_in_an_outage_is_shown_and_not_counted(void **state)
{
    struct feed_state feed = polled_before();
    const struct polled_message polled = {.outcome = POLLED_UNREACHED, .message = "no route"};
    const struct schedule_poll ended = {
        .policy = fixed_policy, .polled = &polled, .started = NOW, .now = NOW + 2};

    (void)state;
    struct schedule_verdict verdict;
    schedule_offline(&ended, &feed, &verdict);
    assert_int_equal(verdict.next_why, NEXT_BY_OUTAGE);
    assert_int_equal(feed.failures, 0);
    assert_int_equal(feed.status, FEED_OFFLINE);
    assert_string_equal(feed.last_error, "no route");
    assert_int_equal(feed.next_poll, NOW + 2);
}

static void a_failure_leaves_a_hold_that_is_not_over(void **state)
{
    struct feed_state feed = polled_before();
    const struct polled_message limited = {
        .outcome = POLLED_RATE_LIMITED, .http_status = 429, .retry_after = DAY};
    const struct polled_message reset = {.outcome = POLLED_UNREACHED, .message = "reset"};
    const struct polled_message same = {.outcome = POLLED_NOT_MODIFIED, .http_status = 304};

    poll(state, &feed, &fixed_policy, &limited);
    poll(state, &feed, &fixed_policy, &reset); /* by hand */
    assert_int_equal(feed.hold_until, NOW + 2 + DAY);
    assert_int_equal(feed.next_poll, NOW + 2 + DAY);
    poll(state, &feed, &fixed_policy, &same);
    assert_int_equal(feed.hold_until, NO_TIME);
}

static void the_first_items_of_a_feed_without_any_are_no_gap(void **state)
{
    struct feed_state feed = polled_before();

    feed.document_size = 0;
    publish(state, &feed, 2, 2);
    assert_int_equal(feed.gaps, 0);
    assert_int_equal(feed.document_size, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_document_replaces_both_validators_as_one_set),
        TEST(a_304_keeps_the_validators_it_does_not_name),
        TEST(a_cut_document_keeps_the_old_validators),
        TEST(success_forgets_the_failures_before),
        TEST(transient_failures_back_off_by_half_as_much_again_up_to_four_hours),
        TEST(a_document_lost_with_its_fetcher_is_asked_for_soon_and_then_less_and_less),
        TEST(firm_failures_double_up_to_a_day),
        TEST(a_back_off_is_never_below_the_interval),
        TEST(a_429_holds_the_whole_host_as_long_as_it_asks),
        TEST(a_429_without_a_time_holds_for_four_intervals_doubling),
        TEST(a_503_with_a_time_holds_the_feed_alone),
        TEST(a_feed_whose_redirect_leads_to_a_held_host_waits_as_long_without_fault),
        TEST(a_feed_that_is_gone_is_not_asked_again_by_itself),
        TEST(freshness_and_ttl_lengthen_the_wait_up_to_a_day),
        TEST(hints_are_ignored_where_the_config_says_so),
        TEST(skipped_hours_are_waited_out),
        TEST(skipped_days_are_waited_out_for_a_day_at_most),
        TEST(skip_hints_that_leave_no_hour_are_ignored),
        TEST(hints_are_shown_as_holds),
        TEST(the_hints_of_a_document_count_after_a_304_too),
        TEST(a_remembered_url_without_use_gives_way_after_three_failures),
        TEST(gaps_halve_the_interval_until_documents_overlap_by_half),
        TEST(a_feed_that_cannot_be_asked_conditionally_is_asked_hourly_at_most),
        TEST(the_update_period_is_the_first_guess_where_no_dates_are),
        TEST(a_304_is_followed_as_soon_as_a_burst_could_fill_the_document),
        TEST(a_feed_is_silent_after_a_day_without_what_it_should_have_published),
        TEST(a_failure_in_an_outage_is_shown_and_not_counted),
        TEST(a_permanent_redirect_is_remembered),
        TEST(a_failure_leaves_a_hold_that_is_not_over),
        TEST(the_first_items_of_a_feed_without_any_are_no_gap),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
