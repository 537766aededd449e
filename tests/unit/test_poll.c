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
#include "daemon/fetcher/poll.h"
#include "daemon/ipc/channel.h"

#include <event2/event.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define ITEMS_MAX 16 /* that a test looks at */
#define SLOT 17

#define RSS(items)                                                                                 \
    "<rss version='2.0'><channel><title>Harbour &amp; News</title><ttl>90</ttl>"                   \
    "<link>https://harbour.example.org/</link>" items "</channel></rss>"
#define ITEM(id, text)                                                                             \
    "<item><guid isPermaLink='false'>" id "</guid><title>" text "</title>"                         \
    "<description>&lt;p&gt;" text " on Monday.</description></item>"
#define STRIKE ITEM("1", "Strike at the harbour")
#define FARES ITEM("2", "Bus fares rise")
#define BUDGET ITEM("3", "Budget passed")

/* What the core got of one poll. */
struct answer {
    struct item_message items[ITEMS_MAX];
    size_t item_count;
    struct polled_message polled;
    size_t polled_count;
};

/* A fetcher's end of the channel, and the core's. */
struct wire {
    struct event_base *base;
    struct channel *fetcher, *core;
    struct arena *document, *item, *received;
    struct buffer message;
    _Atomic uint32_t slot;
    struct answer answer;
};

static bool on_message(void *owner, uint16_t type, const void *body, size_t len)
{
    struct wire *wire = owner;
    struct answer *answer = &wire->answer;

    if (type == MESSAGE_ITEM) {
        size_t at = answer->item_count < ITEMS_MAX ? answer->item_count : ITEMS_MAX - 1;
        assert_int_equal(answer->polled_count, 0);
        answer->item_count++;
        return message_decode_item(&answer->items[at], body, len, wire->received);
    }
    assert_int_equal(type, MESSAGE_POLLED);
    answer->polled_count++;
    return message_decode_polled(&answer->polled, body, len, wire->received);
}

static void on_end(void *owner, enum channel_end how)
{
    (void)owner;
    (void)how;
}

static const struct channel_handler handler = {on_message, on_end};

