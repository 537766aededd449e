/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/error.h"
#include "daemon/ipc/channel.h"

#include <event2/event.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define REFUSED_TYPE 99

/* A channel on one end of a socket pair; the test plays the peer on the other. */
struct fixture {
    struct event_base *base;
    struct channel *channel;
    int peer;
    int messages;
    uint16_t type;
    char *body;
    size_t len;
    int ends;
    enum channel_end how;
};

struct frame {
    uint32_t len;
    uint16_t type;
    uint16_t zero;
};

static bool on_message(void *owner, uint16_t type, const void *body, size_t len)
{
    struct fixture *fixture = owner;

    fixture->messages++;
    fixture->type = type;
    fixture->len = len;
    free(fixture->body);
    fixture->body = calloc(len + 1, 1);
    if (len > 0)
        memcpy(fixture->body, body, len);
    return type != REFUSED_TYPE;
}

static void on_end(void *owner, enum channel_end how)
{
    struct fixture *fixture = owner;

    fixture->ends++;
    fixture->how = how;
}

static const struct channel_handler handler = {.on_message = on_message, .on_end = on_end};

static int open_fixture(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    struct error err = {0};
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return 1;
    fixture->base = event_base_new();
    fixture->channel = channel_open(fixture->base, ends[0], &handler, fixture, &err);
    fixture->peer = ends[1];
    *state = fixture;
    return fixture->channel == NULL;
}

static int close_fixture(void **state)
{
    struct fixture *fixture = *state;

    channel_close(fixture->channel);
    event_base_free(fixture->base);
    if (fixture->peer >= 0)
        close(fixture->peer);
    free(fixture->body);
    free(fixture);
    return 0;
}

static void turn(struct fixture *fixture)
{
    event_base_loop(fixture->base, EVLOOP_NONBLOCK);
}

static void send_frame(struct fixture *fixture, const struct frame *frame, const char *body)
{
    assert_int_equal(send(fixture->peer, frame, sizeof(*frame), 0), sizeof(*frame));
    if (body != NULL)
        assert_int_equal(send(fixture->peer, body, strlen(body), 0), strlen(body));
}

static void a_message_arrives_whole(void **state)
{
    struct fixture *fixture = *state;

    send_frame(fixture, &(struct frame){.len = 5, .type = 3}, "Seoul");
    turn(fixture);
    assert_int_equal(fixture->messages, 1);
    assert_int_equal(fixture->type, 3);
    assert_string_equal(fixture->body, "Seoul");
}

static void a_message_in_pieces_waits_for_its_last(void **state)
{
    struct fixture *fixture = *state;

    send_frame(fixture, &(struct frame){.len = 9, .type = 3}, "Pyong");
    turn(fixture);
    assert_int_equal(fixture->messages, 0);
    assert_int_equal(send(fixture->peer, "yang", 4, 0), 4);
    turn(fixture);
    assert_string_equal(fixture->body, "Pyongyang");
}

static void messages_that_come_together_are_told_apart(void **state)
{
    struct fixture *fixture = *state;

    send_frame(fixture, &(struct frame){.len = 4, .type = 1}, "Kyiv");
    send_frame(fixture, &(struct frame){.len = 0, .type = 2}, NULL);
    send_frame(fixture, &(struct frame){.len = 6, .type = 3}, "Moscow");
    turn(fixture);
    assert_int_equal(fixture->messages, 3);
    assert_int_equal(fixture->type, 3);
    assert_string_equal(fixture->body, "Moscow");
}

static void what_is_sent_is_framed(void **state)
{
    struct fixture *fixture = *state;
    struct frame frame;
    char body[5] = "";

    assert_true(channel_send(fixture->channel, 7, "Kursk", 5));
    assert_int_equal(channel_backlog(fixture->channel), sizeof(frame) + 5);
    turn(fixture);
    assert_int_equal(channel_backlog(fixture->channel), 0);
    assert_int_equal(recv(fixture->peer, &frame, sizeof(frame), 0), sizeof(frame));
    assert_int_equal(frame.len, 5);
    assert_int_equal(frame.type, 7);
    assert_int_equal(recv(fixture->peer, body, sizeof(body), 0), sizeof(body));
    assert_memory_equal(body, "Kursk", 5);
}

