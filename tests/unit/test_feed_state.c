#include "tests/helpers/newsroom.h"

#define BYTES(text) ((struct bytes){(text), sizeof(text) - 1, true})

static struct feed_state reread(struct newsroom *room, int64_t id)
{
    struct feed_state feed;

    assert_done(room, store_feed_get(room->store, id, room->arena, &feed, &room->err));
    return feed;
}

static struct feed_state open_feed(struct newsroom *room, const char *name, const char *url)
{
    struct feed_state feed;

    assert_done(room, store_feed_open(room->store, name, url, room->arena, &feed, &room->err));
    return feed;
}

static void a_new_feed_was_never_polled(void **state)
{
    struct newsroom *room = *state;

    assert_int_equal(room->bbc.status, FEED_NEW);
    assert_int_equal(room->bbc.first_poll, NO_TIME);
    assert_int_equal(room->bbc.next_poll, NO_TIME);
    assert_false(room->bbc.etag.is_present);
    assert_null(room->bbc.moved_to);
    assert_true(room->bbc.is_configured);
}

static void all_that_is_known_of_a_feed_is_read_as_it_was_saved(void **state)
{
    struct newsroom *room = *state;
    struct feed_state feed = {.id = room->bbc.id,
                              .name = room->bbc.name,
                              .url = room->bbc.url,
                              .moved_to = "https://feeds.bbci.co.uk/world.xml",
                              .epoch = room->bbc.epoch,
                              .status = FEED_HELD,
                              .etag = BYTES("W/\"a\0b\""),
                              .last_modified = BYTES(""),
                              .body_hash = UINT64_MAX,
                              .first_poll = 1,
                              .last_poll = 2,
                              .last_success = 3,
                              .last_document = 4,
                              .last_new = 5,
                              .next_poll = 6,
                              .hold_until = 7,
                              .hold_why = "host asked to wait until 14:20 (429)",
                              .interval = 900,
                              .failures = 3,
                              .http_status = 429,
                              .last_error = "429 Too Many Requests",
                              .polls = 10,
                              .not_modified = 11,
                              .bytes_received = 12,
                              .gaps = 13,
                              .silent_since = 14,
                              .title = "BBC News – World",
                              .format = "rss-2.0",
                              .rhythm = BYTES("\0\1\2"),
                              .ttl = 15,
                              .skip_hours = 16,
                              .skip_days = 17,
                              .document_size = 18,
                              .same_documents = 19,
                              .trust = FEED_TRUSTED_WITHOUT_ETAG,
                              .halvings = 20,
                              .same_as = "bbc-uk",
                              .held_host = "cdn.example.org",
                              .address = BYTES("\0\0\377")};

    assert_done(room, store_feed_save(room->store, &feed, &room->err));
    struct feed_state read = reread(room, feed.id);
    assert_string_equal(read.name, feed.name);
    assert_string_equal(read.url, feed.url);
    assert_string_equal(read.moved_to, feed.moved_to);
    assert_int_equal(read.status, FEED_HELD);
    assert_int_equal(read.etag.len, feed.etag.len);
    assert_memory_equal(read.etag.data, feed.etag.data, feed.etag.len);
    assert_true(read.body_hash == UINT64_MAX);
    assert_int_equal(read.first_poll, 1);
    assert_int_equal(read.last_poll, 2);
    assert_int_equal(read.last_success, 3);
    assert_int_equal(read.last_document, 4);
    assert_int_equal(read.last_new, 5);
    assert_int_equal(read.next_poll, 6);
    assert_int_equal(read.hold_until, 7);
    assert_string_equal(read.hold_why, feed.hold_why);
    assert_int_equal(read.interval, 900);
    assert_int_equal(read.failures, 3);
    assert_int_equal(read.http_status, 429);
    assert_string_equal(read.last_error, feed.last_error);
    assert_int_equal(read.polls, 10);
    assert_int_equal(read.not_modified, 11);
    assert_int_equal(read.bytes_received, 12);
    assert_int_equal(read.gaps, 13);
    assert_int_equal(read.silent_since, 14);
    assert_string_equal(read.title, feed.title);
    assert_string_equal(read.format, feed.format);
    assert_int_equal(read.rhythm.len, 3);
    assert_int_equal(read.ttl, 15);
    assert_int_equal(read.skip_hours, 16);
    assert_int_equal(read.skip_days, 17);
    assert_int_equal(read.document_size, 18);
    assert_int_equal(read.same_documents, 19);
    assert_int_equal(read.trust, FEED_TRUSTED_WITHOUT_ETAG);
    assert_int_equal(read.halvings, 20);
    assert_string_equal(read.same_as, "bbc-uk");
    assert_string_equal(read.held_host, "cdn.example.org");
    assert_int_equal(read.address.len, 3);
}

