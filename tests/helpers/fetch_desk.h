/* fetch_desk.h: for tests of feeds/fetch: a client, and a server on the loopback that answers by a
 * script. */
#pragma once

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
    unsigned requests;
    struct in6_addr address;
};

static inline int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- the server */

static inline unsigned connection_index(const struct server *server, const struct bufferevent *bev)
{
    unsigned i = 0;

    while (server->connections[i] != bev)
        i++;
    return i;
}

static inline void close_connection(struct server *server, unsigned index)
{
    if (server->connections[index] != NULL)
        bufferevent_free(server->connections[index]);
    server->connections[index] = NULL;
}

static inline void on_sent(struct bufferevent *bev, void *arg)
{
    struct server *server = arg;

    close_connection(server, connection_index(server, bev));
}

static inline void on_event(struct bufferevent *bev, short what, void *arg)
{
    struct server *server = arg;

    (void)what;
    close_connection(server, connection_index(server, bev));
}

static inline void on_request(struct bufferevent *bev, void *arg)
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

static inline void on_accept(struct evconnlistener *listener, evutil_socket_t fd,
                             struct sockaddr *peer, int peer_len, void *arg)
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

static inline void server_open(struct server *server, struct event_base *base)
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

static inline void server_close(struct server *server)
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

static inline int set_up(void **state)
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

static inline int tear_down(void **state)
{
    struct fixture *fixture = *state;

    fetch_client_free(fixture->client);
    server_close(&fixture->server);
    event_base_free(fixture->base);
    free(fixture);
    return 0;
}

static inline void copy_text(char *out, size_t size, const char *text, size_t len)
{
    if (len >= size)
        len = size - 1;
    if (len > 0)
        memcpy(out, text, len);
    out[len] = '\0';
}

static inline void on_done(void *owner, const struct fetch_response *response)
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
    result->requests = response->requests;
    result->address = response->address;
    if (--*result->pending == 0)
        event_base_loopbreak(result->base);
}

static inline void make_client(struct fixture *fixture)
{
    struct error err = {0};

    if (fixture->client == NULL)
        fixture->client = fetch_client_new(fixture->base, &fixture->settings, &err);
    assert_non_null(fixture->client);
}

/* Runs `count` requests at once; URLs with "%u" get the server's port. */
static inline void fetch_all(struct fixture *fixture, const struct fetch_request *requests,
                             size_t count, struct result *results)
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

static inline struct result fetch(struct fixture *fixture, const struct fetch_request *request)
{
    struct result result;

    fetch_all(fixture, request, 1, &result);
    return result;
}

static inline struct result get(struct fixture *fixture, const char *path)
{
    return fetch(fixture, &(struct fetch_request){.url = path});
}

static inline bool sent_line(const struct fixture *fixture, unsigned request, const char *line)
{
    char needle[1024];

    snprintf(needle, sizeof(needle), "\r\n%s\r\n", line);
    assert_true(request < fixture->server.request_count);
    return strstr(fixture->server.requests[request].text, needle) != NULL;
}

#define BYTES(text) ((struct fetch_bytes){text, sizeof(text) - 1, true})
