#include "store/deliveries.h"
#include "tests/helpers/newsroom.h"

#include <stdio.h>

static const char *const sinks[] = {"alerts", "desk"};

static int64_t add_alert(struct newsroom *room, const char *topic, int64_t time)
{
    struct stored_item stored = newsroom_item(room, topic);
    int64_t id = 0;

    int64_t item = newsroom_add(room, &stored);
    struct stored_alert alert = newsroom_alert(stored.story, item, topic);
    alert.time = time;
    assert_done(room, store_alert_add(room->store, &alert, sinks, 2, &id, &room->err));
    return id;
}

struct due {
    int64_t ids[16];
    int32_t attempts[16];
    size_t count;
    struct newsroom *room;
    bool is_marking;
};

static bool on_delivery(void *owner, const struct stored_delivery *delivery)
{
    struct due *due = owner;

    due->ids[due->count] = delivery->alert.id;
    due->attempts[due->count++] = delivery->attempts;
    assert_non_null(delivery->alert.title);
    if (due->is_marking)
        assert_done(due->room, store_delivery_done(due->room->store, delivery->sink,
                                                   delivery->alert.id, &due->room->err));
    return true;
}

static bool count_one(void *owner, const struct stored_delivery *delivery)
{
    struct due *due = owner;

    due->count++;
    return delivery->alert.id > 0;
}

static struct due list_due(struct newsroom *room, const char *sink, int64_t now, int64_t after,
                           size_t max)
{
    struct due due = {.room = room};

    assert_done(room,
                store_deliveries_due(room->store, &(struct delivery_filter){sink, now, after, max},
                                     on_delivery, &due, &room->err));
    return due;
}

static void an_alert_is_due_at_once_at_each_of_its_sinks_in_id_order(void **state)
{
    struct newsroom *room = *state;
    int64_t first = add_alert(room, "troops", MONDAY);
    int64_t second = add_alert(room, "strikes", MONDAY);
    struct due due = list_due(room, "desk", MONDAY, 0, 10);

    assert_int_equal(due.count, 2);
    assert_int_equal(due.ids[0], first);
    assert_int_equal(due.ids[1], second);
    assert_int_equal(list_due(room, "desk", MONDAY, 0, 1).count, 1);
    assert_int_equal(list_due(room, "desk", MONDAY, first, 10).ids[0], second);
    assert_int_equal(list_due(room, "nobody", MONDAY, 0, 10).count, 0);
}

static bool on_thread(void *owner, const struct stored_delivery *delivery)
{
    int64_t *follows = owner;

    follows[delivery->alert.id] = delivery->follows;
    return true;
}

static void a_later_alert_of_a_story_follows_its_first(void **state)
{
    struct newsroom *room = *state;
    int64_t follows[8] = {-1, -1, -1, -1};
    const struct delivery_filter filter = {.sink = "desk", .now = MONDAY, .max = 10};
    int64_t first = add_alert(room, "troops", MONDAY), other, again;
    struct stored_alert alert;

    struct stored_item stored = newsroom_item(room, "strikes");
    int64_t item = newsroom_add(room, &stored);
    alert = newsroom_alert(stored.story, item, "strikes");
    assert_done(room, store_alert_add(room->store, &alert, sinks, 2, &other, &room->err));
    alert = newsroom_alert(stored.story, item, "ports");
    assert_done(room, store_alert_add(room->store, &alert, sinks, 2, &again, &room->err));
    assert_done(room, store_deliveries_due(room->store, &filter, on_thread, follows, &room->err));
    assert_int_equal(follows[first], 0);
    assert_int_equal(follows[other], 0);
    assert_int_equal(follows[again], other);
}

static void a_failed_delivery_waits_for_its_next_try_and_holds_up_no_other(void **state)
{
    struct newsroom *room = *state;
    int64_t first = add_alert(room, "troops", MONDAY);
    int64_t second = add_alert(room, "strikes", MONDAY);
    int64_t next = 0;

    assert_done(room, store_delivery_failed(room->store, "desk", first, MONDAY + HOUR,
                                            "503 Service Unavailable", &room->err));
    struct due due = list_due(room, "desk", MONDAY, 0, 10);
    assert_int_equal(due.count, 1);
    assert_int_equal(due.ids[0], second);
    assert_int_equal(list_due(room, "alerts", MONDAY, 0, 10).count, 2);
    assert_done(room, store_delivery_next(room->store, "desk", &next, &room->err));
    assert_int_equal(next, MONDAY);
    assert_done(room, store_delivery_done(room->store, "desk", second, &room->err));
    assert_done(room, store_delivery_next(room->store, "desk", &next, &room->err));
    assert_int_equal(next, MONDAY + HOUR);
    due = list_due(room, "desk", MONDAY + HOUR, 0, 10);
    assert_int_equal(due.count, 1);
    assert_int_equal(due.attempts[0], 1);
}

