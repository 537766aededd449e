#include "daemon/cli/replay_item.h"

#include "config/base/arena.h"
#include "config/base/error.h"

#include <jansson.h>
#include <string.h>

/* Reading stops at the first member that is not as it must be. */
struct reader {
    const json_t *object;
    struct arena *arena;
    struct error *err;
    bool is_wrong;
};

static void refuse(struct reader *reader, const char *key, const char *due)
{
    if (!reader->is_wrong)
        error_set(reader->err, "\"%s\" must be %s", key, due);
    reader->is_wrong = true;
}

static const json_t *member(const struct reader *reader, const char *key)
{
    const json_t *value = json_object_get(reader->object, key);

    return json_is_null(value) ? NULL : value;
}

static const char *read_string(struct reader *reader, const char *key)
{
    const json_t *value = member(reader, key);

    if (value == NULL)
        return NULL;
    if (!json_is_string(value)) {
        refuse(reader, key, "a string");
        return NULL;
    }
    return arena_string(reader->arena, json_string_value(value));
}

static int64_t read_time(struct reader *reader, const char *key)
{
    const char *text = read_string(reader, key);
    int64_t time = NO_TIME;

    if (text != NULL && !rfc3339_parse(text, &time))
        refuse(reader, key, "a time such as 2026-03-02T12:58:37Z (RFC 3339)");
    return time;
}

static struct text read_text(struct reader *reader, const char *key, enum markup markup)
{
    const char *text = read_string(reader, key);

    return (struct text){text, text == NULL ? MARKUP_NONE : markup};
}

static const json_t *read_list(struct reader *reader, const char *key, size_t max, size_t *count)
{
    const json_t *list = member(reader, key);

    *count = 0;
    if (list == NULL)
        return NULL;
    if (!json_is_array(list)) {
        refuse(reader, key, "a list");
        return NULL;
    }
    *count = json_array_size(list) < max ? json_array_size(list) : max;
    return list;
}

static void read_authors(struct reader *reader, struct item *item)
{
    size_t count;
    const json_t *list = read_list(reader, "authors", ITEM_AUTHORS_MAX, &count);
    struct person *authors = arena_array(reader->arena, count, sizeof(*authors));

    for (size_t i = 0; i < count; i++) {
        const json_t *name = json_object_get(json_array_get(list, i), "name");
        if (json_is_string(name))
            authors[item->author_count++].name =
                arena_string(reader->arena, json_string_value(name));
        else
            refuse(reader, "authors", "a list of {\"name\":\"…\"}");
    }
    item->authors = authors;
}

static void read_tags(struct reader *reader, struct item *item)
{
    size_t count;
    const json_t *list = read_list(reader, "tags", ITEM_TAGS_MAX, &count);
    const char **tags = arena_array(reader->arena, count, sizeof(*tags));

    for (size_t i = 0; i < count; i++) {
        const json_t *tag = json_array_get(list, i);
        if (json_is_string(tag))
            tags[item->tag_count++] = arena_string(reader->arena, json_string_value(tag));
        else
            refuse(reader, "tags", "a list of strings");
    }
    item->tags = tags;
}

static void read_item(struct reader *reader, struct item *item)
{
    *item = ITEM_EMPTY;
    item->id = read_string(reader, "id");
    item->url = read_string(reader, "url");
    item->title = read_text(reader, "title", MARKUP_PLAIN);
    item->summary = read_text(reader, "summary", MARKUP_PLAIN);
    item->content = read_text(reader, "content_text", MARKUP_PLAIN); /* GRAMMAR.md, 2 */
    if (item->content.str == NULL || *item->content.str == '\0')
        item->content = read_text(reader, "content_html", MARKUP_HTML);
    item->published = read_time(reader, "date_published");
    item->language = read_string(reader, "language");
    read_authors(reader, item);
    read_tags(reader, item);
}

bool replay_item_read(struct replay_item *out, const char *line, size_t len, struct arena *arena,
                      struct error *err)
{
    json_error_t why;
    json_t *object = json_loadb(line, len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &why);
    struct reader reader = {.object = object, .arena = arena, .err = err};

    if (!json_is_object(object)) {
        error_set(err, object == NULL ? "no JSON: %s" : "an item must be a JSON object%s",
                  object == NULL ? why.text : "");
        json_decref(object);
        return false;
    }
    out->feed = read_string(&reader, "feed");
    if (out->feed == NULL && !reader.is_wrong)
        refuse(&reader, "feed", "there, the name of the item's feed");
    out->seen = read_time(&reader, "seen");
    read_item(&reader, &out->item);
    json_decref(object);
    return !reader.is_wrong;
}
