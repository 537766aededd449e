#include "tests/helpers/fetch_desk.h"

static void a_document_comes_whole_with_what_its_headers_say(void **state)
{
    struct fixture *fixture = *state;

    ANSWER_WITH(fixture,
                {.bytes = OK_HEAD "ETag:  W/\"harbour-7\" \r\nCache-Control: max-age=600\r\n"
                                  "Content-Length: 71\r\n\r\n" DOCUMENT});
    struct result result = get(fixture, "/feed.xml#top");
    assert_int_equal(result.outcome, FETCH_DOCUMENT);
    assert_int_equal(result.status, 200);
    assert_string_equal(result.body, DOCUMENT);
    assert_string_equal(result.etag, "W/\"harbour-7\"");
    assert_int_equal(result.fresh_for, 600);
    assert_string_equal(result.message, "");
    assert_string_equal(result.permanent_url, "");
    assert_memory_equal(fixture->server.requests[0].text, "GET /feed.xml HTTP/1.1\r\n", 24);
}

static void a_request_says_what_it_must_and_nothing_else(void **state)
{
    struct fixture *fixture = *state;
    static const char *const names[] = {"Host", "User-Agent", "Accept", "Accept-Encoding"};
    char text[4096];
    char *rest = NULL;
    size_t count = 0;

    ANSWER_WITH(fixture, {.bytes = OK_HEAD "Content-Length: 71\r\n\r\n" DOCUMENT});
    get(fixture, "/feed.xml");
    assert_true(sent_line(fixture, 0, "User-Agent: storywatch/0.1 (+https://desk.example/bot)"));
    assert_true(sent_line(fixture, 0, "Accept-Encoding: gzip, br, zstd"));
    snprintf(text, sizeof(text), "%s", strstr(fixture->server.requests[0].text, "\r\n") + 2);
    for (char *line = strtok_r(text, "\r\n", &rest); line != NULL;
         line = strtok_r(NULL, "\r\n", &rest)) {
        bool is_known = false;
        for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
            is_known = is_known || strncmp(line, names[i], strcspn(line, ":")) == 0;
        assert_true(is_known);
        count++;
    }
    assert_int_equal(count, sizeof(names) / sizeof(*names));
}

static void a_document_cut_short_keeps_what_came(void **state)
{
    struct fixture *fixture = *state;

    ANSWER_WITH(fixture, {.bytes = OK_HEAD "Content-Length: 500\r\nETag: \"half\"\r\n\r\n" DOCUMENT,
                          .closes = true});
    struct result result = get(fixture, "/feed.xml");
    assert_int_equal(result.outcome, FETCH_CUT);
    assert_string_equal(result.body, DOCUMENT);
    assert_false(result.has_etag);
}

static void a_chunk_that_never_ends_is_a_cut(void **state)
{
    struct fixture *fixture = *state;

    ANSWER_WITH(fixture,
                {.bytes = OK_HEAD "Transfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n40\r\n<channel>",
                 0,
                 true});
    struct result result = get(fixture, "/feed.xml");
    assert_int_equal(result.outcome, FETCH_CUT);
    assert_string_equal(result.body, "<rss><channel>");
}

static void an_empty_document_is_a_firm_failure(void **state)
{
    struct fixture *fixture = *state;

    ANSWER_WITH(fixture, {.bytes = OK_HEAD "Content-Length: 0\r\n\r\n"});
    struct result result = get(fixture, "/feed.xml");
    assert_int_equal(result.outcome, FETCH_FIRM);
    assert_string_equal(result.message, "the document is empty");
}

static void a_document_over_the_bound_is_refused_with_its_name(void **state)
{
    struct fixture *fixture = *state;
    static char bytes[256 * 1024];
    static struct answer_script script[] = {{.bytes = bytes, .len = sizeof(bytes), .closes = true}};

    fixture->settings.max_body = 100 * 1024;
    memset(bytes, 'x', sizeof(bytes));
    memcpy(bytes, "HTTP/1.1 200 OK\r\n\r\n", 19); /* no length: only counting helps */
    fixture->server.script = script;
    fixture->server.script_len = 1;
    struct result result = get(fixture, "/feed.xml");
    assert_int_equal(result.outcome, FETCH_FIRM);
    assert_non_null(strstr(result.message, "max_body"));
}

static void a_declared_length_over_the_bound_is_not_waited_for(void **state)
{
    struct fixture *fixture = *state;

    ANSWER_WITH(fixture, {.bytes = OK_HEAD "Content-Length: 99999999\r\n\r\n<rss>"});
    struct result result = get(fixture, "/feed.xml");
    assert_int_equal(result.outcome, FETCH_FIRM);
    assert_non_null(strstr(result.message, "max_body"));
    assert_true(result.duration_ms < 3000);
}

static void endless_headers_are_refused(void **state)
{
    struct fixture *fixture = *state;
    static char bytes[128 * 1024];
    static struct answer_script script[] = {{.bytes = bytes, .closes = true}};
    size_t len = (size_t)snprintf(bytes, sizeof(bytes), "HTTP/1.1 200 OK\r\n");

    for (unsigned i = 0; i < 500; i++)
        len += (size_t)snprintf(bytes + len, sizeof(bytes) - len, "X-Trace-%u: 1\r\n", i);
    fixture->server.script = script;
    fixture->server.script_len = 1;
    struct result result = get(fixture, "/feed.xml");
    assert_int_equal(result.outcome, FETCH_FIRM);
    assert_non_null(strstr(result.message, "400 lines"));
}

static void a_gzip_bomb_is_defused(void **state)
{
    struct fixture *fixture = *state;
    static const char head[] = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n";
    static char bytes[128 * 1024];
    static struct answer_script script[] = {{.bytes = bytes, .closes = true}};
    FILE *bomb = fopen(FIXTURES "/fetch/bomb.gz", "rb");

    assert_non_null(bomb);
    fixture->settings.max_body = (int64_t)(64 * MIB);
    memcpy(bytes, head, sizeof(head) - 1);
    size_t len = fread(bytes + sizeof(head) - 1, 1, sizeof(bytes) - sizeof(head), bomb);
    fclose(bomb);
    script[0].len = sizeof(head) - 1 + len;
    fixture->server.script = script;
    fixture->server.script_len = 1;
    struct result result = get(fixture, "/feed.xml");
    assert_int_equal(result.outcome, FETCH_FIRM);
    assert_non_null(strstr(result.message, "100 times"));
}

static void what_cannot_be_decompressed_is_a_firm_failure(void **state)
{
    struct fixture *fixture = *state;

    ANSWER_WITH(fixture, {.bytes = OK_HEAD
                          "Content-Encoding: gzip\r\nContent-Length: 12\r\n\r\nnot gzip, is"});
    assert_int_equal(get(fixture, "/feed.xml").outcome, FETCH_FIRM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(a_document_comes_whole_with_what_its_headers_say),
        TEST(a_request_says_what_it_must_and_nothing_else),
        TEST(a_document_cut_short_keeps_what_came),
        TEST(a_chunk_that_never_ends_is_a_cut),
        TEST(an_empty_document_is_a_firm_failure),
        TEST(a_document_over_the_bound_is_refused_with_its_name),
        TEST(a_declared_length_over_the_bound_is_not_waited_for),
        TEST(endless_headers_are_refused),
        TEST(a_gzip_bomb_is_defused),
        TEST(what_cannot_be_decompressed_is_a_firm_failure),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
