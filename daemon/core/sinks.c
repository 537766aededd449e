#include "daemon/core/sinks.h"

#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/clock.h"
#include "config/base/error.h"
#include "config/base/memory.h"
#include "daemon/core/alert_json.h"
#include "daemon/core/backoff.h"
#include "daemon/core/child_link.h"
#include "daemon/core/sink_setup.h"
#include "daemon/core/sinks_state.h"
#include "daemon/ipc/message.h"
#include "daemon/service/log.h"
#include "store/alerts.h"
#include "store/deliveries.h"

#include <event2/event.h>
#include <stdlib.h>
#include <string.h>

/* ---- sending ---- */

bool sink_is_log(const struct sink *sink)
{
    return sink->settings->type == SINK_LOG;
}

static bool is_under_way(const struct sink *sink, int64_t alert)
{
    for (size_t i = 0; i < sink->under_way_count; i++) {
        if (sink->under_way[i] == alert)
            return true;
    }
    return false;
}

struct sending {
    struct sinks *sinks;
    struct sink *sink;
};

bool sinks_send(struct sinks *sinks, struct sink *sink, const struct stored_delivery *delivery,
                int64_t number)
{
    struct deliver_message message = {.sink = (uint32_t)(sink - sinks->list),
                                      .alert = number,
                                      .follows = delivery->follows,
                                      .attempts = delivery->attempts};

    buffer_clear(&sinks->line);
    buffer_clear(&sinks->message);
    if (!alert_write_json(&delivery->alert, &sinks->line))
        return false;
    message.line = sinks->line.data;
    return message_encode_deliver(&message, &sinks->message) &&
           child_link_send(sinks->notifier, MESSAGE_DELIVER, sinks->message.data,
                           sinks->message.len);
}

static bool send_one(void *owner, const struct stored_delivery *delivery)
{
    struct sending *sending = owner;
    struct sink *sink = sending->sink;

    if (is_under_way(sink, delivery->alert.id))
        return true;
    if (!sinks_send(sending->sinks, sink, delivery, delivery->alert.id))
        return false;
    sink->under_way[sink->under_way_count++] = delivery->alert.id;
    sink->sent = delivery->alert.id;
    return sink->under_way_count < SINK_WINDOW;
}

static void set_timer(struct sinks *sinks, struct sink *sink)
{
    int64_t next, now = clock_wall();

    if (store_delivery_next(sinks->parts.store, sink->settings->name, &next, NULL) != STORE_OK)
        return;
    if (next <= now) /* under way, or as soon as there is room */
        return;
    struct timeval delay = {next - now, 0};
    evtimer_add(sink->timer, &delay);
}

void sinks_pump_one(struct sinks *sinks, struct sink *sink)
{
    struct sending sending = {sinks, sink};
    struct error err = {0};
    const struct delivery_filter filter = {
        .sink = sink->settings->name,
        .now = clock_wall(),
        .after = sink_is_log(sink) ? sink->sent : 0,
        .max = SINK_WINDOW, /* those under way are among them and skipped */
    };

    if (!child_link_is_ready(sinks->notifier) || (sink_is_log(sink) && !sink->is_open) ||
        sink->under_way_count >= SINK_WINDOW)
        return;
    if (committer_is_open(sinks->parts.committer))
        return; /* nothing is told before its commit, which pumps */
    if (store_deliveries_due(sinks->parts.store, &filter, send_one, &sending, &err) == STORE_FAILED)
        log_failure(sinks->parts.log, LOG_LEVEL_ERROR, "cannot read the deliveries", &err);
    if (!sink_is_log(sink))
        set_timer(sinks, sink);
}

void sinks_tell_when_idle(struct sinks *sinks)
{
    bool is_busy = (!child_link_is_ready(sinks->notifier) && sinks->count > 0) ||
                   committer_is_open(sinks->parts.committer); /* its commit asks again */

    if (!sinks->is_finishing)
        return;
    for (size_t i = 0; i < sinks->count; i++) {
        bool is_waiting_for_file = sink_is_log(&sinks->list[i]) && !sinks->list[i].is_open &&
                                   sinks->list[i].trouble == NULL;
        is_busy = is_busy || sinks->list[i].under_way_count > 0 || is_waiting_for_file;
    }
    if (is_busy)
        return;
    sinks->is_finishing = false;
    sinks->on_idle(sinks->owner);
}

void sinks_pump(struct sinks *sinks)
{
    for (size_t i = 0; i < sinks->count; i++)
        sinks_pump_one(sinks, &sinks->list[i]);
    sinks_tell_when_idle(sinks);
}

void sinks_finish(struct sinks *sinks)
{
    sinks->is_finishing = true;
    sinks_pump(sinks);
}

static void on_sink_due(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    sinks_pump(arg);
}

