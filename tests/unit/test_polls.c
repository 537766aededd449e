#include "store/retention.h"
#include "store/statement.h"
#include "tests/helpers/poll_room.h"

/* ---- when a feed is asked ---- */

static void new_feeds_are_asked_one_after_the_other_at_a_start(void **state)
{
    struct room *room = *state;

    begin(room);
    assert_int_equal(room->fetchers.count, 1);
    pass(room, 20); /* 50 feeds a second */
    assert_int_equal(room->fetchers.count, 2);
    pass(room, 20);
    assert_int_equal(room->fetchers.count, 3);
}

/* A hundred feeds that are due since 1, 2, … 100 seconds. */
static struct room *open_overdue(const char *head)
{
    struct buffer config;

    buffer_init(&config, 1 << 16);
    assert_true(buffer_append_string(&config, head));
    for (int i = 0; i < 100; i++)
        assert_true(buffer_append_format(
            &config, "  - { name: f%d, url: 'https://outlet-%d.example.org/' }\n", i, i));
    struct room *room = open_room(config.data, false);
    buffer_free(&config);
    for (int i = 0; i < 100; i++) {
        struct feed_state feed = state_of(room, room->desk->settings->feeds[i].name);
        feed.next_poll = clock_wall() - 1 - i;
        assert_stored(room->desk, store_feed_save(room->desk->store, &feed, &room->desk->err));
    }
    return room;
}

static void many_overdue_feeds_are_spread_the_longest_overdue_first(void **state)
{
    struct room *room = open_overdue(HEAD);

    (void)state;
    begin(room);
    assert_int_equal(room->fetchers.count, 0); /* the service before may just have asked */
    pass(room, SECOND);
    assert_true(is_asked(room, "f99"));
    assert_int_equal(room->fetchers.count, 1);
    pass(room, SECOND);
    assert_in_range(room->fetchers.count, 50, 51);
    assert_false(is_asked(room, "f0"));
    pass(room, SECOND);
    assert_int_equal(room->fetchers.count, 100);
    close_room(room);
}

static void a_start_is_spread_over_the_interval_at_most(void **state)
{
    struct room *room = open_overdue("poll: { every: 1s, min: 1s }\n" HEAD);

    (void)state;
    begin(room);
    pass(room, 2 * SECOND);
    assert_int_equal(room->fetchers.count, 100);
    close_room(room);
}

static void a_feed_is_asked_again_an_interval_after_its_answer(void **state)
{
    struct room *room = *state;

    begin(room);
    answer(room, "harbour", POLLED_NOT_MODIFIED, 304);
    commit(room);
    pass(room, 10 * MINUTE * SECOND);
    assert_false(is_asked(room, "harbour"));
    pass(room, 2 * MINUTE * SECOND); /* a tenth more at most, by chance */
    assert_true(is_asked(room, "harbour"));
}

static void a_feed_whose_outcome_is_not_committed_is_not_asked(void **state)
{
    struct room *room = *state;

    begin(room);
    answer(room, "harbour", POLLED_NOT_MODIFIED, 304);
    assert_int_equal(polls_under_way(room->polls), 1);
    polls_ask_now(room->polls, roster_find_name(room->roster, "harbour"));
    pass(room, HOUR * SECOND);
    assert_false(is_asked(room, "harbour"));
    commit(room);
    pass(room, 12 * MINUTE * SECOND);
    assert_true(is_asked(room, "harbour"));
}

static void a_feed_without_room_is_asked_when_there_is_some(void **state)
{
    struct room *room = *state;

    room->fetchers.room = 0;
    begin(room);
    pass(room, SECOND);
    assert_int_equal(room->fetchers.sent, 0);
    room->fetchers.room = 2;
    pass(room, SECOND);
    assert_int_equal(room->fetchers.count, 2);
    answer(room, "harbour", POLLED_NOT_MODIFIED, 304);
    pass(room, SECOND);
    assert_int_equal(room->fetchers.sent, 3);
}

static void a_feed_that_is_gone_is_asked_by_hand_only(void **state)
{
    struct room *room = *state;

    begin(room);
    answer(room, "harbour", POLLED_GONE, 410);
    commit(room);
    pass(room, 90 * DAY * SECOND);
    assert_false(is_asked(room, "harbour"));
    polls_ask_now(room->polls, roster_find_name(room->roster, "harbour"));
    pass(room, 0);
    assert_true(is_asked(room, "harbour"));
}

static void after_a_429_no_feed_of_the_host_is_asked_for_so_long(void **state)
{
    struct room *room = *state;

    begin(room);
    answer(room, "harbour", POLLED_RATE_LIMITED, 429);
    commit(room);
    pass(room, HOUR * SECOND - SECOND);
    assert_false(is_asked(room, "harbour"));
    assert_false(is_asked(room, "quay"));
    assert_true(is_asked(room, "council"));
    pass(room, 3 * SECOND);
    assert_true(is_asked(room, "quay"));
}

