/* deliveries.h: what each sink has still to get, and how it fares. */
#pragma once

#include "config/base/rfc3339.h"
#include "store/alerts.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

#define DELIVERY_GIVEN_UP INT64_MAX /* the next try of one that is not tried again unasked */

struct stored_delivery {
    const char *sink;
    int32_t attempts;
    int64_t next_try;
    const char *last_error;
    int64_t follows; /* the first alert of the same story or trouble; 0: it is that */
    struct stored_alert alert;
};

struct delivery_filter {
    const char *sink;
    int64_t now;   /* due at this time */
    int64_t after; /* skips alerts up to this id */
    size_t max;
};

/* Deliveries of one sink that are due, in order of alerts. */
enum store_status store_deliveries_due(struct store *store, const struct delivery_filter *filter,
                                       bool (*on_delivery)(void *owner,
                                                           const struct stored_delivery *delivery),
                                       void *owner, struct error *err);

/* When the sink's next delivery is due; STORE_NONE: it has none. */
enum store_status store_delivery_next(struct store *store, const char *sink, int64_t *next_try,
                                      struct error *err);
/* One delivery that is not done; STORE_NONE: it is. */
enum store_status store_delivery_get(struct store *store, const char *sink, int64_t alert,
                                     struct arena *arena, struct stored_delivery *out,
                                     struct error *err);
enum store_status store_delivery_done(struct store *store, const char *sink, int64_t alert,
                                      struct error *err);
/* The log sink: everything up to `alert` is in the file, whose inode is `inode`. */
enum store_status store_deliveries_done_to(struct store *store, const char *sink, int64_t alert,
                                           uint64_t inode, struct error *err);
enum store_status store_delivery_failed(struct store *store, const char *sink, int64_t alert,
                                        int64_t next_try, const char *why, struct error *err);
/* It failed for the last time, and stays to be listed and asked for again. */
enum store_status store_delivery_give_up(struct store *store, const char *sink, int64_t alert,
                                         const char *why, struct error *err);
/* What is not done of the alert, given up or not, is due now; `*count` says how many deliveries. */
enum store_status store_deliveries_retry(struct store *store, int64_t alert, int64_t now,
                                         int64_t *count, struct error *err);
/* What is not done, in order of alerts; `only_failed`: what was tried in vain. Holds no snapshot of
 * the store open longer than a page of rows. */
enum store_status store_deliveries_each(struct store *store, bool only_failed,
                                        bool (*on_delivery)(void *owner,
                                                            const struct stored_delivery *delivery),
                                        void *owner, struct error *err);
/* Drops the deliveries of sinks that are not named; `*dropped` says how many. */
enum store_status store_sinks_keep(struct store *store, const char *const *sinks, size_t count,
                                   int64_t *dropped, struct error *err);

struct sink_state {
    uint64_t inode; /* of the log file that holds `last_id`; 0: none yet */
    int64_t last_id;
    int64_t pending; /* deliveries not done and not given up */
    int64_t oldest;  /* time of the oldest pending alert; NO_TIME: none */
    const char *last_error;
};

enum store_status store_sink_get(struct store *store, const char *sink, struct arena *arena,
                                 struct sink_state *out, struct error *err);

/* The sink does not take alerts, since `now` unless it was said before; a delivery that is done
 * ends that, as store_sink_works() does. */
enum store_status store_sink_fails(struct store *store, const char *sink, int64_t now,
                                   struct error *err);
enum store_status store_sink_works(struct store *store, const char *sink, struct error *err);
/* STORE_NONE: it takes them, as far as is known. */
enum store_status store_sink_failing_since(struct store *store, const char *sink, int64_t *since,
                                           struct error *err);
