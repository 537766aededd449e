/* config_diff.h: what one config has that another has not. */
#pragma once

#include "config/settings.h"

#include <stdbool.h>
#include <stddef.h>

enum config_change {
    CHANGE_ADDED,
    CHANGE_REMOVED,
    CHANGE_CHANGED
};

/* A feed or topic that is not the same in both. */
struct feed_change {
    enum config_change change;
    const struct feed_settings *old, *new; /* NULL: not there */
};

struct topic_change {
    enum config_change change;
    const struct topic_settings *old, *new; /* NULL: not there */
    bool has_new_query; /* of its own; else only by the named queries that it uses, or not at all */
    bool has_new_rest;  /* title, severity, stem or sinks */
};

struct config_diff {
    struct feed_change *feeds; /* by name */
    size_t feed_count;
    struct topic_change *topics; /* by name */
    size_t topic_count;
};

/* Both settings must outlive it. A topic whose own words are the same is among the changed ones if
 * it names a query (@name) and the configs' named queries differ: it may then match other items. */
void config_diff_make(struct config_diff *diff, const struct settings *old,
                      const struct settings *new);
void config_diff_free(struct config_diff *diff);
