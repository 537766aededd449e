#include "tests/helpers/poll_room.h"

#define FEEDS 12 /* of one host */
#define PLACES 4 /* that it has by default */

static struct room *open_busy_host(const char *settings)
{
    struct buffer config;

    buffer_init(&config, 1 << 16);
    assert_true(buffer_append_format(&config, "%s%s%s", settings, HEAD, COUNCIL));
    for (int i = 0; i < FEEDS; i++)
        assert_true(buffer_append_format(
            &config, "  - { name: f%d, url: 'https://busy.example.org/%d', every: 10m }\n", i, i));
    struct room *room = open_room(config.data, false);
    buffer_free(&config);
    begin(room);
    pass(room, SECOND);
    return room;
}

static void a_busy_host_leaves_the_fetcher_to_the_others(void **state)
{
    struct room *room = open_busy_host("");

    (void)state;
    assert_int_equal(count_asked(room, FEEDS), PLACES);
    assert_true(is_asked(room, "council"));
    close_room(room);
}

static void what_waits_is_asked_in_order_as_places_get_free(void **state)
{
    struct room *room = open_busy_host("");

    (void)state;
    for (int i = 0; i < FEEDS; i++) {
        char name[16];
        snprintf(name, sizeof(name), "f%d", i);
        assert_true(is_asked(room, name));
        answer(room, name, POLLED_NOT_MODIFIED, 304);
        pass(room, 0);
        assert_int_equal(count_asked(room, FEEDS), FEEDS - i - 1 < PLACES ? FEEDS - i - 1 : PLACES);
    }
    commit(room);
    assert_int_equal(state_of(room, "f11").polls, 1);
    close_room(room);
}

static void what_waits_at_a_host_that_is_held_waits_as_long(void **state)
{
    struct room *room = open_busy_host("");

    (void)state;
    answer(room, "f0", POLLED_RATE_LIMITED, 429);
    for (int i = 1; i < PLACES; i++) {
        char name[16];
        snprintf(name, sizeof(name), "f%d", i);
        struct job returned = end_job(room, job_of(room, name));
        polls_on_returned(room->polls, &returned, &in6addr_any);
    }
    commit(room);
    pass(room, HOUR * SECOND - SECOND);
    assert_int_equal(count_asked(room, FEEDS), 0);
    pass(room, 3 * SECOND);
    assert_int_equal(count_asked(room, FEEDS), PLACES);
    close_room(room);
}

static void a_job_that_is_lost_gives_its_place_back(void **state)
{
    struct room *room = open_busy_host("");

    (void)state;
    for (int i = 0; i < PLACES; i++) {
        char name[16];
        snprintf(name, sizeof(name), "f%d", i);
        struct job lost = end_job(room, job_of(room, name));
        polls_on_lost(room->polls, &lost, false, "the fetcher was replaced");
    }
    pass(room, 0);
    assert_int_equal(count_asked(room, FEEDS), PLACES);
    close_room(room);
}

static void a_feed_asked_for_by_hand_does_not_wait(void **state)
{
    struct room *room = open_busy_host("");

    (void)state;
    assert_false(is_asked(room, "f11"));
    polls_ask_now(room->polls, roster_find_name(room->roster, "f11"));
    assert_true(is_asked(room, "f11"));
    close_room(room);
}

static void a_host_whose_feeds_want_more_than_their_room_is_told_of(void **state)
{
    struct room *room = open_busy_host("fetch: { per_host: { spacing: 1m } }\n");
    const struct host *host = roster_find_name(room->roster, "f0")->host;

    (void)state;
    for (int i = 0; i < FEEDS; i++) {
        char name[16];
        snprintf(name, sizeof(name), "f%d", i);
        assert_false(host->is_overfull); /* twelve a minute times ten are more than ten */
        answer(room, name, POLLED_NOT_MODIFIED, 304);
        pass(room, 0);
        if (host->load * 60 > 1)
            break;
    }
    assert_true(host->is_overfull);
    assert_false(roster_find_name(room->roster, "council")->host->is_overfull);
    close_room(room);
}

/* ---- what the fetchers are told ---- */

static void
the_fetchers_are_told_of_a_hold_and_again_when_one_comes_or_the_config_does(void **state)
{
    struct room *room = *state;

    begin(room);
    assert_int_equal(room->fetchers.holds, 0);
    answer(room, "harbour", POLLED_RATE_LIMITED, 429);
    assert_int_equal(room->fetchers.holds, 1);
    assert_string_equal(room->fetchers.held_host, "news.example.org");
    assert_true(room->fetchers.held_ms > (HOUR - 1) * SECOND);
    commit(room);
    pass(room, HOUR / 2 * SECOND);
    polls_tell_holds(room->polls);
    assert_int_equal(room->fetchers.holds, 2);
    assert_in_range(room->fetchers.held_ms, (HOUR / 2 - 1) * SECOND, (HOUR / 2 + 1) * SECOND);
    struct roster *old = room->roster;
    room->roster = open_roster(room, room->desk->settings);
    hosts_take(roster_hosts(room->roster), roster_hosts(old));
    polls_set_roster(room->polls, room->roster, room->desk->settings);
    roster_free(old);
    assert_int_equal(room->fetchers.holds, 3);
    pass(room, HOUR * SECOND);
    polls_tell_holds(room->polls);
    assert_int_equal(room->fetchers.holds, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_busy_host_leaves_the_fetcher_to_the_others),
        cmocka_unit_test(what_waits_is_asked_in_order_as_places_get_free),
        cmocka_unit_test(what_waits_at_a_host_that_is_held_waits_as_long),
        cmocka_unit_test(a_job_that_is_lost_gives_its_place_back),
        cmocka_unit_test(a_feed_asked_for_by_hand_does_not_wait),
        cmocka_unit_test(a_host_whose_feeds_want_more_than_their_room_is_told_of),
        cmocka_unit_test_setup_teardown(
            the_fetchers_are_told_of_a_hold_and_again_when_one_comes_or_the_config_does, open_news,
            close_news),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
