#include "store/corrections.h"
#include "store/window.h"
#include "tests/helpers/newsroom.h"

static int64_t add(struct newsroom *room, int64_t feed, const char *identity, int64_t *story)
{
    struct stored_item item = newsroom_item(room, identity);

    item.feed = feed;
    item.story = *story;
    int64_t id = newsroom_add(room, &item);
    *story = item.story;
    return id;
}

static int64_t add_fullest(struct newsroom *room, int64_t feed, const char *identity, int64_t story)
{
    struct stored_item item = newsroom_item(room, identity);

    item.feed = feed;
    item.story = story;
    item.is_fullest = true;
    return newsroom_add(room, &item);
}

static struct story_state get_story(struct newsroom *room, int64_t id)
{
    struct story_state story = {0};

    assert_done(room, store_story_get(room->store, id, &story, &room->err));
    return story;
}

static struct stored_item get_item(struct newsroom *room, int64_t id)
{
    struct stored_item item;

    assert_done(room, store_item_get(room->store, id, room->arena, &item, &room->err));
    return item;
}

static int64_t alert_of(struct newsroom *room, int64_t story, int64_t item, const char *topic)
{
    const struct stored_alert alert = {.time = MONDAY,
                                       .topic = topic,
                                       .severity = "medium",
                                       .story = story,
                                       .item = item,
                                       .matched = "[]"};
    int64_t id = 0;

    if (store_alert_add(room->store, &alert, NULL, 0, &id, &room->err) == STORE_FAILED)
        fail_msg("%s", room->err.message);
    return id;
}

static struct store_split split(struct newsroom *room, int64_t item)
{
    struct store_split out;

    assert_done(room, store_item_split(room->store, item, &out, &room->err));
    return out;
}

static struct store_join join(struct newsroom *room, int64_t a, int64_t b)
{
    struct store_join out;

    assert_done(room, store_items_join(room->store, a, b, &out, &room->err));
    return out;
}

static void a_copy_that_is_split_off_leads_a_story_of_its_own(void **state)
{
    struct newsroom *room = *state;
    int64_t story = 0;
    int64_t lead = add(room, room->bbc.id, "lead", &story);
    int64_t copy = add(room, room->dw.id, "copy", &story);
    struct store_split out = split(room, copy);

    assert_int_equal(out.from, story);
    assert_true(get_item(room, copy).is_lead);
    assert_int_equal(get_item(room, copy).story, out.story);
    assert_int_equal(get_story(room, story).copies, 0);
    assert_int_equal(get_story(room, story).lead, lead);
    assert_int_equal(get_story(room, out.story).copies, 0);
    assert_int_equal(get_story(room, out.story).outlets, 1);
}

static void a_lead_is_not_split_off(void **state)
{
    struct newsroom *room = *state;
    int64_t story = 0;
    int64_t lead = add(room, room->bbc.id, "lead", &story);

    add(room, room->dw.id, "copy", &story);
    assert_int_equal(split(room, lead).story, 0);
    assert_int_equal(get_story(room, story).copies, 1);
}

static void an_item_that_is_not_there_is_told(void **state)
{
    struct newsroom *room = *state;
    struct store_split out;
    struct store_join joined;
    int64_t story = 0;
    int64_t lead = add(room, room->bbc.id, "lead", &story);

    assert_int_equal(store_item_split(room->store, 99, &out, &room->err), STORE_NONE);
    assert_int_equal(store_items_join(room->store, lead, 99, &joined, &room->err), STORE_NONE);
}

static void the_fullest_before_it_is_the_fullest_again(void **state)
{
    struct newsroom *room = *state;
    int64_t story = 0;

    add(room, room->bbc.id, "lead", &story);
    int64_t fuller = add_fullest(room, room->dw.id, "fuller", story);
    int64_t fullest = add_fullest(room, room->dw.id, "fullest", story);
    split(room, fullest);
    assert_int_equal(get_story(room, story).fullest, fuller);
}

