/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/error.h"
#include "feeds/fetch/client.h"

#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define REQUESTS_MAX 64
#define DOCUMENT "<rss version=\"2.0\"><channel><title>Harbour news</title></channel></rss>"
#define OK_HEAD "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
#define MIB ((size_t)1 << 20)

/* What the server does with one request. */
struct answer_script {
    const char *bytes;
    size_t len;     /* 0: up to the NUL */
    bool closes;    /* the connection, after the bytes */
    bool is_silent; /* never answers */
};

struct seen_request {
    char text[4096];
    unsigned connection;
    int64_t ms;
};

struct server {
    struct event_base *base;
    struct evconnlistener *listener;
    uint16_t port;
    const struct answer_script
        *script; /* one answer after the other, the last one again and again */
    size_t script_len;
    struct seen_request requests[REQUESTS_MAX];
    unsigned request_count;
    unsigned connection_count;
    struct bufferevent *connections[REQUESTS_MAX];
};

struct fixture {
    struct event_base *base;
    struct server server;
    struct fetch_settings settings;
    struct fetch_network allowed;
    struct fetch_client *client;
};

/* What a response said, kept past its callback. */
struct result {
    struct event_base *base;
    unsigned *pending;
    bool is_done;
    enum fetch_outcome outcome;
    int status;
    char message[1024];
    char body[4096];
    size_t body_len;
    char etag[256];
    bool has_etag;
    char final_url[256];
    char permanent_url[256];
    int64_t retry_after, fresh_for, duration_ms;
};

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- the server */

static unsigned connection_index(const struct server *server, const struct bufferevent *bev)
{
    unsigned i = 0;

    while (server->connections[i] != bev)
        i++;
    return i;
}

static void close_connection(struct server *server, unsigned index)
{
    if (server->connections[index] != NULL)
        bufferevent_free(server->connections[index]);
    server->connections[index] = NULL;
}

static void on_sent(struct bufferevent *bev, void *arg)
{
    struct server *server = arg;

    close_connection(server, connection_index(server, bev));
}

static void on_event(struct bufferevent *bev, short what, void *arg)
{
    struct server *server = arg;

    (void)what;
    close_connection(server, connection_index(server, bev));
}

static void on_request(struct bufferevent *bev, void *arg)
{
    struct server *server = arg;
    struct evbuffer *in = bufferevent_get_input(bev);
    struct evbuffer_ptr end = evbuffer_search(in, "\r\n\r\n", 4, NULL);

    if (end.pos < 0)
        return;
    assert_true(server->request_count < REQUESTS_MAX);
    struct seen_request *seen = &server->requests[server->request_count];
    assert_true((size_t)end.pos + 4 < sizeof(seen->text));
    evbuffer_remove(in, seen->text, (size_t)end.pos + 4);
    seen->connection = connection_index(server, bev);
    seen->ms = now_ms();
    unsigned last = (unsigned)server->script_len - 1;
    unsigned at = server->request_count < last ? server->request_count : last;
    const struct answer_script *answer = &server->script[at];
    server->request_count++;
    if (answer->is_silent)
        return;
    bufferevent_write(bev, answer->bytes, answer->len == 0 ? strlen(answer->bytes) : answer->len);
    if (answer->closes)
        bufferevent_setcb(bev, NULL, on_sent, on_event, server);
}

static void on_accept(struct evconnlistener *listener, evutil_socket_t fd, struct sockaddr *peer,
                      int peer_len, void *arg)
{
    struct server *server = arg;

    (void)listener;
    (void)peer;
    (void)peer_len;
    assert_true(server->connection_count < REQUESTS_MAX);
    struct bufferevent *bev = bufferevent_socket_new(server->base, fd, BEV_OPT_CLOSE_ON_FREE);
    server->connections[server->connection_count++] = bev;
    bufferevent_setcb(bev, on_request, NULL, on_event, server);
    bufferevent_enable(bev, EV_READ | EV_WRITE);
}

static void server_open(struct server *server, struct event_base *base)
{
    struct sockaddr_in address = {.sin_family = AF_INET}; /* any address: 127.x.y.z are hosts */
    socklen_t len = sizeof(address);

    server->base = base;
    server->listener =
        evconnlistener_new_bind(base, on_accept, server, LEV_OPT_CLOSE_ON_FREE | LEV_OPT_REUSEABLE,
                                -1, (struct sockaddr *)&address, sizeof(address));
    assert_non_null(server->listener);
    getsockname(evconnlistener_get_fd(server->listener), (struct sockaddr *)&address, &len);
    server->port = ntohs(address.sin_port);
}

