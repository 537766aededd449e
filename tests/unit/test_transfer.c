#include "tests/helpers/fetch_desk.h"

/* ---- validators */

static void validators_go_back_byte_for_byte(void **state)
{
    struct fixture *fixture = *state;
    const struct fetch_request request = {
        .url = "/feed.xml",
        .etag = BYTES("W/unquoted \xe9 ; \"x\""),
        .last_modified = BYTES("yesterday, about noon"),
    };

    ANSWER_WITH(fixture, {.bytes = "HTTP/1.1 304 Not Modified\r\nETag: \"next\"\r\n\r\n"});
    struct result result = fetch(fixture, &request);
    assert_int_equal(result.outcome, FETCH_NOT_MODIFIED);
    assert_string_equal(result.etag, "\"next\"");
    assert_true(sent_line(fixture, 0, "If-None-Match: W/unquoted \xe9 ; \"x\""));
    assert_true(sent_line(fixture, 0, "If-Modified-Since: yesterday, about noon"));
}

static void an_empty_validator_is_sent_as_one(void **state)
{
    struct fixture *fixture = *state;
    const struct fetch_request request = {.url = "/feed.xml", .etag = BYTES("")};

    ANSWER_WITH(fixture, {.bytes = "HTTP/1.1 304 Not Modified\r\n\r\n"});
    assert_int_equal(fetch(fixture, &request).outcome, FETCH_NOT_MODIFIED);
    assert_true(sent_line(fixture, 0, "If-None-Match:"));
}

static void a_304_that_was_not_asked_for_is_a_firm_failure(void **state)
{
    struct fixture *fixture = *state;

    ANSWER_WITH(fixture, {.bytes = "HTTP/1.1 304 Not Modified\r\n\r\n"});
    assert_int_equal(get(fixture, "/feed.xml").outcome, FETCH_FIRM);
}

static void validators_go_to_the_hop_that_gave_them_alone(void **state)
{
    struct fixture *fixture = *state;
    char url[64];
    struct fetch_request request = {.url = "/a", .etag = BYTES("\"b\""), .validators_url = url};

    snprintf(url, sizeof(url), "http://127.0.0.1:%u/b", (unsigned)fixture->server.port);
    ANSWER_WITH(fixture,
                {.bytes = "HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n"},
                {.bytes = "HTTP/1.1 304 Not Modified\r\n\r\n"});
    assert_int_equal(fetch(fixture, &request).outcome, FETCH_NOT_MODIFIED);
    assert_false(sent_line(fixture, 0, "If-None-Match: \"b\""));
    assert_true(sent_line(fixture, 1, "If-None-Match: \"b\""));
}

/* ---- redirects */

static void the_leading_permanent_redirects_are_remembered(void **state)
{
    struct fixture *fixture = *state;
    char expected[64];

    snprintf(expected, sizeof(expected), "http://127.0.0.1:%u/c?x=%%41",
             (unsigned)fixture->server.port);
    ANSWER_WITH(fixture,
                {.bytes = "HTTP/1.1 301 Moved\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n"},
                {.bytes = "HTTP/1.1 308 Moved\r\nLocation: /c?x=%41\r\nContent-Length: 0\r\n\r\n"},
                {.bytes = "HTTP/1.1 302 Found\r\nLocation: /d\r\nContent-Length: 0\r\n\r\n"},
                {.bytes = "HTTP/1.1 301 Moved\r\nLocation: /e\r\nContent-Length: 0\r\n\r\n"},
                {.bytes = OK_HEAD "Content-Length: 71\r\n\r\n" DOCUMENT});
    struct result result = get(fixture, "/a");
    assert_int_equal(result.outcome, FETCH_DOCUMENT);
    assert_string_equal(result.permanent_url, expected);
    assert_non_null(strstr(result.final_url, "/e"));
    assert_int_equal(fixture->server.connection_count, 1); /* hops on one host share it */
}

static void a_redirect_loop_ends_at_once(void **state)
{
    struct fixture *fixture = *state;

    ANSWER_WITH(fixture,
                {.bytes = "HTTP/1.1 301 Moved\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n"},
                {.bytes = "HTTP/1.1 301 Moved\r\nLocation: /a#again\r\nContent-Length: 0\r\n\r\n"});
    struct result result = get(fixture, "/a");
    assert_int_equal(result.outcome, FETCH_FIRM);
    assert_non_null(strstr(result.message, "loop"));
    assert_string_equal(result.permanent_url, "");
    assert_int_equal(fixture->server.request_count, 2);
}

static bool leads_to_held(void *owner, const char *url)
{
    assert_non_null(owner);
    return strstr(url, "/held") != NULL;
}

