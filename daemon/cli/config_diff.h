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

/* The options of a feed or topic that are not the same, as the config names them. */
struct changed_options {
    const char *names[10];
    size_t count;
};

/* A feed or topic that is not the same in both. */
struct feed_change {
    enum config_change change;
    const struct feed_settings *old, *new; /* NULL: not there */
    struct changed_options options;        /* of one that is in both */
};

struct topic_change {
    enum config_change change;
    const struct topic_settings *old, *new; /* NULL: not there */
    struct changed_options options;         /* of one that is in both */
    bool may_match_anew; /* by its query, the named queries that it uses or the groups of feeds */
};

struct config_diff {
    struct feed_change *feeds; /* by name */
    size_t feed_count;
    struct topic_change *topics; /* by name */
    size_t topic_count;
};

/* Both settings must outlive it. A topic whose own options are the same is among the changed ones
 * when it may match anew all the same. Examples make no difference. */
void config_diff_make(struct config_diff *diff, const struct settings *old,
                      const struct settings *new);
void config_diff_free(struct config_diff *diff);
