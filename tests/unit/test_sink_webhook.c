/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/buffer.h"
#include "config/base/error.h"
#include "daemon/notifier/http.h"
#include "daemon/notifier/sink.h"
#include "daemon/notifier/webhook_signature.h"

#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALERT "{\"id\":42,\"topic\":\"dprk-russia\"}"
#define UUID "9f3c1c0e-6f57-4b0a-8a39-2f0d4c1f5b11"
#define REQUESTS_MAX 16

/* A desk's server on the loopback, in the loop of the sink; it gives each request `answer`. */
struct fixture {
    struct sink_host host;
    struct notifier_sink settings;
    void *sink;
    struct evconnlistener *listener;
    char url[64];
    const char *answer; /* NULL: none, the connection stays open */
    char *requests[REQUESTS_MAX];
    size_t request_count;
    struct bufferevent *held[REQUESTS_MAX]; /* connections, freed at the end */
    size_t held_count;
    int delivered, failed;
    int64_t alert, retry_after;
    char error[256];
};

static void on_delivered(void *owner, const struct delivered_message *message)
{
    struct fixture *fixture = owner;

    fixture->delivered += message->is_done;
    fixture->failed += !message->is_done;
    fixture->alert = message->alert;
    fixture->retry_after = message->retry_after;
    snprintf(fixture->error, sizeof(fixture->error), "%s",
             message->error == NULL ? "" : message->error);
    event_base_loopbreak(fixture->host.base);
}

static void on_request_bytes(struct bufferevent *connection, void *owner)
{
    struct fixture *fixture = owner;
    struct evbuffer *in = bufferevent_get_input(connection);
    size_t len = evbuffer_get_length(in);
    char *text = calloc(len + 1, 1);

    evbuffer_copyout(in, text, len);
    const char *body = strstr(text, "\r\n\r\n");
    const char *length = strstr(text, "Content-Length: ");
    if (body == NULL || length == NULL || strlen(body + 4) < (size_t)atoi(length + 16)) {
        free(text);
        return;
    }
    evbuffer_drain(in, len);
    assert_true(fixture->request_count < REQUESTS_MAX);
    fixture->requests[fixture->request_count++] = text;
    if (fixture->answer != NULL)
        bufferevent_write(connection, fixture->answer, strlen(fixture->answer));
    event_base_loopbreak(fixture->host.base);
}

static void on_connection(struct evconnlistener *listener, evutil_socket_t fd,
                          struct sockaddr *address, int len, void *owner)
{
    struct fixture *fixture = owner;
    struct bufferevent *connection =
        bufferevent_socket_new(fixture->host.base, fd, BEV_OPT_CLOSE_ON_FREE);

    (void)listener;
    (void)address;
    (void)len;
    assert_true(fixture->held_count < REQUESTS_MAX);
    fixture->held[fixture->held_count++] = connection;
    bufferevent_setcb(connection, on_request_bytes, NULL, NULL, fixture);
    bufferevent_enable(connection, EV_READ | EV_WRITE);
}

static int open_fixture(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof(address);
    struct event_base *base = event_base_new();
    struct error err = {0};

    fixture->host = (struct sink_host){.base = base,
                                       .http = http_new(base, &err),
                                       .store_uuid = UUID,
                                       .user_agent = "storywatch/0.1",
                                       .on_delivered = on_delivered,
                                       .owner = fixture};
    fixture->listener = evconnlistener_new_bind(base, on_connection, fixture, LEV_OPT_CLOSE_ON_FREE,
                                                -1, (struct sockaddr *)&address, sizeof(address));
    if (fixture->host.http == NULL || fixture->listener == NULL)
        return 1;
    getsockname(evconnlistener_get_fd(fixture->listener), (struct sockaddr *)&address, &len);
    snprintf(fixture->url, sizeof(fixture->url), "http://127.0.0.1:%u/hook",
             (unsigned)ntohs(address.sin_port));
    fixture->settings = (struct notifier_sink){
        .name = "desk", .type = NOTIFIER_WEBHOOK, .url = fixture->url, .secret = "night desk"};
    fixture->answer = "HTTP/1.1 204 No Content\r\n\r\n";
    fixture->sink = sink_webhook.open(&fixture->host, 1, &fixture->settings);
    *state = fixture;
    return 0;
}

