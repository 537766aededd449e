/* spawner_main.c: the spawner's own role.
 *
 * Its loop waits for two things: a packet of the core, which starts or kills a child, and SIGCHLD,
 * which reaps and reports. When the core's end closes it ends, and its children die with it. */
#include "config/base/error.h"
#include "config/base/memory.h"
#include "daemon/sandbox/sandbox.h"
#include "daemon/spawner/child.h"
#include "daemon/spawner/packet.h"
#include "daemon/spawner/spawner.h"

#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

struct child {
    pid_t pid;
    enum role role;
    unsigned number;
};

struct nursery {
    struct event_base *base;
    int fd;
    struct child *children;
    size_t count;
};

static void report(struct nursery *nursery, const struct spawn_report *what)
{
    if (!packet_send(nursery->fd, what, sizeof(*what), NULL, 0))
        event_base_loopbreak(nursery->base); /* the core is gone */
}

static void start(struct nursery *nursery, const struct spawn_request *request, const int *fds)
{
    struct spawn_report what = {.role = request->role, .number = request->number};

    what.pid = child_start(request->role, request->number, fds[0], fds[1]);
    if (what.pid < 0) {
        what.event = SPAWN_FAILED;
        what.value = errno;
    } else {
        what.event = SPAWN_STARTED;
        nursery->children =
            memory_resize(nursery->children, nursery->count + 1, sizeof(struct child));
        nursery->children[nursery->count++] =
            (struct child){.pid = what.pid, .role = request->role, .number = request->number};
    }
    report(nursery, &what);
}

static void kill_child(const struct nursery *nursery, const struct spawn_request *request)
{
    for (size_t i = 0; i < nursery->count; i++) {
        const struct child *child = &nursery->children[i];
        if (child->role == request->role && child->number == request->number)
            kill(child->pid, SIGKILL);
    }
}

static void obey(struct nursery *nursery, const struct spawn_request *request, const int *fds)
{
    if (request->wish == SPAWN_KILL)
        kill_child(nursery, request);
    else if (fds[0] >= 0)
        start(nursery, request, fds);
}

static void on_request(evutil_socket_t fd, short what, void *arg)
{
    struct nursery *nursery = arg;
    struct spawn_request request;
    int fds[PACKET_FDS_MAX];

    (void)what;
    if (packet_receive(fd, &request, sizeof(request), fds) == PACKET_RECEIVED)
        obey(nursery, &request, fds);
    else
        event_base_loopbreak(nursery->base);
    for (size_t i = 0; i < PACKET_FDS_MAX; i++) {
        if (fds[i] >= 0)
            close(fds[i]);
    }
}

static void forget(struct nursery *nursery, pid_t pid, int status)
{
    for (size_t i = 0; i < nursery->count; i++) {
        struct child *child = &nursery->children[i];
        if (child->pid != pid)
            continue;
        struct spawn_report what = {.event = SPAWN_ENDED,
                                    .role = child->role,
                                    .number = child->number,
                                    .pid = pid,
                                    .value = status};
        *child = nursery->children[--nursery->count];
        report(nursery, &what);
        return;
    }
}

static void on_child_ended(evutil_socket_t number, short what, void *arg)
{
    int status;
    pid_t pid;

    (void)number;
    (void)what;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
        forget(arg, pid, status);
}

static bool enter_sandbox(struct nursery *nursery)
{
    struct spawn_report ready = {.event = SPAWN_READY, .role = ROLE_SPAWNER};
    struct error err = {0};

    if (sandbox_enter_base(&err) && sandbox_enter_spawner(&ready.sandbox, &err)) {
        report(nursery, &ready);
        return true;
    }
    fprintf(stderr, "storywatchd: spawner: %s\n", err.message);
    return false;
}

static int serve(struct nursery *nursery)
{
    struct event *requests =
        event_new(nursery->base, nursery->fd, EV_READ | EV_PERSIST, on_request, nursery);
    struct event *ends = evsignal_new(nursery->base, SIGCHLD, on_child_ended, nursery);
    int status = EXIT_FAILURE;

    if (requests != NULL && ends != NULL && event_add(requests, NULL) == 0 &&
        event_add(ends, NULL) == 0 && event_base_dispatch(nursery->base) == 0)
        status = EXIT_SUCCESS;
    if (requests != NULL)
        event_free(requests);
    if (ends != NULL)
        event_free(ends);
    return status;
}

int spawner_main(int fd)
{
    struct nursery nursery = {.base = event_base_new(), .fd = fd};
    int status = EXIT_FAILURE;

    if (nursery.base != NULL && enter_sandbox(&nursery))
        status = serve(&nursery);
    if (nursery.base != NULL)
        event_base_free(nursery.base);
    free(nursery.children);
    close(fd);
    return status;
}