static void its_alerts_go_with_the_item(void **state)
{
    struct newsroom *room = *state;
    int64_t story = 0;
    int64_t lead = add(room, room->bbc.id, "lead", &story);
    int64_t copy = add(room, room->dw.id, "copy", &story);

    alert_of(room, story, lead, "korea");
    alert_of(room, story, copy, "russia");
    struct store_split out = split(room, copy);
    assert_true(out.has_moved_alerts);
    assert_int_equal(alert_of(room, out.story, copy, "russia"), 0); /* it has had this one */
    assert_int_not_equal(alert_of(room, out.story, copy, "korea"), 0);
    assert_int_not_equal(alert_of(room, story, lead, "russia"), 0);
}

static void stories_that_are_joined_are_the_older_one(void **state)
{
    struct newsroom *room = *state;
    int64_t first = 0, second = 0;
    int64_t a = add(room, room->bbc.id, "a", &first);
    int64_t b = add(room, room->dw.id, "b", &second);

    add(room, room->dw.id, "copy of b", &second);
    struct store_join out = join(room, b, a);
    assert_int_equal(out.into, first);
    assert_int_equal(out.from, second);
    assert_int_equal(get_item(room, b).story, first);
    assert_false(get_item(room, b).is_lead);
    assert_int_equal(get_story(room, first).copies, 2);
    assert_int_equal(get_story(room, second).id, first);
    add(room, room->bbc.id, "later copy of b", &second);
    assert_int_equal(get_story(room, first).copies, 3);
}

static void a_topic_that_one_of_two_joined_stories_has_alerted_of_is_done(void **state)
{
    struct newsroom *room = *state;
    int64_t first = 0, second = 0;
    int64_t a = add(room, room->bbc.id, "a", &first);
    int64_t b = add(room, room->dw.id, "b", &second);

    alert_of(room, first, a, "korea");
    alert_of(room, second, b, "korea");
    alert_of(room, second, b, "russia");
    join(room, a, b);
    assert_int_equal(alert_of(room, first, a, "korea"), 0);
    assert_int_equal(alert_of(room, first, a, "russia"), 0);
}

static void what_was_joined_can_be_split_off_again(void **state)
{
    struct newsroom *room = *state;
    int64_t first = 0, second = 0;
    int64_t a = add(room, room->bbc.id, "a", &first);
    int64_t b = add(room, room->dw.id, "b", &second);

    add(room, room->dw.id, "copy of b", &second);
    join(room, a, b);
    assert_int_equal(split(room, b).story, second);
    assert_int_equal(get_story(room, first).copies, 0);
    assert_int_equal(get_story(room, second).copies, 1);
    assert_true(get_item(room, b).is_lead);
}

static void an_item_tells_how_it_was_corrected(void **state)
{
    struct newsroom *room = *state;
    int64_t first = 0, second = 0;
    int64_t a = add(room, room->bbc.id, "a", &first);
    int64_t copy = add(room, room->dw.id, "copy of a", &first);
    int64_t b = add(room, room->dw.id, "b", &second);
    int64_t other = add(room, room->bbc.id, "copy of b", &second);

    split(room, copy);
    join(room, a, b);
    assert_int_equal(get_item(room, a).correction, ITEM_NOT_CORRECTED);
    assert_int_equal(get_item(room, copy).correction, ITEM_SPLIT);
    assert_int_equal(get_item(room, b).correction, ITEM_JOINED);
    assert_int_equal(get_item(room, other).correction, ITEM_NOT_CORRECTED);
    join(room, a, copy);
    assert_int_equal(get_item(room, copy).correction, ITEM_JOINED);
}

static void the_next_edition_tells_which_story_it_left(void **state)
{
    struct newsroom *room = *state;
    int64_t first = 0, second = 0;
    int64_t before = add(room, room->bbc.id, "live", &first);
    struct stored_item next = newsroom_item(room, "live");

    next.edition = 2;
    int64_t after = newsroom_add(room, &next);
    assert_int_equal(get_item(room, before).left_story, 0);
    assert_int_equal(get_item(room, after).left_story, first);
    int64_t elder = add(room, room->dw.id, "live", &second);
    assert_int_equal(get_item(room, elder).left_story, 0); /* of another feed */
}

