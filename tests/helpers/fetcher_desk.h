/* fetcher_desk.h: for tests of the core's side of fetchers: the test is the fetcher's process. */
#pragma once

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
#include "daemon/core/fetchers.h"
#include "daemon/ipc/channel.h"
#include "feeds/item.h"

#include <event2/event.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PID 4711
#define EVENTS_MAX 16
#define OF_ONE_HOST 0 /* the hash: all go to the first fetcher */

/* ---- the spawner, in place of daemon/spawner: a process that is started is the test ---- */

struct spawner {
    int channel_fd;   /* the new child's; -1: none was started since */
    void *page;       /* shared with the core: an _Atomic uint32_t */
    unsigned started; /* ever */
    bool is_failing;
};

bool spawner_spawn(struct spawner *spawner, enum role role, unsigned number, int channel_fd,
                   int page_fd, struct error *err)
{
    assert_int_equal(role, ROLE_FETCHER);
    assert_int_equal(number, 1);
    if (spawner->is_failing) {
        error_set(err, "no processes left");
        return false;
    }
    if (spawner->page != NULL)
        munmap(spawner->page, sizeof(_Atomic uint32_t));
    if (spawner->channel_fd >= 0)
        close(spawner->channel_fd);
    spawner->channel_fd = fcntl(channel_fd, F_DUPFD_CLOEXEC, 0);
    spawner->page =
        mmap(NULL, sizeof(_Atomic uint32_t), PROT_READ | PROT_WRITE, MAP_SHARED, page_fd, 0);
    assert_ptr_not_equal(spawner->page, MAP_FAILED);
    spawner->started++;
    return true;
}

/* The fetcher answers each ping. */
bool spawner_kill(struct spawner *spawner, enum role role, unsigned number, struct error *err)
{
    (void)spawner;
    (void)role;
    (void)number;
    (void)err;
    fail_msg("nothing is to be killed");
    return false;
}

/* ---- the core, and one fetcher ---- */

struct event_told {
    enum {
        TOLD_POLLED,
        TOLD_RETURNED,
        TOLD_LOST,
        TOLD_GUILTY
    } what;
    int64_t job;
    size_t item_count;
};

struct desk {
    struct event_base *base;
    struct spawner spawner;
    struct fetchers *fetchers;
    struct event_told told[EVENTS_MAX];
    size_t told_count, rooms, readies;
    struct channel *child; /* the fetcher's end; NULL: it has ended */
    struct arena *arena;   /* of what the fetcher got */
    struct job_message jobs[EVENTS_MAX];
    size_t job_count;
    bool has_setup;
    struct hold_message hold; /* that came last */
    size_t holds;
};

static inline void tell(struct desk *desk, struct event_told event)
{
    assert_true(desk->told_count < EVENTS_MAX);
    desk->told[desk->told_count++] = event;
}

static inline void on_polled(void *owner, struct job *job, const struct polled_message *polled)
{
    assert_int_equal(polled->job, job->number);
    tell(owner, (struct event_told){TOLD_POLLED, job->number, job->item_count});
}

static inline void on_returned(void *owner, struct job *job, const struct in6_addr *address)
{
    assert_true(IN6_IS_ADDR_UNSPECIFIED(address));
    tell(owner, (struct event_told){TOLD_RETURNED, job->number, job->item_count});
}

static inline void on_lost(void *owner, struct job *job, bool is_guilty, const char *why)
{
    assert_non_null(why);
    tell(owner,
         (struct event_told){is_guilty ? TOLD_GUILTY : TOLD_LOST, job->number, job->item_count});
}

static inline void on_ready(void *owner)
{
    ((struct desk *)owner)->readies++;
}

static inline void on_room(void *owner)
{
    ((struct desk *)owner)->rooms++;
}

static const struct fetchers_handler handler = {on_polled, on_returned, on_lost, on_ready, on_room};

static inline bool on_child_message(void *owner, uint16_t type, const void *body, size_t len)
{
    struct desk *desk = owner;
    struct fetcher_setup_message setup;

    if (type == MESSAGE_FETCHER_SETUP) {
        desk->has_setup = true;
        return message_decode_fetcher_setup(&setup, body, len, desk->arena);
    }
    if (type == MESSAGE_HOLD) {
        desk->holds++;
        return message_decode_hold(&desk->hold, body, len, desk->arena);
    }
    if (type == MESSAGE_PING) /* of a test that takes its time */
        return channel_send(desk->child, MESSAGE_PONG, NULL, 0);
    assert_int_equal(type, MESSAGE_JOB);
    return message_decode_job(&desk->jobs[desk->job_count++], body, len, desk->arena);
}

static inline void on_child_end(void *owner, enum channel_end how)
{
    struct desk *desk = owner;

    (void)how;
    channel_close(desk->child);
    desk->child = NULL;
}

static const struct channel_handler child_handler = {on_child_message, on_child_end};

static inline void set_up(struct desk *desk, const char *user_agent)
{
    const struct fetcher_setup_message setup = {.user_agent = user_agent};
    struct error err = {0};

    if (!fetchers_set_up(desk->fetchers, 1, &setup, &err))
        fail_msg("%s", err.message);
}

