#include "store/deliveries.h"
#include "store/retention.h"
#include "tests/helpers/newsroom.h"

#define KEPT_ITEMS (MONDAY - 30 * DAY)
#define KEPT_ALERTS (MONDAY - 730 * DAY)
#define WINDOW (MONDAY - 14 * DAY)

#define LONG_AGO (MONDAY - 800 * DAY)
#define LAST_SUMMER (MONDAY - 120 * DAY)
#define RECENTLY (MONDAY - 20 * DAY)

static const struct retention two_years = {
    .items_before = KEPT_ITEMS, .alerts_before = KEPT_ALERTS, .window_before = WINDOW};

static void set_document(struct newsroom *room, const uint64_t *revisions, size_t count)
{
    assert_done(room,
                store_feed_set_document(room->store, room->bbc.id, revisions, count, &room->err));
}

static struct stored_item add_item(struct newsroom *room, const char *identity, uint64_t revision,
                                   int64_t seen, int64_t story)
{
    struct stored_item item = newsroom_item(room, identity);

    item.revision = revision;
    item.seen = seen;
    item.story = story;
    item.id = newsroom_add(room, &item);
    return item;
}

static int64_t add_alert(struct newsroom *room, const struct stored_item *item, int64_t time,
                         const char *const *sinks, size_t sink_count)
{
    struct stored_alert alert = newsroom_alert(item->story, item->id, "dprk-russia");
    int64_t id = 0;

    alert.time = time;
    assert_done(room, store_alert_add(room->store, &alert, sinks, sink_count, &id, &room->err));
    return id;
}

static size_t forget(struct newsroom *room)
{
    size_t deleted = 0;

    assert_done(room, store_forget(room->store, &two_years, 100, &deleted, &room->err));
    return deleted;
}

static bool is_stored(struct newsroom *room, const struct stored_item *item)
{
    struct stored_item found;
    enum store_status status =
        store_item_get(room->store, item->id, room->arena, &found, &room->err);

    assert_int_not_equal(status, STORE_FAILED);
    return status == STORE_OK;
}

static struct store_counts count(struct newsroom *room)
{
    struct store_counts counts;

    assert_done(room, store_count(room->store, &counts, &room->err));
    return counts;
}

static void an_old_item_goes_and_its_story_with_it(void **state)
{
    struct newsroom *room = *state;
    struct stored_item old = add_item(room, "old", 1, LAST_SUMMER, 0);
    struct stored_item recent = add_item(room, "recent", 2, RECENTLY, 0);

    set_document(room, NULL, 0);
    assert_int_equal(forget(room), 1);
    assert_false(is_stored(room, &old));
    assert_true(is_stored(room, &recent));
    assert_int_equal(count(room).stories, 1);
    assert_int_equal(forget(room), 0);
}

static void an_item_stays_while_its_feed_s_last_document_has_it(void **state)
{
    static const uint64_t both[] = {1, 2}, one[] = {2};
    struct newsroom *room = *state;
    struct stored_item first = add_item(room, "first", 1, LAST_SUMMER, 0);
    struct stored_item second = add_item(room, "second", 2, LAST_SUMMER, 0);

    set_document(room, both, 2);
    assert_int_equal(forget(room), 0);
    set_document(room, one, 1);
    assert_int_equal(forget(room), 1);
    assert_false(is_stored(room, &first));
    assert_true(is_stored(room, &second));
}

static void an_item_that_returns_to_the_document_is_held_again(void **state)
{
    static const uint64_t document[] = {1};
    struct newsroom *room = *state;
    struct stored_item item = add_item(room, "sticky", 1, LAST_SUMMER, 0);

    set_document(room, document, 1);
    set_document(room, NULL, 0);
    set_document(room, document, 1);
    assert_int_equal(forget(room), 0);
    assert_true(is_stored(room, &item));
}

static void a_revised_item_is_held_whether_the_document_is_set_before_or_after(void **state)
{
    static const uint64_t first[] = {1}, second[] = {2}, third[] = {3};
    struct newsroom *room = *state;
    struct stored_item item = add_item(room, "live-page", 1, LAST_SUMMER, 0);

    set_document(room, first, 1);
    item.revision = 2;
    assert_done(room, store_item_revise(room->store, &item, &room->err));
    set_document(room, second, 1);
    assert_int_equal(forget(room), 0);
    set_document(room, third, 1);
    item.revision = 3;
    assert_done(room, store_item_revise(room->store, &item, &room->err));
    assert_int_equal(forget(room), 0);
    assert_true(is_stored(room, &item));
}

static void an_item_stays_while_an_alert_shows_it(void **state)
{
    struct newsroom *room = *state;
    struct stored_item lead = add_item(room, "lead", 1, LAST_SUMMER, 0);
    struct stored_item copy = add_item(room, "copy", 2, LAST_SUMMER, lead.story);

    add_alert(room, &copy, LAST_SUMMER, NULL, 0);
    set_document(room, NULL, 0);
    assert_int_equal(forget(room), 1);
    assert_false(is_stored(room, &lead));
    assert_true(is_stored(room, &copy));
    struct story_state story;
    assert_done(room, store_story_get(room->store, lead.story, &story, &room->err));
    assert_int_equal(story.lead, 0);
    assert_int_equal(story.copies, 1);
}