struct alerts_read {
    size_t count;
    struct stored_alert last;
};

static bool on_alert(void *owner, const struct stored_alert *alert)
{
    struct alerts_read *read = owner;

    read->count++;
    read->last = *alert;
    return true;
}

static void the_alerts_of_joined_stories_are_listed_and_counted_as_those_of_the_one(void **state)
{
    struct newsroom *room = *state;
    int64_t first = 0, second = 0;
    int64_t a = add(room, room->bbc.id, "a", &first);
    int64_t b = add(room, room->dw.id, "b", &second);
    struct alerts_read read = {0};

    alert_of(room, first, a, "korea");
    int64_t later = alert_of(room, second, b, "korea");
    join(room, a, b);
    const struct alert_filter filter = {.since = NO_TIME, .until = NO_TIME, .story = first};
    assert_done(room, store_alerts_each(room->store, &filter, on_alert, &read, &room->err));
    assert_int_equal(read.count, 2);
    assert_int_equal(read.last.id, later);
    assert_int_equal(read.last.story, second); /* under which it was told */
    assert_int_equal(read.last.copies_now, 1);
    assert_int_equal(read.last.outlets_now, get_story(room, first).outlets);
}

static void corrections_hold_for_every_edition_of_an_item(void **state)
{
    struct newsroom *room = *state;
    struct store_corrections corrections;
    int64_t story = 0, other = 0;

    add(room, room->bbc.id, "lead", &story);
    int64_t copy = add(room, room->dw.id, "copy", &story);
    int64_t third = add(room, room->bbc.id, "third", &other);
    split(room, copy);
    join(room, copy, third);
    assert_done(room, store_corrections_of(room->store, room->dw.id, "copy", room->arena,
                                           &corrections, &room->err));
    assert_true(corrections.is_joined);
    assert_int_equal(corrections.apart_count, 1);
    assert_int_equal(corrections.apart[0], story);
    assert_done(room, store_corrections_of(room->store, room->dw.id, "nobody", room->arena,
                                           &corrections, &room->err));
    assert_false(corrections.is_joined);
    assert_int_equal(corrections.apart_count, 0);
}

/* What a restart reads: stories in the order of their ids, each with its lead first. */
struct reading {
    int64_t last_story;
    size_t leads;
};

static bool on_item(void *owner, const struct stored_item *item)
{
    struct reading *reading = owner;

    if (item->is_lead) {
        assert_true(item->story > reading->last_story);
        reading->last_story = item->story;
        reading->leads++;
    } else {
        assert_true(item->story <= reading->last_story);
    }
    return true;
}

static void a_restart_reads_split_stories_where_they_began(void **state)
{
    struct newsroom *room = *state;
    struct reading reading = {0};
    int64_t story = 0, between = 0, after = 0;

    add(room, room->bbc.id, "lead", &story);
    int64_t copy = add(room, room->dw.id, "copy", &story);
    add(room, room->dw.id, "between", &between);
    int64_t own = split(room, copy).story;
    add(room, room->bbc.id, "copy of the copy", &own);
    add(room, room->bbc.id, "after", &after);
    assert_done(room, store_window_each(room->store, MONDAY - DAY, on_item, &reading, &room->err));
    assert_int_equal(reading.leads, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, newsroom_open, newsroom_close)
        TEST(a_copy_that_is_split_off_leads_a_story_of_its_own),
        TEST(a_lead_is_not_split_off),
        TEST(an_item_that_is_not_there_is_told),
        TEST(the_fullest_before_it_is_the_fullest_again),
        TEST(its_alerts_go_with_the_item),
        TEST(stories_that_are_joined_are_the_older_one),
        TEST(a_topic_that_one_of_two_joined_stories_has_alerted_of_is_done),
        TEST(what_was_joined_can_be_split_off_again),
        TEST(an_item_tells_how_it_was_corrected),
        TEST(the_next_edition_tells_which_story_it_left),
        TEST(the_alerts_of_joined_stories_are_listed_and_counted_as_those_of_the_one),
        TEST(corrections_hold_for_every_edition_of_an_item),
        TEST(a_restart_reads_split_stories_where_they_began),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
