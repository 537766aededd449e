#include "config/base/clock.h"
#include "daemon/core/poll_answer.h"
#include "store/retention.h"
#include "tests/helpers/core_desk.h"

enum feeds {
    HARBOUR = 1,
    QUAY,
    COUNCIL
};

static const char config[] =
    "state_dir: /var/lib/storywatch\n"
    "contact: desk@harbour.example.org\n"
    "feeds:\n"
    "  - { name: harbour, url: 'https://news.example.org/harbour.xml', every: 10m }\n"
    "  - { name: quay, url: 'https://news.example.org/quay.xml', every: 10m }\n"
    "  - { name: council, url: 'https://council.example.org/feed.xml', every: 10m }\n"
    "topics:\n"
    "  - { name: strikes, query: strike }\n";

struct newsroom {
    struct core_desk *desk;
    struct roster *roster;
};

static int open_newsroom(void **state)
{
    struct newsroom *room = test_calloc(1, sizeof(*room));

    room->desk = core_desk_open(config);
    room->roster =
        roster_open(room->desk->settings, room->desk->store, clock_wall(), &room->desk->err);
    assert_non_null(room->roster);
    *state = room;
    return 0;
}

static int close_newsroom(void **state)
{
    struct newsroom *room = *state;

    roster_free(room->roster);
    core_desk_close(room->desk);
    test_free(room);
    return 0;
}

static struct feed_state state_of(struct newsroom *room, enum feeds feed)
{
    struct core_desk *desk = room->desk;
    struct feed_state state;

    assert_stored(desk, store_feed_get(desk->store, feed, desk->arena, &state, &desk->err));
    return state;
}

static struct host *host_of(struct newsroom *room, enum feeds feed)
{
    return roster_find_id(room->roster, feed)->host;
}

/* A job as it is made when its feed is due. */
static struct job job_for(struct newsroom *room, enum feeds feed)
{
    return (struct job){.feed = roster_find_id(room->roster, feed),
                        .feed_id = feed,
                        .epoch = state_of(room, feed).epoch,
                        .started = clock_wall()};
}

static struct poll_answer answer_to(struct newsroom *room, const struct job *job,
                                    const struct polled_message *polled)
{
    struct core_desk *desk = room->desk;

    return (struct poll_answer){.store = desk->store,
                                .pipeline = desk->pipeline,
                                .settings = desk->settings,
                                .roster = room->roster,
                                .arena = desk->arena,
                                .item_arena = arena_new(),
                                .job = job,
                                .polled = polled};
}

static enum store_status take(struct newsroom *room, struct poll_answer *answer)
{
    enum store_status status = poll_answer_take(answer, &room->desk->err);

    arena_free(answer->item_arena);
    return status;
}

/* A document of these titles, the newest first, all of today. */
struct document {
    struct job_item items[8];
    struct buffer encoded[8];
    uint64_t revisions[8];
    size_t count;
};

static void write_document(struct newsroom *room, struct document *document,
                           const char *const *titles, size_t count, int64_t date)
{
    document->count = count;
    for (size_t i = 0; i < count; i++) {
        struct job_item *item = &document->items[i];
        const struct published published = {titles[i], NULL, titles[i], NULL, date};
        const struct item *read = core_desk_item(room->desk, &published);
        item->fingerprint = *core_desk_fingerprint(room->desk, read, &document->encoded[i]);
        item->message = (struct item_message){
            .item = *read,
            .revision = item_revision(read),
            .fingerprint = document->encoded[i].data,
            .fingerprint_len = (uint32_t)document->encoded[i].len,
        };
        document->revisions[i] = item->message.revision;
    }
}

static void free_document(struct document *document)
{
    for (size_t i = 0; i < document->count; i++)
        buffer_free(&document->encoded[i]);
}

/* Takes a document as the answer of `feed`; returns what came of it. */
static struct poll_answer take_document(struct newsroom *room, enum feeds feed,
                                        struct document *document)
{
    struct job job = job_for(room, feed);
    const struct polled_message polled = {.outcome = POLLED_DOCUMENT,
                                          .http_status = 200,
                                          .message = "",
                                          .document = document->revisions,
                                          .document_count = (uint32_t)document->count,
                                          .item_count = (uint32_t)document->count};

    job.items = document->items;
    job.item_count = document->count;
    struct poll_answer answer = answer_to(room, &job, &polled);
    assert_stored(room->desk, take(room, &answer));
    return answer;
}

static struct poll_answer take_titles(struct newsroom *room, enum feeds feed,
                                      const char *const *titles, size_t count, int64_t date)
{
    struct document document;

    write_document(room, &document, titles, count, date);
    struct poll_answer answer = take_document(room, feed, &document);
    free_document(&document);
    return answer;
}

