#include "daemon/cli/list_json.h"

#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/error.h"
#include "daemon/cli/output.h"
#include "daemon/core/json_escape.h"
#include "feeds/lists/feed_list.h"

#include <jansson.h>

static void write_groups(const struct listed_feed *feed, struct buffer *out)
{
    output_json_key(out, "groups");
    buffer_append_byte(out, '[');
    for (size_t i = 0; i < feed->group_count; i++) {
        buffer_append_string(out, i == 0 ? "" : ",");
        json_escape_string(feed->groups[i], out);
    }
    buffer_append_byte(out, ']');
}

static void write_options(const struct listed_feed *feed, struct buffer *out)
{
    output_json_key(out, "options");
    buffer_append_byte(out, '[');
    for (size_t i = 0; i < feed->option_count; i++) {
        buffer_append_string(out, i == 0 ? "[" : ",[");
        json_escape_string(feed->options[i].name, out);
        buffer_append_byte(out, ',');
        json_escape_string(feed->options[i].value, out);
        buffer_append_byte(out, ']');
    }
    buffer_append_byte(out, ']');
}

void list_json_write(const struct feed_list *list, struct buffer *out)
{
    buffer_append_string(out, "{\"feeds\":[");
    for (size_t i = 0; i < list->feed_count; i++) {
        const struct listed_feed *feed = &list->feeds[i];
        buffer_append_string(out, i == 0 ? "{" : ",{");
        output_json_int(out, "line", feed->line);
        output_json_string(out, "url", feed->url);
        output_json_string(out, "title", feed->title);
        output_json_string(out, "name", feed->name);
        output_json_string(out, "user_agent", feed->user_agent);
        write_groups(feed, out);
        write_options(feed, out);
        buffer_append_byte(out, '}');
    }
    buffer_append_string(out, "],\"notes\":[");
    for (size_t i = 0; i < list->note_count; i++) {
        const struct list_note *note = &list->notes[i];
        buffer_append_string(out, i == 0 ? "{" : ",{");
        output_json_int(out, "line", note->line);
        output_json_int(out, "is_mistake", note->is_mistake);
        output_json_string(out, "text", note->text);
        buffer_append_byte(out, '}');
    }
    buffer_append_string(out, "]}");
}

/* ---- reading */

static const char *string_of(const json_t *object, const char *key, struct arena *arena)
{
    return arena_string(arena, json_string_value(json_object_get(object, key)));
}

static unsigned line_of(const json_t *object)
{
    return (unsigned)json_integer_value(json_object_get(object, "line"));
}

static bool read_groups(struct listed_feed *feed, const json_t *json, struct arena *arena)
{
    size_t count = json_array_size(json);
    const char **groups = arena_array(arena, count, sizeof(*groups));

    for (size_t i = 0; i < count; i++) {
        groups[i] = arena_string(arena, json_string_value(json_array_get(json, i)));
        if (groups[i] == NULL)
            return false;
    }
    feed->groups = groups;
    feed->group_count = count;
    return true;
}

static bool read_options(struct listed_feed *feed, const json_t *json, struct arena *arena)
{
    size_t count = json_array_size(json);
    struct listed_option *options = arena_array(arena, count, sizeof(*options));

    for (size_t i = 0; i < count; i++) {
        const json_t *pair = json_array_get(json, i);
        options[i].name = arena_string(arena, json_string_value(json_array_get(pair, 0)));
        options[i].value = arena_string(arena, json_string_value(json_array_get(pair, 1)));
        if (options[i].name == NULL || options[i].value == NULL)
            return false;
    }
    feed->options = options;
    feed->option_count = count;
    return true;
}

static bool read_feeds(struct feed_list *list, const json_t *json, struct arena *arena)
{
    size_t count = json_array_size(json);
    struct listed_feed *feeds = arena_array(arena, count, sizeof(*feeds));

    for (size_t i = 0; i < count; i++) {
        const json_t *object = json_array_get(json, i);
        feeds[i] = (struct listed_feed){
            .line = line_of(object),
            .url = string_of(object, "url", arena),
            .title = string_of(object, "title", arena),
            .name = string_of(object, "name", arena),
            .user_agent = string_of(object, "user_agent", arena),
        };
        if (feeds[i].url == NULL ||
            !read_groups(&feeds[i], json_object_get(object, "groups"), arena) ||
            !read_options(&feeds[i], json_object_get(object, "options"), arena))
            return false;
    }
    list->feeds = feeds;
    list->feed_count = count;
    return true;
}

static bool read_notes(struct feed_list *list, const json_t *json, struct arena *arena)
{
    size_t count = json_array_size(json);
    struct list_note *notes = arena_array(arena, count, sizeof(*notes));

    for (size_t i = 0; i < count; i++) {
        const json_t *object = json_array_get(json, i);
        notes[i].line = line_of(object);
        notes[i].is_mistake = json_integer_value(json_object_get(object, "is_mistake")) != 0;
        notes[i].text = string_of(object, "text", arena);
        if (notes[i].text == NULL)
            return false;
    }
    list->notes = notes;
    list->note_count = count;
    return true;
}

bool list_json_read(struct feed_list *list, const struct buffer *json, struct arena *arena,
                    struct error *err)
{
    json_t *root = json_loadb(json->data == NULL ? "" : json->data, json->len, 0, NULL);
    bool is_list = read_feeds(list, json_object_get(root, "feeds"), arena) &&
                   read_notes(list, json_object_get(root, "notes"), arena);

    is_list = is_list && json_is_object(root);
    json_decref(root);
    if (!is_list)
        error_set(err, "the process that read it broke the rules");
    return is_list;
}
