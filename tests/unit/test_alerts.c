#include "store/deliveries.h"
#include "store/retention.h"
#include "tests/helpers/newsroom.h"

#include <stdio.h>

static const char *const sinks[] = {"alerts", "desk"};

static int64_t add_story(struct newsroom *room, const char *identity, int64_t *item)
{
    struct stored_item stored = newsroom_item(room, identity);

    *item = newsroom_add(room, &stored);
    return stored.story;
}

static int64_t add_alert(struct newsroom *room, const struct stored_alert *alert)
{
    int64_t id = 0;

    assert_done(room, store_alert_add(room->store, alert, sinks, 2, &id, &room->err));
    return id;
}

struct collected {
    struct stored_alert last;
    char topics[256]; /* each followed by a blank */
    char title[128];
    char url[128];
    char feed[32];
    int count;
};

static bool on_alert(void *owner, const struct stored_alert *alert)
{
    struct collected *collected = owner;
    size_t len = strlen(collected->topics);

    collected->last = *alert;
    collected->count++;
    snprintf(collected->topics + len, sizeof(collected->topics) - len, "%s ", alert->topic);
    snprintf(collected->title, sizeof(collected->title), "%s", alert->title);
    snprintf(collected->url, sizeof(collected->url), "%s", alert->url);
    snprintf(collected->feed, sizeof(collected->feed), "%s", alert->feed);
    return true;
}

static struct collected list(struct newsroom *room, struct alert_filter filter)
{
    struct collected collected = {0};

    assert_done(room, store_alerts_each(room->store, &filter, on_alert, &collected, &room->err));
    return collected;
}

#define EVERY .since = NO_TIME, .until = NO_TIME

static void a_story_alerts_once_for_a_topic_however_often_it_is_asked(void **state)
{
    struct newsroom *room = *state;
    int64_t item, copy_id, id = -1;
    int64_t story = add_story(room, "lead", &item);
    struct stored_item copy = newsroom_item(room, "copy");
    struct stored_alert alert = newsroom_alert(story, item, "dprk-russia");

    assert_int_equal(store_alert_find(room->store, story, alert.topic, &room->err), STORE_NONE);
    add_alert(room, &alert);
    assert_done(room, store_alert_find(room->store, story, alert.topic, &room->err));
    assert_int_equal(store_alert_find(room->store, story, "strikes", &room->err), STORE_NONE);
    copy.story = story;
    copy_id = newsroom_add(room, &copy);
    alert.item = copy_id;
    assert_int_equal(store_alert_add(room->store, &alert, sinks, 2, &id, &room->err), STORE_NONE);
    assert_int_equal(id, -1);
    assert_int_equal(list(room, (struct alert_filter){EVERY}).count, 1);
    struct store_counts counts;
    assert_done(room, store_count(room->store, &counts, &room->err));
    assert_int_equal(counts.deliveries, 2);
}

static void a_story_alerts_for_each_of_its_topics(void **state)
{
    struct newsroom *room = *state;
    int64_t item;
    int64_t story = add_story(room, "lead", &item);
    struct stored_alert first = newsroom_alert(story, item, "dprk-russia");
    struct stored_alert second = newsroom_alert(story, item, "sanctions");

    assert_true(add_alert(room, &first) < add_alert(room, &second));
    assert_string_equal(list(room, (struct alert_filter){EVERY}).topics, "dprk-russia sanctions ");
}

static void an_alert_shows_the_item_as_it_was_when_it_alerted(void **state)
{
    struct newsroom *room = *state;
    struct stored_item item = newsroom_item(room, "lead");

    item.id = newsroom_add(room, &item);
    struct stored_alert alert = newsroom_alert(item.story, item.id, "dprk-russia");
    alert.copies = 0;
    add_alert(room, &alert);
    item.item.title.str = "UPDATE 2: troops withdraw";
    assert_done(room, store_item_revise(room->store, &item, &room->err));
    struct stored_item copy = newsroom_item(room, "copy");
    copy.story = item.story;
    copy.item.url = "https://www.dw.com/1";
    newsroom_add(room, &copy);

    struct collected listed = list(room, (struct alert_filter){EVERY});
    assert_string_equal(listed.title, "North Korean troops seen near Kursk");
    assert_string_equal(listed.url, "https://www.bbc.co.uk/news/world-asia-1");
    assert_string_equal(listed.feed, "bbc-world");
    assert_int_equal(listed.last.published, MONDAY - HOUR);
    assert_int_equal(listed.last.copies, 0);
    assert_int_equal(listed.last.copies_now, 1);
    assert_int_equal(listed.last.outlets_now, 2);
}

static void add_a_week(struct newsroom *room)
{
    static const char *const topics[] = {"troops", "strikes", "troops", "rates"};

    for (int day = 0; day < 4; day++) {
        int64_t item;
        int64_t story = add_story(room, arena_format(room->arena, "%d", day), &item);
        struct stored_alert alert = newsroom_alert(story, item, topics[day]);
        alert.time = MONDAY + day * DAY;
        alert.severity = day == 3 ? "low" : "high";
        add_alert(room, &alert);
    }
}

static bool note_id(void *owner, const struct stored_delivery *delivery)
{
    *(int64_t *)owner = delivery->alert.id;
    return true;
}