static size_t count_listed(struct newsroom *room, bool only_failed)
{
    struct due due = {.room = room};

    assert_done(room,
                store_deliveries_each(room->store, only_failed, on_delivery, &due, &room->err));
    return due.count;
}

static void what_was_given_up_is_listed_and_due_only_when_asked_for(void **state)
{
    struct newsroom *room = *state;
    int64_t alert = add_alert(room, "troops", MONDAY), next, count = 0;

    add_alert(room, "strikes", MONDAY);
    assert_int_equal(count_listed(room, true), 0);
    assert_int_equal(count_listed(room, false), 4);
    assert_done(room, store_delivery_give_up(room->store, "desk", alert, "410 Gone", &room->err));
    assert_int_equal(count_listed(room, true), 1);
    assert_int_equal(list_due(room, "desk", MONDAY + 365 * DAY, 0, 10).count, 1);
    assert_done(room, store_delivery_next(room->store, "desk", &next, &room->err));
    assert_int_equal(next, MONDAY);
    assert_done(room,
                store_deliveries_retry(room->store, alert, MONDAY + HOUR, &count, &room->err));
    assert_int_equal(count, 2);
    assert_int_equal(list_due(room, "desk", MONDAY + HOUR, 0, 10).count, 2);
    assert_done(room, store_deliveries_retry(room->store, 4711, MONDAY, &count, &room->err));
    assert_int_equal(count, 0);
}

static void a_long_list_is_read_page_by_page(void **state)
{
    static struct due due;
    struct newsroom *room = *state;
    struct stored_item stored = newsroom_item(room, "troops");
    int64_t item = newsroom_add(room, &stored), id;
    char topic[32];

    for (int i = 0; i < 201; i++) {
        snprintf(topic, sizeof(topic), "topic %d", i);
        struct stored_alert alert = newsroom_alert(stored.story, item, topic);
        assert_done(room, store_alert_add(room->store, &alert, sinks, 2, &id, &room->err));
    }
    due.room = room;
    assert_done(room, store_deliveries_each(room->store, false, count_one, &due, &room->err));
    assert_int_equal(due.count, 402);
}

static void a_delivery_is_done_once(void **state)
{
    struct newsroom *room = *state;
    int64_t alert = add_alert(room, "troops", MONDAY);
    int64_t next;

    assert_done(room, store_delivery_done(room->store, "desk", alert, &room->err));
    assert_int_equal(store_delivery_done(room->store, "desk", alert, &room->err), STORE_NONE);
    assert_int_equal(store_delivery_next(room->store, "desk", &next, &room->err), STORE_NONE);
    assert_int_equal(store_delivery_failed(room->store, "desk", alert, MONDAY, "late", &room->err),
                     STORE_NONE);
}

static void deliveries_may_be_marked_while_they_are_listed(void **state)
{
    struct newsroom *room = *state;
    struct due due = {.room = room, .is_marking = true};

    add_alert(room, "troops", MONDAY);
    add_alert(room, "strikes", MONDAY);
    assert_done(room,
                store_deliveries_due(room->store, &(struct delivery_filter){"desk", MONDAY, 0, 10},
                                     on_delivery, &due, &room->err));
    assert_int_equal(due.count, 2);
    assert_int_equal(list_due(room, "desk", MONDAY, 0, 10).count, 0);
}

static struct sink_state get_sink(struct newsroom *room, const char *name)
{
    struct sink_state sink;

    assert_done(room, store_sink_get(room->store, name, room->arena, &sink, &room->err));
    return sink;
}

