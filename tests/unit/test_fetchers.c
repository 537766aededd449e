#include "tests/helpers/fetcher_desk.h"

#include <signal.h>

/* ---- jobs and answers ---- */

static void a_fetcher_gets_its_setup_and_no_job_before_it_is_ready(void **state)
{
    struct desk *desk = *state;
    struct job_message message = {.feed = "harbour"};

    assert_true(desk->has_setup);
    assert_false(fetchers_has_room(desk->fetchers, OF_ONE_HOST));
    assert_false(fetchers_send(desk->fetchers, OF_ONE_HOST, &message, &(struct job){.feed_id = 1}));
    say_ready(desk);
    assert_int_equal(desk->rooms, 1);
    assert_true(fetchers_has_room(desk->fetchers, OF_ONE_HOST));
    assert_true(child_link_status(fetchers_link(desk->fetchers, 1)).is_ready);
    assert_int_equal(child_link_status(fetchers_link(desk->fetchers, 1)).pid, PID);
}

static void an_answer_brings_the_items_that_came_before_it(void **state)
{
    struct desk *desk = *state;

    say_ready(desk);
    int64_t first = send_job(desk), second = send_job(desk);
    assert_int_equal(fetchers_job_count(desk->fetchers), 2);
    say_item(desk, second);
    say_item(desk, second);
    say_polled(desk, second, 2);
    say_polled(desk, first, 0);
    assert_int_equal(desk->told_count, 2);
    assert_told(desk, 0, TOLD_POLLED, second);
    assert_int_equal(desk->told[0].item_count, 2);
    assert_told(desk, 1, TOLD_POLLED, first);
    assert_int_equal(fetchers_job_count(desk->fetchers), 0);
}

static void a_job_may_come_back_unasked(void **state)
{
    struct desk *desk = *state;

    say_ready(desk);
    int64_t job = send_job(desk);
    say_returned(desk, job);
    assert_told(desk, 0, TOLD_RETURNED, job);
    assert_int_equal(fetchers_job_count(desk->fetchers), 0);
}

static void a_fetcher_that_is_there_is_told_of_a_hold(void **state)
{
    struct desk *desk = *state;
    const struct hold_message hold = {"wire.example.org", 60000};

    fetchers_hold(desk->fetchers, &hold);
    say_ready(desk);
    assert_int_equal(desk->readies, 1);
    assert_int_equal(desk->holds, 0);
    fetchers_hold(desk->fetchers, &hold);
    settle(desk);
    assert_int_equal(desk->holds, 1);
    assert_string_equal(desk->hold.host, "wire.example.org");
    assert_int_equal(desk->hold.ms, 60000);
}

/* ---- rules: what a fetcher sends is untrusted ---- */

static void an_item_of_no_job_ends_the_fetcher(void **state)
{
    struct desk *desk = *state;

    say_ready(desk);
    int64_t job = send_job(desk);
    say_item(desk, job + 1);
    assert_ended(desk);
    assert_told(desk, 0, TOLD_LOST, job);
}

static void an_answer_that_miscounts_its_items_ends_the_fetcher(void **state)
{
    struct desk *desk = *state;

    say_ready(desk);
    int64_t job = send_job(desk);
    say_item(desk, job);
    say_polled(desk, job, 2);
    assert_ended(desk);
    assert_told(desk, 0, TOLD_LOST, job);
}

static void a_second_answer_to_one_job_ends_the_fetcher(void **state)
{
    struct desk *desk = *state;

    say_ready(desk);
    int64_t job = send_job(desk);
    say_polled(desk, job, 0);
    say_polled(desk, job, 0);
    assert_ended(desk);
    assert_int_equal(desk->told_count, 1);
}

static void items_of_two_documents_at_a_time_end_the_fetcher(void **state)
{
    struct desk *desk = *state;

    say_ready(desk);
    int64_t first = send_job(desk), second = send_job(desk);
    say_item(desk, first);
    say_item(desk, second);
    assert_ended(desk);
}

/* What is more than the socket takes at a time, too. */
static void settle_all(struct desk *desk)
{
    while (desk->child != NULL && channel_backlog(desk->child) > 0)
        settle(desk);
    for (int i = 0; i < 100; i++)
        settle(desk);
}

/* The first 63 come to a little less. */
static void more_than_32_mebibytes_for_one_poll_end_the_fetcher(void **state)
{
    struct desk *desk = *state;
    char *text = arena_alloc(desk->arena, ITEM_TEXT_MAX + 1);

    memset(text, 'K', ITEM_TEXT_MAX);
    say_ready(desk);
    int64_t job = send_job(desk);
    for (int i = 0; i < 63; i++)
        say_text(desk, job, text);
    settle_all(desk);
    assert_non_null(desk->child);
    say_text(desk, job, text);
    settle_all(desk);
    assert_ended(desk);
    assert_told(desk, 0, TOLD_LOST, job);
}

static void more_than_ten_thousand_items_for_one_poll_end_the_fetcher(void **state)
{
    struct desk *desk = *state;

    say_ready(desk);
    int64_t job = send_job(desk);
    for (int i = 0; i < JOB_KNOWN_MAX; i++)
        say_item(desk, job);
    assert_non_null(desk->child);
    say_item(desk, job);
    assert_ended(desk);
}