static int close_fixture(void **state)
{
    struct fixture *fixture = *state;

    sink_webhook.close(fixture->sink);
    http_free(fixture->host.http);
    for (size_t i = 0; i < fixture->held_count; i++)
        bufferevent_free(fixture->held[i]);
    if (fixture->listener != NULL)
        evconnlistener_free(fixture->listener);
    for (size_t i = 0; i < fixture->request_count; i++)
        free(fixture->requests[i]);
    event_base_free(fixture->host.base);
    free(fixture);
    return 0;
}

static void deliver(struct fixture *fixture, int64_t alert)
{
    const struct deliver_message message = {.alert = alert, .line = ALERT};

    assert_true(sink_webhook.deliver(fixture->sink, &message));
}

static void run_until_reports(struct fixture *fixture, int count)
{
    while (fixture->delivered + fixture->failed < count)
        event_base_dispatch(fixture->host.base);
}

/* The value of a request's header, in `out`. */
static const char *header_of(const char *request, const char *name, char out[512])
{
    char start[64];

    snprintf(start, sizeof(start), "\r\n%s: ", name);
    const char *at = strstr(request, start);
    if (at == NULL)
        return NULL;
    at += strlen(start);
    snprintf(out, 512, "%.*s", (int)strcspn(at, "\r"), at);
    return out;
}

static void an_alert_is_posted_and_done(void **state)
{
    struct fixture *fixture = *state;
    char value[512];

    deliver(fixture, 42);
    run_until_reports(fixture, 1);
    assert_int_equal(fixture->delivered, 1);
    assert_int_equal(fixture->alert, 42);
    const char *request = fixture->requests[0];
    assert_memory_equal(request, "POST /hook HTTP/1.1\r\n", 21);
    assert_string_equal(strstr(request, "\r\n\r\n") + 4, ALERT);
    assert_string_equal(header_of(request, "Content-Type", value), "application/json");
    assert_string_equal(header_of(request, "User-Agent", value), "storywatch/0.1");
    assert_string_equal(header_of(request, "webhook-id", value), UUID "-42");
}

static void the_signature_is_over_what_was_sent(void **state)
{
    struct fixture *fixture = *state;
    char timestamp[512], signature[512];
    struct buffer expected;

    fixture->settings.old_secret = "day desk";
    deliver(fixture, 42);
    run_until_reports(fixture, 1);
    const char *request = fixture->requests[0];
    assert_non_null(header_of(request, "webhook-timestamp", timestamp));
    assert_non_null(header_of(request, "webhook-signature", signature));
    buffer_init(&expected, 1024);
    webhook_sign(&expected, "night desk", UUID "-42", atoll(timestamp), ALERT);
    buffer_append_byte(&expected, ' ');
    webhook_sign(&expected, "day desk", UUID "-42", atoll(timestamp), ALERT);
    assert_string_equal(signature, expected.data);
    buffer_free(&expected);
}

static void without_a_secret_nothing_is_signed(void **state)
{
    struct fixture *fixture = *state;
    char value[512];

    fixture->settings.secret = NULL;
    deliver(fixture, 42);
    run_until_reports(fixture, 1);
    assert_int_equal(fixture->delivered, 1);
    assert_null(header_of(fixture->requests[0], "webhook-signature", value));
}

static void a_server_that_asks_to_wait_is_heard(void **state)
{
    struct fixture *fixture = *state;

    fixture->answer = "HTTP/1.1 503 Busy\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n";
    deliver(fixture, 42);
    run_until_reports(fixture, 1);
    assert_int_equal(fixture->failed, 1);
    assert_int_equal(fixture->retry_after, 120);
    assert_string_equal(fixture->error, "HTTP status 503");
}

