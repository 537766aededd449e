#include "daemon/core/child_link.h"

#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/clock.h"
#include "config/base/error.h"
#include "config/base/memory.h"
#include "daemon/ipc/channel.h"
#include "daemon/service/log.h"

#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define QUICK_DEATH_MS 5000 /* who dies sooner is restarted later */
#define RESTART_FIRST_MS 100
#define RESTART_MAX_MS 3000 /* cheap enough, and meanwhile all its feeds wait */
#define MISSED_MAX 3        /* pings; a core that was busy itself misses one */

/*  ABSENT --start--> STARTING --READY--> READY
 *    ^  <--- channel or process ended ---'  (from any state) */
enum link_state {
    LINK_ABSENT,
    LINK_STARTING,
    LINK_READY
};

struct child_link {
    struct child_link_parts parts;
    const struct child_link_handler *handler;
    void *owner;
    enum link_state state;
    struct channel *channel; /* NULL: down */
    struct event *restart, *pulse;
    bool is_spawned; /* asked for, not yet ended */
    bool was_asked;  /* to end, and is to be followed at once */
    bool is_ending;  /* its channel has ended: what is left is to hear how */
    unsigned missed; /* pings in a row without an answer */
    struct child_status status;
    struct moment started;
    int64_t restart_ms;
};

static void add_timer(struct event *timer, int64_t ms)
{
    struct timeval delay = {ms / 1000, ms % 1000 * 1000};

    evtimer_add(timer, &delay);
}

/* What a log line names a child by. */
#define LOG_CHILD(link)                                                                            \
    LOG_TEXT("role", role_name((link)->parts.role)), LOG_NUMBER("number", (link)->parts.number)

static void close_channel(struct child_link *link)
{
    channel_close(link->channel); /* its end tells the process to end */
    link->channel = NULL;
    link->state = LINK_ABSENT;
}

static void bring_down(struct child_link *link, enum child_end how)
{
    if (link->channel == NULL && !link->is_ending)
        return;
    close_channel(link);
    link->is_ending = false;
    link->handler->on_down(link->owner, how);
}

/* ---- messages ---- */

static bool on_ready(struct child_link *link, size_t len)
{
    if (link->state != LINK_STARTING || len != 0)
        return false;
    link->state = LINK_READY;
    link->handler->on_ready(link->owner);
    return true;
}

static bool on_pong(struct child_link *link, size_t len)
{
    link->missed = 0;
    return len == 0;
}

static bool on_sandbox(struct child_link *link, const void *body, size_t len)
{
    struct sandbox_message message;
    struct arena *arena = arena_new();
    bool is_right =
        link->state == LINK_STARTING && message_decode_sandbox(&message, body, len, arena);

    if (is_right) {
        link->status.has_seccomp = message.has_seccomp;
        link->status.landlock = message.landlock;
    }
    arena_free(arena);
    return is_right;
}

static bool on_message(void *owner, uint16_t type, const void *body, size_t len)
{
    struct child_link *link = owner;

    switch (type) {
    case MESSAGE_SANDBOX:
        return on_sandbox(link, body, len);
    case MESSAGE_READY:
        return on_ready(link, len);
    case MESSAGE_PONG:
        return on_pong(link, len);
    default:
        return link->handler->on_message(link->owner, type, body, len);
    }
}

static void on_channel_end(void *owner, enum channel_end how)
{
    struct child_link *link = owner;

    if (how == CHANNEL_BROKEN) {
        log_error(link->parts.log, "a process broke the rules of its channel and is replaced",
                  LOG_FIELDS(LOG_CHILD(link)));
        bring_down(link, CHILD_FAILED);
        return;
    }
    close_channel(link);
    link->is_ending = true;
}

static const struct channel_handler channel_handler = {on_message, on_channel_end};

/* ---- the pulse ---- */

static void kill_hanging(struct child_link *link)
{
    struct error err = {0};

    log_error(link->parts.log, "a process hangs and is killed",
              LOG_FIELDS(LOG_CHILD(link), LOG_NUMBER("pid", link->status.pid)));
    if (!spawner_kill(link->parts.spawner, link->parts.role, link->parts.number, &err))
        log_failure(link->parts.log, LOG_LEVEL_ERROR, "cannot kill a process", &err);
}

static void on_pulse_due(evutil_socket_t fd, short what, void *arg)
{
    struct child_link *link = arg;

    (void)fd;
    (void)what;
    if (link->missed >= MISSED_MAX)
        kill_hanging(link);
    link->missed = link->missed >= MISSED_MAX ? 0 : link->missed + 1;
    if (link->channel != NULL && !channel_send(link->channel, MESSAGE_PING, NULL, 0))
        log_error(link->parts.log, "cannot ask a process whether it lives",
                  LOG_FIELDS(LOG_CHILD(link)));
    add_timer(link->pulse, link->parts.pulse_ms);
}

/* ---- start ---- */

