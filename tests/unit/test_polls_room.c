#include "tests/helpers/poll_room.h"

#define FEEDS 60 /* each of a host of its own */

static struct room *open_many(bool is_once)
{
    struct buffer config;

    buffer_init(&config, 1 << 16);
    assert_true(buffer_append_format(&config, "%s", HEAD));
    for (int i = 0; i < FEEDS; i++)
        assert_true(buffer_append_format(
            &config, "  - { name: f%d, url: 'https://host-%d.example.org/', every: 10m }\n", i, i));
    struct room *room = open_room(config.data, is_once);
    buffer_free(&config);
    return room;
}

static void those_that_find_no_room_are_not_looked_at_before_there_is_some(void **state)
{
    struct room *room = open_many(true);

    (void)state;
    room->fetchers.room = 0;
    begin(room);
    looks_for_room = 0;
    for (int i = 0; i < 10; i++)
        pass(room, SECOND);
    assert_true(looks_for_room <= 10 * 2); /* once for each fetcher */
    room->fetchers.room = 7;
    pass(room, 0);
    assert_int_equal(count_asked(room, FEEDS), 7);
    room->fetchers.room = FEEDS;
    pass(room, 0);
    assert_int_equal(count_asked(room, FEEDS), FEEDS);
    close_room(room);
}

static void one_that_is_asked_for_by_hand_waits_no_more(void **state)
{
    struct room *room = open_many(false);

    (void)state;
    room->fetchers.room = 0;
    begin(room);
    pass(room, 10 * SECOND);
    room->fetchers.room = 1;
    polls_ask_now(room->polls, roster_find_name(room->roster, "f17"));
    assert_true(is_asked(room, "f17"));
    room->fetchers.room = FEEDS;
    pass(room, 0);
    assert_int_equal(room->fetchers.sent, FEEDS);
    close_room(room);
}

static void a_reload_finds_those_that_wait_due(void **state)
{
    struct room *room = open_many(false);

    (void)state;
    room->fetchers.room = 0;
    begin(room);
    pass(room, 10 * SECOND);
    struct roster *old = room->roster;
    begin(room);
    roster_free(old);
    room->fetchers.room = FEEDS;
    pass(room, 10 * SECOND);
    assert_int_equal(count_asked(room, FEEDS), FEEDS);
    close_room(room);
}

/* Else nobody would be left to ask whether it is over. */
static void in_an_outage_those_that_wait_are_probed(void **state)
{
    struct room *room = open_many(false);

    (void)state;
    room->fetchers.room = 20;
    begin(room);
    pass(room, 10 * SECOND);
    assert_int_equal(count_asked(room, FEEDS), 20);
    room->fetchers.room = 0;
    for (size_t i = 0; i < 20; i++)
        answer_job(room, &room->fetchers.jobs[i], POLLED_UNREACHED, 0);
    commit(room);
    for (int i = 0; i < FEEDS; i++) /* in vain: there is no room for a probe either */
        pass(room, 3 * SECOND);
    room->fetchers.room = FEEDS;
    for (int i = 0; i < 5; i++)
        pass(room, 2 * SECOND);
    assert_in_range(count_asked(room, FEEDS), 4, 6);
    close_room(room);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(those_that_find_no_room_are_not_looked_at_before_there_is_some),
        cmocka_unit_test(one_that_is_asked_for_by_hand_waits_no_more),
        cmocka_unit_test(a_reload_finds_those_that_wait_due),
        cmocka_unit_test(in_an_outage_those_that_wait_are_probed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
