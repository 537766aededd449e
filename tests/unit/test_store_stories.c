#include "store/window.h"
#include "tests/helpers/newsroom.h"

static struct story_state get_story(struct newsroom *room, int64_t id)
{
    struct story_state story = {0};

    assert_done(room, store_story_get(room->store, id, &story, &room->err));
    return story;
}

static int64_t add_lead(struct newsroom *room, const char *identity, int64_t seen, int64_t *story)
{
    struct stored_item item = newsroom_item(room, identity);

    item.seen = seen;
    int64_t id = newsroom_add(room, &item);
    *story = item.story;
    return id;
}

static int64_t add_copy(struct newsroom *room, int64_t story, const char *identity, const char *url)
{
    struct stored_item item = newsroom_item(room, identity);

    item.feed = room->dw.id;
    item.story = story;
    item.seen = MONDAY + HOUR;
    item.item.url = url;
    return newsroom_add(room, &item);
}

static void an_item_without_a_story_begins_one(void **state)
{
    struct newsroom *room = *state;
    int64_t story;
    int64_t lead = add_lead(room, "lead", MONDAY, &story);
    struct story_state stored = get_story(room, story);

    assert_int_equal(stored.lead, lead);
    assert_int_equal(stored.fullest, 0);
    assert_int_equal(stored.seen, MONDAY);
    assert_int_equal(stored.copies, 0);
    assert_int_equal(stored.outlets, 1);
}

static void stories_ascend_with_time(void **state)
{
    int64_t first, second;

    add_lead(*state, "first", MONDAY, &first);
    add_lead(*state, "second", MONDAY, &second);
    assert_true(second > first);
}

static void copies_and_outlets_are_counted(void **state)
{
    struct newsroom *room = *state;
    int64_t story;

    add_lead(room, "lead", MONDAY, &story);
    add_copy(room, story, "same outlet", "https://www.bbc.co.uk/news/2");
    add_copy(room, story, "another outlet", "https://www.dw.com/en/1");
    add_copy(room, story, "without a link", NULL);
    assert_int_equal(get_story(room, story).copies, 3);
    assert_int_equal(get_story(room, story).outlets, 2);
}

static void a_copy_is_not_the_lead(void **state)
{
    struct newsroom *room = *state;
    struct stored_item copy;
    int64_t story;

    add_lead(room, "lead", MONDAY, &story);
    int64_t id = add_copy(room, story, "copy", NULL);
    assert_done(room, store_item_get(room->store, id, room->arena, &copy, &room->err));
    assert_false(copy.is_lead);
    assert_int_equal(copy.story, story);
}

static void a_story_s_references_are_its_lead_and_its_fullest_copy(void **state)
{
    struct newsroom *room = *state;
    struct stored_item reference;
    int64_t story;
    int64_t lead = add_lead(room, "lead", MONDAY, &story);

    assert_int_equal(
        store_story_reference(room->store, story, true, room->arena, &reference, &room->err),
        STORE_NONE);
    struct stored_item fuller = newsroom_item(room, "fuller");
    fuller.story = story;
    fuller.is_fullest = true;
    int64_t copy = newsroom_add(room, &fuller);
    assert_done(room, store_story_reference(room->store, story, false, room->arena, &reference,
                                            &room->err));
    assert_int_equal(reference.id, lead);
    assert_int_equal(reference.feed, room->bbc.id);
    assert_int_equal(reference.seen, MONDAY);
    assert_memory_equal(reference.fingerprint, "fp", 2);
    assert_done(
        room, store_story_reference(room->store, story, true, room->arena, &reference, &room->err));
    assert_int_equal(reference.id, copy);
    assert_true(reference.is_fullest);
    assert_int_equal(get_story(room, story).fullest, copy);
}

static void an_unknown_story_is_none(void **state)
{
    struct newsroom *room = *state;
    struct story_state story;

    assert_int_equal(store_story_get(room->store, 4711, &story, &room->err), STORE_NONE);
}

/* ---- the dedup window */

struct window {
    int64_t ids[1024];
    size_t count;
};

static bool on_item(void *owner, const struct stored_item *item)
{
    struct window *window = owner;

    assert_int_equal(item->fingerprint_len, 2);
    window->ids[window->count++] = item->id;
    return true;
}

static void the_window_has_every_item_of_stories_whose_lead_is_in_it(void **state)
{
    struct newsroom *room = *state;
    struct window window = {0};
    int64_t old, recent;

    add_lead(room, "last month's", MONDAY - 30 * DAY, &old);
    int64_t lead = add_lead(room, "today's", MONDAY, &recent);
    add_copy(room, old, "a late copy of last month's", NULL);
    int64_t copy = add_copy(room, recent, "a copy of today's", NULL);
    assert_done(room,
                store_window_each(room->store, MONDAY - 14 * DAY, on_item, &window, &room->err));
    assert_int_equal(window.count, 2);
    assert_int_equal(window.ids[0], lead);
    assert_int_equal(window.ids[1], copy);
}

static void a_window_longer_than_a_page_is_whole_and_in_order(void **state)
{
    struct newsroom *room = *state;
    struct window window = {0};
    int64_t story;

    for (int i = 0; i < 700; i++)
        add_lead(room, arena_format(room->arena, "%d", i), MONDAY, &story);
    assert_done(room, store_window_each(room->store, MONDAY, on_item, &window, &room->err));
    assert_int_equal(window.count, 700);
    for (size_t i = 1; i < window.count; i++)
        assert_true(window.ids[i] > window.ids[i - 1]);
}

#define ROOM_TEST(test) cmocka_unit_test_setup_teardown(test, newsroom_open, newsroom_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ROOM_TEST(an_item_without_a_story_begins_one),
        ROOM_TEST(stories_ascend_with_time),
        ROOM_TEST(copies_and_outlets_are_counted),
        ROOM_TEST(a_copy_is_not_the_lead),
        ROOM_TEST(a_story_s_references_are_its_lead_and_its_fullest_copy),
        ROOM_TEST(an_unknown_story_is_none),
        ROOM_TEST(the_window_has_every_item_of_stories_whose_lead_is_in_it),
        ROOM_TEST(a_window_longer_than_a_page_is_whole_and_in_order),
    };

    return cmocka_run_group_tests_name("stories", tests, NULL, NULL);
}