static void the_largest_message_passes(void **state)
{
    struct fixture *fixture = *state;
    size_t left = CHANNEL_BODY_MAX;
    char *body = calloc(left, 1);

    send_frame(fixture, &(struct frame){.len = CHANNEL_BODY_MAX, .type = 1}, NULL);
    while (left > 0) {
        ssize_t sent = send(fixture->peer, body, left, MSG_DONTWAIT);
        left -= sent > 0 ? (size_t)sent : 0;
        turn(fixture);
    }
    assert_int_equal(fixture->messages, 1);
    assert_int_equal(fixture->len, CHANNEL_BODY_MAX);
    free(body);
}

static void a_length_over_the_bound_cuts_the_peer_off(void **state)
{
    struct fixture *fixture = *state;

    send_frame(fixture, &(struct frame){.len = CHANNEL_BODY_MAX + 1, .type = 1}, NULL);
    turn(fixture);
    assert_int_equal(fixture->ends, 1);
    assert_int_equal(fixture->how, CHANNEL_BROKEN);
    assert_false(channel_send(fixture->channel, 1, NULL, 0));
}

static void a_header_that_is_none_cuts_the_peer_off(void **state)
{
    struct fixture *fixture = *state;

    send_frame(fixture, &(struct frame){.len = 0, .type = 1, .zero = 1}, NULL);
    turn(fixture);
    assert_int_equal(fixture->ends, 1);
    assert_int_equal(fixture->how, CHANNEL_BROKEN);
}

static void a_refused_message_is_the_last_one(void **state)
{
    struct fixture *fixture = *state;

    send_frame(fixture, &(struct frame){.len = 0, .type = REFUSED_TYPE}, NULL);
    send_frame(fixture, &(struct frame){.len = 0, .type = 1}, NULL);
    turn(fixture);
    turn(fixture);
    assert_int_equal(fixture->messages, 1);
    assert_int_equal(fixture->ends, 1);
    assert_int_equal(fixture->how, CHANNEL_BROKEN);
}

static void a_peer_that_closes_between_messages_has_closed(void **state)
{
    struct fixture *fixture = *state;

    send_frame(fixture, &(struct frame){.len = 4, .type = 1}, "Kyiv");
    close(fixture->peer);
    fixture->peer = -1;
    turn(fixture);
    turn(fixture);
    assert_int_equal(fixture->messages, 1);
    assert_int_equal(fixture->ends, 1);
    assert_int_equal(fixture->how, CHANNEL_CLOSED);
}

static void a_peer_that_ends_before_it_had_read_all_is_lost(void **state)
{
    struct fixture *fixture = *state;

    assert_true(channel_send(fixture->channel, 1, "Kyiv", 4));
    turn(fixture);
    close(fixture->peer);
    fixture->peer = -1;
    turn(fixture);
    assert_int_equal(fixture->ends, 1);
    assert_int_equal(fixture->how, CHANNEL_LOST);
}

static void a_peer_that_ends_inside_a_message_is_lost(void **state)
{
    struct fixture *fixture = *state;

    send_frame(fixture, &(struct frame){.len = 9, .type = 1}, "Pyong");
    close(fixture->peer);
    fixture->peer = -1;
    turn(fixture);
    turn(fixture);
    assert_int_equal(fixture->messages, 0);
    assert_int_equal(fixture->ends, 1);
    assert_int_equal(fixture->how, CHANNEL_LOST);
}

int main(void)
{
#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, open_fixture, close_fixture)
    const struct CMUnitTest tests[] = {
        WITH_FIXTURE(a_message_arrives_whole),
        WITH_FIXTURE(a_message_in_pieces_waits_for_its_last),
        WITH_FIXTURE(messages_that_come_together_are_told_apart),
        WITH_FIXTURE(what_is_sent_is_framed),
        WITH_FIXTURE(the_largest_message_passes),
        WITH_FIXTURE(a_length_over_the_bound_cuts_the_peer_off),
        WITH_FIXTURE(a_header_that_is_none_cuts_the_peer_off),
        WITH_FIXTURE(a_refused_message_is_the_last_one),
        WITH_FIXTURE(a_peer_that_closes_between_messages_has_closed),
        WITH_FIXTURE(a_peer_that_ends_before_it_had_read_all_is_lost),
        WITH_FIXTURE(a_peer_that_ends_inside_a_message_is_lost),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
