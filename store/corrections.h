/* corrections.h: what an operator says of the verdicts.
 *
 * A story that was joined to another is shown, counted and alerted as that one from then on; its
 * items stay what later items are compared with. */
#pragma once

#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct store_split {
    int64_t story; /* that the item leads now; 0: it led its story, and nothing has changed */
    int64_t from;
    int64_t former; /* whose copy the item was; `story` where it was the lead of a joined one */
    bool has_moved_alerts;
};

struct store_join {
    int64_t into; /* the older story, which both are now; */
    int64_t from; /* the same: they were one before, and stay one */
};

/* Takes a copy out of its story; alerts that it raised go with it. STORE_NONE: no such item. */
enum store_status store_item_split(struct store *store, int64_t id, struct store_split *out,
                                   struct error *err);
/* Makes the stories of two items one. STORE_NONE: there is no such item. */
enum store_status store_items_join(struct store *store, int64_t a, int64_t b,
                                   struct store_join *out, struct error *err);

#define STORE_CORRECTIONS_MAX 64 /* stories that one item is kept apart from */

struct store_corrections {
    const int64_t *apart; /* stories that no edition of the item may join */
    size_t apart_count;
    bool is_joined; /* the item's story was joined by it to another: no edition leaves it */
};

enum store_status store_corrections_of(struct store *store, int64_t feed, const char *identity,
                                       struct arena *arena, struct store_corrections *out,
                                       struct error *err);
