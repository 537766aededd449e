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
#include "daemon/ipc/channel.h"
#include "daemon/ipc/message.h"
#include "daemon/notifier/notifier.h"

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define ALERT "{\"id\":1,\"topic\":\"dprk-russia\"}"

/* The test plays the core; the notifier is a child process. */
struct fixture {
    char folder[64], path[96];
    struct event_base *base;
    struct channel *channel;
    struct arena *arena;
    pid_t pid;
    int ready, sandboxed, opened, delivered, ends;
    struct log_opened_message last_opened;
    struct delivered_message last_delivered;
};

static bool on_message(void *owner, uint16_t type, const void *body, size_t len)
{
    struct fixture *fixture = owner;
    struct sandbox_message sandbox;

    event_base_loopbreak(fixture->base);
    switch (type) {
    case MESSAGE_SANDBOX:
        fixture->sandboxed++;
        assert_int_equal(fixture->ready, 0);
        return message_decode_sandbox(&sandbox, body, len, fixture->arena);
    case MESSAGE_READY:
        fixture->ready++;
        return len == 0;
    case MESSAGE_LOG_OPENED:
        fixture->opened++;
        return message_decode_log_opened(&fixture->last_opened, body, len, fixture->arena);
    case MESSAGE_DELIVERED:
        fixture->delivered++;
        return message_decode_delivered(&fixture->last_delivered, body, len, fixture->arena);
    default:
        return false;
    }
}

static void on_end(void *owner, enum channel_end how)
{
    struct fixture *fixture = owner;

    (void)how;
    fixture->ends++;
    event_base_loopbreak(fixture->base);
}

static const struct channel_handler handler = {.on_message = on_message, .on_end = on_end};

