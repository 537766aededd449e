/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/error.h"
#include "daemon/fetcher/jobs.h"
#include "daemon/ipc/channel.h"
#include "daemon/ipc/message.h"
#include "feeds/url.h"
#include "tests/helpers/scripted_client.h"

#include <event2/event.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>

/* ---- a fetcher's jobs, and the core that hears of them ---- */

struct told {
    uint16_t type;
    int64_t job;
    struct in6_addr address; /* of a job that came back */
};

struct desk {
    struct fetch_client client;
    struct event_base *base;
    struct channel *fetcher, *core;
    struct jobs *jobs;
    struct arena *received;
    _Atomic uint32_t page;
    struct told told[TRANSFERS_MAX];
    size_t told_count;
};

static bool on_message(void *owner, uint16_t type, const void *body, size_t len)
{
    struct desk *desk = owner;
    struct polled_message polled;
    struct returned_message returned;
    struct told *told = &desk->told[desk->told_count++];

    told->type = type;
    if (type == MESSAGE_RETURNED) {
        assert_true(message_decode_returned(&returned, body, len, desk->received));
        told->job = returned.job;
        told->address = returned.address;
        return true;
    }
    assert_int_equal(type, MESSAGE_POLLED);
    assert_true(message_decode_polled(&polled, body, len, desk->received));
    told->job = polled.job;
    return true;
}

static void on_end(void *owner, enum channel_end how)
{
    (void)owner;
    (void)how;
}

static const struct channel_handler handler = {on_message, on_end};