/* Takes an answer that brings no item. */
static struct poll_answer take_outcome(struct newsroom *room, enum feeds feed,
                                       enum polled_outcome outcome, int32_t status,
                                       int64_t retry_after)
{
    const struct job job = job_for(room, feed);
    const struct polled_message polled = {
        .outcome = outcome, .http_status = status, .message = "", .retry_after = retry_after};
    struct poll_answer answer = answer_to(room, &job, &polled);

    assert_stored(room->desk, take(room, &answer));
    return answer;
}

static const char *const morning[] = {"Harbour strike enters its third day",
                                      "Budget passed after long debate"};

/* ---- items ---- */

static void what_was_published_first_is_taken_first(void **state)
{
    struct newsroom *room = *state;
    struct core_desk *desk = room->desk;
    struct stored_item first;

    take_titles(room, HARBOUR, morning, 2, clock_wall());
    assert_stored(desk, store_item_get(desk->store, 1, desk->arena, &first, &desk->err));
    assert_string_equal(first.identity, morning[1]);
}

static void new_items_and_alerts_are_counted(void **state)
{
    struct newsroom *room = *state;

    struct poll_answer first = take_titles(room, HARBOUR, morning, 2, clock_wall());
    assert_int_equal(first.new_count, 2);
    assert_int_equal(first.alert_count, 1);
    struct poll_answer again = take_titles(room, HARBOUR, morning, 2, clock_wall());
    assert_int_equal(again.new_count, 0);
    assert_int_equal(again.alert_count, 0);
}

static void only_the_first_document_of_a_feed_has_a_backlog(void **state)
{
    static const char *const later[] = {"Strike at the quays ends"};
    struct newsroom *room = *state;
    int64_t last_week = clock_wall() - 7 * DAY;

    struct poll_answer first = take_titles(room, HARBOUR, morning, 2, last_week);
    struct poll_answer second = take_titles(room, HARBOUR, later, 1, last_week);
    assert_int_equal(first.alert_count, 0);
    assert_int_equal(first.new_count, 2);
    assert_int_equal(second.alert_count, 1);
}

static void the_next_job_knows_the_revisions_of_the_document(void **state)
{
    struct newsroom *room = *state;
    struct core_desk *desk = room->desk;
    struct known_revisions known;
    struct document document;

    write_document(room, &document, morning, 2, NO_TIME);
    take_document(room, HARBOUR, &document);
    assert_stored(desk,
                  store_feed_known(desk->store, HARBOUR, 100, desk->arena, &known, &desk->err));
    assert_int_equal(known.count, 2);
    assert_int_equal(known.list[0], document.revisions[0]);
    assert_int_equal(known.list[1], document.revisions[1]);
    free_document(&document);
}

/* ---- polls that come too late ---- */

static void a_poll_of_before_another_that_was_committed_is_dropped(void **state)
{
    struct newsroom *room = *state;
    struct job job = job_for(room, HARBOUR);
    struct document document;
    struct store_counts counts;
    const struct polled_message polled = {.outcome = POLLED_DOCUMENT, .message = ""};

    take_outcome(room, HARBOUR, POLLED_NOT_MODIFIED, 304, 0);
    int64_t next_poll = state_of(room, HARBOUR).next_poll;
    write_document(room, &document, morning, 2, NO_TIME);
    job.items = document.items;
    job.item_count = document.count;
    struct poll_answer answer = answer_to(room, &job, &polled);
    assert_int_equal(take(room, &answer), STORE_NONE);
    assert_int_equal(answer.next_ms, next_poll * 1000);
    assert_int_equal(state_of(room, HARBOUR).polls, 1);
    assert_int_equal(store_count(room->desk->store, &counts, &room->desk->err), STORE_OK);
    assert_int_equal(counts.items, 0);
    free_document(&document);
}

static void a_feed_whose_url_changed_in_flight_is_asked_anew_at_once(void **state)
{
    struct newsroom *room = *state;
    struct core_desk *desk = room->desk;
    const struct job job = job_for(room, HARBOUR);
    const struct polled_message polled = {.outcome = POLLED_NOT_MODIFIED, .message = ""};
    struct poll_answer answer = answer_to(room, &job, &polled);
    struct feed_state moved;

    assert_stored(desk, store_feed_open(desk->store, "harbour", "https://new.example.org/",
                                        desk->arena, &moved, &desk->err));
    int64_t now = clock_wall();
    assert_int_equal(take(room, &answer), STORE_NONE);
    assert_in_range(answer.next_ms / 1000, now, now + 60);
}

/* ---- when next, and the host ---- */

