#include "store/feed_forget.h"
#include "store/retention.h"
#include "tests/helpers/newsroom.h"

static const char *const desk[] = {"desk"};

static struct stored_item add_item(struct newsroom *room, int64_t feed, const char *identity,
                                   int64_t story)
{
    struct stored_item item = newsroom_item(room, identity);

    item.feed = feed;
    item.story = story;
    item.item.title.str = identity;
    item.id = newsroom_add(room, &item);
    return item;
}

static int64_t alert_of(struct newsroom *room, const struct stored_item *item)
{
    struct stored_alert alert = newsroom_alert(item->story, item->id, "dprk-russia");
    int64_t id = 0;

    assert_done(room, store_alert_add(room->store, &alert, desk, 1, &id, &room->err));
    return id;
}

static void take_out_of_service(struct newsroom *room)
{
    static const char *const kept[] = {"dw-top"};
    int64_t removed;

    assert_done(room, store_feeds_keep(room->store, kept, 1, &removed, &room->err));
}

static struct store_counts count(struct newsroom *room)
{
    struct store_counts counts;

    assert_done(room, store_count(room->store, &counts, &room->err));
    return counts;
}

static void all_of_a_feed_goes_and_nothing_of_another(void **state)
{
    struct newsroom *room = *state;
    struct stored_item ours = add_item(room, room->bbc.id, "troops near Kursk", 0);
    struct stored_item theirs = add_item(room, room->dw.id, "ferry aground", 0);
    struct store_forgotten forgotten;
    struct feed_state feed;

    alert_of(room, &ours);
    alert_of(room, &theirs);
    take_out_of_service(room);
    assert_done(room, store_feed_forget(room->store, "bbc-world", &forgotten, &room->err));
    assert_int_equal(forgotten.items, 1);
    assert_int_equal(forgotten.alerts, 1);
    assert_int_equal(count(room).items, 1);
    assert_int_equal(count(room).stories, 1);
    assert_int_equal(count(room).alerts, 1);
    assert_int_equal(count(room).deliveries, 1);
    assert_int_equal(store_feed_find(room->store, "bbc-world", room->arena, &feed, &room->err),
                     STORE_NONE);
    assert_done(room, store_feed_find(room->store, "dw-top", room->arena, &feed, &room->err));
}

static bool look_at_alert(void *owner, const struct stored_alert *alert)
{
    (void)owner;
    assert_string_equal(alert->title, "as copied");
    assert_string_equal(alert->feed, "dw-top");
    assert_string_equal(alert->matched, "[]");
    return true;
}

/* Else the copy's next revision would raise it a second time. */
static void the_alert_of_a_story_that_another_feed_has_stays_and_shows_its_item(void **state)
{
    struct newsroom *room = *state;
    struct stored_item ours = add_item(room, room->bbc.id, "as first told", 0);
    struct stored_item copy = add_item(room, room->dw.id, "as copied", ours.story);
    const struct alert_filter every = {.since = NO_TIME, .until = NO_TIME};
    struct store_forgotten forgotten;
    int64_t again = 0;

    alert_of(room, &ours);
    take_out_of_service(room);
    assert_done(room, store_feed_forget(room->store, "bbc-world", &forgotten, &room->err));
    assert_int_equal(forgotten.items, 1);
    assert_int_equal(forgotten.alerts, 0);
    assert_done(room, store_alerts_each(room->store, &every, look_at_alert, NULL, &room->err));
    assert_int_equal(count(room).alerts, 1);
    struct story_state story;
    assert_done(room, store_story_get(room->store, copy.story, &story, &room->err));
    assert_int_equal(story.lead, copy.id);
    assert_int_equal(story.copies, 0);
    struct stored_alert second = newsroom_alert(copy.story, copy.id, "dprk-russia");
    assert_int_equal(store_alert_add(room->store, &second, desk, 1, &again, &room->err),
                     STORE_NONE);
}

static void a_feed_in_service_and_one_that_is_not_known_are_left_alone(void **state)
{
    struct newsroom *room = *state;
    struct store_forgotten forgotten;

    add_item(room, room->bbc.id, "troops near Kursk", 0);
    assert_int_equal(store_feed_forget(room->store, "bbc-world", &forgotten, &room->err),
                     STORE_NONE);
    assert_int_equal(store_feed_forget(room->store, "nobody", &forgotten, &room->err), STORE_NONE);
    assert_int_equal(count(room).items, 1);
}

#define ROOM_TEST(test) cmocka_unit_test_setup_teardown(test, newsroom_open, newsroom_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ROOM_TEST(all_of_a_feed_goes_and_nothing_of_another),
        ROOM_TEST(the_alert_of_a_story_that_another_feed_has_stays_and_shows_its_item),
        ROOM_TEST(a_feed_in_service_and_one_that_is_not_known_are_left_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
