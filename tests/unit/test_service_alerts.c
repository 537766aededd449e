#include "store/deliveries.h"
#include "store/retention.h"
#include "tests/helpers/newsroom.h"

#include <stdio.h>

#define ROOM_TEST(test) cmocka_unit_test_setup_teardown(test, newsroom_open, newsroom_close)

static const char *const sinks[] = {"alerts", "desk"};

static const struct stored_alert broken = {.time = MONDAY,
                                           .topic = "storywatch",
                                           .severity = "medium",
                                           .feed = "bbc-world",
                                           .title = "The feed bbc-world has failed for 7 days",
                                           .kind = "feed-broken",
                                           .subject = "bbc-world"};

static enum store_status begin(struct newsroom *room, const struct stored_alert *alert)
{
    return store_service_alert_begin(room->store, alert, sinks, 2, &room->err);
}

static enum store_status end(struct newsroom *room, int64_t time)
{
    const struct stored_alert over = {.time = time,
                                      .title = "The feed bbc-world answers again",
                                      .kind = "feed-broken",
                                      .subject = "bbc-world"};

    return store_service_alert_end(room->store, &over, sinks, 2, &room->err);
}

/* What a sink is to be sent. */
struct sent {
    int count;
    int64_t ids[8], follows[8], begun_by[8];
    char last[512]; /* topic, severity, feed, title, kind and subject */
};

static bool on_delivery(void *owner, const struct stored_delivery *delivery)
{
    struct sent *sent = owner;
    const struct stored_alert *alert = &delivery->alert;

    assert_int_equal(alert->story, 0);
    assert_int_equal(alert->item, 0);
    assert_int_equal(alert->is_over, alert->begun_by != 0);
    sent->ids[sent->count] = alert->id;
    sent->begun_by[sent->count] = alert->begun_by;
    sent->follows[sent->count++] = delivery->follows;
    snprintf(sent->last, sizeof(sent->last), "%s, %s, %s, %s, %s, %s", alert->topic,
             alert->severity, alert->feed, alert->title, alert->kind, alert->subject);
    return true;
}

static struct sent sent_to(struct newsroom *room, const char *sink)
{
    const struct delivery_filter all = {.sink = sink, .now = MONDAY + DAY, .max = 8};
    struct sent sent = {0};

    assert_done(room, store_deliveries_due(room->store, &all, on_delivery, &sent, &room->err));
    return sent;
}

static void a_trouble_is_told_once_and_its_end_once_to_every_sink(void **state)
{
    struct newsroom *room = *state;

    assert_int_equal(end(room, MONDAY), STORE_NONE); /* of nothing */
    assert_done(room, begin(room, &broken));
    assert_int_equal(begin(room, &broken), STORE_NONE);
    assert_done(room, end(room, MONDAY + HOUR));
    assert_int_equal(end(room, MONDAY + HOUR), STORE_NONE);
    for (size_t i = 0; i < 2; i++) {
        struct sent sent = sent_to(room, sinks[i]);
        assert_int_equal(sent.count, 2);
        assert_int_equal(sent.begun_by[0], 0);
        assert_int_equal(sent.begun_by[1], sent.ids[0]);
        assert_int_equal(sent.follows[0], 0);
        assert_int_equal(sent.follows[1], sent.ids[0]);
        assert_string_equal(sent.last, "storywatch, medium, bbc-world, The feed bbc-world answers "
                                       "again, feed-broken, bbc-world");
    }
}

static void what_begins_anew_is_told_anew(void **state)
{
    struct newsroom *room = *state;

    for (int i = 0; i < 3; i++) {
        assert_done(room, begin(room, &broken));
        assert_done(room, end(room, MONDAY + HOUR));
    }
    assert_int_equal(sent_to(room, "desk").count, 6);
}

static void troubles_of_two_subjects_or_kinds_are_two(void **state)
{
    struct newsroom *room = *state;
    struct stored_alert other = broken, silent = broken;

    other.subject = "dw-top";
    silent.kind = "feed-silent";
    assert_done(room, begin(room, &broken));
    assert_done(room, begin(room, &other));
    assert_done(room, begin(room, &silent));
    assert_done(room, end(room, MONDAY + HOUR));
    assert_int_equal(begin(room, &other), STORE_NONE);
    assert_int_equal(begin(room, &silent), STORE_NONE);
}

