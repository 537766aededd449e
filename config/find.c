#include "config/settings.h"

#include <string.h>

static bool is_named(const char *name, const char *wanted)
{
    return name != NULL && strcmp(name, wanted) == 0;
}

const struct feed_settings *settings_find_feed(const struct settings *settings, const char *name)
{
    for (size_t i = 0; i < settings->feed_count; i++) {
        if (is_named(settings->feeds[i].name, name))
            return &settings->feeds[i];
    }
    return NULL;
}

const struct topic_settings *settings_find_topic(const struct settings *settings, const char *name)
{
    for (size_t i = 0; i < settings->topic_count; i++) {
        if (is_named(settings->topics[i].name, name))
            return &settings->topics[i];
    }
    return NULL;
}
