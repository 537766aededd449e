/* links: PkgConfig::libevent_core PkgConfig::libevent_extra */
/* A web server on every loopback address: each is a host with one feed, whose five items are
 * others in every edition and whose ETag is the edition. Prints its port; each line on stdin is the
 * edition from then on (0, as at first: a feed without items); serves until stdin ends. */
#include "config/base/buffer.h"
#include "tests/bench/meter.h"
#include "tests/bench/press.h"

#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ITEMS 5

struct server {
    struct event_base *base;
    struct press *press;
    uint64_t edition;
    char etag[32];
    struct buffer document;
};

/* The address that was asked: what tells the hosts apart. */
static uint64_t asked_host(struct evhttp_request *request)
{
    struct bufferevent *stream =
        evhttp_connection_get_bufferevent(evhttp_request_get_connection(request));
    struct sockaddr_in address;
    socklen_t len = sizeof(address);

    if (getsockname(bufferevent_getfd(stream), (struct sockaddr *)&address, &len) != 0)
        return 0;
    return ntohl(address.sin_addr.s_addr);
}

static void on_request(struct evhttp_request *request, void *arg)
{
    struct server *server = arg;
    uint64_t host = asked_host(request);
    const char *known =
        evhttp_find_header(evhttp_request_get_input_headers(request), "If-None-Match");

    evhttp_add_header(evhttp_request_get_output_headers(request), "ETag", server->etag);
    if (known != NULL && strcmp(known, server->etag) == 0) {
        evhttp_send_reply(request, HTTP_NOTMODIFIED, NULL, NULL);
        return;
    }
    press_reseed(server->press, host ^ (server->edition << 32));
    buffer_clear(&server->document);
    press_rss(server->press, &server->document, host, server->edition == 0 ? 0 : ITEMS, 0);
    evhttp_add_header(evhttp_request_get_output_headers(request), "Content-Type",
                      "application/rss+xml; charset=utf-8");
    evbuffer_add(evhttp_request_get_output_buffer(request), server->document.data,
                 server->document.len);
    evhttp_send_reply(request, HTTP_OK, NULL, NULL);
}

static void set_edition(struct server *server, uint64_t edition)
{
    server->edition = edition;
    snprintf(server->etag, sizeof(server->etag), "\"%" PRIu64 "\"", edition);
}

static void on_stdin(evutil_socket_t fd, short what, void *arg)
{
    struct server *server = arg;
    char line[64];
    ssize_t len = read(fd, line, sizeof(line) - 1);

    (void)what;
    if (len <= 0) {
        event_base_loopbreak(server->base);
        return;
    }
    line[len] = '\0';
    set_edition(server, strtoull(line, NULL, 10));
    printf("edition %" PRIu64 "\n", server->edition);
    fflush(stdout);
}

static void print_port(struct evhttp_bound_socket *listener)
{
    struct sockaddr_in address;
    socklen_t len = sizeof(address);

    if (getsockname(evhttp_bound_socket_get_fd(listener), (struct sockaddr *)&address, &len) != 0)
        meter_fail("bench_server", "has no port");
    printf("%u\n", ntohs(address.sin_port));
    fflush(stdout);
}

int main(void)
{
    struct server server = {.base = event_base_new(), .press = press_new(0)};
    struct evhttp *http = evhttp_new(server.base);

    set_edition(&server, 0);
    buffer_init(&server.document, SIZE_MAX / 2);
    evhttp_set_gencb(http, on_request, &server);
    struct evhttp_bound_socket *listener = evhttp_bind_socket_with_handle(http, "0.0.0.0", 0);
    if (listener == NULL)
        meter_fail("bench_server", "cannot listen");
    print_port(listener);
    struct event *lines =
        event_new(server.base, STDIN_FILENO, EV_READ | EV_PERSIST, on_stdin, &server);
    event_add(lines, NULL);
    event_base_dispatch(server.base);
    event_free(lines);
    evhttp_free(http);
    event_base_free(server.base);
    press_free(server.press);
    buffer_free(&server.document);
    return 0;
}