static int open_desk(void **state)
{
    struct desk *desk = test_calloc(1, sizeof(*desk));
    struct error err = {0};
    int ends[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    desk->base = event_base_new();
    desk->fetcher = channel_open(desk->base, ends[0], &handler, desk, &err);
    desk->core = channel_open(desk->base, ends[1], &handler, desk, &err);
    desk->received = arena_new();
    desk->jobs = jobs_new(desk->base, &desk->client, desk->fetcher, &desk->page);
    *state = desk;
    return 0;
}

static int close_desk(void **state)
{
    struct desk *desk = *state;

    jobs_free(desk->jobs);
    channel_close(desk->fetcher);
    channel_close(desk->core);
    event_base_free(desk->base);
    arena_free(desk->received);
    test_free(desk);
    return 0;
}

static void start_message(struct desk *desk, const struct job_message *message)
{
    struct buffer encoded;

    buffer_init(&encoded, MESSAGE_MAX);
    assert_true(message_encode_job(message, &encoded));
    assert_true(jobs_start(desk->jobs, encoded.data, encoded.len));
    buffer_free(&encoded);
}

static void start(struct desk *desk, int64_t number, const char *url)
{
    const struct job_message message = {
        .number = number, .feed = "feed", .url = url, .configured_url = url};

    start_message(desk, &message);
}

/* The transfer of the `index`th request ends like this. */
static void end_at(struct desk *desk, size_t index, enum fetch_outcome outcome, const char *url)
{
    struct fetch_transfer *transfer = &desk->client.transfers[index];
    const struct fetch_response response = {
        .outcome = outcome,
        .message = "",
        .final_url = url,
        .is_final_configured = true,
        .address = {.s6_addr = {0x20, 0x01, 0x0d, 0xb8, [15] = 7}},
    };
    fetch_on_done *on_done = transfer->on_done;

    assert_non_null(on_done);
    transfer->on_done = NULL;
    on_done(transfer->owner, &response);
}

static void end(struct desk *desk, size_t index, enum fetch_outcome outcome)
{
    end_at(desk, index, outcome, desk->client.transfers[index].url);
}

static void hear(struct desk *desk, size_t count)
{
    while (desk->told_count < count)
        assert_true(event_base_loop(desk->base, EVLOOP_ONCE) >= 0);
    assert_int_equal(desk->told_count, count);
}

static void assert_told(const struct desk *desk, size_t index, uint16_t type, int64_t job)
{
    assert_int_equal(desk->told[index].type, type);
    assert_int_equal(desk->told[index].job, job);
}

static void jobs_are_fetched_side_by_side_and_answered_as_they_end(void **state)
{
    struct desk *desk = *state;

    start(desk, 1, "https://harbour.example.org/");
    start(desk, 2, "https://quay.example.org/");
    start(desk, 3, "https://council.example.org/");
    assert_int_equal(desk->client.count, 3);
    end(desk, 2, FETCH_NOT_MODIFIED);
    end(desk, 0, FETCH_TRANSIENT);
    hear(desk, 2);
    assert_told(desk, 0, MESSAGE_POLLED, 3);
    assert_told(desk, 1, MESSAGE_POLLED, 1);
}

static void end_with_document(struct desk *desk, size_t index, size_t size)
{
    struct fetch_transfer *transfer = &desk->client.transfers[index];
    char *body = test_calloc(1, size);
    const struct fetch_response response = {
        .outcome = FETCH_DOCUMENT,
        .message = "",
        .body = memset(body, ' ', size),
        .body_len = size,
        .final_url = transfer->url,
        .is_final_configured = true,
    };

    transfer->on_done(transfer->owner, &response);
    test_free(body);
}

static void no_more_is_asked_for_while_documents_wait_that_are_large_together(void **state)
{
    struct desk *desk = *state;

    for (int64_t number = 1; number <= 3; number++)
        start(desk, number, "https://harbour.example.org/");
    end_with_document(desk, 0, (size_t)3 << 20);
    assert_false(desk->client.is_paused);
    end(desk, 1, FETCH_NOT_MODIFIED);
    assert_false(desk->client.is_paused);
    end_with_document(desk, 2, (size_t)1 << 20);
    assert_true(desk->client.is_paused);
    hear(desk, 3);
    assert_false(desk->client.is_paused);
}

static void check_request(const struct fetch_request *request)
{
    assert_string_equal(request->url, "https://cdn.example.org/feed.xml");
    assert_string_equal(request->configured_url, "https://harbour.example.org/feed.xml");
    assert_string_equal(request->validators_url, "https://cdn.example.org/feed.xml");
    assert_true(request->etag.is_present);
    assert_int_equal(request->etag.len, 3);
    assert_memory_equal(request->etag.data, "\"a\"", 3);
    assert_false(request->last_modified.is_present);
    assert_int_equal(request->header_count, 1);
    assert_string_equal(request->headers[0].name, "X-Key-Id");
    assert_string_equal(request->headers[0].value, "desk");
    assert_string_equal(request->user, "desk:open sesame");
    assert_null(request->bearer);
    assert_true(request->has_no_proxy);
    assert_int_equal(request->timeout_ms, 30000);
}

static void all_of_a_job_goes_into_its_request(void **state)
{
    static const char kept[] = "\nhttps://cdn.example.org/feed.xml\n\"a\"";
    static const struct message_header headers[] = {{"X-Key-Id", "desk"}};
    const struct job_message message = {
        .number = 1,
        .feed = "harbour",
        .url = "https://cdn.example.org/feed.xml",
        .configured_url = "https://harbour.example.org/feed.xml",
        .etag = {kept, sizeof(kept) - 1, true},
        .headers = headers,
        .header_count = 1,
        .user = "desk:open sesame",
        .has_no_proxy = true,
        .timeout_ms = 30000,
    };
    struct desk *desk = *state;

    desk->client.on_request = check_request;
    start_message(desk, &message);
    assert_int_equal(desk->client.count, 1);
}

static void what_is_no_job_is_refused(void **state)
{
    struct desk *desk = *state;

    assert_false(jobs_start(desk->jobs, "job", 3));
    assert_false(jobs_start(desk->jobs, NULL, 0));
    assert_int_equal(desk->client.count, 0);
}

/* ---- a host that asks to slow down ---- */

static void after_a_429_the_hosts_waiting_jobs_go_back_unasked(void **state)
{
    struct desk *desk = *state;

    start(desk, 1, "https://news.example.org/harbour.xml");
    start(desk, 2, "https://news.example.org/quay.xml");
    start(desk, 3, "https://council.example.org/feed.xml");
    end(desk, 0, FETCH_RATE_LIMITED);
    hear(desk, 2);
    assert_told(desk, 0, MESSAGE_POLLED, 1); /* the reason first: the core holds the host by it */
    assert_told(desk, 1, MESSAGE_RETURNED, 2);
    assert_true(desk->client.transfers[1].is_cancelled);
    assert_false(desk->client.transfers[2].is_cancelled);
}

static void a_job_that_was_on_its_way_then_is_not_asked_either(void **state)
{
    struct desk *desk = *state;

    start(desk, 1, "https://news.example.org/harbour.xml");
    end(desk, 0, FETCH_RATE_LIMITED);
    start(desk, 2, "https://news.example.org/quay.xml");
    start(desk, 3, "https://council.example.org/feed.xml");
    hear(desk, 2);
    assert_told(desk, 0, MESSAGE_POLLED, 1);
    assert_told(desk, 1, MESSAGE_RETURNED, 2);
    assert_int_equal(desk->client.count, 2);
    assert_string_equal(desk->client.transfers[1].url, "https://council.example.org/feed.xml");
}

static void a_429_behind_a_redirect_spares_the_host_that_said_it(void **state)
{
    struct desk *desk = *state;

    start(desk, 1, "https://news.example.org/harbour.xml");
    start(desk, 2, "https://news.example.org/quay.xml");
    start(desk, 3, "https://council.example.org/feed.xml");
    end_at(desk, 0, FETCH_RATE_LIMITED, "https://council.example.org/harbour");
    hear(desk, 2);
    assert_told(desk, 0, MESSAGE_POLLED, 1);
    assert_told(desk, 1, MESSAGE_RETURNED, 3);
    assert_false(desk->client.transfers[1].is_cancelled);
}

/* ---- an address that another fetcher asks ---- */

static void what_another_fetcher_is_to_ask_goes_back_with_all_that_waits_for_the_host(void **state)
{
    struct desk *desk = *state;

    start(desk, 1, "https://news.example.org/harbour.xml");
    start(desk, 2, "https://news.example.org/quay.xml");
    start(desk, 3, "https://council.example.org/feed.xml");
    end(desk, 0, FETCH_ELSEWHERE);
    hear(desk, 2);
    assert_told(desk, 0, MESSAGE_RETURNED, 1);
    assert_told(desk, 1, MESSAGE_RETURNED, 2);
    assert_int_equal(desk->told[0].address.s6_addr[15], 7);
    assert_true(IN6_IS_ADDR_UNSPECIFIED(&desk->told[1].address));
    assert_false(desk->client.transfers[2].is_cancelled);
}

static void a_fetcher_asks_the_addresses_whose_place_is_its_own(void **state)
{
    const struct in6_addr address = {.s6_addr = {0x20, 0x01, 0x0d, 0xb8, [15] = 7}};
    const uint32_t own = (uint32_t)(message_place_of(&address) % 2);
    struct job_message message = {.number = 1,
                                  .feed = "quay",
                                  .url = "https://quay.example.org/",
                                  .configured_url = "https://quay.example.org/",
                                  .fetchers = 2,
                                  .fetcher = own};
    struct desk *desk = *state;

    start_message(desk, &message);
    assert_false(desk->client.is_elsewhere(desk->client.transfers[0].owner, &address));
    message.fetcher = 1 - own;
    start_message(desk, &message);
    assert_true(desk->client.is_elsewhere(desk->client.transfers[1].owner, &address));
    message.fetchers = 0;
    start_message(desk, &message);
    assert_false(desk->client.is_elsewhere(desk->client.transfers[2].owner, &address));
}

/* ---- a host that the core holds ---- */

static void hold(struct desk *desk, const char *host)
{
    const struct hold_message message = {host, 60000};
    struct buffer body;

    buffer_init(&body, MESSAGE_MAX);
    assert_true(message_encode_hold(&message, &body));
    assert_true(jobs_hold(desk->jobs, body.data, body.len));
    buffer_free(&body);
}

static void a_held_hosts_waiting_jobs_go_back_unasked(void **state)
{
    struct desk *desk = *state;

    start(desk, 1, "https://news.example.org/harbour.xml");
    start(desk, 2, "https://council.example.org/feed.xml");
    hold(desk, "council.example.org");
    hear(desk, 1);
    assert_told(desk, 0, MESSAGE_RETURNED, 2);
    assert_false(desk->client.transfers[0].is_cancelled);
}

static void no_redirect_leads_to_a_held_host_but_for_one_who_asked(void **state)
{
    struct job_message message = {.number = 1,
                                  .feed = "harbour",
                                  .url = "https://news.example.org/harbour.xml",
                                  .configured_url = "https://news.example.org/harbour.xml"};
    struct desk *desk = *state;
    const struct fetch_transfer *transfers = desk->client.transfers;

    start_message(desk, &message);
    assert_false(desk->client.is_held(transfers[0].owner, "https://council.example.org/a"));
    hold(desk, "council.example.org");
    assert_true(desk->client.is_held(transfers[0].owner, "https://COUNCIL.example.org/a"));
    assert_false(desk->client.is_held(transfers[0].owner, "https://news.example.org/a"));
    message.ignores_holds = true;
    start_message(desk, &message);
    assert_false(desk->client.is_held(transfers[1].owner, "https://council.example.org/a"));
}

static void no_redirect_leads_to_a_host_that_has_just_said_429(void **state)
{
    struct desk *desk = *state;

    start(desk, 1, "https://news.example.org/harbour.xml");
    start(desk, 2, "https://council.example.org/feed.xml");
    end(desk, 0, FETCH_RATE_LIMITED);
    assert_true(
        desk->client.is_held(desk->client.transfers[1].owner, "https://news.example.org/a"));
}

static void what_is_no_hold_is_refused(void **state)
{
    struct desk *desk = *state;

    assert_false(jobs_hold(desk->jobs, "hold", 4));
    assert_false(jobs_hold(desk->jobs, NULL, 0));
}

/* ---- the end ---- */

static void what_is_under_way_ends_with_the_fetcher(void **state)
{
    struct desk *desk = *state;

    start(desk, 1, "https://harbour.example.org/");
    start(desk, 2, "https://quay.example.org/");
    end(desk, 1, FETCH_NOT_MODIFIED);
    jobs_free(desk->jobs);
    desk->jobs = NULL;
    assert_true(desk->client.transfers[0].is_cancelled);
    assert_false(desk->client.transfers[1].is_cancelled);
}

static void a_fetcher_that_cannot_answer_ends_its_loop(void **state)
{
    struct desk *desk = *state;

    channel_close(desk->core);
    desk->core = NULL;
    event_base_loop(desk->base, EVLOOP_NONBLOCK);
    start(desk, 1, "https://harbour.example.org/");
    end(desk, 0, FETCH_NOT_MODIFIED);
    event_base_loop(desk->base, EVLOOP_NO_EXIT_ON_EMPTY);
    assert_true(event_base_got_break(desk->base));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_desk, close_desk)
        TEST(jobs_are_fetched_side_by_side_and_answered_as_they_end),
        TEST(no_more_is_asked_for_while_documents_wait_that_are_large_together),
        TEST(all_of_a_job_goes_into_its_request),
        TEST(what_is_no_job_is_refused),
        TEST(after_a_429_the_hosts_waiting_jobs_go_back_unasked),
        TEST(a_job_that_was_on_its_way_then_is_not_asked_either),
        TEST(a_429_behind_a_redirect_spares_the_host_that_said_it),
        TEST(what_another_fetcher_is_to_ask_goes_back_with_all_that_waits_for_the_host),
        TEST(a_fetcher_asks_the_addresses_whose_place_is_its_own),
        TEST(a_held_hosts_waiting_jobs_go_back_unasked),
        TEST(no_redirect_leads_to_a_held_host_but_for_one_who_asked),
        TEST(no_redirect_leads_to_a_host_that_has_just_said_429),
        TEST(what_is_no_hold_is_refused),
        TEST(what_is_under_way_ends_with_the_fetcher),
        TEST(a_fetcher_that_cannot_answer_ends_its_loop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