static void a_host_that_is_held_is_not_asked_behind_a_redirect(void **state)
{
    struct fixture *fixture = *state;
    struct fetch_request request = {.url = "/a", .is_held = leads_to_held};

    ANSWER_WITH(fixture, {.bytes = "HTTP/1.1 302 F\r\nLocation: b\r\nContent-Length: 0\r\n\r\n"},
                {.bytes = "HTTP/1.1 302 F\r\nLocation: held\r\nContent-Length: 0\r\n\r\n"});
    struct result result = fetch(fixture, &request);
    assert_int_equal(result.outcome, FETCH_HELD);
    assert_non_null(strstr(result.final_url, "/held"));
    assert_int_equal(fixture->server.request_count, 2);
}

static void ten_hops_are_followed_and_no_eleventh(void **state)
{
    struct fixture *fixture = *state;

    ANSWER_WITH(fixture, {.bytes = "HTTP/1.1 302 F\r\nLocation: x/\r\nContent-Length: 0\r\n\r\n"});
    struct result result = get(fixture, "/a/");
    assert_int_equal(result.outcome, FETCH_FIRM);
    assert_non_null(strstr(result.message, "more than 10"));
    assert_int_equal(fixture->server.request_count, 11);
}

static void a_poll_makes_no_more_requests_than_it_may(void **state)
{
    struct fixture *fixture = *state;

    ANSWER_WITH(fixture, {.bytes = "HTTP/1.1 302 F\r\nLocation: x/\r\nContent-Length: 0\r\n\r\n"});
    struct result result = fetch(fixture, &(struct fetch_request){.url = "/a/", .requests_max = 3});
    assert_int_equal(result.outcome, FETCH_FIRM);
    assert_non_null(strstr(result.message, "no more than 3 requests"));
    assert_int_equal(result.requests, 3);
    assert_int_equal(fixture->server.request_count, 3);
}

static void a_redirect_to_an_address_that_is_not_public_is_refused(void **state)
{
    struct fixture *fixture = *state;

    assert_true(fetch_network_parse("127.0.0.1", &fixture->allowed));
    ANSWER_WITH(
        fixture,
        {.bytes = "HTTP/1.1 302 F\r\nLocation: http://127.0.0.2:1/\r\nContent-Length: 0\r\n\r\n"});
    struct result result = get(fixture, "/a");
    assert_int_equal(result.outcome, FETCH_REFUSED);
    assert_non_null(strstr(result.message, "127.0.0.2"));
}

static void a_redirect_to_a_file_is_not_followed(void **state)
{
    struct fixture *fixture = *state;

    ANSWER_WITH(
        fixture,
        {.bytes = "HTTP/1.1 302 F\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n"});
    struct result result = get(fixture, "/a");
    assert_int_equal(result.outcome, FETCH_FIRM);
    assert_non_null(strstr(result.message, "neither http nor https"));
}

static void credentials_stay_at_the_configured_origin(void **state)
{
    struct fixture *fixture = *state;
    static const struct fetch_header key = {"X-Key-Id", "desk"};
    static char head[128];
    static struct answer_script script[] = {
        {.bytes = head}, {.bytes = OK_HEAD "Content-Length: 71\r\n\r\n" DOCUMENT}};
    const struct fetch_request request = {
        .url = "/a", .bearer = "s3cret", .headers = &key, .header_count = 1};

    snprintf(head, sizeof(head),
             "HTTP/1.1 302 F\r\nLocation: http://127.0.0.2:%u/b\r\nContent-Length: 0\r\n\r\n",
             (unsigned)fixture->server.port);
    fixture->server.script = script;
    fixture->server.script_len = 2;
    assert_int_equal(fetch(fixture, &request).outcome, FETCH_DOCUMENT);
    assert_true(sent_line(fixture, 0, "Authorization: Bearer s3cret"));
    assert_true(sent_line(fixture, 0, "X-Key-Id: desk"));
    assert_null(strstr(fixture->server.requests[1].text, "s3cret"));
    assert_null(strstr(fixture->server.requests[1].text, "X-Key-Id"));
}

static void credentials_in_the_configured_url_are_sent_but_never_shown(void **state)
{
    struct fixture *fixture = *state;
    char url[64];

    snprintf(url, sizeof(url), "http://desk:pa%%3ass@127.0.0.1:%u/a",
             (unsigned)fixture->server.port);
    ANSWER_WITH(fixture, {.bytes = OK_HEAD "Content-Length: 71\r\n\r\n" DOCUMENT});
    struct result result = get(fixture, url);
    assert_int_equal(result.outcome, FETCH_DOCUMENT);
    assert_true(sent_line(fixture, 0, "Authorization: Basic ZGVzazpwYTpzcw=="));
    assert_null(strchr(result.final_url, '@'));
}

/* ---- failures */

