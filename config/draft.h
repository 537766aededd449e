/* draft.h: settings that are still being checked, beside the tree that they were read from. */
#pragma once

#include "config/settings.h"

struct arena;
struct node;
struct problems;

struct draft {
    struct arena *arena; /* of the settings */
    struct problems *problems;
    const struct node *root;
    struct settings *settings;
    struct feed_settings *feeds; /* the settings' own arrays, to be changed */
    struct topic_settings *topics;
    struct sink_settings *sinks;
    struct named_query_settings *queries;
    const struct node *first_feed; /* the nodes of their elements; NULL: none */
    const struct node *first_topic;
    const struct node *first_sink;
};
