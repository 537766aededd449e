#include "daemon/core/housekeeping.h"

#include "config/base/clock.h"
#include "config/base/error.h"
#include "config/base/memory.h"
#include "daemon/service/log.h"
#include "daemon/service/notify.h"
#include "store/retention.h"

#include <event2/event.h>
#include <stdlib.h>

#define TICK_S INT64_C(5)
#define FORGET_EVERY_MS 60000
#define FORGET_ROWS 500 /* a tick: a few milliseconds */

struct housekeeping {
    struct housekeeping_parts parts;
    const struct settings *settings;
    struct event *tick;
    struct event *alive; /* NULL: nobody watches */
    struct moment forgot;
    bool has_more; /* to forget */
};

static void forget_some(struct housekeeping *housekeeping)
{
    const struct settings *settings = housekeeping->settings;
    int64_t now = clock_wall();
    struct error err = {0};
    size_t deleted = 0;
    const struct retention retention = {
        .items_before = now - settings->keep.items,
        .alerts_before = now - settings->keep.alerts,
        .window_before = now - settings->dedup.window,
    };

    if (!committer_begin(housekeeping->parts.committer))
        return;
    if (store_forget(housekeeping->parts.store, &retention, FORGET_ROWS, &deleted, &err) ==
        STORE_FAILED) {
        committer_fail(housekeeping->parts.committer, &err);
        return;
    }
    committer_done(housekeeping->parts.committer);
    housekeeping->has_more = deleted == FORGET_ROWS;
    housekeeping->forgot = clock_moment();
}

static void move_log(struct housekeeping *housekeeping)
{
    struct error err = {0};

    if (!committer_flush(housekeeping->parts.committer))
        return;
    if (store_checkpoint(housekeeping->parts.store, false, &err) == STORE_FAILED)
        log_failure(housekeeping->parts.log, LOG_LEVEL_WARNING, "cannot move the write-ahead log",
                    &err);
}

static void on_tick(evutil_socket_t fd, short what, void *arg)
{
    struct housekeeping *housekeeping = arg;
    bool is_due = moment_elapsed_ms(housekeeping->forgot, clock_moment()) >= FORGET_EVERY_MS;

    (void)fd;
    (void)what;
    pipeline_expire(housekeeping->parts.pipeline, clock_wall());
    if (housekeeping->settings != NULL && (is_due || housekeeping->has_more))
        forget_some(housekeeping);
    move_log(housekeeping);
}

/* The manager is told that all is well only while the store answers. */
static void on_alive(evutil_socket_t fd, short what, void *arg)
{
    struct housekeeping *housekeeping = arg;

    (void)fd;
    (void)what;
    if (committer_trouble(housekeeping->parts.committer) != NULL ||
        store_answers(housekeeping->parts.store, NULL) == STORE_OK)
        notify_alive();
}

static struct event *repeat(struct event_base *base, event_callback_fn on_due, void *arg,
                            int64_t ms)
{
    struct timeval period = {ms / 1000, ms % 1000 * 1000};
    struct event *event = event_new(base, -1, EV_PERSIST, on_due, arg);

    if (event != NULL)
        event_add(event, &period);
    return event;
}

struct housekeeping *housekeeping_new(const struct housekeeping_parts *parts)
{
    struct housekeeping *housekeeping = memory_new(1, sizeof(*housekeeping));

    *housekeeping = (struct housekeeping){.parts = *parts, .forgot = clock_moment()};
    housekeeping->tick = repeat(parts->base, on_tick, housekeeping, TICK_S * 1000);
    if (notify_alive_interval_ms() > 0)
        housekeeping->alive =
            repeat(parts->base, on_alive, housekeeping, notify_alive_interval_ms());
    return housekeeping;
}

void housekeeping_free(struct housekeeping *housekeeping)
{
    if (housekeeping == NULL)
        return;
    if (housekeeping->tick != NULL)
        event_free(housekeeping->tick);
    if (housekeeping->alive != NULL)
        event_free(housekeeping->alive);
    free(housekeeping);
}

void housekeeping_set_settings(struct housekeeping *housekeeping, const struct settings *settings)
{
    housekeeping->settings = settings;
}
