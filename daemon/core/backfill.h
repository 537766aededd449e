/* backfill.h: the alerts that a topic would have raised on stored stories, raised on request: a
 * slice of the items at a time, so that the core's loop goes on between two of them.
 *
 * A story alerts by its first item in the order of arrival that the topic is about, as
 * `storywatch test` shows it, be it backlog or not; what has been alerted of stays so. */
#pragma once

#include "daemon/core/roster.h"
#include "daemon/core/watch.h"
#include "store/store.h"

struct error;

struct backfilling {
    struct store *store; /* in a transaction */
    struct watch *watch;
    struct roster *roster; /* for the groups of feeds */
    size_t topic;          /* index in the watch */
    int64_t now;
};

/* Where a slice begins, and then where the next one does: behind this item, among those seen at
 * this time, and all later ones. */
struct backfill_place {
    int64_t seen;
    int64_t item; /* 0: at the first that was seen then */
};

struct backfill_slice {
    size_t item_count; /* looked at */
    size_t alert_count;
    bool is_last;
};

/* Looks at a few hundred items at most, and for a few milliseconds. */
enum store_status backfill_next(const struct backfilling *backfilling, struct backfill_place *place,
                                struct backfill_slice *slice, struct error *err);