static void to_be_ready_twice_ends_the_fetcher(void **state)
{
    struct desk *desk = *state;

    say_ready(desk);
    say_ready(desk);
    assert_ended(desk);
}

static void a_message_that_is_the_cores_to_send_ends_the_fetcher(void **state)
{
    struct desk *desk = *state;

    say_ready(desk);
    assert_true(channel_send(desk->child, MESSAGE_JOB, "job", 3));
    settle(desk);
    assert_ended(desk);
}

/* ---- fetchers that die ---- */

static void die(struct desk *desk)
{
    channel_close(desk->child);
    desk->child = NULL;
    settle(desk);
    child_link_on_ended(fetchers_link(desk->fetchers, 1), PID, SIGSEGV);
}

static void who_dies_over_a_document_names_its_feed(void **state)
{
    struct desk *desk = *state;

    say_ready(desk);
    int64_t first = send_job(desk), second = send_job(desk);
    name_in_page(desk, desk->jobs[1].feed_slot);
    die(desk);
    assert_int_equal(desk->told_count, 2);
    assert_told(desk, 0, TOLD_LOST, first);
    assert_told(desk, 1, TOLD_GUILTY, second);
}

/* The page is written by a process that may be hijacked. */
static void a_page_that_names_no_job_blames_nobody(void **state)
{
    struct desk *desk = *state;

    say_ready(desk);
    int64_t job = send_job(desk);
    name_in_page(desk, UINT32_MAX);
    die(desk);
    assert_told(desk, 0, TOLD_LOST, job);
}

static void a_fetcher_that_died_is_replaced(void **state)
{
    struct desk *desk = *state;

    say_ready(desk);
    name_in_page(desk, 7);
    die(desk);
    while (desk->spawner.started < 2)
        assert_true(event_base_loop(desk->base, EVLOOP_ONCE) >= 0);
    assert_int_equal(atomic_load((_Atomic uint32_t *)desk->spawner.page), 0);
    connect_child(desk);
    say_ready(desk);
    assert_int_equal(child_link_status(fetchers_link(desk->fetchers, 1)).restarts, 1);
    assert_true(fetchers_has_room(desk->fetchers, OF_ONE_HOST));
}

static void the_end_of_another_process_is_not_the_fetchers(void **state)
{
    struct desk *desk = *state;

    say_ready(desk);
    send_job(desk);
    child_link_on_ended(fetchers_link(desk->fetchers, 1), PID + 1, 0);
    assert_null(fetchers_link(desk->fetchers, 2));
    assert_null(fetchers_link(desk->fetchers, 0));
    assert_int_equal(fetchers_job_count(desk->fetchers), 1);
    assert_int_equal(child_link_status(fetchers_link(desk->fetchers, 1)).restarts, 0);
}

static void a_fetcher_that_cannot_be_started_is_tried_again(void **state)
{
    struct desk *desk = *state;

    desk->spawner.is_failing = true;
    die(desk);
    event_base_loop(desk->base, EVLOOP_ONCE);
    assert_int_equal(desk->spawner.started, 1);
    desk->spawner.is_failing = false;
    while (desk->spawner.started < 2)
        assert_true(event_base_loop(desk->base, EVLOOP_ONCE) >= 0);
}

/* ---- reloads ---- */

static void the_same_setup_leaves_fetchers_as_they_are(void **state)
{
    struct desk *desk = *state;

    say_ready(desk);
    send_job(desk);
    set_up(desk, "storywatch");
    settle(desk);
    assert_non_null(desk->child);
    assert_int_equal(fetchers_job_count(desk->fetchers), 1);
}

static void another_setup_starts_them_anew_and_blames_nobody(void **state)
{
    struct desk *desk = *state;

    say_ready(desk);
    int64_t job = send_job(desk);
    name_in_page(desk, desk->jobs[0].feed_slot);
    set_up(desk, "storywatch (+https://desk.example.org)");
    settle(desk);
    assert_ended(desk);
    assert_told(desk, 0, TOLD_LOST, job);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_desk, close_desk)
        TEST(a_fetcher_gets_its_setup_and_no_job_before_it_is_ready),
        TEST(an_answer_brings_the_items_that_came_before_it),
        TEST(a_job_may_come_back_unasked),
        TEST(a_fetcher_that_is_there_is_told_of_a_hold),
        TEST(an_item_of_no_job_ends_the_fetcher),
        TEST(an_answer_that_miscounts_its_items_ends_the_fetcher),
        TEST(a_second_answer_to_one_job_ends_the_fetcher),
        TEST(items_of_two_documents_at_a_time_end_the_fetcher),
        TEST(more_than_32_mebibytes_for_one_poll_end_the_fetcher),
        TEST(more_than_ten_thousand_items_for_one_poll_end_the_fetcher),
        TEST(to_be_ready_twice_ends_the_fetcher),
        TEST(a_message_that_is_the_cores_to_send_ends_the_fetcher),
        TEST(who_dies_over_a_document_names_its_feed),
        TEST(a_page_that_names_no_job_blames_nobody),
        TEST(a_fetcher_that_died_is_replaced),
        TEST(the_end_of_another_process_is_not_the_fetchers),
        TEST(a_fetcher_that_cannot_be_started_is_tried_again),
        TEST(the_same_setup_leaves_fetchers_as_they_are),
        TEST(another_setup_starts_them_anew_and_blames_nobody),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
