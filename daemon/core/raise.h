/* raise.h: an item's alerts, one for a story and topic: what is raised once is never raised
 * again. */
#pragma once

#include "daemon/core/watch.h"
#include "store/store.h"

struct arena;
struct error;

/* An item whose topics have been matched, last of all items. */
struct raising {
    struct store *store;
    struct watch *watch;
    int64_t time;
    int64_t story;
    int64_t item;
    const struct watch_topics *topics;
    struct arena *arena;
};

/* Sets `alerts`, in the arena, to those of the topics that alert now. */
enum store_status raise_alerts(const struct raising *raising, struct watch_topics *alerts,
                               struct error *err);
