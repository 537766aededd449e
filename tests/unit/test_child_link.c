/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/buffer.h"
#include "config/base/error.h"
#include "daemon/core/child_link.h"
#include "daemon/ipc/channel.h"

#include <event2/event.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PID 4711
#define PULSE_MS 20

/* ---- the spawner, in place of daemon/spawner ---- */

struct spawner {
    struct event_base *base;
    int channel_fd; /* the newest child's */
    unsigned started, killed;
};

bool spawner_spawn(struct spawner *spawner, enum role role, unsigned number, int channel_fd,
                   int page_fd, struct error *err)
{
    (void)err;
    assert_int_equal(role, ROLE_NOTIFIER);
    assert_int_equal(number, 0);
    assert_int_equal(page_fd, -1);
    spawner->channel_fd = fcntl(channel_fd, F_DUPFD_CLOEXEC, 0);
    spawner->started++;
    event_base_loopbreak(spawner->base);
    return true;
}

bool spawner_kill(struct spawner *spawner, enum role role, unsigned number, struct error *err)
{
    (void)err;
    assert_int_equal(role, ROLE_NOTIFIER);
    assert_int_equal(number, 0);
    spawner->killed++;
    event_base_loopbreak(spawner->base);
    return true;
}

/* ---- the core with one child, whose end of the channel is the test's ---- */

struct desk {
    struct event_base *base;
    struct spawner spawner;
    struct child_link *link;
    struct channel *child;
    bool answers;
    unsigned pings, setups, ready, down;
    enum child_end end; /* of the newest that is down */
};

static bool write_setup(void *owner, struct buffer *setup, struct error *err)
{
    (void)owner;
    (void)err;
    return buffer_append_string(setup, "setup");
}

static void count_ready(void *owner)
{
    struct desk *desk = owner;

    desk->ready++;
    event_base_loopbreak(desk->base);
}

static bool refuse_message(void *owner, uint16_t type, const void *body, size_t len)
{
    (void)owner;
    (void)type;
    (void)body;
    (void)len;
    return false;
}

static void count_down(void *owner, enum child_end how)
{
    struct desk *desk = owner;

    desk->down++;
    desk->end = how;
}

static const struct child_link_handler link_handler = {write_setup, count_ready, refuse_message,
                                                       count_down};

static bool on_child_message(void *owner, uint16_t type, const void *body, size_t len)
{
    struct desk *desk = owner;

    (void)body;
    desk->setups += type == MESSAGE_NOTIFIER_SETUP && len == 5;
    desk->pings += type == MESSAGE_PING && len == 0;
    if (type == MESSAGE_PING && desk->pings > 8)
        event_base_loopbreak(desk->base);
    return type != MESSAGE_PING || !desk->answers ||
           channel_send(desk->child, MESSAGE_PONG, NULL, 0);
}

static void on_child_end(void *owner, enum channel_end how)
{
    struct desk *desk = owner;

    (void)how;
    event_base_loopbreak(desk->base);
}

static const struct channel_handler child_handler = {on_child_message, on_child_end};

static void connect_child(struct desk *desk)
{
    struct error err = {0};

    channel_close(desk->child);
    desk->child = channel_open(desk->base, desk->spawner.channel_fd, &child_handler, desk, &err);
    assert_non_null(desk->child);
    child_link_on_started(desk->link, PID);
}

static void say(struct desk *desk, enum message_type type)
{
    assert_true(channel_send(desk->child, (uint16_t)type, NULL, 0));
    event_base_dispatch(desk->base);
}

static int open_desk(void **state)
{
    struct desk *desk = calloc(1, sizeof(*desk));

    desk->base = event_base_new();
    desk->spawner.base = desk->base;
    const struct child_link_parts parts = {.base = desk->base,
                                           .spawner = &desk->spawner,
                                           .role = ROLE_NOTIFIER,
                                           .page_fd = -1,
                                           .setup = MESSAGE_NOTIFIER_SETUP,
                                           .pulse_ms = PULSE_MS};
    desk->link = child_link_new(&parts, &link_handler, desk);
    child_link_start(desk->link);
    connect_child(desk);
    say(desk, MESSAGE_READY);
    *state = desk;
    return 0;
}