/* ---- answers that do not come ---- */

/* An item of the job has come. */
static void add_item(struct room *room, struct job *job)
{
    const struct published published = {"1", NULL, "Strike at the harbour", NULL, NO_TIME};
    struct job_item *item = arena_alloc(room->desk->arena, sizeof(*item));
    struct buffer encoded;

    item->message.item = *core_desk_item(room->desk, &published);
    item->fingerprint = *core_desk_fingerprint(room->desk, &item->message.item, &encoded);
    buffer_free(&encoded);
    job->items = item;
    job->item_count = 1;
}

static int64_t count_items(struct room *room)
{
    struct store_counts counts;

    assert_stored(room->desk, store_count(room->desk->store, &counts, &room->desk->err));
    return counts.items;
}

static void a_feed_that_killed_its_fetcher_counts_a_failure_and_is_asked_again_soon(void **state)
{
    struct room *room = *state;

    begin(room);
    struct job lost = end_job(room, job_of(room, "harbour"));
    add_item(room, &lost);
    polls_on_lost(room->polls, &lost, true, "the fetcher ended: signal 11");
    commit(room);
    assert_int_equal(count_items(room), 0);
    assert_int_equal(state_of(room, "harbour").failures, 1);
    assert_string_equal(state_of(room, "harbour").last_error, "the fetcher ended: signal 11");
    pass(room, SECOND);
    assert_false(is_asked(room, "harbour"));
    pass(room, 11 * SECOND);
    assert_true(is_asked(room, "harbour"));
}

static void a_feed_that_was_lost_with_its_fetcher_is_asked_again_soon(void **state)
{
    struct room *room = *state;

    begin(room);
    struct job lost = end_job(room, job_of(room, "harbour"));
    polls_on_lost(room->polls, &lost, false, "the fetcher ended: signal 11");
    pass(room, SECOND);
    assert_true(is_asked(room, "harbour"));
    assert_int_equal(state_of(room, "harbour").failures, 0);
}

static void a_job_that_came_back_unasked_is_sent_again(void **state)
{
    struct room *room = *state;

    begin(room);
    struct job returned = end_job(room, job_of(room, "harbour"));
    polls_on_returned(room->polls, &returned, &in6addr_any);
    assert_false(is_asked(room, "harbour"));
    pass(room, SECOND);
    assert_true(is_asked(room, "harbour"));
    assert_int_equal(state_of(room, "harbour").polls, 0);
}

/* As often as a rotating name may lead elsewhere. */
static void a_job_that_another_fetcher_is_to_have_goes_there_at_once(void **state)
{
    const struct in6_addr address = {.s6_addr = {0x20, 0x01, 0x0d, 0xb8, [15] = 7}};
    struct room *room = *state;

    begin(room);
    assert_true(room->fetchers.must_be_its_own);
    for (int i = 0; i < 2; i++) {
        struct job returned = end_job(room, job_of(room, "harbour"));
        assert_true(room->fetchers.must_be_its_own);
        polls_on_returned(room->polls, &returned, &address);
        pass(room, 0);
        assert_true(is_asked(room, "harbour"));
        assert_true(room->fetchers.hash == message_place_of(&address));
    }
    assert_false(room->fetchers.must_be_its_own);
    answer(room, "harbour", POLLED_NOT_MODIFIED, 304);
    commit(room);
    pass(room, 11 * MINUTE * SECOND);
    assert_true(is_asked(room, "harbour"));
    assert_int_equal(state_of(room, "harbour").polls, 1);
}

/* ---- a store that cannot be written ---- */

static void while_the_store_cannot_be_written_nothing_is_asked(void **state)
{
    static const struct error trouble = {.message = "the disk is full"};
    struct room *room = *state;

    begin(room);
    answer(room, "harbour", POLLED_NOT_MODIFIED, 304);
    committer_fail(room->committer, &trouble);
    assert_string_equal(committer_trouble(room->committer), "the disk is full");
    assert_int_equal(polls_under_way(room->polls), 0);
    pass(room, HOUR * SECOND);
    assert_int_equal(room->fetchers.sent, 1);
    assert_int_equal(state_of(room, "harbour").polls, 0);
}

/* ---- reloads ---- */

static void reload(struct room *room, const char *config)
{
    room->reloaded =
        settings_load_text("storywatch.yaml", config, strlen(config), core_desk_on_problem, NULL);
    struct roster *roster = open_roster(room, room->reloaded);
    polls_set_roster(room->polls, roster, room->reloaded);
    roster_free(room->roster);
    room->roster = roster;
}