static bool open_channel(struct child_link *link, int *child_fd, struct error *err)
{
    int pair[2];

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
        error_set(err, "cannot make a socket pair: %s", strerror(errno));
        return false;
    }
    link->channel = channel_open(link->parts.base, pair[0], &channel_handler, link, err);
    if (link->channel == NULL) {
        close(pair[0]);
        close(pair[1]);
        return false;
    }
    *child_fd = pair[1];
    return true;
}

static bool spawn(struct child_link *link, const struct buffer *setup, struct error *err)
{
    const struct child_link_parts *parts = &link->parts;
    int child_fd;

    if (!open_channel(link, &child_fd, err))
        return false;
    link->is_spawned =
        spawner_spawn(parts->spawner, parts->role, parts->number, child_fd, parts->page_fd, err) &&
        channel_send(link->channel, (uint16_t)parts->setup, setup->data, setup->len);
    close(child_fd);
    link->state = LINK_STARTING;
    link->missed = 0;
    add_timer(link->pulse, parts->pulse_ms);
    return link->is_spawned;
}

static void restart_later(struct child_link *link)
{
    bool was_quick = moment_elapsed_ms(link->started, clock_moment()) < QUICK_DEATH_MS;
    int64_t next = link->restart_ms * 2;

    link->restart_ms =
        was_quick ? (next < RESTART_MAX_MS ? next : RESTART_MAX_MS) : RESTART_FIRST_MS;
    add_timer(link->restart, link->restart_ms);
}

static void start(struct child_link *link)
{
    struct error err = {0};
    struct buffer setup;

    link->started = clock_moment();
    buffer_init(&setup, MESSAGE_MAX);
    if (!link->handler->on_start(link->owner, &setup, &err) || !spawn(link, &setup, &err)) {
        log_failure(link->parts.log, LOG_LEVEL_ERROR, "cannot start a process", &err);
        bring_down(link, CHILD_FAILED);
        restart_later(link);
    }
    buffer_free(&setup);
}

void child_link_start(struct child_link *link)
{
    evtimer_del(link->restart);
    link->was_asked = link->is_spawned; /* its end starts the next */
    bring_down(link, link->was_asked ? CHILD_REPLACED : CHILD_FAILED);
    if (!link->is_spawned)
        start(link);
}

static void on_restart_due(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    start(arg);
}

/* ---- what the spawner says ---- */

void child_link_on_started(struct child_link *link, pid_t pid)
{
    link->status.pid = pid;
}

static void forget_process(struct child_link *link, enum child_end how)
{
    link->is_spawned = false;
    link->status.pid = 0;
    evtimer_del(link->pulse);
    bring_down(link, how);
}

void child_link_on_failed(struct child_link *link, int code)
{
    log_error(link->parts.log, "cannot start a process",
              LOG_FIELDS(LOG_CHILD(link), LOG_TEXT("why", strerror(code))));
    forget_process(link, CHILD_FAILED);
    restart_later(link);
}

static void log_end(const struct child_link *link, int status)
{
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return;
    log_warning(link->parts.log, "a process ended and is replaced",
                LOG_FIELDS(LOG_CHILD(link), LOG_NUMBER("pid", link->status.pid),
                           LOG_NUMBER("signal", WIFSIGNALED(status) ? WTERMSIG(status) : 0),
                           LOG_NUMBER("exit", WIFEXITED(status) ? WEXITSTATUS(status) : 0)));
}

void child_link_on_ended(struct child_link *link, pid_t pid, int status)
{
    if (pid != link->status.pid)
        return;
    log_end(link, status);
    forget_process(link, WIFSIGNALED(status) && WTERMSIG(status) == SIGPROF ? CHILD_OUT_OF_TIME
                                                                            : CHILD_FAILED);
    if (link->was_asked) {
        link->was_asked = false;
        start(link);
        return;
    }
    link->status.restarts++;
    restart_later(link);
}

/* ---- the rest ---- */

struct child_link *child_link_new(const struct child_link_parts *parts,
                                  const struct child_link_handler *handler, void *owner)
{
    struct child_link *link = memory_new(1, sizeof(*link));

    *link = (struct child_link){
        .parts = *parts, .handler = handler, .owner = owner, .restart_ms = RESTART_FIRST_MS};
    link->restart = evtimer_new(parts->base, on_restart_due, link);
    link->pulse = evtimer_new(parts->base, on_pulse_due, link);
    return link;
}

void child_link_free(struct child_link *link)
{
    if (link == NULL)
        return;
    channel_close(link->channel);
    event_free(link->restart);
    event_free(link->pulse);
    free(link);
}

bool child_link_send(struct child_link *link, uint16_t type, const void *body, size_t len)
{
    return link->channel != NULL && channel_send(link->channel, type, body, len);
}

size_t child_link_backlog(const struct child_link *link)
{
    return link->channel == NULL ? 0 : channel_backlog(link->channel);
}

bool child_link_is_ready(const struct child_link *link)
{
    return link->state == LINK_READY;
}

struct child_status child_link_status(const struct child_link *link)
{
    struct child_status status = link->status;

    status.is_ready = link->state == LINK_READY;
    return status;
}
