#include "tests/helpers/newsroom.h"

static void add(struct newsroom *room, int64_t feed, int64_t number)
{
    const struct stored_poll poll = {.number = number,
                                     .started = MONDAY + number * HOUR,
                                     .duration_ms = 130,
                                     .outcome = 2,
                                     .http_status = 304,
                                     .bytes = 211,
                                     .items = 30,
                                     .new_items = 4,
                                     .interval = 900,
                                     .interval_why = 3,
                                     .next_poll = number == 7 ? NO_TIME : MONDAY,
                                     .next_why = 4,
                                     .message = number == 7 ? "the feed is gone" : NULL};

    assert_done(room, store_poll_add(room->store, feed, &poll, &room->err));
}

static size_t list(struct newsroom *room, int64_t feed, struct stored_poll polls[STORED_POLLS])
{
    size_t count = SIZE_MAX;

    assert_done(room, store_polls_list(room->store, feed, room->arena, polls, &count, &room->err));
    return count;
}

static void a_poll_is_read_as_it_was_added(void **state)
{
    struct newsroom *room = *state;
    struct stored_poll polls[STORED_POLLS];

    add(room, room->bbc.id, 7);
    assert_int_equal(list(room, room->bbc.id, polls), 1);
    assert_int_equal(polls[0].number, 7);
    assert_int_equal(polls[0].started, MONDAY + 7 * HOUR);
    assert_int_equal(polls[0].duration_ms, 130);
    assert_int_equal(polls[0].outcome, 2);
    assert_int_equal(polls[0].http_status, 304);
    assert_int_equal(polls[0].bytes, 211);
    assert_int_equal(polls[0].items, 30);
    assert_int_equal(polls[0].new_items, 4);
    assert_int_equal(polls[0].interval, 900);
    assert_int_equal(polls[0].interval_why, 3);
    assert_int_equal(polls[0].next_poll, NO_TIME);
    assert_int_equal(polls[0].next_why, 4);
    assert_string_equal(polls[0].message, "the feed is gone");
}

static void each_feed_has_its_own_and_the_newest_comes_first(void **state)
{
    struct newsroom *room = *state;
    struct stored_poll polls[STORED_POLLS];

    add(room, room->bbc.id, 1);
    add(room, room->dw.id, 1);
    add(room, room->bbc.id, 2);
    assert_int_equal(list(room, room->bbc.id, polls), 2);
    assert_int_equal(polls[0].number, 2);
    assert_int_equal(polls[1].number, 1);
    assert_null(polls[1].message);
    assert_int_equal(list(room, room->dw.id, polls), 1);
}

static void no_more_than_twenty_are_kept(void **state)
{
    struct newsroom *room = *state;
    struct stored_poll polls[STORED_POLLS];

    for (int64_t number = 1; number <= 50; number++)
        add(room, room->bbc.id, number);
    assert_int_equal(list(room, room->bbc.id, polls), STORED_POLLS);
    for (int64_t i = 0; i < STORED_POLLS; i++)
        assert_int_equal(polls[i].number, 50 - i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, newsroom_open, newsroom_close)
        TEST(a_poll_is_read_as_it_was_added),
        TEST(each_feed_has_its_own_and_the_newest_comes_first),
        TEST(no_more_than_twenty_are_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
