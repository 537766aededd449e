/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "daemon/notifier/sink.h"

#include <arpa/inet.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ALERT "{\"id\":42,\"time\":\"2026-11-24T18:00:14Z\",\"topic\":\"ports\",\"item\":{}}"

/* A mail sink whose server takes connections and says nothing; system tests speak with it. */
struct fixture {
    struct sink_host host;
    struct notifier_sink settings;
    void *sink;
    int server;
    char url[64];
    int reports;
    char error[256];
};

static void on_delivered(void *owner, const struct delivered_message *message)
{
    struct fixture *fixture = owner;

    assert_false(message->is_done);
    fixture->reports++;
    snprintf(fixture->error, sizeof(fixture->error), "%s", message->error);
    event_base_loopbreak(fixture->host.base);
}

static int open_fixture(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof(address);

    fixture->server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(fixture->server, (struct sockaddr *)&address, sizeof(address)) != 0 ||
        listen(fixture->server, 8) != 0)
        return 1;
    getsockname(fixture->server, (struct sockaddr *)&address, &len);
    snprintf(fixture->url, sizeof(fixture->url), "smtp://127.0.0.1:%u",
             (unsigned)ntohs(address.sin_port));
    fixture->host = (struct sink_host){.base = event_base_new(),
                                       .store_uuid = "9f3c",
                                       .on_delivered = on_delivered,
                                       .owner = fixture};
    fixture->settings = (struct notifier_sink){.name = "desk",
                                               .type = NOTIFIER_MAIL,
                                               .url = fixture->url,
                                               .from = "watch@example.org",
                                               .to = "desk@example.org",
                                               .has_no_tls = true};
    fixture->sink = sink_mail.open(&fixture->host, 1, &fixture->settings);
    *state = fixture;
    return 0;
}

static int close_fixture(void **state)
{
    struct fixture *fixture = *state;

    sink_mail.close(fixture->sink);
    event_base_free(fixture->host.base);
    if (fixture->server >= 0)
        close(fixture->server);
    free(fixture);
    return 0;
}

static bool deliver(struct fixture *fixture, int64_t alert, const char *line)
{
    const struct deliver_message message = {.alert = alert, .line = line};

    return sink_mail.deliver(fixture->sink, &message);
}

static const char *error_of_delivery(struct fixture *fixture, const char *line)
{
    assert_true(deliver(fixture, 42, line));
    while (fixture->reports == 0)
        event_base_dispatch(fixture->host.base);
    return fixture->error;
}

static void a_sink_without_a_server_fails_each_alert(void **state)
{
    struct fixture *fixture = *state;

    fixture->settings.url = NULL;
    assert_string_equal(error_of_delivery(fixture, ALERT),
                        "the sink has no server, sender or receiver");
}

static void what_is_no_alert_fails(void **state)
{
    assert_string_equal(error_of_delivery(*state, "[]"), "the alert is no JSON object");
}

static void a_dead_server_is_a_failure(void **state)
{
    struct fixture *fixture = *state;

    close(fixture->server);
    fixture->server = -1;
    assert_non_null(strstr(error_of_delivery(fixture, ALERT), "127.0.0.1"));
}

static void only_smtp_is_spoken(void **state)
{
    struct fixture *fixture = *state;

    fixture->settings.url = "http://127.0.0.1:1/";
    assert_non_null(strstr(error_of_delivery(fixture, ALERT), "rotocol"));
}

static void a_full_queue_takes_no_more(void **state)
{
    struct fixture *fixture = *state;

    for (int64_t alert = 1; alert <= SINK_QUEUE_MAX; alert++)
        assert_true(deliver(fixture, alert, ALERT));
    assert_false(deliver(fixture, SINK_QUEUE_MAX + 1, ALERT));
}

static void a_sink_is_closed_in_the_middle_of_a_mail(void **state)
{
    struct fixture *fixture = *state;

    assert_true(deliver(fixture, 42, ALERT));
    int client = accept(fixture->server, NULL, NULL); /* it waits for a greeting now */
    assert_true(client >= 0);
    close_fixture(state);
    close(client);
    open_fixture(state);
}

int main(void)
{
#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, open_fixture, close_fixture)
    const struct CMUnitTest tests[] = {
        WITH_FIXTURE(a_sink_without_a_server_fails_each_alert),
        WITH_FIXTURE(what_is_no_alert_fails),
        WITH_FIXTURE(a_dead_server_is_a_failure),
        WITH_FIXTURE(only_smtp_is_spoken),
        WITH_FIXTURE(a_full_queue_takes_no_more),
        WITH_FIXTURE(a_sink_is_closed_in_the_middle_of_a_mail),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