static void server_close(struct server *server)
{
    for (unsigned i = 0; i < server->connection_count; i++)
        close_connection(server, i);
    evconnlistener_free(server->listener);
}

#define ANSWER_WITH(fixture, ...)                                                                  \
    do {                                                                                           \
        static const struct answer_script script[] = {__VA_ARGS__};                                \
        (fixture)->server.script = script;                                                         \
        (fixture)->server.script_len = sizeof(script) / sizeof(*script);                           \
    } while (0)

/* ---- the client */

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));

    fixture->base = event_base_new();
    server_open(&fixture->server, fixture->base);
    assert_true(fetch_network_parse("127.0.0.0/8", &fixture->allowed));
    fixture->settings = (struct fetch_settings){
        .user_agent = "storywatch/0.1 (+https://desk.example/bot)",
        .connect_timeout_ms = 2000,
        .max_body = (int64_t)(2 * MIB),
        .max_header = 64 * 1024,
        .connections = 16,
        .per_host_connections = 2,
        .per_host_spacing_ms = 0,
        .per_address_connections = 8,
        .per_address_starts = 1000,
        .allowed = &fixture->allowed,
        .allowed_count = 1,
    };
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    fetch_client_free(fixture->client);
    server_close(&fixture->server);
    event_base_free(fixture->base);
    free(fixture);
    return 0;
}

static void copy_text(char *out, size_t size, const char *text, size_t len)
{
    if (len >= size)
        len = size - 1;
    if (len > 0)
        memcpy(out, text, len);
    out[len] = '\0';
}

static void on_done(void *owner, const struct fetch_response *response)
{
    struct result *result = owner;
    const char *permanent = response->permanent_url == NULL ? "" : response->permanent_url;

    assert_false(result->is_done);
    result->is_done = true;
    result->outcome = response->outcome;
    result->status = response->http_status;
    snprintf(result->message, sizeof(result->message), "%s", response->message);
    result->body_len = response->body_len;
    copy_text(result->body, sizeof(result->body), response->body, response->body_len);
    copy_text(result->etag, sizeof(result->etag), response->etag.data, response->etag.len);
    result->has_etag = response->etag.is_present;
    snprintf(result->final_url, sizeof(result->final_url), "%s", response->final_url);
    snprintf(result->permanent_url, sizeof(result->permanent_url), "%s", permanent);
    result->retry_after = response->retry_after;
    result->fresh_for = response->fresh_for;
    result->duration_ms = response->duration_ms;
    if (--*result->pending == 0)
        event_base_loopbreak(result->base);
}

static void make_client(struct fixture *fixture)
{
    struct error err = {0};

    if (fixture->client == NULL)
        fixture->client = fetch_client_new(fixture->base, &fixture->settings, &err);
    assert_non_null(fixture->client);
}

/* Runs `count` requests at once; URLs with "%u" get the server's port. */
static void fetch_all(struct fixture *fixture, const struct fetch_request *requests, size_t count,
                      struct result *results)
{
    unsigned pending = (unsigned)count;

    make_client(fixture);
    for (size_t i = 0; i < count; i++) {
        struct fetch_request request = requests[i];
        char url[512];
        snprintf(url, sizeof(url), "http://127.0.0.1:%u%s", (unsigned)fixture->server.port,
                 request.url);
        if (strstr(request.url, "://") == NULL)
            request.url = url;
        if (request.configured_url == NULL)
            request.configured_url = request.url;
        if (request.timeout_ms == 0)
            request.timeout_ms = 5000;
        results[i] = (struct result){.base = fixture->base, .pending = &pending};
        fetch_start(fixture->client, &request, on_done, &results[i]);
    }
    event_base_dispatch(fixture->base);
    assert_int_equal(pending, 0);
}

static struct result fetch(struct fixture *fixture, const struct fetch_request *request)
{
    struct result result;

    fetch_all(fixture, request, 1, &result);
    return result;
}

static struct result get(struct fixture *fixture, const char *path)
{
    return fetch(fixture, &(struct fetch_request){.url = path});
}

static bool sent_line(const struct fixture *fixture, unsigned request, const char *line)
{
    char needle[1024];

    snprintf(needle, sizeof(needle), "\r\n%s\r\n", line);
    assert_true(request < fixture->server.request_count);
    return strstr(fixture->server.requests[request].text, needle) != NULL;
}