static void troubles_that_go_on_are_listed_by_their_subjects(void **state)
{
    struct newsroom *room = *state;
    struct stored_alert other = broken;
    const char *subject = "";

    other.subject = "dw-top";
    assert_done(room, begin(room, &other));
    assert_done(room, begin(room, &broken));
    assert_done(room, store_service_alert_next(room->store, "feed-broken", subject, room->arena,
                                               &subject, &room->err));
    assert_string_equal(subject, "bbc-world");
    assert_done(room, store_service_alert_next(room->store, "feed-broken", subject, room->arena,
                                               &subject, &room->err));
    assert_string_equal(subject, "dw-top");
    assert_int_equal(store_service_alert_next(room->store, "feed-broken", subject, room->arena,
                                              &subject, &room->err),
                     STORE_NONE);
    assert_done(room, end(room, MONDAY + HOUR));
    assert_done(room, store_service_alert_next(room->store, "feed-broken", "", room->arena,
                                               &subject, &room->err));
    assert_string_equal(subject, "dw-top");
}

static bool on_topic(void *owner, const struct topic_counts *counts)
{
    (void)counts;
    ++*(int *)owner;
    return true;
}

static void the_service_is_no_topic_of_the_watch_list(void **state)
{
    struct newsroom *room = *state;
    int topics = 0;

    assert_done(room, begin(room, &broken));
    assert_done(room, store_topics_each(room->store, MONDAY, on_topic, &topics, &room->err));
    assert_int_equal(topics, 0);
}

static void forget(struct newsroom *room, size_t expected)
{
    const struct retention all = {MONDAY + 2 * DAY, MONDAY + 2 * DAY, MONDAY + 2 * DAY};
    size_t deleted = 0;

    assert_done(room, store_forget(room->store, &all, 100, &deleted, &room->err));
    assert_int_equal(deleted, expected);
}

/* Else a feed that has been broken for years would be told of anew. */
static void a_trouble_goes_by_its_age_only_when_it_is_over_and_told(void **state)
{
    struct newsroom *room = *state;

    assert_done(room, begin(room, &broken));
    assert_done(room, store_deliveries_done_to(room->store, "alerts", 1, 0, &room->err));
    assert_done(room, store_deliveries_done_to(room->store, "desk", 1, 0, &room->err));
    forget(room, 0);
    assert_int_equal(begin(room, &broken), STORE_NONE);
    assert_done(room, end(room, MONDAY + HOUR));
    forget(room, 1);
    assert_done(room, store_deliveries_done_to(room->store, "alerts", 2, 0, &room->err));
    forget(room, 0);
    assert_done(room, store_deliveries_done_to(room->store, "desk", 2, 0, &room->err));
    forget(room, 1);
}

static void an_end_follows_its_beginning_to_another_id(void **state)
{
    struct newsroom *room = *state;

    assert_done(room, begin(room, &broken));
    assert_done(room, end(room, MONDAY + HOUR));
    assert_done(room, store_begin(room->store, &room->err));
    assert_done(room, store_alerts_renumber(room->store, "alerts", 0, 500, &room->err));
    assert_done(room, store_commit(room->store, &room->err));
    struct sent sent = sent_to(room, "alerts");
    assert_int_equal(sent.count, 2);
    assert_int_equal(sent.ids[0], 501);
    assert_int_equal(sent.begun_by[1], 501);
}

static void a_sink_fails_since_the_first_time_until_a_delivery_is_done(void **state)
{
    struct newsroom *room = *state;
    int64_t since;

    assert_int_equal(store_sink_failing_since(room->store, "desk", &since, &room->err), STORE_NONE);
    assert_done(room, store_sink_fails(room->store, "desk", MONDAY, &room->err));
    assert_done(room, store_sink_fails(room->store, "desk", MONDAY + HOUR, &room->err));
    assert_done(room, store_sink_failing_since(room->store, "desk", &since, &room->err));
    assert_int_equal(since, MONDAY);
    assert_done(room, store_sink_works(room->store, "desk", &room->err));
    assert_int_equal(store_sink_failing_since(room->store, "desk", &since, &room->err), STORE_NONE);
    assert_done(room, begin(room, &broken));
    assert_done(room, store_sink_fails(room->store, "desk", MONDAY + DAY, &room->err));
    assert_done(room, store_delivery_done(room->store, "desk", 1, &room->err));
    assert_int_equal(store_sink_failing_since(room->store, "desk", &since, &room->err), STORE_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ROOM_TEST(a_trouble_is_told_once_and_its_end_once_to_every_sink),
        ROOM_TEST(what_begins_anew_is_told_anew),
        ROOM_TEST(troubles_of_two_subjects_or_kinds_are_two),
        ROOM_TEST(troubles_that_go_on_are_listed_by_their_subjects),
        ROOM_TEST(the_service_is_no_topic_of_the_watch_list),
        ROOM_TEST(a_trouble_goes_by_its_age_only_when_it_is_over_and_told),
        ROOM_TEST(an_end_follows_its_beginning_to_another_id),
        ROOM_TEST(a_sink_fails_since_the_first_time_until_a_delivery_is_done),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
