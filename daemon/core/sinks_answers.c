/* sinks_answers.c: what the notifier's answers mean for the store. */
#include "config/base/arena.h"
#include "config/base/error.h"
#include "config/base/memory.h"
#include "daemon/core/backoff.h"
#include "daemon/core/sinks_state.h"
#include "daemon/ipc/message.h"
#include "daemon/service/log.h"
#include "store/alerts.h"
#include "store/deliveries.h"

#include <stdlib.h>

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

struct sink *sinks_at(struct sinks *sinks, uint32_t index)
{
    return index < sinks->count ? &sinks->list[index] : NULL;
}

/* A backup was put back, or the state folder made anew: were ids given again that the file has,
 * their alerts would count as written. What was recorded since the start has such ids by now. */
static enum store_status follow_file(struct sinks *sinks, const struct sink *sink, int64_t last_id,
                                     struct error *err)
{
    struct store *store = sinks->parts.store;
    enum store_status status = store_alerts_continue_after(store, last_id, err);

    if (status != STORE_OK)
        return status;
    log_warning(sinks->parts.log, "a log file is ahead of the store: new alerts go on after it",
                LOG_FIELDS(LOG_TEXT("sink", sink->settings->name), LOG_NUMBER("last_id", last_id)));
    return store_alerts_renumber(store, sink->settings->name, sinks->older, last_id, err);
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

/* Whether the file can be written is known without an alert for it. */
static void note_health(struct sinks *sinks, const struct sink *sink)
{
    struct store *store = sinks->parts.store;
    const char *name = sink->settings->name;
    struct error err = {0};

    if (!committer_begin(sinks->parts.committer))
        return;
    enum store_status status = sink->is_open ? store_sink_works(store, name, &err)
                                             : store_sink_fails(store, name, clock_wall(), &err);
    if (status == STORE_FAILED)
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
    struct sink *sink = sinks_at(sinks, message.sink);
    if (sink == NULL || !sink_is_log(sink))
        return false;
    sink->under_way_count = 0;
    sink->is_open = message.error == NULL;
    set_trouble(sinks, sink, message.error);
    if (sink->is_open)
        sink->sent = message.last_id;
    note_health(sinks, sink);
    if (sink->is_open) {
        if (message.last_id > 0)
            mark_log(sinks, sink, message.last_id, message.inode);
        sinks_pump_one(sinks, sink);
    }
    sinks_tell_when_idle(sinks);
    return true;
}

/* Answers come in any order; a log's says "up to here". */
static bool forget_under_way(struct sink *sink, int64_t alert)
{
    size_t kept = 0;

    for (size_t i = 0; i < sink->under_way_count; i++) {
        bool is_answered =
            sink->under_way[i] == alert || (sink_is_log(sink) && sink->under_way[i] < alert);
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
    return store_delivery_give_up(sinks->parts.store, sink->settings->name, delivery->alert.id, why,
                                  err);
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
    if (store_sink_fails(store, name, now, err) != STORE_OK)
        return STORE_FAILED;
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
    if (sink_is_log(sink))
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
    struct sink *sink = sinks_at(sinks, message.sink);
    if (sink == NULL)
        return false;
    if (sinks_trial_end(sink, &message))
        return true;
    /* a log says "up to here", also of what was under way before it had trouble */
    if (!forget_under_way(sink, message.alert) && !sink_is_log(sink))
        return false;
    set_trouble(sinks, sink, message.is_done ? NULL : message.error);
    if (committer_begin(sinks->parts.committer)) {
        if (mark(sinks, sink, &message, &err) == STORE_FAILED)
            committer_fail(sinks->parts.committer, &err);
        else
            committer_done(sinks->parts.committer); /* its commit pumps what follows */
    }
    sinks_tell_when_idle(sinks);
    return true;
}

static const struct message_row {
    enum message_type type;
    bool (*on_message)(struct sinks *sinks, const void *body, size_t len);
} message_rows[] = {
    {MESSAGE_LOG_OPENED, on_log_opened},
    {MESSAGE_DELIVERED, on_delivered},
};

bool sinks_on_message(void *owner, uint16_t type, const void *body, size_t len)
{
    for (size_t i = 0; i < sizeof(message_rows) / sizeof(message_rows[0]); i++) {
        if (message_rows[i].type == type)
            return message_rows[i].on_message(owner, body, len);
    }
    return false;
}