static void an_alert_whose_id_a_log_has_already_gets_another(void **state)
{
    static const char *const both[] = {"alerts", "desk"};
    const struct delivery_filter filter = {.sink = "alerts", .now = MONDAY + DAY, .max = 10};
    struct newsroom *room = *state;
    struct stored_item stored = newsroom_item(room, "troops");
    int64_t item = newsroom_add(room, &stored), old, id, last, due = 0;
    struct stored_alert alert = newsroom_alert(stored.story, item, "troops");

    assert_done(room, store_alert_add(room->store, &alert, both, 2, &old, &room->err));
    alert = newsroom_alert(stored.story, item, "strikes");
    assert_done(room, store_alert_add(room->store, &alert, both, 2, &id, &room->err));
    assert_done(room, store_begin(room->store, &room->err));
    assert_done(room, store_alerts_renumber(room->store, "alerts", old, 500, &room->err));
    assert_done(room, store_commit(room->store, &room->err));
    assert_done(room, store_alerts_last(room->store, &last, &room->err));
    assert_int_equal(last, 501);
    assert_done(room, store_deliveries_due(room->store, &filter, note_id, &due, &room->err));
    assert_int_equal(due, 501); /* behind the old one, which keeps its id */
    assert_int_equal(store_alert_find(room->store, stored.story, "strikes", &room->err), STORE_OK);
}

static void ids_go_on_after_a_log_file_that_is_ahead(void **state)
{
    struct newsroom *room = *state;
    int64_t item;
    int64_t story = add_story(room, "lead", &item);
    struct stored_alert alert = newsroom_alert(story, item, "dprk-russia");

    assert_int_equal(add_alert(room, &alert), 1);
    assert_int_equal(store_alerts_continue_after(room->store, 1, &room->err), STORE_NONE);
    assert_done(room, store_alerts_continue_after(room->store, 500, &room->err));
    assert_int_equal(store_alerts_continue_after(room->store, 499, &room->err), STORE_NONE);
    alert.topic = "ukraine";
    assert_int_equal(add_alert(room, &alert), 501);
}

static void alerts_are_chosen_by_what_a_filter_names(void **state)
{
    struct newsroom *room = *state;

    add_a_week(room);
    assert_string_equal(list(room, (struct alert_filter){EVERY, .topic = "troops"}).topics,
                        "troops troops ");
    assert_string_equal(list(room, (struct alert_filter){EVERY, .severity = "low"}).topics,
                        "rates ");
    assert_string_equal(list(room, (struct alert_filter){EVERY, .feed = "dw-top"}).topics, "");
    assert_string_equal(list(room, (struct alert_filter){EVERY, .feed = "bbc-world"}).topics,
                        "troops strikes troops rates ");
    assert_string_equal(
        list(room, (struct alert_filter){.since = MONDAY + DAY, .until = MONDAY + 3 * DAY}).topics,
        "strikes troops ");
    assert_int_equal(list(room, (struct alert_filter){EVERY, .story = 1}).count, 1);
}

static void a_limit_keeps_the_newest_and_after_id_what_is_new(void **state)
{
    struct newsroom *room = *state;

    add_a_week(room);
    struct collected newest = list(room, (struct alert_filter){EVERY, .limit = 2});
    assert_string_equal(newest.topics, "troops rates ");
    assert_int_equal(list(room, (struct alert_filter){EVERY, .after_id = newest.last.id}).count, 0);
    assert_int_equal(list(room, (struct alert_filter){EVERY, .after_id = newest.last.id - 1}).count,
                     1);
}

static void a_listing_longer_than_a_page_is_whole(void **state)
{
    struct newsroom *room = *state;
    int64_t item;
    int64_t story = add_story(room, "lead", &item);

    for (int i = 0; i < 450; i++) {
        struct stored_alert alert =
            newsroom_alert(story, item, arena_format(room->arena, "topic-%d", i));
        add_alert(room, &alert);
    }
    assert_int_equal(list(room, (struct alert_filter){EVERY}).count, 450);
}

#define ROOM_TEST(test) cmocka_unit_test_setup_teardown(test, newsroom_open, newsroom_close)

static bool on_topic(void *owner, const struct topic_counts *counts)
{
    struct topic_counts *found = owner;

    assert_string_equal(counts->topic, "dprk-russia"); /* the other's alerts come behind it */
    *found = *counts;
    return false;
}

static void topics_are_counted_by_day_week_and_month(void **state)
{
    static const int64_t ages[] = {HOUR, 3 * DAY, 6 * DAY, 20 * DAY, 90 * DAY};
    struct newsroom *room = *state;
    struct topic_counts found = {0};
    char identity[16];
    int64_t item;

    for (size_t i = 0; i < sizeof(ages) / sizeof(ages[0]); i++) {
        snprintf(identity, sizeof(identity), "story-%zu", i);
        int64_t story = add_story(room, identity, &item);
        struct stored_alert alert = newsroom_alert(story, item, "dprk-russia");
        alert.time = MONDAY - ages[i];
        add_alert(room, &alert);
        alert.topic = "harbours";
        add_alert(room, &alert);
    }
    assert_done(room, store_topics_each(room->store, MONDAY, on_topic, &found, &room->err));
    assert_int_equal(found.day, 1);
    assert_int_equal(found.week, 3);
    assert_int_equal(found.month, 4);
    assert_int_equal(found.all, 5);
    assert_int_equal(found.last, MONDAY - HOUR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ROOM_TEST(a_story_alerts_once_for_a_topic_however_often_it_is_asked),
        ROOM_TEST(a_story_alerts_for_each_of_its_topics),
        ROOM_TEST(an_alert_shows_the_item_as_it_was_when_it_alerted),
        ROOM_TEST(an_alert_whose_id_a_log_has_already_gets_another),
        ROOM_TEST(ids_go_on_after_a_log_file_that_is_ahead),
        ROOM_TEST(alerts_are_chosen_by_what_a_filter_names),
        ROOM_TEST(a_limit_keeps_the_newest_and_after_id_what_is_new),
        ROOM_TEST(a_listing_longer_than_a_page_is_whole),
        ROOM_TEST(topics_are_counted_by_day_week_and_month),
    };

    return cmocka_run_group_tests_name("alerts", tests, NULL, NULL);
}
