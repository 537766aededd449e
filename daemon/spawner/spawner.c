#include "daemon/spawner/spawner.h"

#include "config/base/error.h"
#include "config/base/memory.h"
#include "daemon/spawner/child.h"
#include "daemon/spawner/packet.h"

#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct spawner {
    pid_t pid;
    int fd;
    struct event *reports;
    struct sandbox_state sandbox;
    const struct spawner_handler *handler;
    void *owner;
};

static void hand_on(struct spawner *spawner, const struct spawn_report *what)
{
    const struct spawner_handler *handler = spawner->handler;

    switch (what->event) {
    case SPAWN_READY:
        spawner->sandbox = what->sandbox;
        break;
    case SPAWN_STARTED:
        handler->on_started(spawner->owner, what->role, what->number, what->pid);
        break;
    case SPAWN_FAILED:
        handler->on_failed(spawner->owner, what->role, what->number, what->value);
        break;
    case SPAWN_ENDED:
        handler->on_ended(spawner->owner, what->role, what->number, what->pid, what->value);
        break;
    }
}

static void on_report(evutil_socket_t fd, short what, void *arg)
{
    struct spawner *spawner = arg;
    struct spawn_report report;
    int fds[PACKET_FDS_MAX];

    (void)what;
    switch (packet_receive(fd, &report, sizeof(report), fds)) {
    case PACKET_RECEIVED:
        hand_on(spawner, &report);
        break;
    case PACKET_NONE_YET:
        break;
    case PACKET_END:
        event_del(spawner->reports);
        spawner->handler->on_lost(spawner->owner); /* may free `spawner` */
        break;
    }
}

struct spawner *spawner_start(struct event_base *base, const struct spawner_handler *handler,
                              void *owner, struct error *err)
{
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
        error_set(err, "no socket pair for the spawner: %s", strerror(errno));
        return NULL;
    }
    struct spawner *spawner = memory_new(1, sizeof(*spawner));
    *spawner = (struct spawner){.pid = -1, .fd = ends[0], .handler = handler, .owner = owner};
    spawner->reports = event_new(base, ends[0], EV_READ | EV_PERSIST, on_report, spawner);
    if (evutil_make_socket_nonblocking(ends[0]) == 0 && spawner->reports != NULL &&
        event_add(spawner->reports, NULL) == 0)
        spawner->pid = child_start(ROLE_SPAWNER, 0, ends[1], -1);
    close(ends[1]);
    if (spawner->pid < 0) {
        error_set(err, "the spawner cannot be started: %s", strerror(errno));
        spawner_close(spawner);
        return NULL;
    }
    return spawner;
}

static bool ask(struct spawner *spawner, const struct spawn_request *request, const int *fds,
                size_t fd_count, struct error *err)
{
    if (packet_send(spawner->fd, request, sizeof(*request), fds, fd_count))
        return true;
    error_set(err, "the spawner does not take requests: %s", strerror(errno));
    return false;
}

bool spawner_spawn(struct spawner *spawner, enum role role, unsigned number, int channel_fd,
                   int page_fd, struct error *err)
{
    const struct spawn_request request = {.wish = SPAWN_START, .role = role, .number = number};
    const int fds[PACKET_FDS_MAX] = {channel_fd, page_fd};

    return ask(spawner, &request, fds, page_fd < 0 ? 1 : 2, err);
}

bool spawner_kill(struct spawner *spawner, enum role role, unsigned number, struct error *err)
{
    const struct spawn_request request = {.wish = SPAWN_KILL, .role = role, .number = number};

    return ask(spawner, &request, NULL, 0, err);
}

pid_t spawner_pid(const struct spawner *spawner)
{
    return spawner->pid;
}

const struct sandbox_state *spawner_sandbox(const struct spawner *spawner)
{
    return &spawner->sandbox;
}

void spawner_close(struct spawner *spawner)
{
    if (spawner == NULL)
        return;
    if (spawner->reports != NULL)
        event_free(spawner->reports);
    close(spawner->fd);
    if (spawner->pid > 0) {
        kill(spawner->pid, SIGKILL); /* its children die with it */
        while (waitpid(spawner->pid, NULL, 0) < 0 && errno == EINTR)
            continue;
    }
    free(spawner);
}