/* Both ends have read all that was sent. */
static inline void settle(struct desk *desk)
{
    for (int i = 0; i < 8; i++)
        assert_true(event_base_loop(desk->base, EVLOOP_NONBLOCK) >= 0);
}

/* The process that was started comes to life. */
static inline void connect_child(struct desk *desk)
{
    struct error err = {0};

    assert_true(desk->spawner.channel_fd >= 0);
    desk->child = channel_open(desk->base, desk->spawner.channel_fd, &child_handler, desk, &err);
    desk->spawner.channel_fd = -1;
    assert_non_null(desk->child);
    child_link_on_started(fetchers_link(desk->fetchers, 1), PID);
    settle(desk);
}

static inline int open_desk(void **state)
{
    struct desk *desk = test_calloc(1, sizeof(*desk));

    desk->base = event_base_new();
    desk->spawner.channel_fd = -1;
    desk->arena = arena_new();
    desk->fetchers = fetchers_new(desk->base, &desk->spawner, NULL, &handler, desk);
    set_up(desk, "storywatch");
    connect_child(desk);
    *state = desk;
    return 0;
}

static inline int close_desk(void **state)
{
    struct desk *desk = *state;

    fetchers_free(desk->fetchers);
    channel_close(desk->child);
    if (desk->spawner.channel_fd >= 0)
        close(desk->spawner.channel_fd);
    munmap(desk->spawner.page, sizeof(_Atomic uint32_t));
    event_base_free(desk->base);
    arena_free(desk->arena);
    test_free(desk);
    return 0;
}

static inline void say(struct desk *desk, uint16_t type, const struct buffer *body)
{
    assert_true(channel_send(desk->child, type, body->data, body->len));
}

static inline void say_ready(struct desk *desk)
{
    assert_true(channel_send(desk->child, MESSAGE_READY, NULL, 0));
    settle(desk);
}

/* Sends a job; returns its number. */
static inline int64_t send_job(struct desk *desk)
{
    struct job_message message = {
        .feed = "harbour", .url = "https://a.example/", .configured_url = "https://a.example/"};
    const struct job job = {.feed_id = 1};

    assert_true(fetchers_send(desk->fetchers, OF_ONE_HOST, &message, &job));
    settle(desk);
    assert_int_equal(desk->jobs[desk->job_count - 1].number, message.number);
    return message.number;
}

/* The fetcher says that it reads the document of this job. */
static inline void name_in_page(struct desk *desk, uint32_t slot)
{
    atomic_store((_Atomic uint32_t *)desk->spawner.page, slot);
}

/* An item with this text; NULL: it has none. */
static inline void say_text(struct desk *desk, int64_t job, const char *text)
{
    struct fingerprint fingerprint;
    struct buffer encoded, body;
    struct item item = ITEM_EMPTY;

    item.id = "1";
    if (text != NULL)
        item.content = (struct text){text, MARKUP_MARKED};
    fingerprint_make(&fingerprint, &item, desk->arena);
    buffer_init(&encoded, FINGERPRINT_BYTES_MAX);
    assert_true(fingerprint_encode(&fingerprint, &encoded));
    const struct item_message message = {.job = job,
                                         .item = item,
                                         .fingerprint = encoded.data,
                                         .fingerprint_len = (uint32_t)encoded.len};
    buffer_init(&body, MESSAGE_MAX);
    assert_true(message_encode_item(&message, &body));
    say(desk, MESSAGE_ITEM, &body);
    buffer_free(&encoded);
    buffer_free(&body);
    settle(desk);
}

static inline void say_item(struct desk *desk, int64_t job)
{
    say_text(desk, job, NULL);
}

static inline void say_polled(struct desk *desk, int64_t job, uint32_t item_count)
{
    const struct polled_message message = {
        .job = job, .outcome = POLLED_DOCUMENT, .message = "", .item_count = item_count};
    struct buffer body;

    buffer_init(&body, MESSAGE_MAX);
    assert_true(message_encode_polled(&message, &body));
    say(desk, MESSAGE_POLLED, &body);
    buffer_free(&body);
    settle(desk);
}

static inline void say_returned(struct desk *desk, int64_t job)
{
    const struct returned_message message = {.job = job};
    struct buffer body;

    buffer_init(&body, MESSAGE_MAX);
    assert_true(message_encode_returned(&message, &body));
    say(desk, MESSAGE_RETURNED, &body);
    buffer_free(&body);
    settle(desk);
}

static inline void assert_told(const struct desk *desk, size_t index, int what, int64_t job)
{
    assert_true(index < desk->told_count);
    assert_int_equal(desk->told[index].what, what);
    assert_int_equal(desk->told[index].job, job);
}

/* It broke a rule: its end is closed, and its jobs are lost. */
static inline void assert_ended(const struct desk *desk)
{
    assert_null(desk->child);
    assert_int_equal(fetchers_job_count(desk->fetchers), 0);
    assert_false(fetchers_has_room(desk->fetchers, OF_ONE_HOST));
}