static void an_error_page_is_quoted(void **state)
{
    struct fixture *fixture = *state;

    ANSWER_WITH(fixture,
                {.bytes = "HTTP/1.1 404 Not Found\r\nContent-Length: 63\r\n\r\n"
                          "<html><style>p{}</style><p>No such   feed,\n try /news</p></html>"});
    struct result result = get(fixture, "/feed.xml");
    assert_int_equal(result.outcome, FETCH_FIRM);
    assert_int_equal(result.status, 404);
    assert_string_equal(result.message,
                        "HTTP 404 Not Found (the server refuses): No such feed, try /news");
}

static void a_misdirected_request_is_made_once_more_on_a_new_connection(void **state)
{
    struct fixture *fixture = *state;

    ANSWER_WITH(fixture,
                {.bytes = "HTTP/1.1 421 Misdirected Request\r\nContent-Length: 0\r\n\r\n"});
    assert_int_equal(get(fixture, "/feed.xml").outcome, FETCH_TRANSIENT);
    assert_int_equal(fixture->server.request_count, 2);
    assert_int_equal(fixture->server.connection_count, 2);
}

static void a_rate_limit_says_for_how_long(void **state)
{
    struct fixture *fixture = *state;

    ANSWER_WITH(
        fixture,
        {.bytes = "HTTP/1.1 429 Slow down\r\nRetry-After: 900\r\nContent-Length: 0\r\n\r\n"});
    struct result result = get(fixture, "/feed.xml");
    assert_int_equal(result.outcome, FETCH_RATE_LIMITED);
    assert_int_equal(result.retry_after, 900);
}

static void a_server_that_says_nothing_times_out_unreached(void **state)
{
    struct fixture *fixture = *state;

    ANSWER_WITH(fixture, {.is_silent = true});
    struct result result =
        fetch(fixture, &(struct fetch_request){.url = "/feed.xml", .timeout_ms = 200});
    assert_int_equal(result.outcome, FETCH_UNREACHED);
    assert_string_equal(result.message, "timed out, after timeout (0.2 s)");
}

static void the_time_out_is_of_the_poll_and_not_of_the_hop(void **state)
{
    struct fixture *fixture = *state;

    ANSWER_WITH(fixture, {.bytes = "HTTP/1.1 302 F\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n"},
                {.is_silent = true});
    struct result result = fetch(fixture, &(struct fetch_request){.url = "/a", .timeout_ms = 300});
    assert_int_equal(result.outcome, FETCH_UNREACHED);
    assert_in_range(result.duration_ms, 250, 1000);
}

static void a_closed_port_is_unreached(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(get(fixture, "http://127.0.0.1:1/").outcome, FETCH_UNREACHED);
}

static void what_is_not_http_is_unreached(void **state)
{
    struct fixture *fixture = *state;

    ANSWER_WITH(fixture, {.bytes = "SSH-2.0-OpenSSH_9.2p1\r\n", .closes = true});
    struct result result = get(fixture, "/feed.xml");
    assert_int_equal(result.outcome, FETCH_UNREACHED);
    assert_non_null(strstr(result.message, "not HTTP"));
}

static void an_address_that_is_not_allowed_gets_no_packet(void **state)
{
    struct fixture *fixture = *state;

    fixture->settings.allowed_count = 0;
    ANSWER_WITH(fixture, {.bytes = OK_HEAD "\r\n"});
    struct result result = get(fixture, "/feed.xml");
    assert_int_equal(result.outcome, FETCH_REFUSED);
    assert_non_null(strstr(result.message, "127.0.0.1"));
    assert_int_equal(fixture->server.connection_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(validators_go_back_byte_for_byte),
        TEST(an_empty_validator_is_sent_as_one),
        TEST(a_304_that_was_not_asked_for_is_a_firm_failure),
        TEST(validators_go_to_the_hop_that_gave_them_alone),
        TEST(the_leading_permanent_redirects_are_remembered),
        TEST(a_redirect_loop_ends_at_once),
        TEST(a_host_that_is_held_is_not_asked_behind_a_redirect),
        TEST(ten_hops_are_followed_and_no_eleventh),
        TEST(a_poll_makes_no_more_requests_than_it_may),
        TEST(a_redirect_to_an_address_that_is_not_public_is_refused),
        TEST(a_redirect_to_a_file_is_not_followed),
        TEST(credentials_stay_at_the_configured_origin),
        TEST(credentials_in_the_configured_url_are_sent_but_never_shown),
        TEST(an_error_page_is_quoted),
        TEST(a_misdirected_request_is_made_once_more_on_a_new_connection),
        TEST(a_rate_limit_says_for_how_long),
        TEST(a_server_that_says_nothing_times_out_unreached),
        TEST(the_time_out_is_of_the_poll_and_not_of_the_hop),
        TEST(a_closed_port_is_unreached),
        TEST(what_is_not_http_is_unreached),
        TEST(an_address_that_is_not_allowed_gets_no_packet),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