static void the_log_is_done_up_to_the_line_it_has(void **state)
{
    struct newsroom *room = *state;

    add_alert(room, "troops", MONDAY);
    int64_t second = add_alert(room, "strikes", MONDAY);
    int64_t third = add_alert(room, "rates", MONDAY);
    assert_done(room,
                store_deliveries_done_to(room->store, "alerts", second, UINT64_MAX, &room->err));
    struct due due = list_due(room, "alerts", MONDAY, 0, 10);
    assert_int_equal(due.count, 1);
    assert_int_equal(due.ids[0], third);
    assert_true(get_sink(room, "alerts").inode == UINT64_MAX);
    assert_int_equal(get_sink(room, "alerts").last_id, second);
    assert_int_equal(list_due(room, "desk", MONDAY, 0, 10).count, 3);
}

static void a_log_that_begins_anew_keeps_the_last_id(void **state)
{
    struct newsroom *room = *state;
    int64_t alert = add_alert(room, "troops", MONDAY);

    assert_done(room, store_deliveries_done_to(room->store, "alerts", alert, 7, &room->err));
    assert_done(room, store_deliveries_done_to(room->store, "alerts", 0, 8, &room->err));
    assert_int_equal(get_sink(room, "alerts").last_id, alert);
    assert_true(get_sink(room, "alerts").inode == 8);
}

static void a_sink_s_state_says_what_is_pending_and_why(void **state)
{
    struct newsroom *room = *state;
    int64_t first = add_alert(room, "troops", MONDAY);

    add_alert(room, "strikes", MONDAY + HOUR);
    assert_done(room, store_delivery_failed(room->store, "desk", first, MONDAY + DAY,
                                            "503 Service Unavailable", &room->err));
    struct sink_state sink = get_sink(room, "desk");
    assert_int_equal(sink.pending, 2);
    assert_int_equal(sink.oldest, MONDAY);
    assert_string_equal(sink.last_error, "503 Service Unavailable");
    assert_done(room, store_delivery_done(room->store, "desk", first, &room->err));
    sink = get_sink(room, "desk");
    assert_int_equal(sink.pending, 1);
    assert_int_equal(sink.oldest, MONDAY + HOUR);
    assert_null(sink.last_error);
}

static void a_sink_that_had_nothing_yet_has_nothing_pending(void **state)
{
    struct sink_state sink = get_sink(*state, "new");

    assert_int_equal(sink.pending, 0);
    assert_int_equal(sink.oldest, NO_TIME);
    assert_int_equal(sink.last_id, 0);
}

static void the_deliveries_of_a_removed_sink_are_dropped_and_counted(void **state)
{
    static const char *const kept[] = {"alerts"};
    struct newsroom *room = *state;
    int64_t dropped = -1;

    add_alert(room, "troops", MONDAY);
    int64_t second = add_alert(room, "strikes", MONDAY);
    assert_done(room, store_delivery_done(room->store, "desk", second, &room->err));
    assert_done(room, store_sinks_keep(room->store, kept, 1, &dropped, &room->err));
    assert_int_equal(dropped, 1);
    assert_int_equal(get_sink(room, "desk").pending, 0);
    assert_int_equal(get_sink(room, "desk").last_id, 0);
    assert_int_equal(get_sink(room, "alerts").pending, 2);
    assert_done(room, store_sinks_keep(room->store, kept, 1, &dropped, &room->err));
    assert_int_equal(dropped, 0);
}

#define ROOM_TEST(test) cmocka_unit_test_setup_teardown(test, newsroom_open, newsroom_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ROOM_TEST(an_alert_is_due_at_once_at_each_of_its_sinks_in_id_order),
        ROOM_TEST(a_later_alert_of_a_story_follows_its_first),
        ROOM_TEST(a_failed_delivery_waits_for_its_next_try_and_holds_up_no_other),
        ROOM_TEST(what_was_given_up_is_listed_and_due_only_when_asked_for),
        ROOM_TEST(a_long_list_is_read_page_by_page),
        ROOM_TEST(a_delivery_is_done_once),
        ROOM_TEST(deliveries_may_be_marked_while_they_are_listed),
        ROOM_TEST(the_log_is_done_up_to_the_line_it_has),
        ROOM_TEST(a_log_that_begins_anew_keeps_the_last_id),
        ROOM_TEST(a_sink_s_state_says_what_is_pending_and_why),
        ROOM_TEST(a_sink_that_had_nothing_yet_has_nothing_pending),
        ROOM_TEST(the_deliveries_of_a_removed_sink_are_dropped_and_counted),
    };

    return cmocka_run_group_tests_name("deliveries", tests, NULL, NULL);
}
