#include "daemon/cli/opml_write.h"

#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/name_index.h"
#include "config/settings.h"
#include "daemon/cli/feed_options.h"
#include "feeds/lists/feed_list.h"

#include <string.h>

/* A folder with its feeds and the folders in it, each in the order in which they came up. */
struct place_of_feed {
    const struct feed_settings *feed;
    struct place_of_feed *next;
};

struct folder {
    const char *name;
    struct place_of_feed *first_feed, *last_feed;
    struct folder *first, *last, *next;
};

/* What an index, which gives nothing back to be changed, has of it. */
struct folder_place {
    struct folder *folder;
};

struct opml {
    struct arena *arena;
    struct buffer *out;
    struct name_index *folders; /* struct folder_place by the whole path */
    struct folder *root;
};

/* ---- folders */

static struct folder *add_folder(struct opml *opml, struct folder *parent, const char *path,
                                 const char *name)
{
    struct folder *folder = arena_alloc(opml->arena, sizeof(*folder));
    struct folder_place *place = arena_alloc(opml->arena, sizeof(*place));

    place->folder = folder;
    (void)name_index_put(opml->folders, path, place);
    folder->name = name;
    if (parent->last == NULL)
        parent->first = folder;
    else
        parent->last->next = folder;
    parent->last = folder;
    return folder;
}

/* Do folders one inside the other give the group back as it is? */
static bool is_path(const char *group)
{
    for (const char *at = group; at != NULL; at = strchr(at, '/')) {
        at += *at == '/' && at > group;
        size_t len = strcspn(at, "/");
        if (len == 0 || at[0] == ' ' || at[len - 1] == ' ')
            return false;
    }
    return true;
}

static struct folder *find_folder(struct opml *opml, const char *group)
{
    struct folder *folder = opml->root;
    const char *at = group;
    bool is_nested = is_path(group);

    while (*at != '\0') {
        size_t len = is_nested ? strcspn(at, "/") : strlen(at);
        const char *path = arena_string_of(opml->arena, group, (size_t)(at - group) + len);
        const struct folder_place *known = name_index_get(opml->folders, path);
        if (known != NULL)
            folder = known->folder;
        else
            folder = add_folder(opml, folder, path, arena_string_of(opml->arena, at, len));
        at += len + (at[len] == '/');
    }
    return folder;
}

static void put_into(struct opml *opml, struct folder *folder, const struct feed_settings *feed)
{
    struct place_of_feed *place = arena_alloc(opml->arena, sizeof(*place));

    place->feed = feed;
    if (folder->last_feed == NULL)
        folder->first_feed = place;
    else
        folder->last_feed->next = place;
    folder->last_feed = place;
}

static void sort_in(struct opml *opml, const struct feed_settings *feed)
{
    for (size_t i = 0; i < feed->group_count; i++)
        put_into(opml, find_folder(opml, feed->groups[i]), feed);
    if (feed->group_count == 0)
        put_into(opml, opml->root, feed);
}

/* ---- XML */

static void write_value(struct buffer *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '&')
            buffer_append_string(out, "&amp;");
        else if (*text == '<')
            buffer_append_string(out, "&lt;");
        else if (*text == '"')
            buffer_append_string(out, "&quot;");
        else
            buffer_append_byte(out, *text);
    }
}

static void write_attribute(struct buffer *out, const char *name, const char *value)
{
    buffer_append_format(out, " %s=\"", name);
    write_value(out, value);
    buffer_append_byte(out, '"');
}

static void write_options(struct opml *opml, const struct feed_settings *feed)
{
    for (size_t i = 0; i < feed_option_count(); i++) {
        const char *name = feed_option_name(i), *value;
        if (feed_option_of(feed, i, opml->arena, &value) == OPTION_IS_CARRIED)
            write_attribute(opml->out, arena_format(opml->arena, "storywatch:%s", name), value);
    }
}

static void write_feed(struct opml *opml, const struct feed_settings *feed, int depth)
{
    buffer_append_format(opml->out, "%*s<outline type=\"rss\"", 2 * depth, "");
    write_attribute(opml->out, "text", feed->name);
    write_attribute(opml->out, "title", feed->name);
    write_attribute(opml->out, "xmlUrl", feed_url_without_login(feed, opml->arena));
    write_attribute(opml->out, "storywatch:name", feed->name);
    write_options(opml, feed);
    buffer_append_string(opml->out, "/>\n");
}

/* Names are 256 bytes at most, so that folders nest only so deep. */
/* NOLINTNEXTLINE(misc-no-recursion) */
static void write_folder(struct opml *opml, const struct folder *folder, int depth)
{
    for (const struct place_of_feed *at = folder->first_feed; at != NULL; at = at->next)
        write_feed(opml, at->feed, depth);
    for (const struct folder *inner = folder->first; inner != NULL; inner = inner->next) {
        buffer_append_format(opml->out, "%*s<outline", 2 * depth, "");
        write_attribute(opml->out, "text", inner->name);
        buffer_append_string(opml->out, ">\n");
        write_folder(opml, inner, depth + 1);
        buffer_append_format(opml->out, "%*s</outline>\n", 2 * depth, "");
    }
}

/* ---- the whole */

void opml_write(const struct settings *settings, struct buffer *out)
{
    struct arena *arena = arena_new();
    struct opml opml = {
        .arena = arena,
        .out = out,
        .folders = name_index_new(arena),
        .root = arena_alloc(arena, sizeof(*opml.root)),
    };

    for (size_t i = 0; i < settings->feed_count; i++)
        sort_in(&opml, &settings->feeds[i]);
    buffer_append_string(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                              "<opml version=\"2.0\" xmlns:storywatch=\"" LIST_OWN_NAMESPACE
                              "\">\n  <head>\n    <title>Feeds of storywatch</title>\n  </head>\n"
                              "  <body>\n");
    write_folder(&opml, opml.root, 2);
    buffer_append_string(out, "  </body>\n</opml>\n");
    arena_free(arena);
}
