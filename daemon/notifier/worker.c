#include "daemon/notifier/worker.h"

#include "config/base/memory.h"

#include <assert.h>
#include <event2/event.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct worker {
    void (*run)(void *owner);
    void (*on_done)(void *owner);
    void *owner;
    pthread_t thread;
    bool is_busy;
    int done_fd; /* an eventfd, written by the thread as its last act */
    struct event *done;
};

static void *run_thread(void *arg)
{
    const struct worker *worker = arg;
    uint64_t one = 1;

    worker->run(worker->owner);
    ssize_t written = write(worker->done_fd, &one, sizeof(one)); /* an eventfd takes it always */
    (void)written;
    return NULL;
}

static void on_thread_done(evutil_socket_t fd, short what, void *arg)
{
    struct worker *worker = arg;
    uint64_t count;

    (void)what;
    if (read(fd, &count, sizeof(count)) != (ssize_t)sizeof(count))
        return;
    pthread_join(worker->thread, NULL);
    worker->is_busy = false;
    worker->on_done(worker->owner);
}

struct worker *worker_new(struct event_base *base, void (*run)(void *owner),
                          void (*on_done)(void *owner), void *owner)
{
    struct worker *worker = memory_new(1, sizeof(*worker));

    *worker = (struct worker){.run = run,
                              .on_done = on_done,
                              .owner = owner,
                              .done_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    if (worker->done_fd >= 0)
        worker->done =
            event_new(base, worker->done_fd, EV_READ | EV_PERSIST, on_thread_done, worker);
    if (worker->done != NULL)
        event_add(worker->done, NULL);
    return worker;
}

void worker_free(struct worker *worker)
{
    if (worker == NULL)
        return;
    if (worker->is_busy)
        pthread_join(worker->thread, NULL);
    if (worker->done != NULL)
        event_free(worker->done);
    if (worker->done_fd >= 0)
        close(worker->done_fd);
    free(worker);
}

bool worker_is_busy(const struct worker *worker)
{
    return worker->is_busy;
}

bool worker_start(struct worker *worker)
{
    assert(!worker->is_busy);
    worker->is_busy =
        worker->done != NULL && pthread_create(&worker->thread, NULL, run_thread, worker) == 0;
    return worker->is_busy;
}
