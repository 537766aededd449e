/* service_alert.h: alerts about the service itself, through the sinks of all others: one when a
 * trouble begins, one when it is over, whatever ends and starts in between.
 *
 * Whoever asks says how things are as often as it likes, in the store's open transaction: the store
 * knows what has been told. */
#pragma once

#include "config/settings.h"
#include "store/feeds.h"

struct arena;
struct error;

#define SERVICE_ALERT_TOPIC "storywatch"

/* What may be wrong: a part of the contract, as `service.kind`. */
enum service_alert_kind {
    SERVICE_FEED_BROKEN,
    SERVICE_FEED_SILENT,
    SERVICE_SINK_DEAD,
    SERVICE_STORE_FAILED,
    SERVICE_CONFIG_REFUSED,
};

struct service_alert {
    enum service_alert_kind kind;
    const char *subject; /* the name of the feed or sink; of the other kinds "store" and "config" */
    int64_t time;
    const char *title; /* one sentence for a person */
};

/* STORE_NONE: it has been told. A sink that is dead is not told of itself. */
enum store_status service_alert_begin(struct store *store, const struct settings *settings,
                                      const struct service_alert *alert, struct error *err);
/* STORE_NONE: it had not been told that it began. */
enum store_status service_alert_end(struct store *store, const struct settings *settings,
                                    const struct service_alert *alert, struct error *err);

/* What a feed's state, as its last poll left it, begins or ends. */
enum store_status service_alert_feed(struct store *store, const struct settings *settings,
                                     const struct feed_state *feed, struct arena *arena,
                                     struct error *err);

/* Ends what was told of feeds and sinks that `settings` has not. */
enum store_status service_alert_leave(struct store *store, const struct settings *settings,
                                      int64_t now, struct error *err);