static int close_desk(void **state)
{
    struct desk *desk = *state;

    child_link_free(desk->link);
    channel_close(desk->child);
    event_base_free(desk->base);
    free(desk);
    return 0;
}

/* ---- tests ---- */

static void a_child_is_set_up_and_then_ready(void **state)
{
    struct desk *desk = *state;

    while (desk->setups == 0)
        event_base_loop(desk->base, EVLOOP_ONCE);
    assert_int_equal(desk->ready, 1);
    assert_true(child_link_is_ready(desk->link));
    assert_int_equal(child_link_status(desk->link).pid, PID);
}

static void a_child_that_answers_lives(void **state)
{
    struct desk *desk = *state;

    desk->answers = true;
    event_base_dispatch(desk->base);
    assert_int_equal(desk->pings, 9);
    assert_int_equal(desk->spawner.killed, 0);
    assert_int_equal(desk->down, 0);
}

static void a_child_that_does_not_answer_is_killed_and_replaced(void **state)
{
    struct desk *desk = *state;

    event_base_dispatch(desk->base);
    assert_int_equal(desk->spawner.killed, 1);
    assert_true(desk->pings >= 2);
    child_link_on_ended(desk->link, PID, 9);
    assert_int_equal(desk->down, 1);
    assert_int_equal(desk->end, CHILD_FAILED);
    while (desk->spawner.started == 1)
        event_base_loop(desk->base, EVLOOP_ONCE);
    assert_int_equal(child_link_status(desk->link).restarts, 1);
    connect_child(desk);
    say(desk, MESSAGE_READY);
    assert_int_equal(desk->ready, 2);
}

static void a_child_that_goes_on_without_its_channel_is_killed(void **state)
{
    struct desk *desk = *state;

    desk->answers = true;
    child_link_start(desk->link); /* a reload */
    assert_int_equal(desk->down, 1);
    assert_int_equal(desk->end, CHILD_REPLACED);
    assert_int_equal(desk->spawner.started, 1);
    while (desk->spawner.killed == 0)
        event_base_loop(desk->base, EVLOOP_ONCE);
    child_link_on_ended(desk->link, PID, 9);
    assert_int_equal(desk->spawner.started, 2);
    assert_int_equal(child_link_status(desk->link).restarts, 0);
}

static void a_message_that_is_refused_ends_the_channel(void **state)
{
    struct desk *desk = *state;

    say(desk, MESSAGE_READY); /* a second time */
    assert_int_equal(desk->down, 1);
    assert_int_equal(desk->end, CHILD_FAILED);
    assert_false(child_link_send(desk->link, MESSAGE_DELIVER, "alert", 5));
    assert_int_equal(child_link_backlog(desk->link), 0);
    child_link_on_ended(desk->link, PID, 0);
    assert_int_equal(desk->down, 1);
}

static void a_child_that_is_out_of_time_is_told_as_such(void **state)
{
    struct desk *desk = *state;

    channel_close(desk->child);
    desk->child = NULL;
    while (child_link_is_ready(desk->link))
        event_base_loop(desk->base, EVLOOP_ONCE);
    assert_int_equal(desk->down, 0); /* the spawner is yet to say how it ended */
    child_link_on_ended(desk->link, PID, SIGPROF);
    assert_int_equal(desk->down, 1);
    assert_int_equal(desk->end, CHILD_OUT_OF_TIME);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_desk, close_desk)
        TEST(a_child_is_set_up_and_then_ready),
        TEST(a_child_that_answers_lives),
        TEST(a_child_that_does_not_answer_is_killed_and_replaced),
        TEST(a_child_that_goes_on_without_its_channel_is_killed),
        TEST(a_message_that_is_refused_ends_the_channel),
        TEST(a_child_that_is_out_of_time_is_told_as_such),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