static void a_clock_that_was_set_moves_the_times_that_feeds_wait_for(void **state)
{
    struct newsroom *room = *state;

    room->bbc.next_poll = MONDAY;
    room->bbc.hold_until = MONDAY + HOUR;
    room->bbc.last_poll = MONDAY - HOUR;
    assert_done(room, store_feed_save(room->store, &room->bbc, &room->err));
    assert_done(room, store_feeds_shift(room->store, -DAY, &room->err));
    struct feed_state moved = reread(room, room->bbc.id);
    assert_int_equal(moved.next_poll, MONDAY - DAY);
    assert_int_equal(moved.hold_until, MONDAY + HOUR - DAY);
    assert_int_equal(moved.last_poll, MONDAY - HOUR);
    assert_int_equal(reread(room, room->dw.id).next_poll, NO_TIME);
}

static void an_empty_validator_is_not_an_absent_one(void **state)
{
    struct newsroom *room = *state;

    room->bbc.etag = BYTES("");
    assert_done(room, store_feed_save(room->store, &room->bbc, &room->err));
    struct feed_state read = reread(room, room->bbc.id);
    assert_true(read.etag.is_present);
    assert_int_equal(read.etag.len, 0);
    assert_false(read.last_modified.is_present);
}

static void a_poll_that_comes_back_with_a_stale_epoch_is_refused(void **state)
{
    struct newsroom *room = *state;
    struct feed_state stale = room->bbc;

    room->bbc.polls = 1;
    assert_done(room, store_feed_save(room->store, &room->bbc, &room->err));
    stale.polls = 99;
    assert_int_equal(store_feed_save(room->store, &stale, &room->err), STORE_NONE);
    struct feed_state read = reread(room, stale.id);
    assert_int_equal(read.polls, 1);
    assert_int_equal(read.epoch, stale.epoch + 1);
}

static void save_with_validators(struct newsroom *room)
{
    room->bbc.etag = BYTES("\"v1\"");
    room->bbc.last_modified = BYTES("Mon, 23 Nov 2026 00:00:00 GMT");
    room->bbc.body_hash = 7;
    room->bbc.moved_to = "https://feeds.bbci.co.uk/world.xml";
    room->bbc.status = FEED_GONE;
    room->bbc.polls = 12;
    assert_done(room, store_feed_save(room->store, &room->bbc, &room->err));
}

static void a_feed_opened_again_keeps_its_validators(void **state)
{
    struct newsroom *room = *state;

    save_with_validators(room);
    struct feed_state again = open_feed(room, "bbc-world", room->bbc.url);
    assert_int_equal(again.id, room->bbc.id);
    assert_true(again.etag.is_present);
    assert_int_equal(again.epoch, room->bbc.epoch + 1); /* of the save alone */
}

static void a_changed_url_starts_without_validators_and_refuses_the_poll_in_flight(void **state)
{
    struct newsroom *room = *state;

    save_with_validators(room);
    struct feed_state in_flight = reread(room, room->bbc.id);
    struct feed_state moved = open_feed(room, "bbc-world", "https://www.bbc.co.uk/world/rss");
    assert_int_equal(moved.id, room->bbc.id);
    assert_string_equal(moved.url, "https://www.bbc.co.uk/world/rss");
    assert_false(moved.etag.is_present);
    assert_false(moved.last_modified.is_present);
    assert_true(moved.body_hash == 0);
    assert_null(moved.moved_to);
    assert_int_equal(moved.status, FEED_NEW);
    assert_int_equal(moved.polls, 12);
    assert_int_equal(store_feed_save(room->store, &in_flight, &room->err), STORE_NONE);
}

