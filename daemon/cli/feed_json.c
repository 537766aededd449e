#include "daemon/cli/feed_json.h"

#include "config/base/rfc3339.h"
#include "feeds/parse/parse.h"
#include "feeds/text/html.h"

#include <string.h>

static void put_string(json_t *object, const char *key, const char *text)
{
    if (text != NULL)
        json_object_set_new(object, key, json_string(text));
}

static void put_count(json_t *object, const char *key, int64_t count)
{
    if (count > 0)
        json_object_set_new(object, key, json_integer(count));
}

static void put_time(json_t *object, const char *key, int64_t time)
{
    char text[RFC3339_SIZE];

    rfc3339_format(time, text);
    if (text[0] != '\0')
        put_string(object, key, text);
}

typedef char *read_line(struct arena *arena, const char *html, size_t len);

static void put_line(json_t *object, const char *key, const struct text *text, read_line *read,
                     struct arena *arena)
{
    if (text->str != NULL && text->markup == MARKUP_HTML)
        put_string(object, key, read(arena, text->str, strlen(text->str)));
    else
        put_string(object, key, text->str);
}

static void put_content(json_t *object, const struct item *item, struct arena *arena)
{
    const char *content = item->content.str;

    if (content == NULL)
        return;
    if (item->content.markup == MARKUP_HTML)
        put_string(object, "content_html",
                   item->base == NULL
                       ? content
                       : html_resolve_links(arena, content, strlen(content), item->base));
    else
        put_string(object, "content_text", content);
}

static void put_list(json_t *object, const char *key, json_t *list)
{
    if (json_array_size(list) > 0)
        json_object_set(object, key, list);
    json_decref(list);
}

static json_t *authors_json(const struct person *authors, size_t count)
{
    json_t *list = json_array();

    for (size_t i = 0; i < count; i++) {
        json_t *author = json_object();
        put_string(author, "name", authors[i].name);
        put_string(author, "url", authors[i].url);
        put_string(author, "_email", authors[i].email);
        json_array_append_new(list, author);
    }
    return list;
}

static json_t *tags_json(const char *const *tags, size_t count)
{
    json_t *list = json_array();

    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, json_string(tags[i]));
    return list;
}

static json_t *attachments_json(const struct item *item)
{
    json_t *list = json_array();

    for (size_t i = 0; i < item->attachment_count; i++) {
        const struct attachment *attachment = &item->attachments[i];
        json_t *object = json_object();
        put_string(object, "url", attachment->url);
        put_string(object, "mime_type", attachment->mime_type);
        put_string(object, "title", attachment->title);
        put_count(object, "size_in_bytes", attachment->size_in_bytes);
        put_count(object, "duration_in_seconds", attachment->duration_in_seconds);
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *item_json(struct item *item, struct arena *arena)
{
    json_t *object = json_object();

    item_read_image(item, arena);
    put_string(object, "id", item->id != NULL ? item->id : item->url); /* JSON Feed asks for one */
    put_string(object, "url", item->url);
    put_string(object, "external_url", item->external_url);
    put_line(object, "title", &item->title, text_line_from_html, arena);
    put_line(object, "summary", &item->summary, text_long_line_from_html, arena);
    put_content(object, item, arena);
    put_string(object, "image", item->image);
    put_time(object, "date_published", item->published);
    put_time(object, "date_modified", item->updated);
    put_string(object, "language", item->language);
    put_list(object, "authors", authors_json(item->authors, item->author_count));
    put_list(object, "tags", tags_json(item->tags, item->tag_count));
    put_list(object, "attachments", attachments_json(item));
    return object;
}

/* A set of bits as the list of their places. */
static json_t *bits_json(uint32_t bits)
{
    json_t *list = json_array();

    for (int bit = 0; bit < 32; bit++) {
        if ((bits >> bit & 1) != 0)
            json_array_append_new(list, json_integer(bit));
    }
    return list;
}

static json_t *days_json(uint32_t bits)
{
    static const char *const names[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                        "Thursday", "Friday", "Saturday"};
    json_t *list = json_array();

    for (size_t day = 0; day < sizeof(names) / sizeof(names[0]); day++) {
        if ((bits >> day & 1) != 0)
            json_array_append_new(list, json_string(names[day]));
    }
    return list;
}

static json_t *extras_json(const struct document *document, struct arena *arena)
{
    json_t *object = json_object();
    json_t *warnings = json_array();

    for (size_t i = 0; i < document->warning_count; i++)
        json_array_append_new(warnings, json_string(document->warnings[i]));
    put_string(object, "format", document->format);
    put_string(object, "encoding", document->encoding);
    put_line(object, "copyright", &document->copyright, text_long_line_from_html, arena);
    put_string(object, "generator", document->generator);
    put_list(object, "tags", tags_json(document->tags, document->tag_count));
    put_string(object, "prev_archive_url", document->prev_archive_url);
    put_time(object, "date_published", document->published);
    put_time(object, "date_modified", document->updated);
    put_count(object, "ttl", document->ttl);
    put_list(object, "skip_hours", bits_json(document->skip_hours));
    put_list(object, "skip_days", days_json(document->skip_days));
    put_count(object, "update_period", document->update_period);
    json_object_set_new(object, "warnings", warnings);
    return object;
}

json_t *feed_json(const struct document *document, struct arena *arena)
{
    json_t *object = json_object();
    json_t *items = json_array();

    put_string(object, "version", "https://jsonfeed.org/version/1.1");
    put_line(object, "title", &document->title, text_line_from_html, arena);
    put_string(object, "home_page_url", document->home_page_url);
    put_string(object, "feed_url", document->feed_url);
    put_line(object, "description", &document->description, text_long_line_from_html, arena);
    put_string(object, "next_url", document->next_url);
    put_string(object, "icon", document->icon);
    put_string(object, "favicon", document->favicon);
    put_string(object, "language", document->language);
    put_list(object, "authors", authors_json(document->authors, document->author_count));
    for (size_t i = 0; i < document->item_count; i++) {
        struct item item = document->items[i];
        json_t *json = item_json(&item, arena);
        if (document->plain_contents != NULL)
            put_string(json, "content_text", document->plain_contents[i]);
        json_array_append_new(items, json);
    }
    json_object_set_new(object, "items", items);
    json_object_set_new(object, "_storywatch", extras_json(document, arena));
    return object;
}