static void an_old_alert_goes_with_its_item_and_its_story(void **state)
{
    struct newsroom *room = *state;
    struct stored_item item = add_item(room, "lead", 1, LONG_AGO, 0);

    add_alert(room, &item, LONG_AGO, NULL, 0);
    set_document(room, NULL, 0);
    assert_int_equal(forget(room), 2);
    assert_false(is_stored(room, &item));
    assert_int_equal(count(room).alerts, 0);
    assert_int_equal(count(room).stories, 0);
}

static void an_alert_stays_while_a_delivery_is_pending(void **state)
{
    static const char *const sinks[] = {"desk"};
    struct newsroom *room = *state;
    struct stored_item item = add_item(room, "lead", 1, LONG_AGO, 0);
    int64_t alert = add_alert(room, &item, LONG_AGO, sinks, 1);

    set_document(room, NULL, 0);
    assert_int_equal(forget(room), 0);
    assert_done(room, store_delivery_done(room->store, "desk", alert, &room->err));
    assert_int_equal(forget(room), 2);
}

/* Else a revision of that item would alert a second time. */
static void an_alert_stays_while_a_document_has_an_item_of_its_story(void **state)
{
    static const uint64_t document[] = {2};
    struct newsroom *room = *state;
    struct stored_item lead = add_item(room, "lead", 1, LONG_AGO, 0);

    add_item(room, "copy", 2, LONG_AGO, lead.story);
    add_alert(room, &lead, LONG_AGO, NULL, 0);
    set_document(room, document, 1);
    assert_int_equal(forget(room), 0);
    assert_int_equal(count(room).alerts, 1);
}

static void nothing_of_a_story_in_the_window_goes(void **state)
{
    static const struct retention day = {
        .items_before = MONDAY, .alerts_before = MONDAY, .window_before = WINDOW};
    struct newsroom *room = *state;
    struct stored_item item = add_item(room, "lead", 1, MONDAY - 10 * DAY, 0);
    size_t deleted = 0;

    add_alert(room, &item, MONDAY - 10 * DAY, NULL, 0);
    set_document(room, NULL, 0);
    assert_done(room, store_forget(room->store, &day, 100, &deleted, &room->err));
    assert_int_equal(deleted, 0);
}

static void forgetting_goes_in_steps_of_max_rows(void **state)
{
    struct newsroom *room = *state;
    size_t deleted = 0;

    for (int i = 0; i < 25; i++)
        add_item(room, arena_format(room->arena, "%d", i), (uint64_t)i + 1, LAST_SUMMER, 0);
    set_document(room, NULL, 0);
    assert_done(room, store_forget(room->store, &two_years, 10, &deleted, &room->err));
    assert_int_equal(deleted, 10);
    assert_done(room, store_forget(room->store, &two_years, 10, &deleted, &room->err));
    assert_int_equal(deleted, 10);
    assert_done(room, store_forget(room->store, &two_years, 10, &deleted, &room->err));
    assert_int_equal(deleted, 5);
}

static void a_removed_feed_goes_after_its_last_item(void **state)
{
    static const uint64_t document[] = {1};
    static const char *const kept[] = {"dw-top"};
    struct newsroom *room = *state;
    struct feed_state feed;
    int64_t removed;

    add_item(room, "old", 1, LAST_SUMMER, 0);
    struct stored_item recent = add_item(room, "recent", 2, RECENTLY, 0);
    set_document(room, document, 1);
    assert_done(room, store_feeds_keep(room->store, kept, 1, &removed, &room->err));
    assert_int_equal(forget(room), 1);
    assert_true(is_stored(room, &recent));
    assert_done(room, store_feed_find(room->store, "bbc-world", room->arena, &feed, &room->err));

    struct retention later = {
        .items_before = MONDAY + DAY, .alerts_before = MONDAY, .window_before = MONDAY + DAY};
    size_t deleted;
    assert_done(room, store_forget(room->store, &later, 100, &deleted, &room->err));
    assert_int_equal(store_feed_find(room->store, "bbc-world", room->arena, &feed, &room->err),
                     STORE_NONE);
    assert_done(room, store_feed_find(room->store, "dw-top", room->arena, &feed, &room->err));
}

#define ROOM_TEST(test) cmocka_unit_test_setup_teardown(test, newsroom_open, newsroom_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ROOM_TEST(an_old_item_goes_and_its_story_with_it),
        ROOM_TEST(an_item_stays_while_its_feed_s_last_document_has_it),
        ROOM_TEST(an_item_that_returns_to_the_document_is_held_again),
        ROOM_TEST(a_revised_item_is_held_whether_the_document_is_set_before_or_after),
        ROOM_TEST(an_item_stays_while_an_alert_shows_it),
        ROOM_TEST(an_old_alert_goes_with_its_item_and_its_story),
        ROOM_TEST(an_alert_stays_while_a_delivery_is_pending),
        ROOM_TEST(an_alert_stays_while_a_document_has_an_item_of_its_story),
        ROOM_TEST(nothing_of_a_story_in_the_window_goes),
        ROOM_TEST(forgetting_goes_in_steps_of_max_rows),
        ROOM_TEST(a_removed_feed_goes_after_its_last_item),
    };

    return cmocka_run_group_tests_name("retention", tests, NULL, NULL);
}