/* ---- set-up ---- */

static bool on_start(void *owner, struct buffer *setup, struct error *err)
{
    struct sinks *sinks = owner;

    return sink_setup_write(sinks->settings, sinks->parts.store, setup, err);
}

static void on_ready(void *owner)
{
    sinks_pump(owner);
}

static void on_down(void *owner, enum child_end how)
{
    struct sinks *sinks = owner;

    (void)how; /* its deliveries are sent again either way */
    for (size_t i = 0; i < sinks->count; i++) {
        sinks->list[i].is_open = false;
        sinks->list[i].under_way_count = 0;
        sinks_trial_lose(&sinks->list[i]);
    }
}

static const struct child_link_handler link_handler = {on_start, on_ready, sinks_on_message,
                                                       on_down};

struct sinks *sinks_new(const struct sinks_parts *parts, void (*on_idle)(void *owner), void *owner)
{
    struct sinks *sinks = memory_new(1, sizeof(*sinks));
    const struct child_link_parts notifier = {.base = parts->base,
                                              .spawner = parts->spawner,
                                              .log = parts->log,
                                              .role = ROLE_NOTIFIER,
                                              .page_fd = -1,
                                              .setup = MESSAGE_NOTIFIER_SETUP,
                                              .pulse_ms = CHILD_PULSE_MS};

    *sinks = (struct sinks){.parts = *parts, .on_idle = on_idle, .owner = owner};
    sinks->notifier = child_link_new(&notifier, &link_handler, sinks);
    sinks->scratch = arena_new();
    buffer_init(&sinks->message, MESSAGE_MAX);
    buffer_init(&sinks->line, ALERT_JSON_MAX);
    return sinks;
}

static void free_list(struct sinks *sinks)
{
    for (size_t i = 0; i < sinks->count; i++) {
        free(sinks->list[i].under_way);
        free(sinks->list[i].trouble);
        free(sinks->list[i].trial.answer);
        event_free(sinks->list[i].timer);
    }
    free(sinks->list);
    sinks->list = NULL;
    sinks->count = 0;
}

void sinks_free(struct sinks *sinks)
{
    if (sinks == NULL)
        return;
    child_link_free(sinks->notifier);
    free_list(sinks);
    arena_free(sinks->scratch);
    buffer_free(&sinks->message);
    buffer_free(&sinks->line);
    free(sinks);
}

bool sinks_forget_others(struct sinks *sinks, const struct settings *settings, struct error *err)
{
    const char **names = memory_new(settings->sink_count, sizeof(*names));
    bool is_done = true;

    for (size_t i = 0; i < settings->sink_count; i++)
        names[i] = settings->sinks[i].name;
    sinks->dropped = 0;
    if (!sink_setup_is_same(sinks->settings, settings))
        is_done = store_sinks_keep(sinks->parts.store, names, settings->sink_count, &sinks->dropped,
                                   err) != STORE_FAILED;
    free(names);
    return is_done;
}

void sinks_set_up(struct sinks *sinks, const struct settings *settings)
{
    bool is_kept = sink_setup_is_same(sinks->settings, settings);

    if (sinks->dropped > 0)
        log_warning(sinks->parts.log, "deliveries of sinks that left the config were dropped",
                    LOG_FIELDS(LOG_NUMBER("deliveries", sinks->dropped)));
    sinks->dropped = 0;
    sinks->settings = settings;
    if (is_kept) {
        for (size_t i = 0; i < sinks->count; i++)
            sinks->list[i].settings = &settings->sinks[i];
        return;
    }
    free_list(sinks);
    sinks->count = settings->sink_count;
    sinks->list = memory_new(sinks->count, sizeof(struct sink));
    for (size_t i = 0; i < sinks->count; i++) {
        sinks->list[i] = (struct sink){.settings = &settings->sinks[i]};
        sinks->list[i].under_way = memory_new(SINK_WINDOW, sizeof(int64_t));
        sinks->list[i].timer = evtimer_new(sinks->parts.base, on_sink_due, sinks);
    }
    sinks->older = 0;
    (void)store_alerts_last(sinks->parts.store, &sinks->older, NULL);
    child_link_start(sinks->notifier);
}

void sinks_reopen(struct sinks *sinks)
{
    if (child_link_is_ready(sinks->notifier) &&
        !child_link_send(sinks->notifier, MESSAGE_REOPEN, NULL, 0))
        log_error(sinks->parts.log, "cannot tell the notifier to open its files anew", NULL);
}

struct child_link *sinks_link(const struct sinks *sinks)
{
    return sinks->notifier;
}

const char *sinks_trouble(const struct sinks *sinks, size_t index)
{
    return index < sinks->count ? sinks->list[index].trouble : NULL;
}