static void the_next_poll_is_an_interval_after_this_one_began(void **state)
{
    struct newsroom *room = *state;
    int64_t before = clock_wall();

    struct poll_answer answer = take_outcome(room, HARBOUR, POLLED_NOT_MODIFIED, 304, 0);
    int64_t after = clock_wall();
    assert_in_range(answer.next_ms / 1000, before + 10 * MINUTE, after + 12 * MINUTE);
    int64_t stored = state_of(room, HARBOUR).next_poll; /* never sooner */
    assert_in_range(stored * 1000, answer.next_ms, answer.next_ms + 999);
}

static void a_feed_that_is_gone_is_never_due(void **state)
{
    struct newsroom *room = *state;

    assert_int_equal(take_outcome(room, HARBOUR, POLLED_GONE, 410, 0).next_ms, NO_TIME);
    assert_int_equal(state_of(room, HARBOUR).status, FEED_GONE);
}

static void a_429_holds_the_whole_host(void **state)
{
    struct newsroom *room = *state;
    int64_t now = clock_wall();

    take_outcome(room, HARBOUR, POLLED_RATE_LIMITED, 429, HOUR);
    assert_in_range(host_of(room, QUAY)->hold_until, now + HOUR, now + HOUR + 60);
    assert_int_equal(host_of(room, COUNCIL)->hold_until, NO_TIME);
}

static void a_503_holds_its_feed_until_a_second_feed_of_the_host_says_so(void **state)
{
    struct newsroom *room = *state;

    struct poll_answer first = take_outcome(room, HARBOUR, POLLED_UNAVAILABLE, 503, HOUR);
    assert_int_equal(host_of(room, HARBOUR)->hold_until, NO_TIME);
    assert_true(first.next_ms / 1000 >= clock_wall() + HOUR - 60);
    take_outcome(room, HARBOUR, POLLED_UNAVAILABLE, 503, HOUR);
    assert_int_equal(host_of(room, HARBOUR)->hold_until, NO_TIME);
    take_outcome(room, QUAY, POLLED_UNAVAILABLE, 503, HOUR);
    assert_true(host_of(room, HARBOUR)->hold_until >= clock_wall() + HOUR - 60);
}

static void a_success_between_two_503_shows_that_the_host_is_there(void **state)
{
    struct newsroom *room = *state;

    take_outcome(room, HARBOUR, POLLED_UNAVAILABLE, 503, HOUR);
    take_outcome(room, QUAY, POLLED_NOT_MODIFIED, 304, 0);
    take_outcome(room, QUAY, POLLED_UNAVAILABLE, 503, HOUR);
    assert_int_equal(host_of(room, HARBOUR)->hold_until, NO_TIME);
}

/* Takes an answer that a redirect led to another host for. */
static void take_of_other(struct newsroom *room, enum feeds feed, int64_t retry_after)
{
    const struct job job = job_for(room, feed);
    const struct polled_message polled = {.outcome = POLLED_RATE_LIMITED,
                                          .http_status = 429,
                                          .message = "",
                                          .retry_after = retry_after,
                                          .answered_host = "council.example.org"};
    struct poll_answer answer = answer_to(room, &job, &polled);

    assert_stored(room->desk, take(room, &answer));
}

static void a_429_behind_a_redirect_holds_the_host_that_said_it(void **state)
{
    struct newsroom *room = *state;
    struct core_desk *desk = room->desk;
    int64_t now = clock_wall();

    take_of_other(room, HARBOUR, HOUR);
    assert_int_equal(host_of(room, QUAY)->hold_until, NO_TIME);
    assert_in_range(host_of(room, COUNCIL)->hold_until, now + HOUR, now + HOUR + 60);
    assert_int_equal(state_of(room, HARBOUR).status, FEED_HELD);
    struct roster *again = roster_open(desk->settings, desk->store, now, &desk->err);
    assert_non_null(again); /* over a restart too */
    assert_int_equal(roster_find_id(again, QUAY)->host->hold_until, NO_TIME);
    assert_true(roster_find_id(again, COUNCIL)->host->hold_until >= now + HOUR);
    roster_free(again);
}

static void a_host_s_hold_is_never_shortened(void **state)
{
    struct newsroom *room = *state;
    int64_t now = clock_wall();

    take_outcome(room, HARBOUR, POLLED_RATE_LIMITED, 429, DAY);
    take_outcome(room, QUAY, POLLED_RATE_LIMITED, 429, MINUTE);
    assert_true(host_of(room, QUAY)->hold_until >= now + DAY);
}

static void a_feed_that_moved_is_asked_of_its_new_host_from_then_on(void **state)
{
    struct newsroom *room = *state;
    const struct job job = job_for(room, HARBOUR);
    const struct polled_message polled = {.outcome = POLLED_NOT_MODIFIED,
                                          .http_status = 304,
                                          .message = "",
                                          .permanent_url = "https://council.example.org/harbour"};
    struct poll_answer answer = answer_to(room, &job, &polled);

    assert_stored(room->desk, take(room, &answer));
    assert_ptr_equal(host_of(room, HARBOUR), host_of(room, COUNCIL));
    assert_ptr_not_equal(host_of(room, HARBOUR), host_of(room, QUAY));
}

