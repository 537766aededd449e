#include "daemon/cli/import_feeds.h"

#include "config/addresses.h"
#include "config/base/arena.h"
#include "config/base/error.h"
#include "config/name_index.h"
#include "config/settings.h"
#include "config/values.h"
#include "daemon/cli/feed_names.h"
#include "daemon/cli/feed_options.h"
#include "daemon/cli/feed_yaml.h"
#include "feeds/url.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define NAME_SIZE_MAX 256 /* of the option */

/* A feed to be written. */
struct taken {
    struct feed_entry entry;
    const char **groups; /* the entry's, to be filled */
    struct listed_option *options;
    struct taken *next;
};

/* What an index, which gives nothing back to be changed, has of it. */
struct taken_place {
    struct taken *taken;
};

struct import {
    struct arena *arena;
    import_on_note *on_note;
    void *owner;
    struct feed_names *names;
    struct name_index *configured; /* names by URL */
    struct name_index *urls;       /* struct taken_place by URL */
    struct taken *first, *last;
    struct import_counts counts;
    const char *file;       /* of the list that is read */
    struct list_note *told; /* of it, in the order in which they came up */
    size_t told_count, told_capacity;
};

/* What two URLs of one feed have in common. */
static const char *url_key(struct arena *arena, const char *url)
{
    const char *asked = url_as_asked(arena, url);

    return asked != NULL ? asked : url;
}

struct import *import_new(struct arena *arena, const struct settings *settings,
                          import_on_note *on_note, void *owner)
{
    struct import *import = arena_alloc(arena, sizeof(*import));

    import->arena = arena;
    import->on_note = on_note;
    import->owner = owner;
    import->names = feed_names_new(arena, settings);
    import->configured = name_index_new(arena);
    import->urls = name_index_new(arena);
    for (size_t i = 0; settings != NULL && i < settings->feed_count; i++) {
        const struct feed_settings *feed = &settings->feeds[i];
        if (feed->url != NULL && feed->name != NULL)
            (void)name_index_put(import->configured, url_key(arena, feed->url), feed->name);
    }
    return import;
}

/* ---- what is told */

static void keep_note(struct import *import, const struct list_note *note)
{
    if (import->told_count == import->told_capacity) {
        import->told_capacity = import->told_capacity == 0 ? 64 : 2 * import->told_capacity;
        struct list_note *larger =
            arena_array(import->arena, import->told_capacity, sizeof(*larger));
        if (import->told_count > 0)
            memcpy(larger, import->told, import->told_count * sizeof(*larger));
        import->told = larger;
    }
    import->told[import->told_count++] = *note;
    import->counts.refused += note->is_mistake;
}

static void remark(struct import *import, const struct listed_feed *feed, const char *text)
{
    keep_note(import, &(struct list_note){feed->line, false, text});
}

static void refuse(struct import *import, const struct listed_feed *feed, const char *text)
{
    keep_note(import, &(struct list_note){feed->line, true, text});
}

static int compare_lines(const void *left, const void *right)
{
    const struct list_note *a = left, *b = right;

    return (a->line > b->line) - (a->line < b->line);
}

static void tell(struct import *import)
{
    if (import->told_count > 0)
        qsort(import->told, import->told_count, sizeof(*import->told), compare_lines);
    for (size_t i = 0; i < import->told_count; i++)
        import->on_note(import->owner, import->file, &import->told[i]);
    import->told_count = 0;
}

/* ---- feeds */

static const char *label(const struct listed_feed *feed)
{
    return feed->title == NULL ? "a feed" : feed->title;
}

/* False, and told: the config cannot have this URL. */
static bool check_url(struct import *import, const struct listed_feed *feed)
{
    struct error err = {0};

    if (address_has_credentials(feed->url)) {
        refuse(import, feed,
               arena_format(import->arena,
                            "\"%s\" was left out: its URL holds a name or password; put them in a "
                            "file that others cannot read, and the feed in the config with auth: { "
                            "type: basic, file: … }",
                            label(feed)));
        return false;
    }
    if (address_check_url(feed->url, "http https", &err) &&
        value_check_text(feed->url, LIST_URL_MAX, &err))
        return true;
    refuse(import, feed,
           arena_format(import->arena, "\"%s\" was left out: %s", label(feed), err.message));
    return false;
}

static void add_group(struct import *import, struct taken *taken, const struct listed_feed *feed,
                      const char *group)
{
    struct feed_entry *entry = &taken->entry;
    struct error err = {0};

    for (size_t i = 0; i < entry->group_count; i++) {
        if (strcmp(taken->groups[i], group) == 0)
            return;
    }
    if (!value_check_name(group, LIST_GROUP_MAX, &err))
        remark(import, feed,
               arena_format(import->arena, "\"%s\": a group was left out: %s", label(feed),
                            err.message));
    else if (entry->group_count == LIST_GROUPS_MAX)
        remark(import, feed,
               arena_format(import->arena, "\"%s\": more than %d groups; \"%s\" was left out",
                            label(feed), LIST_GROUPS_MAX, group));
    else
        taken->groups[entry->group_count++] = group;
}