static void a_job_under_way_goes_on_over_a_reload(void **state)
{
    struct room *room = *state;

    begin(room);
    reload(room, HEAD QUAY HARBOUR);
    assert_ptr_equal(job_of(room, "harbour")->feed, roster_find_name(room->roster, "harbour"));
    pass(room, SECOND);
    assert_int_equal(room->fetchers.count, 2); /* harbour is not asked a second time */
    answer(room, "harbour", POLLED_NOT_MODIFIED, 304);
    commit(room);
    assert_int_equal(state_of(room, "harbour").polls, 1);
}

static void the_answer_for_a_feed_that_left_the_config_is_dropped(void **state)
{
    struct room *room = *state;

    begin(room);
    struct job *job = job_of(room, "harbour");
    reload(room, HEAD COUNCIL);
    assert_null(job->feed);
    answer_job(room, job, POLLED_NOT_MODIFIED, 304);
    assert_false(committer_is_open(room->committer));
    assert_int_equal(state_of(room, "harbour").polls, 0);
}

/* ---- --once ---- */

static void once_asks_every_feed_one_time_without_spreading(void **state)
{
    struct room *room = *state;

    begin(room);
    assert_int_equal(room->fetchers.count, 3);
    answer(room, "harbour", POLLED_NOT_MODIFIED, 304);
    answer(room, "quay", POLLED_TRANSIENT, 500);
    answer(room, "council", POLLED_GONE, 410);
    assert_int_equal(room->all_done, 0);
    commit(room);
    assert_int_equal(room->all_done, 1);
    pass(room, DAY * SECOND);
    assert_int_equal(room->fetchers.sent, 3);
}

static void once_leaves_out_what_is_held_or_gone(void **state)
{
    struct room *room = *state;
    struct feed_state held = state_of(room, "harbour"), gone = state_of(room, "council");

    held.status = FEED_HELD;
    held.http_status = 503;
    held.hold_until = held.next_poll = clock_wall() + HOUR;
    gone.status = FEED_GONE;
    assert_stored(room->desk, store_feed_save(room->desk->store, &held, &room->desk->err));
    assert_stored(room->desk, store_feed_save(room->desk->store, &gone, &room->desk->err));
    begin(room);
    assert_int_equal(room->fetchers.count, 1);
    answer(room, "quay", POLLED_NOT_MODIFIED, 304);
    commit(room);
    assert_int_equal(room->all_done, 1);
}

static void once_asks_a_feed_whose_state_could_not_be_read_when_it_can_be(void **state)
{
    struct room *room = *state;
    sqlite3 *db = room->desk->store->db;

    room->roster = open_roster(room, room->desk->settings);
    sqlite3_exec(db, "ALTER TABLE feed RENAME TO feed_away", NULL, NULL, NULL);
    polls_set_roster(room->polls, room->roster, room->desk->settings);
    assert_int_equal(room->fetchers.count, 0);
    sqlite3_exec(db, "ALTER TABLE feed_away RENAME TO feed", NULL, NULL, NULL);
    pass(room, MINUTE * SECOND);
    assert_int_equal(room->fetchers.count, 3);
}

static void once_a_429_spares_the_other_feeds_of_the_host(void **state)
{
    struct room *room = *state;

    room->fetchers.room = 1;
    begin(room);
    answer(room, "harbour", POLLED_RATE_LIMITED, 429);
    commit(room);
    pass(room, SECOND);
    assert_false(is_asked(room, "quay"));
    answer(room, "council", POLLED_NOT_MODIFIED, 304);
    commit(room);
    assert_int_equal(room->all_done, 1);
    assert_int_equal(room->fetchers.sent, 2);
}

static void nothing_is_asked_after_the_stop(void **state)
{
    struct room *room = *state;

    begin(room);
    polls_stop(room->polls);
    pass(room, HOUR * SECOND);
    assert_int_equal(room->fetchers.sent, 1);
    answer(room, "harbour", POLLED_NOT_MODIFIED, 304);
    commit(room);
    assert_int_equal(polls_under_way(room->polls), 0);
    assert_int_equal(state_of(room, "harbour").polls, 1);
}

/* ---- an outage ---- */

/* Twelve feeds of twelve hosts, all of which were just asked. */
static struct room *open_twelve(void)
{
    struct buffer config;

    buffer_init(&config, 1 << 16);
    assert_true(buffer_append_string(&config, HEAD));
    for (int i = 0; i < 12; i++)
        assert_true(buffer_append_format(
            &config, "  - { name: f%d, url: 'https://outlet-%d.example.org/', every: 10m }\n", i,
            i));
    struct room *room = open_room(config.data, false);
    buffer_free(&config);
    begin(room);
    pass(room, SECOND);
    assert_int_equal(room->fetchers.count, 12);
    return room;
}

