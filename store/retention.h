/* retention.h: what goes by age, and how much there is. */
#pragma once

#include "store/store.h"

#include <stddef.h>
#include <stdint.h>

struct retention {
    int64_t items_before; /* seen before this, may go */
    int64_t alerts_before;
    int64_t window_before; /* stories whose lead was seen after this are in the dedup window */
};

/* Deletes up to `max` rows that nothing needs (DESIGN rule 8). `*deleted` < max: nothing is left to
 * delete. */
enum store_status store_forget(struct store *store, const struct retention *retention, size_t max,
                               size_t *deleted, struct error *err);

struct store_counts {
    int64_t feeds, items, stories, alerts;
    int64_t deliveries; /* not done and not given up */
    int64_t given_up;   /* deliveries */
};

/* Reads whole tables: for a command, not for the service's loop. */
enum store_status store_count(struct store *store, struct store_counts *out, struct error *err);
