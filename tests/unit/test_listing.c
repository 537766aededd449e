#include "tests/helpers/newsroom.h"

#include <stdio.h>

struct collected {
    struct newsroom *room;
    char names[8192]; /* identities, each followed by a blank */
    int count;
    int enough;
    bool is_adding; /* while it reads */
};

static bool collect(void *owner, const struct stored_item *item)
{
    struct collected *collected = owner;
    size_t len = strlen(collected->names);

    snprintf(collected->names + len, sizeof(collected->names) - len, "%s ", item->identity);
    if (collected->is_adding) {
        struct stored_item next = newsroom_item(collected->room, "late");
        newsroom_add(collected->room, &next);
        collected->is_adding = false;
    }
    return ++collected->count != collected->enough;
}

static void add(struct newsroom *room, int64_t feed, const char *identity, int64_t seen)
{
    struct stored_item item = newsroom_item(room, identity);

    item.feed = feed;
    item.seen = seen;
    newsroom_add(room, &item);
}

static void add_a_day(struct newsroom *room)
{
    add(room, room->bbc.id, "morning", MONDAY + 6 * HOUR);
    add(room, room->dw.id, "noon", MONDAY + 12 * HOUR);
    add(room, room->bbc.id, "afternoon", MONDAY + 15 * HOUR);
    add(room, room->bbc.id, "evening", MONDAY + 20 * HOUR);
}

static void assert_listed(struct newsroom *room, const struct item_filter *filter,
                          const char *names)
{
    struct collected collected = {.room = room};

    assert_done(room, store_items_each(room->store, filter, collect, &collected, &room->err));
    assert_string_equal(collected.names, names);
}

static void items_come_in_order_of_arrival(void **state)
{
    struct newsroom *room = *state;
    struct item_filter all = {.since = NO_TIME, .until = NO_TIME};

    add_a_day(room);
    add(room, room->dw.id, "found in the archive", MONDAY);
    assert_listed(room, &all, "found in the archive morning noon afternoon evening ");
}

static void since_is_inclusive_and_until_is_not(void **state)
{
    struct newsroom *room = *state;
    struct item_filter filter = {.since = MONDAY + 12 * HOUR, .until = MONDAY + 20 * HOUR};

    add_a_day(room);
    assert_listed(room, &filter, "noon afternoon ");
}

static void a_feed_s_items_are_listed_by_its_name(void **state)
{
    struct newsroom *room = *state;
    struct item_filter filter = {.since = NO_TIME, .until = NO_TIME, .feed = "bbc-world"};

    add_a_day(room);
    assert_listed(room, &filter, "morning afternoon evening ");
}

static void a_feed_that_does_not_exist_is_none(void **state)
{
    struct newsroom *room = *state;
    struct item_filter filter = {.since = NO_TIME, .until = NO_TIME, .feed = "bbc-wrold"};
    struct collected collected = {.room = room};

    assert_int_equal(store_items_each(room->store, &filter, collect, &collected, &room->err),
                     STORE_NONE);
}

static void a_story_s_items_are_its_lead_and_its_copies(void **state)
{
    struct newsroom *room = *state;
    struct stored_item lead = newsroom_item(room, "lead");
    struct stored_item copy = newsroom_item(room, "copy");

    newsroom_add(room, &lead);
    add_a_day(room);
    copy.story = lead.story;
    copy.seen = MONDAY + DAY;
    newsroom_add(room, &copy);
    struct item_filter filter = {.since = NO_TIME, .until = NO_TIME, .story = lead.story};
    assert_listed(room, &filter, "lead copy ");
    filter.feed = "dw-top";
    assert_listed(room, &filter, "");
}

static void a_listing_goes_on_behind_an_item_of_the_same_second(void **state)
{
    struct newsroom *room = *state;
    struct item_filter filter = {.since = MONDAY, .until = NO_TIME};

    add(room, room->bbc.id, "first", MONDAY);
    add(room, room->bbc.id, "second", MONDAY);
    filter.after = 1;
    assert_listed(room, &filter, "second ");
    add_a_day(room);
    filter.after = 2;
    assert_listed(room, &filter, "morning noon afternoon evening ");
}

