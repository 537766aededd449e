#include "daemon/core/clock_watch.h"

#include "config/base/memory.h"

#include <event2/event.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/timerfd.h>
#include <unistd.h>

struct clock_watch {
    int fd;
    struct event *event;
    void (*on_set)(void *owner);
    void *owner;
};

/* A timer that never goes off: what ends it is a clock that is set. */
static int arm(const struct clock_watch *watch)
{
    const struct itimerspec never = {.it_value = {.tv_sec = INT64_MAX}};

    return timerfd_settime(watch->fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, NULL);
}

static void on_end(evutil_socket_t fd, short what, void *arg)
{
    const struct clock_watch *watch = arg;
    uint64_t expirations;

    (void)what;
    if (read(fd, &expirations, sizeof(expirations)) < 0) {
        /* ECANCELED is the news; whatever else it says, the clock is worth a look */
    }
    arm(watch);
    watch->on_set(watch->owner);
}

struct clock_watch *clock_watch_new(struct event_base *base, void (*on_set)(void *owner),
                                    void *owner)
{
    struct clock_watch *watch = memory_new(1, sizeof(*watch));

    *watch = (struct clock_watch){.on_set = on_set, .owner = owner};
    watch->fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
    if (watch->fd >= 0 && arm(watch) == 0) {
        watch->event = event_new(base, watch->fd, EV_READ | EV_PERSIST, on_end, watch);
        event_add(watch->event, NULL);
        return watch;
    }
    clock_watch_free(watch);
    return NULL;
}

void clock_watch_free(struct clock_watch *watch)
{
    if (watch == NULL)
        return;
    if (watch->event != NULL)
        event_free(watch->event);
    if (watch->fd >= 0)
        close(watch->fd);
    free(watch);
}
