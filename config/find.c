#include "config/base/arena.h"
#include "config/base/error.h"
#include "config/name_index.h"
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

void settings_refuse_feed(const struct settings *settings, const char *name, struct error *err)
{
    struct arena *arena = arena_new();
    struct name_index *names = name_index_new(arena);

    for (size_t i = 0; i < settings->feed_count; i++)
        (void)name_index_put(names, settings->feeds[i].name, &settings->feeds[i]);
    const char *nearest = name_index_nearest(names, name);
    error_set(err, "no feed is named %s%s%s: `storywatch feeds` lists them", name,
              nearest == NULL ? "" : "; did you mean ", nearest == NULL ? "" : nearest);
    arena_free(arena);
}

const struct topic_settings *settings_find_topic(const struct settings *settings, const char *name)
{
    for (size_t i = 0; i < settings->topic_count; i++) {
        if (is_named(settings->topics[i].name, name))
            return &settings->topics[i];
    }
    return NULL;
}
