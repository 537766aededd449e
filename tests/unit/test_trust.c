
#include "daemon/core/rhythm.h"
#include "daemon/core/trust.h"

/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include <string.h>

#define HOUR ((int64_t)3600)
#define DAY (24 * HOUR)
#define NOW ((int64_t)1772452800) /* 2026-03-02T12:00:00Z */

static const struct trust_policy daily = {.verify = DAY, .is_own = false};
static const struct trust_policy own = {.verify = HOUR, .is_own = true};

static struct bytes validator(const char *text)
{
    return (struct bytes){text, strlen(text), true};
}

/* 304 for half a day. */
static struct feed_state unchanged(void)
{
    return (struct feed_state){
        .etag = validator("\"march\""),
        .last_modified = validator("Mon, 02 Mar 2026 00:00:00 GMT"),
        .last_document = NOW - DAY / 2,
        .last_success = NOW - HOUR / 4,
    };
}

static void a_feed_is_asked_with_both_validators(void **state)
{
    struct feed_state feed = unchanged();
    struct trust_plan plan = trust_plan(&daily, &feed, NOW);

    (void)state;
    assert_true(plan.sends_etag);
    assert_true(plan.sends_last_modified);
    assert_false(plan.is_verifying);
}

static void a_feed_with_a_time_of_its_own_is_verified_whatever_its_rhythm(void **state)
{
    struct feed_state feed = unchanged();
    struct trust_plan plan = trust_plan(&own, &feed, NOW);

    (void)state;
    assert_true(plan.is_verifying);
    assert_false(plan.sends_etag || plan.sends_last_modified);
    feed.last_document = NOW - HOUR;
    assert_false(trust_plan(&own, &feed, NOW).is_verifying);
}

static void a_feed_that_answered_no_304_since_its_document_is_not_verified(void **state)
{
    struct feed_state feed = unchanged();

    (void)state;
    feed.last_success = feed.last_document;
    assert_false(trust_plan(&own, &feed, NOW).is_verifying);
}

static void a_feed_without_validators_has_nothing_to_verify(void **state)
{
    struct feed_state feed = unchanged();

    (void)state;
    feed.etag.is_present = feed.last_modified.is_present = false;
    assert_false(trust_plan(&own, &feed, NOW).is_verifying);
}

/* An item each hour for a week before. */
static void a_feed_that_should_have_published_three_items_is_verified(void **state)
{
    struct feed_state feed = unchanged();
    uint8_t encoded[RHYTHM_BYTES];
    struct rhythm rhythm = {0};

    (void)state;
    feed.last_document = NOW - 2 * DAY;
    assert_false(trust_plan(&daily, &feed, NOW).is_verifying); /* two by its rhythm */
    for (int64_t at = NOW - 9 * DAY; at < NOW - 2 * DAY; at += HOUR) {
        int64_t time = at + HOUR / 2;
        rhythm_observe(&rhythm, at, at + HOUR, &time, 1);
    }
    feed.rhythm = (struct bytes){encoded, rhythm_encode(&rhythm, encoded), true};
    assert_true(trust_plan(&daily, &feed, NOW).is_verifying);
}

static void new_items_behind_a_304_cost_the_etag_and_then_the_rest(void **state)
{
    struct feed_state feed = unchanged();

    (void)state;
    trust_learn(&feed, POLLED_DOCUMENT, true, 2);
    struct trust_plan plan = trust_plan(&daily, &feed, NOW);
    assert_false(plan.sends_etag);
    assert_true(plan.sends_last_modified);
    trust_learn(&feed, POLLED_DOCUMENT, true, 1);
    plan = trust_plan(&daily, &feed, NOW);
    assert_false(plan.sends_etag || plan.sends_last_modified);
}

static void a_verified_document_without_new_items_costs_nothing(void **state)
{
    struct feed_state feed = unchanged();

    (void)state;
    trust_learn(&feed, POLLED_DOCUMENT, true, 0);
    trust_learn(&feed, POLLED_SAME_DOCUMENT, true, 0);
    assert_int_equal(feed.trust, FEED_TRUSTED);
}

/* POLLING: Apache's -gzip. */
static void an_etag_that_never_matches_is_left_out_after_three_same_documents(void **state)
{
    struct feed_state feed = unchanged();

    (void)state;
    feed.etag = validator("\"5d-6a1-gzip\"");
    trust_learn(&feed, POLLED_DOCUMENT, false, 3);
    trust_learn(&feed, POLLED_SAME_DOCUMENT, false, 0);
    assert_true(trust_plan(&daily, &feed, NOW).sends_etag);
    trust_learn(&feed, POLLED_SAME_DOCUMENT, false, 0);
    assert_false(trust_plan(&daily, &feed, NOW).sends_etag);
    assert_true(trust_plan(&daily, &feed, NOW).sends_last_modified);
    trust_learn(&feed, POLLED_NOT_MODIFIED, false, 0); /* Last-Modified does match */
    assert_false(trust_plan(&daily, &feed, NOW).sends_etag);
    feed.last_modified.is_present = false;
    assert_true(trust_plan(&daily, &feed, NOW).sends_etag);
}

static void other_etags_and_interrupted_rows_are_sent(void **state)
{
    struct feed_state feed = unchanged();

    (void)state;
    feed.same_documents = 3;
    assert_true(trust_plan(&daily, &feed, NOW).sends_etag);
    feed.same_documents = 2;
    feed.etag = validator("\"5d-6a1-gzip\"");
    trust_learn(&feed, POLLED_NOT_MODIFIED, false, 0);
    trust_learn(&feed, POLLED_SAME_DOCUMENT, false, 0);
    assert_true(trust_plan(&daily, &feed, NOW).sends_etag);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_feed_is_asked_with_both_validators),
        cmocka_unit_test(a_feed_with_a_time_of_its_own_is_verified_whatever_its_rhythm),
        cmocka_unit_test(a_feed_that_answered_no_304_since_its_document_is_not_verified),
        cmocka_unit_test(a_feed_without_validators_has_nothing_to_verify),
        cmocka_unit_test(a_feed_that_should_have_published_three_items_is_verified),
        cmocka_unit_test(new_items_behind_a_304_cost_the_etag_and_then_the_rest),
        cmocka_unit_test(a_verified_document_without_new_items_costs_nothing),
        cmocka_unit_test(an_etag_that_never_matches_is_left_out_after_three_same_documents),
        cmocka_unit_test(other_etags_and_interrupted_rows_are_sent),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