static int open_wire(void **state)
{
    struct wire *wire = test_calloc(1, sizeof(*wire));
    struct error err = {0};
    int ends[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    wire->base = event_base_new();
    wire->fetcher = channel_open(wire->base, ends[0], &handler, wire, &err);
    wire->core = channel_open(wire->base, ends[1], &handler, wire, &err);
    wire->document = arena_new();
    wire->item = arena_new();
    wire->received = arena_new();
    buffer_init(&wire->message, MESSAGE_MAX);
    *state = wire;
    return 0;
}

static int close_wire(void **state)
{
    struct wire *wire = *state;

    channel_close(wire->fetcher);
    channel_close(wire->core);
    event_base_free(wire->base);
    arena_free(wire->document);
    arena_free(wire->item);
    arena_free(wire->received);
    buffer_free(&wire->message);
    test_free(wire);
    return 0;
}

static bool send_answer(struct wire *wire, const struct job_message *job,
                        const struct fetch_response *response)
{
    const struct poll_reader reader = {.channel = wire->fetcher,
                                       .slot = &wire->slot,
                                       .document = wire->document,
                                       .item = wire->item,
                                       .message = &wire->message};

    return poll_answer(&reader, job, response);
}

/* What the core gets when a fetcher has got this response. */
static const struct answer *answer_to(struct wire *wire, const struct job_message *job,
                                      const struct fetch_response *response)
{
    wire->answer = (struct answer){0};
    assert_true(send_answer(wire, job, response));
    while (wire->answer.polled_count == 0)
        assert_true(event_base_loop(wire->base, EVLOOP_ONCE) >= 0);
    assert_int_equal(wire->answer.polled.job, job->number);
    assert_int_equal(wire->answer.polled.item_count, wire->answer.item_count);
    assert_int_equal(wire->slot, 0); /* it has survived the document */
    return &wire->answer;
}

#define URL "https://harbour.example.org/feed.xml"

static const struct job_message job = {
    .number = 5, .feed_slot = SLOT, .feed = "harbour", .url = URL, .configured_url = URL};

static struct fetch_response response_of(const char *body)
{
    return (struct fetch_response){.outcome = FETCH_DOCUMENT,
                                   .http_status = 200,
                                   .message = "",
                                   .body = body,
                                   .body_len = strlen(body),
                                   .content_type = "application/rss+xml",
                                   .final_url = URL,
                                   .is_final_configured = true,
                                   .etag = {"\"a\"", 3, true}};
}

/* ---- items ---- */

static void each_item_of_a_new_feed_is_sent_before_what_came_of_the_poll(void **state)
{
    struct wire *wire = *state;
    const struct fetch_response response = response_of(RSS(STRIKE FARES));

    const struct answer *answer = answer_to(wire, &job, &response);
    assert_int_equal(answer->item_count, 2);
    assert_int_equal(answer->items[0].job, job.number);
    assert_string_equal(answer->items[0].item.id, "1");
    assert_string_equal(answer->items[0].item.title.str, "Strike at the harbour");
    assert_string_equal(answer->items[0].item.content.str, "Strike at the harbour on Monday.\n");
    assert_int_equal(answer->items[0].item.content.markup, MARKUP_MARKED);
    assert_true(answer->items[0].fingerprint_len > 0);
    assert_int_equal(answer->polled.outcome, POLLED_DOCUMENT);
    assert_int_equal(answer->polled.document_count, 2);
    assert_int_equal(answer->polled.document[0], answer->items[0].revision);
    assert_int_equal(answer->polled.document[1], answer->items[1].revision);
}

static void what_the_document_says_of_itself_is_told(void **state)
{
    const struct fetch_response response = response_of(RSS(STRIKE));
    const struct polled_message *polled = &answer_to(*state, &job, &response)->polled;

    assert_string_equal(polled->title, "Harbour & News");
    assert_string_equal(polled->format, "rss-2.0");
    assert_int_equal(polled->ttl, 90);
    assert_int_equal(polled->http_status, 200);
    assert_string_equal(polled->message, "");
    assert_int_equal(polled->etag.len, 3);
    assert_memory_equal(polled->etag.data, "\"a\"", 3);
    assert_int_not_equal(polled->body_hash, 0);
}

static void what_the_core_knows_is_not_sent_again(void **state)
{
    struct wire *wire = *state;
    const struct fetch_response before = response_of(RSS(STRIKE FARES));
    const struct fetch_response now = response_of(RSS(BUDGET STRIKE FARES));
    struct job_message next = job;

    const struct answer *answer = answer_to(wire, &job, &before);
    const uint64_t known[] = {answer->polled.document[1], answer->polled.document[0]};
    next.known = known;
    next.known_count = 2;
    answer = answer_to(wire, &next, &now);
    assert_int_equal(answer->item_count, 1);
    assert_string_equal(answer->items[0].item.id, "3");
    assert_int_equal(answer->polled.document_count, 3);
    assert_int_equal(answer->polled.document[1], known[1]);
    assert_int_equal(answer->polled.document[2], known[0]);
}

/* A feed of `count` items, each of `words` words that no other has. */
static void write_feed(struct buffer *feed, size_t count, size_t words)
{
    buffer_init(feed, (size_t)64 << 20);
    buffer_append_string(feed, "<rss version='2.0'><channel><title>Harbour</title>");
    for (size_t i = 0; i < count; i++) {
        buffer_append_format(
            feed, "<item><guid>%zu</guid><title>Log of berth %zu</title><description>", i, i);
        for (size_t word = 0; word < words; word++)
            buffer_append_format(feed, "s%zuw%zu ", i, word);
        buffer_append_string(feed, "</description></item>");
    }
    buffer_append_string(feed, "</channel></rss>");
}

static void what_one_poll_cannot_tell_waits_and_what_is_known_is_held(void **state)
{
    enum {
        COUNT = 9990,
        WORDS = 160
    };
    struct wire *wire = *state;
    struct buffer feed;
    struct job_message next = job;

    write_feed(&feed, COUNT, WORDS);
    const char *last_item = strstr(feed.data + feed.len - WORDS * 12, "<item><guid>9989");
    assert_non_null(last_item);
    char *only_last = NULL;
    assert_true(asprintf(&only_last, "<rss version='2.0'><channel>%s", last_item) > 0);
    const struct fetch_response before = response_of(only_last), whole = response_of(feed.data);
    const uint64_t known = answer_to(wire, &job, &before)->polled.document[0];
    next.known = &known;
    next.known_count = 1;
    const struct polled_message *polled = &answer_to(wire, &next, &whole)->polled;
    assert_true(polled->item_count > 0 && polled->item_count < COUNT - 1);
    assert_int_equal(polled->document_count, polled->item_count + 1);
    assert_int_equal(polled->document[polled->document_count - 1], known);
    assert_false(polled->etag.is_present);
    assert_non_null(strstr(polled->warnings, "wait for the next"));
    free(only_last);
    buffer_free(&feed);
}

static void an_item_that_no_message_holds_is_left_out_and_said(void **state)
{
    struct wire *wire = *state;
    struct buffer feed, text;

    buffer_init(&text, (size_t)4 << 20);
    while (text.len < ITEM_TEXT_MAX)
        buffer_append_string(&text, "ships at the harbour ");
    buffer_init(&feed, (size_t)4 << 20);
    buffer_append_format(
        &feed,
        "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'>"
        "<channel>" STRIKE "<item><guid>9</guid><description>%s</description>"
        "<content:encoded>Boats: %s</content:encoded></item></channel></rss>",
        text.data, text.data);
    const struct fetch_response response = response_of(feed.data);
    const struct answer *answer = answer_to(wire, &job, &response);
    assert_int_equal(answer->item_count, 1);
    assert_non_null(strstr(answer->polled.warnings, "1 items over the bound of 1 MiB"));
    buffer_free(&feed);
    buffer_free(&text);
}

static void a_changed_text_is_another_revision(void **state)
{
    struct wire *wire = *state;
    const struct fetch_response before = response_of(RSS(STRIKE));
    const struct fetch_response now = response_of(RSS(ITEM("1", "Strike at the harbour ends")));
    struct job_message next = job;

    const uint64_t known = answer_to(wire, &job, &before)->polled.document[0];
    next.known = &known;
    next.known_count = 1;
    const struct answer *answer = answer_to(wire, &next, &now);
    assert_int_equal(answer->item_count, 1);
    assert_string_equal(answer->items[0].item.id, "1");
}

static void the_same_bytes_again_are_not_read(void **state)
{
    struct wire *wire = *state;
    const struct fetch_response response = response_of(RSS(STRIKE FARES));
    struct job_message next = job;

    next.body_hash = answer_to(wire, &job, &response)->polled.body_hash;
    const struct answer *answer = answer_to(wire, &next, &response);
    assert_int_equal(answer->polled.outcome, POLLED_SAME_DOCUMENT);
    assert_int_equal(answer->item_count, 0);
    assert_int_equal(answer->polled.document_count, 0);
    assert_int_equal(answer->polled.body_hash, next.body_hash);
}

/* ---- gaps ---- */

static const char paged[] = "<feed xmlns='http://www.w3.org/2005/Atom'><title>Harbour</title>"
                            "<link rel='next' href='https://harbour.example.org/feed.xml?page=2'/>"
                            "<entry><id>9</id><title>Ferries go again</title></entry></feed>";

static void where_nothing_is_known_any_more_the_next_page_is_named(void **state)
{
    struct wire *wire = *state;
    const struct fetch_response response = response_of(paged);
    const uint64_t long_gone = 4711;
    struct job_message next = job;

    next.known = &long_gone;
    next.known_count = 1;
    const struct answer *answer = answer_to(wire, &next, &response);
    assert_string_equal(answer->polled.next_url, "https://harbour.example.org/feed.xml?page=2");
}

static void a_new_feed_has_no_gap(void **state)
{
    const struct fetch_response response = response_of(paged);

    assert_null(answer_to(*state, &job, &response)->polled.next_url);
}

static void where_one_item_is_known_there_is_no_gap(void **state)
{
    struct wire *wire = *state;
    const struct fetch_response response = response_of(paged);
    struct job_message next = job;

    const uint64_t known = answer_to(wire, &job, &response)->polled.document[0];
    next.known = &known;
    next.known_count = 1;
    assert_null(answer_to(wire, &next, &response)->polled.next_url);
}

/* ---- what is no whole document ---- */

static void a_page_that_is_no_feed_is_a_firm_failure_without_validators(void **state)
{
    struct fetch_response response = response_of("<html><title>404 \xE9</title>Not here</html>");

    response.permanent_url = "https://harbour.example.org/new.xml";
    const struct polled_message *polled = &answer_to(*state, &job, &response)->polled;
    assert_int_equal(polled->outcome, POLLED_FIRM);
    assert_non_null(strstr(polled->message, "not a feed: "));
    assert_false(polled->etag.is_present);
    assert_int_equal(polled->body_hash, 0);
    assert_null(polled->permanent_url);
}

static void a_document_that_broke_off_gives_its_whole_items(void **state)
{
    static const char whole[] = RSS(STRIKE FARES);
    struct fetch_response response = response_of(whole);

    response.outcome = FETCH_CUT;
    response.body_len = (size_t)(strstr(whole, "Bus fares") - whole);
    const struct answer *answer = answer_to(*state, &job, &response);
    assert_int_equal(answer->polled.outcome, POLLED_CUT);
    assert_int_equal(answer->item_count, 1);
    assert_string_equal(answer->items[0].item.id, "1");
    assert_int_equal(answer->polled.body_hash, 0);
}

static void an_answer_without_a_document_is_passed_on(void **state)
{
    static const struct {
        enum fetch_outcome fetched;
        enum polled_outcome told;
    } outcomes[] = {
        {FETCH_NOT_MODIFIED, POLLED_NOT_MODIFIED},
        {FETCH_GONE, POLLED_GONE},
        {FETCH_RATE_LIMITED, POLLED_RATE_LIMITED},
        {FETCH_UNAVAILABLE, POLLED_UNAVAILABLE},
        {FETCH_FIRM, POLLED_FIRM},
        {FETCH_TRANSIENT, POLLED_TRANSIENT},
        {FETCH_UNREACHED, POLLED_UNREACHED},
        {FETCH_REFUSED, POLLED_REFUSED},
        {FETCH_HELD, POLLED_HELD},
    };

    for (size_t i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++) {
        const struct fetch_response response = {.outcome = outcomes[i].fetched,
                                                .final_url = URL,
                                                .http_status = 500,
                                                .message = "the server said so",
                                                .retry_after = 60};
        const struct polled_message *polled = &answer_to(*state, &job, &response)->polled;
        assert_int_equal(polled->outcome, outcomes[i].told);
        assert_string_equal(polled->message, "the server said so");
        assert_int_equal(polled->retry_after, 60);
    }
}

/* POLLING, Validators: they go back only to the URL that gave them. */
static void a_validator_of_another_url_is_kept_with_it(void **state)
{
    static const char kept[] = "\nhttps://cdn.example.org/feed.xml\n\"a\"";
    struct fetch_response response = response_of(RSS(STRIKE));

    response.final_url = "https://cdn.example.org/feed.xml";
    response.is_final_configured = false;
    const struct polled_message *polled = &answer_to(*state, &job, &response)->polled;
    assert_int_equal(polled->etag.len, strlen(kept));
    assert_memory_equal(polled->etag.data, kept, strlen(kept));
}

static void a_core_that_is_gone_takes_no_answer(void **state)
{
    struct wire *wire = *state;
    const struct fetch_response response = response_of(RSS(STRIKE));

    channel_close(wire->core);
    wire->core = NULL;
    event_base_loop(wire->base, EVLOOP_NONBLOCK);
    assert_false(send_answer(wire, &job, &response));
    assert_int_equal(wire->slot, 0);
}

static void a_host_that_answers_in_the_place_of_the_one_asked_is_named(void **state)
{
    struct fetch_response response = response_of(RSS(STRIKE));

    response.address = in6addr_loopback;
    const struct answer *answer = answer_to(*state, &job, &response);
    assert_null(answer->polled.answered_host);
    assert_false(IN6_IS_ADDR_UNSPECIFIED(&answer->polled.address));
    response.final_url = "https://HARBOUR.example.org:8443/feeds/1";
    assert_null(answer_to(*state, &job, &response)->polled.answered_host);
    response.final_url = "https://cdn.example.net/harbour.xml";
    answer = answer_to(*state, &job, &response);
    assert_string_equal(answer->polled.answered_host, "cdn.example.net");
    assert_true(IN6_IS_ADDR_UNSPECIFIED(&answer->polled.address)); /* of another host */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_wire, close_wire)
        TEST(each_item_of_a_new_feed_is_sent_before_what_came_of_the_poll),
        TEST(what_the_document_says_of_itself_is_told),
        TEST(what_the_core_knows_is_not_sent_again),
        TEST(what_one_poll_cannot_tell_waits_and_what_is_known_is_held),
        TEST(an_item_that_no_message_holds_is_left_out_and_said),
        TEST(a_changed_text_is_another_revision),
        TEST(the_same_bytes_again_are_not_read),
        TEST(where_nothing_is_known_any_more_the_next_page_is_named),
        TEST(a_new_feed_has_no_gap),
        TEST(where_one_item_is_known_there_is_no_gap),
        TEST(a_page_that_is_no_feed_is_a_firm_failure_without_validators),
        TEST(a_document_that_broke_off_gives_its_whole_items),
        TEST(an_answer_without_a_document_is_passed_on),
        TEST(a_validator_of_another_url_is_kept_with_it),
        TEST(a_core_that_is_gone_takes_no_answer),
        TEST(a_host_that_answers_in_the_place_of_the_one_asked_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