static void near_misses_of_a_story_are_leads_that_came_nearest_to_it(void **state)
{
    struct newsroom *room = *state;
    struct stored_item lead = newsroom_item(room, "lead");
    struct stored_item copy = newsroom_item(room, "copy");
    struct stored_item near = newsroom_item(room, "near");
    struct stored_item other = newsroom_item(room, "other");

    newsroom_add(room, &lead);
    copy.story = lead.story;
    copy.reason = arena_format(room->arena, "{\"rule\":\"text\",\"story\":%d,\"words\":1.000}",
                               (int)lead.story);
    newsroom_add(room, &copy);
    near.reason = arena_format(room->arena, "{\"rule\":\"text\",\"story\":%d,\"near_miss\":true}",
                               (int)lead.story);
    newsroom_add(room, &near);
    other.reason = arena_format(room->arena, "{\"rule\":\"text\",\"story\":%d0,\"near_miss\":true}",
                                (int)lead.story);
    newsroom_add(room, &other);
    struct item_filter filter = {.since = NO_TIME, .until = NO_TIME, .near = lead.story};
    assert_listed(room, &filter, "near ");
}

static void a_limit_keeps_the_newest(void **state)
{
    struct newsroom *room = *state;
    struct item_filter filter = {.since = NO_TIME, .until = NO_TIME, .limit = 2};

    add_a_day(room);
    assert_listed(room, &filter, "afternoon evening ");
    filter.feed = "dw-top";
    assert_listed(room, &filter, "noon ");
    filter.feed = "bbc-world";
    filter.until = MONDAY + 20 * HOUR;
    filter.limit = 1;
    assert_listed(room, &filter, "afternoon ");
}

static void a_listing_longer_than_a_page_is_whole(void **state)
{
    struct newsroom *room = *state;
    struct item_filter all = {.since = NO_TIME, .until = NO_TIME};
    struct collected collected = {.room = room};

    for (int i = 0; i < 300; i++)
        add(room, room->bbc.id, arena_format(room->arena, "%d", i), MONDAY);
    assert_done(room, store_items_each(room->store, &all, collect, &collected, &room->err));
    assert_int_equal(collected.count, 300);
    collected = (struct collected){.room = room, .enough = 100};
    assert_done(room, store_items_each(room->store, &all, collect, &collected, &room->err));
    assert_int_equal(collected.count, 100);
}

/* A reader that stands still, as a pager does, must not stop the log from being moved. */
static void the_store_may_be_written_while_a_listing_stands_still(void **state)
{
    struct newsroom *room = *state;
    struct item_filter all = {.since = NO_TIME, .until = NO_TIME};
    struct collected collected = {.room = room, .is_adding = true};

    add_a_day(room);
    assert_done(room, store_items_each(room->store, &all, collect, &collected, &room->err));
    assert_false(collected.is_adding);
}

#define ROOM_TEST(test) cmocka_unit_test_setup_teardown(test, newsroom_open, newsroom_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ROOM_TEST(items_come_in_order_of_arrival),
        ROOM_TEST(since_is_inclusive_and_until_is_not),
        ROOM_TEST(a_feed_s_items_are_listed_by_its_name),
        ROOM_TEST(a_feed_that_does_not_exist_is_none),
        ROOM_TEST(a_story_s_items_are_its_lead_and_its_copies),
        ROOM_TEST(a_listing_goes_on_behind_an_item_of_the_same_second),
        ROOM_TEST(near_misses_of_a_story_are_leads_that_came_nearest_to_it),
        ROOM_TEST(a_limit_keeps_the_newest),
        ROOM_TEST(a_listing_longer_than_a_page_is_whole),
        ROOM_TEST(the_store_may_be_written_while_a_listing_stands_still),
    };

    return cmocka_run_group_tests_name("listing", tests, NULL, NULL);
}
