#include "daemon/core/service_alert.h"

#include "config/base/arena.h"
#include "config/base/memory.h"
#include "config/base/rfc3339.h"
#include "store/alerts.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define FAILING_DAYS INT64_C(7)
#define DAY INT64_C(86400)

static const struct service_alert_row {
    const char *name;
    const char *severity;
    bool is_of_feed;
} rows[] = {
    [SERVICE_FEED_BROKEN] = {"feed-broken", "medium", true},
    [SERVICE_FEED_SILENT] = {"feed-silent", "low", true},
    [SERVICE_SINK_DEAD] = {"sink-dead", "high", false},
    [SERVICE_STORE_FAILED] = {"store-failed", "high", false},
    [SERVICE_CONFIG_REFUSED] = {"config-refused", "medium", false},
};

static struct stored_alert stored_of(const struct service_alert *alert)
{
    const struct service_alert_row *row = &rows[alert->kind];

    return (struct stored_alert){.time = alert->time,
                                 .topic = SERVICE_ALERT_TOPIC,
                                 .severity = row->severity,
                                 .feed = row->is_of_feed ? alert->subject : NULL,
                                 .title = alert->title,
                                 .kind = row->name,
                                 .subject = alert->subject};
}

/* One of the two of the store. */
typedef enum store_status tell_function(struct store *store, const struct stored_alert *alert,
                                        const char *const *sinks, size_t sink_count,
                                        struct error *err);

static enum store_status tell(tell_function *how, struct store *store,
                              const struct settings *settings, const struct service_alert *alert,
                              struct error *err)
{
    const char **sinks = memory_new(settings->sink_count + 1, sizeof(*sinks));
    const struct stored_alert stored = stored_of(alert);
    size_t count = 0;

    for (size_t i = 0; i < settings->sink_count; i++) {
        const char *name = settings->sinks[i].name;
        if (alert->kind != SERVICE_SINK_DEAD || strcmp(name, alert->subject) != 0)
            sinks[count++] = name;
    }
    enum store_status status = how(store, &stored, sinks, count, err);
    free(sinks);
    return status;
}

enum store_status service_alert_begin(struct store *store, const struct settings *settings,
                                      const struct service_alert *alert, struct error *err)
{
    return tell(store_service_alert_begin, store, settings, alert, err);
}

enum store_status service_alert_end(struct store *store, const struct settings *settings,
                                    const struct service_alert *alert, struct error *err)
{
    return tell(store_service_alert_end, store, settings, alert, err);
}

/* ---- feeds ---- */

static const char *title_of_broken(const struct feed_state *feed, struct arena *arena)
{
    const char *why = feed->last_error == NULL ? "it gave no reason" : feed->last_error;

    if (feed->status == FEED_GONE)
        return arena_format(arena, "The feed %s is gone and not asked any more: %s", feed->name,
                            why);
    return arena_format(arena, "The feed %s has failed for %d days: %s", feed->name,
                        (int)FAILING_DAYS, why);
}

static bool is_broken(const struct feed_state *feed)
{
    int64_t since = feed->last_success != NO_TIME ? feed->last_success : feed->first_poll;

    return feed->status == FEED_GONE ||
           (feed->failures > 0 && feed->last_poll - since >= FAILING_DAYS * DAY);
}

static enum store_status tell_of_silence(struct store *store, const struct settings *settings,
                                         const struct feed_state *feed, struct arena *arena,
                                         struct error *err)
{
    struct service_alert silent = {SERVICE_FEED_SILENT, feed->name, feed->last_poll, NULL};
    char since[RFC3339_SIZE];

    if (feed->silent_since == NO_TIME) {
        silent.title = arena_format(arena, "The feed %s has something new again", feed->name);
        return service_alert_end(store, settings, &silent, err);
    }
    silent.title = arena_format(
        arena, "The feed %s has had nothing new since %s, though by its rhythm it should have",
        feed->name, rfc3339_format(feed->silent_since, since));
    return service_alert_begin(store, settings, &silent, err);
}

/* A poll that failed says nothing of silence, nor that the feed is well. */
enum store_status service_alert_feed(struct store *store, const struct settings *settings,
                                     const struct feed_state *feed, struct arena *arena,
                                     struct error *err)
{
    struct service_alert broken = {SERVICE_FEED_BROKEN, feed->name, feed->last_poll, NULL};

    if (feed->status == FEED_OFFLINE)
        return STORE_NONE;
    if (is_broken(feed)) {
        broken.title = title_of_broken(feed, arena);
        return service_alert_begin(store, settings, &broken, err);
    }
    if (feed->status != FEED_OK)
        return STORE_NONE;
    broken.title = arena_format(arena, "The feed %s answers again", feed->name);
    if (service_alert_end(store, settings, &broken, err) == STORE_FAILED)
        return STORE_FAILED;
    return tell_of_silence(store, settings, feed, arena, err);
}

/* ---- what has left the config ---- */

static bool is_there(const struct settings *settings, enum service_alert_kind kind,
                     const char *name)
{
    if (rows[kind].is_of_feed)
        return settings_find_feed(settings, name) != NULL;
    for (size_t i = 0; i < settings->sink_count; i++) {
        if (strcmp(settings->sinks[i].name, name) == 0)
            return true;
    }
    return false;
}

static enum store_status leave(struct store *store, const struct settings *settings,
                               enum service_alert_kind kind, int64_t now, struct arena *arena,
                               struct error *err)
{
    const char *subject = "";
    enum store_status status;

    while ((status = store_service_alert_next(store, rows[kind].name, subject, arena, &subject,
                                              err)) == STORE_OK) {
        const struct service_alert alert = {kind, subject, now,
                                            arena_format(arena, "The %s %s has left the config",
                                                         rows[kind].is_of_feed ? "feed" : "sink",
                                                         subject)};
        if (!is_there(settings, kind, subject) &&
            service_alert_end(store, settings, &alert, err) == STORE_FAILED)
            return STORE_FAILED;
    }
    return status;
}

enum store_status service_alert_leave(struct store *store, const struct settings *settings,
                                      int64_t now, struct error *err)
{
    static const enum service_alert_kind kinds[] = {SERVICE_FEED_BROKEN, SERVICE_FEED_SILENT,
                                                    SERVICE_SINK_DEAD};
    struct arena *arena = arena_new();
    enum store_status status = STORE_OK;

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]) && status != STORE_FAILED; i++)
        status = leave(store, settings, kinds[i], now, arena, err);
    arena_free(arena);
    return status;
}