#define BYTES(text) ((struct fetch_bytes){text, sizeof(text) - 1, true})

/* ---- documents */

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

static void ten_hops_are_followed_and_no_eleventh(void **state)
{
    struct fixture *fixture = *state;

    ANSWER_WITH(fixture, {.bytes = "HTTP/1.1 302 F\r\nLocation: x/\r\nContent-Length: 0\r\n\r\n"});
    struct result result = get(fixture, "/a/");
    assert_int_equal(result.outcome, FETCH_FIRM);
    assert_non_null(strstr(result.message, "more than 10"));
    assert_int_equal(fixture->server.request_count, 11);
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
    assert_non_null(strstr(result.message, "timed out"));
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

static void a_bad_url_fails_from_the_loop(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(get(fixture, "gopher://127.0.0.1/").outcome, FETCH_FIRM);
}

/* ---- politeness */

static void starts_at_one_host_are_spaced(void **state)
{
    struct fixture *fixture = *state;
    const struct fetch_request requests[] = {{.url = "/a"}, {.url = "/b"}, {.url = "/c"}};
    struct result results[3];

    fixture->settings.per_host_spacing_ms = 120;
    ANSWER_WITH(fixture, {.bytes = OK_HEAD "Content-Length: 71\r\n\r\n" DOCUMENT});
    fetch_all(fixture, requests, 3, results);
    const struct seen_request *seen = fixture->server.requests;
    assert_true(seen[1].ms - seen[0].ms >= 110);
    assert_true(seen[2].ms - seen[1].ms >= 110);
    assert_non_null(strstr(seen[0].text, "GET /a "));
    assert_non_null(strstr(seen[2].text, "GET /c "));
}

static void an_address_with_many_names_has_limits_of_its_own(void **state)
{
    struct fixture *fixture = *state;
    char names[6][64];
    struct fetch_request requests[6] = {0};
    struct result results[6];

    fixture->settings.per_address_connections = 2;
    fixture->settings.per_address_starts = 20;
    ANSWER_WITH(fixture, {.bytes = OK_HEAD "Content-Length: 71\r\n\r\n" DOCUMENT});
    for (unsigned i = 0; i < 6; i++) {
        static const char *const forms[] = {"127.0.0.1", "localhost", "[::ffff:127.0.0.1]"};
        snprintf(names[i], sizeof(names[i]), "http://%s:%u/", forms[i / 2],
                 (unsigned)fixture->server.port);
        requests[i].url = names[i];
    }
    fetch_all(fixture, requests, 6, results);
    for (unsigned i = 0; i < 6; i++)
        assert_int_equal(results[i].outcome, FETCH_DOCUMENT);
    const struct seen_request *seen = fixture->server.requests;
    assert_true(seen[5].ms - seen[0].ms >= 5 * 50 - 20);
}

static void a_cancelled_transfer_calls_nobody(void **state)
{
    struct fixture *fixture = *state;
    unsigned pending = 2;
    struct result silent = {.base = fixture->base, .pending = &pending};
    char url[64];

    make_client(fixture);
    ANSWER_WITH(fixture, {.bytes = OK_HEAD "Content-Length: 71\r\n\r\n" DOCUMENT});
    snprintf(url, sizeof(url), "http://127.0.0.1:%u/", (unsigned)fixture->server.port);
    struct fetch_request request = {.url = url, .configured_url = url, .timeout_ms = 1000};
    fetch_cancel(fetch_start(fixture->client, &request, on_done, &silent));
    assert_int_equal(get(fixture, "/b").outcome, FETCH_DOCUMENT);
    assert_false(silent.is_done);
    assert_int_equal(fixture->server.request_count, 1);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
    const struct CMUnitTest tests[] = {
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
        TEST(validators_go_back_byte_for_byte),
        TEST(an_empty_validator_is_sent_as_one),
        TEST(a_304_that_was_not_asked_for_is_a_firm_failure),
        TEST(validators_go_to_the_hop_that_gave_them_alone),
        TEST(the_leading_permanent_redirects_are_remembered),
        TEST(a_redirect_loop_ends_at_once),
        TEST(ten_hops_are_followed_and_no_eleventh),
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
        TEST(a_bad_url_fails_from_the_loop),
        TEST(starts_at_one_host_are_spaced),
        TEST(an_address_with_many_names_has_limits_of_its_own),
        TEST(a_cancelled_transfer_calls_nobody),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
