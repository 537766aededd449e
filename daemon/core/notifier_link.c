#include "daemon/core/notifier_link.h"

#include "config/base/buffer.h"
#include "config/base/error.h"
#include "config/base/memory.h"
#include "daemon/ipc/channel.h"
#include "daemon/ipc/message.h"
#include "daemon/service/log.h"

#include <errno.h>
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define RESTART_MS 500L

struct notifier_link {
    struct event_base *base;
    struct spawner *spawner;
    struct log *log;
    const struct notifier_link_handler *handler;
    void *owner;
    struct channel *channel; /* NULL: down */
    struct event *restart;
    bool is_spawned; /* asked for, not yet ended */
    pid_t pid;
    int64_t restarts;
};

static void bring_down(struct notifier_link *link)
{
    if (link->channel == NULL)
        return;
    channel_close(link->channel); /* its end tells the process to end */
    link->channel = NULL;
    link->handler->on_down(link->owner);
}

static bool on_message(void *owner, uint16_t type, const void *body, size_t len)
{
    struct notifier_link *link = owner;

    return link->handler->on_message(link->owner, type, body, len);
}

static void on_channel_end(void *owner, enum channel_end how)
{
    struct notifier_link *link = owner;

    if (how == CHANNEL_BROKEN)
        log_error(link->log, "the notifier broke the rules of its channel and is replaced", NULL);
    bring_down(link);
}

static const struct channel_handler channel_handler = {on_message, on_channel_end};

static bool open_channel(struct notifier_link *link, int *child_fd, struct error *err)
{
    int pair[2];

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
        error_set(err, "cannot make a socket pair: %s", strerror(errno));
        return false;
    }
    link->channel = channel_open(link->base, pair[0], &channel_handler, link, err);
    if (link->channel == NULL) {
        close(pair[0]);
        close(pair[1]);
        return false;
    }
    *child_fd = pair[1];
    return true;
}

static bool spawn(struct notifier_link *link, const struct buffer *setup, struct error *err)
{
    int child_fd;

    if (!open_channel(link, &child_fd, err))
        return false;
    link->is_spawned = spawner_spawn(link->spawner, ROLE_NOTIFIER, 0, child_fd, -1, err) &&
                       channel_send(link->channel, MESSAGE_NOTIFIER_SETUP, setup->data, setup->len);
    close(child_fd);
    return link->is_spawned;
}

static void restart_later(struct notifier_link *link)
{
    static const struct timeval delay = {0, RESTART_MS * 1000};

    evtimer_add(link->restart, &delay);
}

void notifier_link_start(struct notifier_link *link)
{
    struct error err = {0};
    struct buffer setup;

    evtimer_del(link->restart);
    bring_down(link);
    if (link->is_spawned)
        return; /* its end starts the next */
    buffer_init(&setup, MESSAGE_MAX);
    if (!link->handler->on_start(link->owner, &setup, &err) || !spawn(link, &setup, &err)) {
        log_failure(link->log, LOG_LEVEL_ERROR, "cannot start the notifier", &err);
        bring_down(link);
        restart_later(link);
    }
    buffer_free(&setup);
}

static void on_restart_due(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    notifier_link_start(arg);
}

void notifier_link_on_started(struct notifier_link *link, pid_t pid)
{
    link->pid = pid;
}

void notifier_link_on_failed(struct notifier_link *link, int code)
{
    log_error(link->log, "cannot start the notifier", LOG_FIELDS(LOG_TEXT("why", strerror(code))));
    link->is_spawned = false;
    bring_down(link);
    restart_later(link);
}

void notifier_link_on_ended(struct notifier_link *link, pid_t pid, int status)
{
    if (pid != link->pid)
        return;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        log_warning(link->log, "the notifier ended and is replaced",
                    LOG_FIELDS(LOG_NUMBER("pid", pid),
                               LOG_NUMBER("signal", WIFSIGNALED(status) ? WTERMSIG(status) : 0)));
    link->pid = 0;
    link->is_spawned = false;
    link->restarts++;
    bring_down(link);
    restart_later(link);
}

struct notifier_link *notifier_link_new(struct event_base *base, struct spawner *spawner,
                                        struct log *log,
                                        const struct notifier_link_handler *handler, void *owner)
{
    struct notifier_link *link = memory_new(1, sizeof(*link));

    *link = (struct notifier_link){
        .base = base, .spawner = spawner, .log = log, .handler = handler, .owner = owner};
    link->restart = evtimer_new(base, on_restart_due, link);
    return link;
}

void notifier_link_free(struct notifier_link *link)
{
    if (link == NULL)
        return;
    channel_close(link->channel);
    event_free(link->restart);
    free(link);
}

bool notifier_link_send(struct notifier_link *link, uint16_t type, const void *body, size_t len)
{
    return link->channel != NULL && channel_send(link->channel, type, body, len);
}

pid_t notifier_link_pid(const struct notifier_link *link)
{
    return link->pid;
}

int64_t notifier_link_restarts(const struct notifier_link *link)
{
    return link->restarts;
}