static void a_feed_is_found_by_its_name(void **state)
{
    struct newsroom *room = *state;
    struct feed_state feed;

    assert_done(room, store_feed_find(room->store, "dw-top", room->arena, &feed, &room->err));
    assert_int_equal(feed.id, room->dw.id);
    assert_int_equal(store_feed_find(room->store, "reuters", room->arena, &feed, &room->err),
                     STORE_NONE);
}

static bool count_feed(void *owner, const struct feed_state *feed)
{
    int *count = owner;

    (void)feed;
    (*count)++;
    return *count != 450;
}

static void every_feed_is_visited_until_the_visitor_has_enough(void **state)
{
    struct newsroom *room = *state;
    int count = 0;

    for (int i = 0; i < 420; i++)
        open_feed(room, arena_format(room->arena, "local-%d", i), "https://example.org/feed");
    assert_done(room, store_feeds_each(room->store, count_feed, &count, &room->err));
    assert_int_equal(count, 422);
    count = 449;
    assert_done(room, store_feeds_each(room->store, count_feed, &count, &room->err));
    assert_int_equal(count, 450);
}

/* ---- feeds that leave the config */

static void a_removed_feed_is_out_of_service_and_starts_afresh_when_it_comes_back(void **state)
{
    static const char *const kept[] = {"dw-top"};
    struct newsroom *room = *state;
    int64_t removed = -1;

    save_with_validators(room);
    struct feed_state in_flight = reread(room, room->bbc.id);
    assert_done(room, store_feeds_keep(room->store, kept, 1, &removed, &room->err));
    assert_int_equal(removed, 1);
    assert_false(reread(room, room->bbc.id).is_configured);
    assert_true(reread(room, room->dw.id).is_configured);
    assert_int_equal(store_feed_save(room->store, &in_flight, &room->err), STORE_NONE);

    struct feed_state back = open_feed(room, "bbc-world", room->bbc.url);
    assert_int_equal(back.id, room->bbc.id);
    assert_true(back.is_configured);
    assert_false(back.etag.is_present);
}

static void a_removed_feed_is_said_once(void **state)
{
    static const char *const kept[] = {"dw-top"};
    struct newsroom *room = *state;
    int64_t removed = -1;

    assert_done(room, store_feeds_keep(room->store, kept, 1, &removed, &room->err));
    assert_done(room, store_feeds_keep(room->store, kept, 1, &removed, &room->err));
    assert_int_equal(removed, 0);
}

#define ROOM_TEST(test) cmocka_unit_test_setup_teardown(test, newsroom_open, newsroom_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ROOM_TEST(a_new_feed_was_never_polled),
        ROOM_TEST(all_that_is_known_of_a_feed_is_read_as_it_was_saved),
        ROOM_TEST(an_empty_validator_is_not_an_absent_one),
        ROOM_TEST(a_clock_that_was_set_moves_the_times_that_feeds_wait_for),
        ROOM_TEST(a_poll_that_comes_back_with_a_stale_epoch_is_refused),
        ROOM_TEST(a_feed_opened_again_keeps_its_validators),
        ROOM_TEST(a_changed_url_starts_without_validators_and_refuses_the_poll_in_flight),
        ROOM_TEST(a_feed_is_found_by_its_name),
        ROOM_TEST(every_feed_is_visited_until_the_visitor_has_enough),
        ROOM_TEST(a_removed_feed_is_out_of_service_and_starts_afresh_when_it_comes_back),
        ROOM_TEST(a_removed_feed_is_said_once),
    };

    return cmocka_run_group_tests_name("feed_state", tests, NULL, NULL);
}
