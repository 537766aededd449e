#include "daemon/core/archive.h"
#include "store/statement.h"
#include "tests/helpers/poll_room.h"

#define ITEMS 3

/* A document or page of items that nobody knew, whose next page is `next`. */
static void publish(struct room *room, int number, const char *next)
{
    struct job ended = end_job(room, job_of(room, "harbour"));
    struct job_item items[ITEMS] = {0};
    struct buffer encoded[ITEMS];
    uint64_t revisions[ITEMS];
    struct polled_message polled = {.job = ended.number,
                                    .outcome = POLLED_DOCUMENT,
                                    .http_status = 200,
                                    .message = "",
                                    .next_url = next,
                                    .document = revisions,
                                    .document_count = ITEMS,
                                    .item_count = ITEMS};

    for (int i = 0; i < ITEMS; i++) {
        const char *title =
            arena_format(room->desk->arena, "Ferry %d leaves the harbour", number * ITEMS + i);
        const struct published published = {title, NULL, title, NULL, NO_TIME};
        items[i].message.item = *core_desk_item(room->desk, &published);
        items[i].fingerprint =
            *core_desk_fingerprint(room->desk, &items[i].message.item, &encoded[i]);
        items[i].message.fingerprint = encoded[i].data;
        items[i].message.fingerprint_len = (uint32_t)encoded[i].len;
        items[i].message.revision = revisions[i] = (uint64_t)(number * ITEMS + i + 1);
    }
    ended.items = items;
    ended.item_count = ITEMS;
    polls_on_polled(room->polls, &ended, &polled);
    for (int i = 0; i < ITEMS; i++)
        buffer_free(&encoded[i]);
    commit(room);
}

/* Two documents that have nothing in common. */
static void leave_a_gap(struct room *room, const char *next)
{
    begin(room);
    publish(room, 0, NULL);
    pass(room, 11 * MINUTE * SECOND);
    publish(room, 1, next);
}

static void a_gap_is_counted(void **state)
{
    struct room *room = *state;

    leave_a_gap(room, NULL);
    assert_int_equal(state_of(room, "harbour").gaps, 1);
    assert_null(job_of(room, "harbour"));
}

static void the_first_document_leaves_no_gap(void **state)
{
    struct room *room = *state;

    begin(room);
    publish(room, 0, "https://news.example.org/harbour.xml?page=2");
    assert_int_equal(state_of(room, "harbour").gaps, 0);
    assert_null(job_of(room, "harbour"));
}

static void after_a_gap_the_archive_is_read_at_once(void **state)
{
    struct room *room = *state;

    leave_a_gap(room, "https://news.example.org/harbour.xml?page=2");
    struct job *job = job_of(room, "harbour");
    assert_non_null(job);
    assert_int_equal(job->page.number, 1);
    assert_int_equal(polls_under_way(room->polls), room->fetchers.count);
    publish(room, 2, NULL);
    assert_null(job_of(room, "harbour"));
    assert_int_equal(state_of(room, "harbour").polls, 2);
    assert_int_equal(state_of(room, "harbour").gaps, 1);
    pass(room, 11 * MINUTE * SECOND);
    assert_int_equal(job_of(room, "harbour")->page.number, 0);
}

static void ten_pages_are_read_at_most(void **state)
{
    struct room *room = *state;
    int page = 2;

    leave_a_gap(room, "https://news.example.org/harbour.xml?page=2");
    for (; job_of(room, "harbour") != NULL; page++)
        publish(room, page, "https://news.example.org/harbour.xml?page=3");
    assert_int_equal(page, 12);
}

static void a_page_that_cannot_be_had_is_given_up(void **state)
{
    struct room *room = *state;

    leave_a_gap(room, "https://news.example.org/harbour.xml?page=2");
    answer(room, "harbour", POLLED_FIRM, 404);
    commit(room);
    assert_null(job_of(room, "harbour"));
    assert_int_equal(state_of(room, "harbour").failures, 0);
    pass(room, 11 * MINUTE * SECOND);
    assert_non_null(job_of(room, "harbour"));
}

static void change_schema(struct room *room, const char *sql)
{
    assert_int_equal(sqlite3_exec(room->desk->store->db, sql, NULL, NULL, NULL), SQLITE_OK);
}

static void a_page_that_waits_while_the_store_cannot_be_read_is_given_up(void **state)
{
    struct room *room = *state;

    begin(room);
    publish(room, 0, NULL);
    pass(room, 11 * MINUTE * SECOND);
    room->fetchers.room = 0;
    publish(room, 1, "https://news.example.org/harbour.xml?page=2");
    assert_null(job_of(room, "harbour"));
    change_schema(room, "ALTER TABLE feed RENAME TO feed_away");
    room->fetchers.room = JOBS_MAX;
    pass(room, SECOND);
    change_schema(room, "ALTER TABLE feed_away RENAME TO feed");
    pass(room, 11 * MINUTE * SECOND);
    assert_non_null(job_of(room, "harbour"));
    assert_int_equal(job_of(room, "harbour")->page.number, 0);
}

static void a_page_that_comes_back_unasked_is_given_up_and_the_feed_asked_no_sooner(void **state)
{
    struct room *room = *state;

    leave_a_gap(room, "https://news.example.org/harbour.xml?page=2");
    struct job page = end_job(room, job_of(room, "harbour"));
    polls_on_returned(room->polls, &page, &in6addr_any);
    pass(room, 9 * MINUTE * SECOND);
    assert_null(job_of(room, "harbour"));
    pass(room, 2 * MINUTE * SECOND);
    assert_int_equal(job_of(room, "harbour")->page.number, 0);
}

static void a_page_of_a_host_under_a_hold_is_not_asked_for(void **state)
{
    struct room *room = *state;

    begin(room);
    publish(room, 0, NULL);
    pass(room, 11 * MINUTE * SECOND);
    answer(room, "council", POLLED_RATE_LIMITED, 429);
    publish(room, 1, "https://council.example.org/harbour.xml?page=2");
    assert_null(job_of(room, "harbour"));
    assert_int_equal(state_of(room, "harbour").gaps, 1);
    pass(room, 11 * MINUTE * SECOND);
    assert_int_equal(job_of(room, "harbour")->page.number, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_news, close_news)
        TEST(a_gap_is_counted),
        TEST(the_first_document_leaves_no_gap),
        TEST(after_a_gap_the_archive_is_read_at_once),
        TEST(ten_pages_are_read_at_most),
        TEST(a_page_that_cannot_be_had_is_given_up),
        TEST(a_page_that_waits_while_the_store_cannot_be_read_is_given_up),
        TEST(a_page_that_comes_back_unasked_is_given_up_and_the_feed_asked_no_sooner),
        TEST(a_page_of_a_host_under_a_hold_is_not_asked_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