static int open_fixture(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    struct error err = {0};
    int ends[2];

    strcpy(fixture->folder, "/tmp/storywatch-log-XXXXXX");
    if (mkdtemp(fixture->folder) == NULL ||
        socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return 1;
    snprintf(fixture->path, sizeof(fixture->path), "%s/alerts.jsonl", fixture->folder);
    fixture->pid = fork();
    if (fixture->pid == 0) {
        close(ends[0]);
        free(fixture);
        _exit(notifier_main(ends[1]));
    }
    close(ends[1]);
    fixture->base = event_base_new();
    fixture->arena = arena_new();
    fixture->channel = channel_open(fixture->base, ends[0], &handler, fixture, &err);
    *state = fixture;
    return fixture->channel == NULL;
}

/* Closes the channel if it is open; how the notifier has ended. */
static int end_of_notifier(struct fixture *fixture)
{
    int status = -1;

    channel_close(fixture->channel);
    fixture->channel = NULL;
    if (fixture->pid > 0)
        assert_int_equal(waitpid(fixture->pid, &status, 0), fixture->pid);
    fixture->pid = -1;
    return status;
}

static int close_fixture(void **state)
{
    struct fixture *fixture = *state;

    end_of_notifier(fixture);
    arena_free(fixture->arena);
    event_base_free(fixture->base);
    unlink(fixture->path);
    rmdir(fixture->folder);
    free(fixture);
    return 0;
}

static void send_body(struct fixture *fixture, enum message_type type, struct buffer *body)
{
    assert_true(channel_send(fixture->channel, (uint16_t)type, body->data, body->len));
    buffer_free(body);
}

static void set_up(struct fixture *fixture)
{
    const struct notifier_sink sinks[] = {
        {.name = "alerts", .type = NOTIFIER_LOG, .path = fixture->path},
        {.name = "desk", .type = NOTIFIER_WEBHOOK},
        {.name = "editor", .type = NOTIFIER_MAIL},
    };
    const struct notifier_setup_message message = {
        .store_uuid = "9f3c", .user_agent = "storywatch/0.1", .sinks = sinks, .sink_count = 3};
    struct buffer body;

    buffer_init(&body, MESSAGE_MAX);
    assert_true(message_encode_notifier_setup(&message, &body));
    send_body(fixture, MESSAGE_NOTIFIER_SETUP, &body);
    while (fixture->opened == 0 && fixture->ends == 0)
        event_base_dispatch(fixture->base);
}

static void deliver(struct fixture *fixture, uint32_t sink)
{
    const struct deliver_message message = {.sink = sink, .alert = 1, .line = ALERT};
    struct buffer body;
    int before = fixture->delivered;

    buffer_init(&body, MESSAGE_MAX);
    assert_true(message_encode_deliver(&message, &body));
    send_body(fixture, MESSAGE_DELIVER, &body);
    while (fixture->delivered == before && fixture->ends == 0)
        event_base_dispatch(fixture->base);
}

static void it_is_ready_when_its_sandbox_is_closed(void **state)
{
    struct fixture *fixture = *state;

    set_up(fixture);
    assert_int_equal(fixture->sandboxed, 1);
    assert_int_equal(fixture->ready, 1);
    assert_int_equal(fixture->opened, 1);
    assert_null(fixture->last_opened.error);
    assert_int_equal(fixture->last_opened.last_id, 0);
}

static void an_alert_reaches_its_sink(void **state)
{
    struct fixture *fixture = *state;
    struct stat status;

    set_up(fixture);
    deliver(fixture, 0);
    assert_true(fixture->last_delivered.is_done);
    assert_int_equal(fixture->last_delivered.alert, 1);
    assert_int_equal(stat(fixture->path, &status), 0);
    assert_int_equal(status.st_size, strlen(ALERT "\n"));
    assert_int_equal(fixture->last_delivered.inode, status.st_ino);
}

static void a_sink_that_cannot_deliver_says_why(void **state)
{
    struct fixture *fixture = *state;

    set_up(fixture);
    deliver(fixture, 1);
    assert_false(fixture->last_delivered.is_done);
    assert_string_equal(fixture->last_delivered.error, "the sink has no URL");
    deliver(fixture, 2);
    assert_false(fixture->last_delivered.is_done);
    assert_int_equal(fixture->last_delivered.sink, 2);
    assert_string_equal(fixture->last_delivered.error,
                        "the sink has no server, sender or receiver");
}

static void a_log_is_reopened_on_demand(void **state)
{
    struct fixture *fixture = *state;

    set_up(fixture);
    deliver(fixture, 0);
    unlink(fixture->path);
    assert_true(channel_send(fixture->channel, MESSAGE_REOPEN, NULL, 0));
    while (fixture->opened < 2 && fixture->ends == 0)
        event_base_dispatch(fixture->base);
    struct stat status;
    assert_int_equal(stat(fixture->path, &status), 0);
    assert_int_equal(fixture->last_opened.inode, status.st_ino);
}

static void it_ends_well_with_its_channel(void **state)
{
    struct fixture *fixture = *state;

    set_up(fixture);
    assert_int_equal(end_of_notifier(fixture), 0);
}

static void a_message_that_breaks_the_rules_ends_it(void **state)
{
    struct fixture *fixture = *state;

    set_up(fixture);
    assert_true(channel_send(fixture->channel, MESSAGE_JOB, NULL, 0));
    while (fixture->ends == 0)
        event_base_dispatch(fixture->base);
    int status = end_of_notifier(fixture);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), EXIT_FAILURE);
}

static void a_delivery_for_no_sink_ends_it(void **state)
{
    struct fixture *fixture = *state;

    set_up(fixture);
    deliver(fixture, 3);
    assert_int_equal(fixture->ends, 1);
    assert_int_equal(WEXITSTATUS(end_of_notifier(fixture)), EXIT_FAILURE);
}

int main(void)
{
#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, open_fixture, close_fixture)
    const struct CMUnitTest tests[] = {
        WITH_FIXTURE(it_is_ready_when_its_sandbox_is_closed),
        WITH_FIXTURE(an_alert_reaches_its_sink),
        WITH_FIXTURE(a_sink_that_cannot_deliver_says_why),
        WITH_FIXTURE(a_log_is_reopened_on_demand),
        WITH_FIXTURE(it_ends_well_with_its_channel),
        WITH_FIXTURE(a_message_that_breaks_the_rules_ends_it),
        WITH_FIXTURE(a_delivery_for_no_sink_ends_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