static void fail_all(struct room *room)
{
    char name[16];

    for (int i = 0; i < 12; i++) {
        snprintf(name, sizeof(name), "f%d", i);
        answer(room, name, POLLED_UNREACHED, 0);
    }
    commit(room);
}

static void what_failed_in_an_outage_is_not_counted(void **state)
{
    struct room *room = open_twelve();

    (void)state;
    fail_all(room);
    assert_int_equal(state_of(room, "f3").failures, 1);
    pass(room, 2 * SECOND);
    commit(room);
    assert_int_equal(state_of(room, "f3").failures, 0);
    assert_int_equal(state_of(room, "f3").status, FEED_OFFLINE);
    close_room(room);
}

static void in_an_outage_one_host_after_the_other_is_asked(void **state)
{
    struct room *room = open_twelve();

    (void)state;
    fail_all(room);
    pass(room, 2 * SECOND);
    assert_int_equal(room->fetchers.count, 0);
    pass(room, 2 * SECOND);
    assert_int_equal(room->fetchers.count, 1);
    const char *first = room->fetchers.jobs[12].feed->settings->name;
    answer(room, first, POLLED_UNREACHED, 0);
    commit(room);
    pass(room, SECOND);
    assert_int_equal(room->fetchers.count, 0);
    pass(room, SECOND);
    assert_int_equal(room->fetchers.count, 1);
    assert_string_not_equal(room->fetchers.jobs[13].feed->settings->name, first);
    assert_int_equal(state_of(room, first).failures, 0);
    close_room(room);
}

static void the_first_answer_ends_an_outage_and_spreads_what_is_overdue(void **state)
{
    struct room *room = open_twelve();

    (void)state;
    fail_all(room);
    pass(room, 2 * SECOND);
    pass(room, 2 * SECOND);
    answer(room, room->fetchers.jobs[12].feed->settings->name, POLLED_NOT_MODIFIED, 304);
    commit(room);
    pass(room, 0);
    assert_int_equal(room->fetchers.count, 1);
    pass(room, SECOND);
    assert_int_equal(room->fetchers.count, 11);
    close_room(room);
}

/* ---- asked for by hand ---- */

static void a_feed_asked_for_by_hand_lifts_no_hold_of_its_host(void **state)
{
    struct room *room = *state;

    begin(room);
    answer(room, "harbour", POLLED_RATE_LIMITED, 429);
    commit(room);
    polls_ask_now(room->polls, roster_find_name(room->roster, "harbour"));
    assert_true(is_asked(room, "harbour"));
    pass(room, MINUTE * SECOND);
    assert_false(is_asked(room, "quay"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_news, close_news)
#define ONCE_TEST(name) cmocka_unit_test_setup_teardown(name, open_once, close_news)
        cmocka_unit_test(what_failed_in_an_outage_is_not_counted),
        cmocka_unit_test(in_an_outage_one_host_after_the_other_is_asked),
        cmocka_unit_test(the_first_answer_ends_an_outage_and_spreads_what_is_overdue),
        TEST(a_feed_asked_for_by_hand_lifts_no_hold_of_its_host),
        TEST(new_feeds_are_asked_one_after_the_other_at_a_start),
        cmocka_unit_test(many_overdue_feeds_are_spread_the_longest_overdue_first),
        cmocka_unit_test(a_start_is_spread_over_the_interval_at_most),
        TEST(a_feed_is_asked_again_an_interval_after_its_answer),
        TEST(a_feed_whose_outcome_is_not_committed_is_not_asked),
        TEST(a_feed_without_room_is_asked_when_there_is_some),
        TEST(a_feed_that_is_gone_is_asked_by_hand_only),
        TEST(after_a_429_no_feed_of_the_host_is_asked_for_so_long),
        TEST(a_feed_that_killed_its_fetcher_counts_a_failure_and_is_asked_again_soon),
        TEST(a_feed_that_was_lost_with_its_fetcher_is_asked_again_soon),
        TEST(a_job_that_came_back_unasked_is_sent_again),
        TEST(a_job_that_another_fetcher_is_to_have_goes_there_at_once),
        TEST(while_the_store_cannot_be_written_nothing_is_asked),
        TEST(a_job_under_way_goes_on_over_a_reload),
        TEST(the_answer_for_a_feed_that_left_the_config_is_dropped),
        ONCE_TEST(once_asks_every_feed_one_time_without_spreading),
        ONCE_TEST(once_leaves_out_what_is_held_or_gone),
        ONCE_TEST(once_asks_a_feed_whose_state_could_not_be_read_when_it_can_be),
        ONCE_TEST(once_a_429_spares_the_other_feeds_of_the_host),
        TEST(nothing_is_asked_after_the_stop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