static bool has_option(const struct taken *taken, const char *name)
{
    for (size_t i = 0; i < taken->entry.option_count; i++) {
        if (strcmp(taken->options[i].name, name) == 0)
            return true;
    }
    return false;
}

static void add_option(struct import *import, struct taken *taken, const struct listed_feed *feed,
                       const struct listed_option *option)
{
    struct error err = {0};

    if (has_option(taken, option->name))
        return;
    if (feed_option_check(option->name, option->value, &err))
        taken->options[taken->entry.option_count++] = *option;
    else
        remark(import, feed,
               arena_format(import->arena, "\"%s\": %s was left out: %s", label(feed), option->name,
                            err.message));
}

static void set_user_agent(struct import *import, struct taken *taken,
                           const struct listed_feed *feed)
{
    struct error err = {0};

    if (feed->user_agent == NULL || taken->entry.user_agent != NULL)
        return;
    if (value_check_header("User-Agent", feed->user_agent, &err))
        taken->entry.user_agent = feed->user_agent;
    else
        remark(import, feed,
               arena_format(import->arena, "\"%s\": its User-Agent was left out: %s", label(feed),
                            err.message));
}

/* The name that an export of ours gave it, if it is free; else one made of its title. */
static const char *name_of(struct import *import, const struct listed_feed *feed)
{
    bool is_good = feed->name != NULL && value_check_name(feed->name, NAME_SIZE_MAX, NULL);

    if (is_good && feed_names_take(import->names, feed->name))
        return feed->name;
    const char *name = feed_names_make(import->names, feed->title, feed->url);
    if (feed->name != NULL)
        remark(import, feed,
               arena_format(import->arena, "the name \"%s\" is %s; the feed is now named %s",
                            feed->name, is_good ? "another feed's" : "none", name));
    return name;
}

static void make_room(struct arena *arena, struct taken *taken, const struct listed_feed *feed)
{
    struct feed_entry *entry = &taken->entry;
    const char **groups =
        arena_array(arena, entry->group_count + feed->group_count, sizeof(*groups));
    struct listed_option *options =
        arena_array(arena, entry->option_count + feed->option_count, sizeof(*options));

    for (size_t i = 0; i < entry->group_count; i++)
        groups[i] = taken->groups[i];
    for (size_t i = 0; i < entry->option_count; i++)
        options[i] = taken->options[i];
    entry->groups = taken->groups = groups;
    entry->options = taken->options = options;
}

static void fill(struct import *import, struct taken *taken, const struct listed_feed *feed)
{
    make_room(import->arena, taken, feed);
    for (size_t i = 0; i < feed->group_count; i++)
        add_group(import, taken, feed, feed->groups[i]);
    for (size_t i = 0; i < feed->option_count; i++)
        add_option(import, taken, feed, &feed->options[i]);
    set_user_agent(import, taken, feed);
}

static void take(struct import *import, const struct listed_feed *feed)
{
    struct taken *taken = arena_alloc(import->arena, sizeof(*taken));

    taken->entry.url = feed->url;
    taken->entry.title = feed->title;
    taken->entry.name = name_of(import, feed);
    fill(import, taken, feed);
    struct taken_place *place = arena_alloc(import->arena, sizeof(*place));
    place->taken = taken;
    (void)name_index_put(import->urls, url_key(import->arena, feed->url), place);
    if (import->last == NULL)
        import->first = taken;
    else
        import->last->next = taken;
    import->last = taken;
    import->counts.feeds++;
}

/* The feed is there in another folder too, or in another list: it is in the groups of all. */
static void take_again(struct import *import, struct taken *taken, const struct listed_feed *feed)
{
    bool is_renamed = feed->title != NULL && taken->entry.title != NULL &&
                      strcmp(feed->title, taken->entry.title) != 0;

    fill(import, taken, feed);
    if (is_renamed)
        remark(import, feed,
               arena_format(import->arena,
                            "\"%s\" has the URL of \"%s\": one feed, in the groups of "
                            "both",
                            feed->title, taken->entry.title));
}

static void add_feed(struct import *import, const struct listed_feed *feed)
{
    if (!check_url(import, feed))
        return;
    const char *key = url_key(import->arena, feed->url);
    const char *configured = name_index_get(import->configured, key);
    const struct taken_place *again = name_index_get(import->urls, key);
    if (configured != NULL) {
        import->counts.known++;
        remark(import, feed,
               arena_format(import->arena, "\"%s\" is in the config already, as %s", label(feed),
                            configured));
    } else if (again != NULL) {
        take_again(import, again->taken, feed);
    } else {
        take(import, feed);
    }
}

void import_add(struct import *import, const char *file, const struct feed_list *list)
{
    import->file = file;
    for (size_t i = 0; i < list->note_count; i++)
        keep_note(import, &list->notes[i]);
    for (size_t i = 0; i < list->feed_count; i++)
        add_feed(import, &list->feeds[i]);
    tell(import);
}

struct import_counts import_count(const struct import *import)
{
    return import->counts;
}

void import_write(const struct import *import, struct buffer *out)
{
    feed_yaml_begin(out);
    for (const struct taken *taken = import->first; taken != NULL; taken = taken->next)
        feed_yaml_write(out, &taken->entry);
}
