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
#include "daemon/ipc/message.h"
#include "daemon/service/log.h"

#include <event2/event.h>
#include <stdlib.h>
#include <string.h>

#define WINDOW 256 /* deliveries of a sink under way */

struct sink {
    const struct sink_settings *settings;
    bool is_open;       /* log: its position is known */
    int64_t sent;       /* log: the last alert sent */
    int64_t *under_way; /* alerts sent and not answered; of a log: its last is `sent` */
    size_t under_way_count;
    char *trouble;       /* NULL: none */
    struct event *timer; /* next delivery that is due */
};

struct sinks {
    struct sinks_parts parts;
    void (*on_idle)(void *owner);
    void *owner;
    const struct settings *settings;
    struct sink *list;
    size_t count;
    struct child_link *notifier;
    struct buffer message;
    struct buffer line;
    struct arena *scratch;
    bool is_finishing;
};

/* ---- sending ---- */

static bool is_log(const struct sink *sink)
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

static bool send_one(void *owner, const struct stored_delivery *delivery)
{
    struct sending *sending = owner;
    struct sinks *sinks = sending->sinks;
    struct sink *sink = sending->sink;
    struct deliver_message message = {.sink = (uint32_t)(sink - sinks->list),
                                      .alert = delivery->alert.id,
                                      .follows = delivery->follows,
                                      .attempts = delivery->attempts};

    if (is_under_way(sink, delivery->alert.id))
        return true;
    buffer_clear(&sinks->line);
    buffer_clear(&sinks->message);
    if (!alert_write_json(&delivery->alert, &sinks->line))
        return false;
    message.line = sinks->line.data;
    if (!message_encode_deliver(&message, &sinks->message) ||
        !child_link_send(sinks->notifier, MESSAGE_DELIVER, sinks->message.data, sinks->message.len))
        return false;
    sink->under_way[sink->under_way_count++] = delivery->alert.id;
    sink->sent = delivery->alert.id;
    return sink->under_way_count < WINDOW;
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

static void pump(struct sinks *sinks, struct sink *sink)
{
    struct sending sending = {sinks, sink};
    struct error err = {0};
    const struct delivery_filter filter = {
        .sink = sink->settings->name,
        .now = clock_wall(),
        .after = is_log(sink) ? sink->sent : 0,
        .max = WINDOW, /* those under way are among them and skipped */
    };

    if (!child_link_is_ready(sinks->notifier) || (is_log(sink) && !sink->is_open) ||
        sink->under_way_count >= WINDOW)
        return;
    if (committer_is_open(sinks->parts.committer))
        return; /* nothing is told before its commit, which pumps */
    if (store_deliveries_due(sinks->parts.store, &filter, send_one, &sending, &err) == STORE_FAILED)
        log_failure(sinks->parts.log, LOG_LEVEL_ERROR, "cannot read the deliveries", &err);
    if (!is_log(sink))
        set_timer(sinks, sink);
}

static void tell_when_idle(struct sinks *sinks)
{
    bool is_busy = (!child_link_is_ready(sinks->notifier) && sinks->count > 0) ||
                   committer_is_open(sinks->parts.committer); /* its commit asks again */

    if (!sinks->is_finishing)
        return;
    for (size_t i = 0; i < sinks->count; i++) {
        bool is_waiting_for_file =
            is_log(&sinks->list[i]) && !sinks->list[i].is_open && sinks->list[i].trouble == NULL;
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
        pump(sinks, &sinks->list[i]);
    tell_when_idle(sinks);
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

/* ---- answers ---- */

static void set_trouble(struct sinks *sinks, struct sink *sink, const char *why)
{
    bool was_in_trouble = sink->trouble != NULL;

    free(sink->trouble);
    sink->trouble = memory_string(why);
    if (why != NULL && !was_in_trouble)
        log_error(sinks->parts.log, "a sink does not take alerts",
                  LOG_FIELDS(LOG_TEXT("sink", sink->settings->name), LOG_TEXT("why", why)));
    if (why == NULL && was_in_trouble)
        log_info(sinks->parts.log, "a sink takes alerts again",
                 LOG_FIELDS(LOG_TEXT("sink", sink->settings->name)));
}

static struct sink *sink_at(struct sinks *sinks, uint32_t index)
{
    return index < sinks->count ? &sinks->list[index] : NULL;
}

/* A backup was put back, or the state folder made anew: were ids given again that the file has,
 * their alerts would count as written. */
static enum store_status follow_file(struct sinks *sinks, const struct sink *sink, int64_t last_id,
                                     struct error *err)
{
    enum store_status status = store_alerts_continue_after(sinks->parts.store, last_id, err);

    if (status == STORE_OK)
        log_warning(
            sinks->parts.log, "a log file is ahead of the store: new alerts go on after it",
            LOG_FIELDS(LOG_TEXT("sink", sink->settings->name), LOG_NUMBER("last_id", last_id)));
    return status;
}

/* What the file holds is done. Without a commit it is read again at the next start: nothing is
 * written twice. */
static void mark_log(struct sinks *sinks, struct sink *sink, int64_t alert, uint64_t inode)
{
    struct error err = {0};

    if (!committer_begin(sinks->parts.committer))
        return;
    if (follow_file(sinks, sink, alert, &err) == STORE_FAILED ||
        store_deliveries_done_to(sinks->parts.store, sink->settings->name, alert, inode, &err) ==
            STORE_FAILED)
        committer_fail(sinks->parts.committer, &err);
    else
        committer_done(sinks->parts.committer);
}

static bool on_log_opened(struct sinks *sinks, const void *body, size_t len)
{
    struct log_opened_message message;

    arena_reset(sinks->scratch);
    if (!message_decode_log_opened(&message, body, len, sinks->scratch))
        return false;
    struct sink *sink = sink_at(sinks, message.sink);
    if (sink == NULL || !is_log(sink))
        return false;
    sink->under_way_count = 0;
    sink->is_open = message.error == NULL;
    set_trouble(sinks, sink, message.error);
    if (sink->is_open) {
        sink->sent = message.last_id;
        if (message.last_id > 0)
            mark_log(sinks, sink, message.last_id, message.inode);
        pump(sinks, sink);
    }
    tell_when_idle(sinks);
    return true;
}

/* Answers come in any order; a log's says "up to here". */
static bool forget_under_way(struct sink *sink, int64_t alert)
{
    size_t kept = 0;

    for (size_t i = 0; i < sink->under_way_count; i++) {
        bool is_answered =
            sink->under_way[i] == alert || (is_log(sink) && sink->under_way[i] < alert);
        if (!is_answered)
            sink->under_way[kept++] = sink->under_way[i];
    }
    bool was_found = kept < sink->under_way_count;
    sink->under_way_count = kept;
    return was_found;
}

static enum store_status give_up(struct sinks *sinks, struct sink *sink,
                                 const struct stored_delivery *delivery, const char *why,
                                 struct error *err)
{
    log_error(sinks->parts.log, "a delivery was given up by its age",
              LOG_FIELDS(LOG_TEXT("sink", sink->settings->name),
                         LOG_NUMBER("alert", delivery->alert.id),
                         LOG_NUMBER("attempts", delivery->attempts + 1), LOG_TEXT("why", why)));
    return store_delivery_done(sinks->parts.store, sink->settings->name, delivery->alert.id, err);
}

static enum store_status mark_failed(struct sinks *sinks, struct sink *sink,
                                     const struct delivered_message *message, struct error *err)
{
    struct store *store = sinks->parts.store;
    const char *name = sink->settings->name;
    struct stored_delivery delivery;
    int64_t now = clock_wall();
    double jitter = (double)random() / ((double)RAND_MAX + 1);

    enum store_status status =
        store_delivery_get(store, name, message->alert, sinks->scratch, &delivery, err);
    if (status != STORE_OK)
        return status;
    if (now - delivery.alert.time > sink->settings->give_up)
        return give_up(sinks, sink, &delivery, message->error, err);
    int32_t attempts = message->is_refused ? BACKOFF_LONGEST : delivery.attempts + 1;
    int64_t wait = backoff_seconds(attempts, message->retry_after, jitter);
    return store_delivery_failed(store, name, message->alert, now + wait, message->error, err);
}

static enum store_status mark(struct sinks *sinks, struct sink *sink,
                              const struct delivered_message *message, struct error *err)
{
    struct store *store = sinks->parts.store;
    const char *name = sink->settings->name;

    if (!message->is_done)
        return mark_failed(sinks, sink, message, err);
    if (is_log(sink))
        return store_deliveries_done_to(store, name, message->alert, message->inode, err);
    return store_delivery_done(store, name, message->alert, err);
}

static bool on_delivered(struct sinks *sinks, const void *body, size_t len)
{
    struct delivered_message message;
    struct error err = {0};

    arena_reset(sinks->scratch);
    if (!message_decode_delivered(&message, body, len, sinks->scratch))
        return false;
    struct sink *sink = sink_at(sinks, message.sink);
    if (sink == NULL)
        return false;
    /* a log says "up to here", also of what was under way before it had trouble */
    if (!forget_under_way(sink, message.alert) && !is_log(sink))
        return false;
    set_trouble(sinks, sink, message.is_done ? NULL : message.error);
    if (committer_begin(sinks->parts.committer)) {
        if (mark(sinks, sink, &message, &err) == STORE_FAILED)
            committer_fail(sinks->parts.committer, &err);
        else
            committer_done(sinks->parts.committer); /* its commit pumps what follows */
    }
    tell_when_idle(sinks);
    return true;
}

static const struct message_row {
    enum message_type type;
    bool (*on_message)(struct sinks *sinks, const void *body, size_t len);
} message_rows[] = {
    {MESSAGE_LOG_OPENED, on_log_opened},
    {MESSAGE_DELIVERED, on_delivered},
};

static bool on_message(void *owner, uint16_t type, const void *body, size_t len)
{
    for (size_t i = 0; i < sizeof(message_rows) / sizeof(message_rows[0]); i++) {
        if (message_rows[i].type == type)
            return message_rows[i].on_message(owner, body, len);
    }
    return false;
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

static void on_down(void *owner, bool was_asked)
{
    struct sinks *sinks = owner;

    (void)was_asked; /* its deliveries are sent again either way */
    for (size_t i = 0; i < sinks->count; i++) {
        sinks->list[i].is_open = false;
        sinks->list[i].under_way_count = 0;
    }
}

static const struct child_link_handler link_handler = {on_start, on_ready, on_message, on_down};

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

static bool drop_others(struct sinks *sinks, const struct settings *settings, struct error *err)
{
    const char **names = memory_new(settings->sink_count, sizeof(*names));
    int64_t dropped = 0;

    for (size_t i = 0; i < settings->sink_count; i++)
        names[i] = settings->sinks[i].name;
    bool is_open = committer_begin(sinks->parts.committer);
    bool is_dropped = is_open && store_sinks_keep(sinks->parts.store, names, settings->sink_count,
                                                  &dropped, err) != STORE_FAILED;
    free(names);
    if (is_dropped)
        committer_done(sinks->parts.committer);
    else if (is_open)
        committer_fail(sinks->parts.committer, err);
    else
        error_set(err, "the store cannot be written: %s",
                  committer_trouble(sinks->parts.committer));
    if (is_dropped && dropped > 0)
        log_warning(sinks->parts.log, "deliveries of sinks that left the config were dropped",
                    LOG_FIELDS(LOG_NUMBER("deliveries", dropped)));
    return is_dropped;
}

bool sinks_set_up(struct sinks *sinks, const struct settings *settings, struct error *err)
{
    bool is_kept = sink_setup_is_same(sinks->settings, settings);

    if (!is_kept && !drop_others(sinks, settings, err)) /* before anything is changed */
        return false;
    sinks->settings = settings;
    if (is_kept) {
        for (size_t i = 0; i < sinks->count; i++)
            sinks->list[i].settings = &settings->sinks[i];
        return true;
    }
    free_list(sinks);
    sinks->count = settings->sink_count;
    sinks->list = memory_new(sinks->count, sizeof(struct sink));
    for (size_t i = 0; i < sinks->count; i++) {
        sinks->list[i] = (struct sink){.settings = &settings->sinks[i]};
        sinks->list[i].under_way = memory_new(WINDOW, sizeof(int64_t));
        sinks->list[i].timer = evtimer_new(sinks->parts.base, on_sink_due, sinks);
    }
    child_link_start(sinks->notifier);
    return true;
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