static void a_redirect_is_not_followed(void **state)
{
    struct fixture *fixture = *state;

    fixture->answer = "HTTP/1.1 307 Elsewhere\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n";
    deliver(fixture, 42);
    run_until_reports(fixture, 1);
    assert_int_equal(fixture->failed, 1);
    assert_int_equal(fixture->request_count, 1);
    assert_string_equal(fixture->error, "HTTP status 307");
}

static void an_endless_answer_is_cut_off_and_the_alert_is_done(void **state)
{
    struct fixture *fixture = *state;
    char *answer = calloc(1, 256 * 1024);
    int len = sprintf(answer, "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n");

    memset(answer + len, 'x', 200 * 1024);
    fixture->answer = answer;
    deliver(fixture, 42);
    run_until_reports(fixture, 1);
    assert_int_equal(fixture->delivered, 1);
    free(answer);
}

static void a_dead_server_is_a_failure(void **state)
{
    struct fixture *fixture = *state;

    evconnlistener_free(fixture->listener);
    fixture->listener = NULL;
    deliver(fixture, 42);
    run_until_reports(fixture, 1);
    assert_int_equal(fixture->failed, 1);
    assert_true(strlen(fixture->error) > 0);
}

static void four_are_under_way_at_once(void **state)
{
    struct fixture *fixture = *state;

    fixture->answer = NULL;
    for (int64_t alert = 1; alert <= 6; alert++)
        deliver(fixture, alert);
    while (fixture->request_count < 4)
        event_base_dispatch(fixture->host.base);
    for (int i = 0; i < 20; i++)
        event_base_loop(fixture->host.base, EVLOOP_NONBLOCK);
    assert_int_equal(fixture->request_count, 4);
    fixture->answer = "HTTP/1.1 204 No Content\r\n\r\n";
    for (size_t i = 0; i < 4; i++)
        bufferevent_write(fixture->held[i], fixture->answer, strlen(fixture->answer));
    run_until_reports(fixture, 6);
    assert_int_equal(fixture->delivered, 6);
}

static void a_closed_sink_drops_what_is_under_way(void **state)
{
    struct fixture *fixture = *state;

    fixture->answer = NULL;
    for (int64_t alert = 1; alert <= 6; alert++)
        deliver(fixture, alert);
    while (fixture->request_count < 1)
        event_base_dispatch(fixture->host.base);
    assert_int_equal(fixture->delivered + fixture->failed, 0);
}

static void a_secret_that_is_no_key_fails_each_alert(void **state)
{
    struct fixture *fixture = *state;

    fixture->settings.secret = "whsec_***";
    deliver(fixture, 42);
    assert_int_equal(fixture->failed, 1);
    assert_string_equal(fixture->error, "the sink's secret is no key");
}

static void only_http_is_spoken(void **state)
{
    struct fixture *fixture = *state;

    fixture->settings.url = "file:///etc/hostname";
    deliver(fixture, 42);
    run_until_reports(fixture, 1);
    assert_int_equal(fixture->failed, 1);
    assert_non_null(strstr(fixture->error, "rotocol"));
}

int main(void)
{
#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, open_fixture, close_fixture)
    const struct CMUnitTest tests[] = {
        WITH_FIXTURE(an_alert_is_posted_and_done),
        WITH_FIXTURE(the_signature_is_over_what_was_sent),
        WITH_FIXTURE(without_a_secret_nothing_is_signed),
        WITH_FIXTURE(a_server_that_asks_to_wait_is_heard),
        WITH_FIXTURE(a_redirect_is_not_followed),
        WITH_FIXTURE(an_endless_answer_is_cut_off_and_the_alert_is_done),
        WITH_FIXTURE(a_dead_server_is_a_failure),
        WITH_FIXTURE(four_are_under_way_at_once),
        WITH_FIXTURE(a_closed_sink_drops_what_is_under_way),
        WITH_FIXTURE(a_secret_that_is_no_key_fails_each_alert),
        WITH_FIXTURE(only_http_is_spoken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