static bool has_moved(struct newsroom *room)
{
    struct feed_state state;

    assert_stored(room->desk, store_feed_get(room->desk->store, job_for(room, HARBOUR).feed_id,
                                             room->desk->arena, &state, &room->desk->err));
    return state.moved_to != NULL;
}

static void a_move_is_forgotten_after_three_failures_whatever_the_network_does_between(void **state)
{
    struct newsroom *room = *state;
    const struct job job = job_for(room, HARBOUR);
    const struct polled_message moved = {.outcome = POLLED_NOT_MODIFIED,
                                         .http_status = 304,
                                         .message = "",
                                         .permanent_url = "https://council.example.org/harbour"};
    struct poll_answer answer = answer_to(room, &job, &moved);

    assert_stored(room->desk, take(room, &answer));
    take_outcome(room, HARBOUR, POLLED_UNREACHED, 0, 0);
    take_outcome(room, HARBOUR, POLLED_CUT, 200, 0);
    take_outcome(room, HARBOUR, POLLED_FIRM, 404, 0);
    take_outcome(room, HARBOUR, POLLED_UNREACHED, 0, 0);
    take_outcome(room, HARBOUR, POLLED_TRANSIENT, 500, 0);
    assert_true(has_moved(room));
    take_outcome(room, HARBOUR, POLLED_NOT_MODIFIED, 304, 0);
    take_outcome(room, HARBOUR, POLLED_FIRM, 404, 0);
    take_outcome(room, HARBOUR, POLLED_FIRM, 404, 0);
    assert_true(has_moved(room));
    take_outcome(room, HARBOUR, POLLED_UNREACHED, 0, 0);
    take_outcome(room, HARBOUR, POLLED_FIRM, 404, 0);
    assert_false(has_moved(room));
}

static void the_last_polls_of_a_feed_are_kept(void **state)
{
    struct newsroom *room = *state;
    struct core_desk *desk = room->desk;
    struct stored_poll polls[STORED_POLLS];
    size_t count;

    take_titles(room, HARBOUR, morning, 2, clock_wall());
    take_outcome(room, HARBOUR, POLLED_RATE_LIMITED, 429, HOUR);
    assert_stored(desk,
                  store_polls_list(desk->store, HARBOUR, desk->arena, polls, &count, &desk->err));
    assert_int_equal(count, 2);
    assert_int_equal(polls[0].outcome, POLLED_RATE_LIMITED);
    assert_int_equal(polls[0].http_status, 429);
    assert_int_equal(polls[0].next_why, NEXT_BY_HOLD);
    assert_non_null(strstr(polls[0].message, "host asked to wait"));
    assert_int_equal(polls[1].items, 2);
    assert_int_equal(polls[1].new_items, 2);
    assert_int_equal(polls[1].interval, 10 * MINUTE);
    assert_int_equal(polls[1].interval_why, INTERVAL_FIXED);
}

static void a_feed_whose_row_is_missing_fails_the_answer(void **state)
{
    struct newsroom *room = *state;
    struct job job = job_for(room, HARBOUR);
    const struct polled_message polled = {.outcome = POLLED_NOT_MODIFIED, .message = ""};

    job.feed_id = 99;
    struct poll_answer answer = answer_to(room, &job, &polled);
    assert_int_equal(take(room, &answer), STORE_FAILED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_newsroom, close_newsroom)
        TEST(what_was_published_first_is_taken_first),
        TEST(new_items_and_alerts_are_counted),
        TEST(only_the_first_document_of_a_feed_has_a_backlog),
        TEST(the_next_job_knows_the_revisions_of_the_document),
        TEST(a_poll_of_before_another_that_was_committed_is_dropped),
        TEST(a_feed_whose_url_changed_in_flight_is_asked_anew_at_once),
        TEST(the_next_poll_is_an_interval_after_this_one_began),
        TEST(a_feed_that_is_gone_is_never_due),
        TEST(a_429_holds_the_whole_host),
        TEST(a_503_holds_its_feed_until_a_second_feed_of_the_host_says_so),
        TEST(a_success_between_two_503_shows_that_the_host_is_there),
        TEST(a_429_behind_a_redirect_holds_the_host_that_said_it),
        TEST(a_host_s_hold_is_never_shortened),
        TEST(a_feed_that_moved_is_asked_of_its_new_host_from_then_on),
        TEST(a_move_is_forgotten_after_three_failures_whatever_the_network_does_between),
        TEST(the_last_polls_of_a_feed_are_kept),
        TEST(a_feed_whose_row_is_missing_fails_the_answer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
