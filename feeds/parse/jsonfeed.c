#include "feeds/parse/jsonfeed.h"

#include "config/base/arena.h"
#include "config/base/error.h"
#include "feeds/parse/base.h"
#include "feeds/parse/date.h"
#include "feeds/parse/encoding.h"
#include "feeds/parse/encoding_double.h"
#include "feeds/parse/json_salvage.h"
#include "feeds/parse/json_source.h"
#include "feeds/parse/keep.h"
#include "feeds/parse/shared_link.h"
#include "feeds/parse/warnings.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

struct json_reader {
    struct keep keep;
    const char *base;
};

/* NUL characters are dropped. */
static const char *without_nul(struct json_reader *reader, const char *text, size_t *len)
{
    size_t kept = 0;

    if (memchr(text, '\0', *len) == NULL)
        return text;
    char *copy = arena_alloc(reader->keep.arena, *len);
    for (size_t i = 0; i < *len; i++) {
        if (text[i] != '\0')
            copy[kept++] = text[i];
    }
    *len = kept;
    return copy;
}

/* "\u00c3\u00b6" is an ö that was encoded twice, and shows only now. */
static const char *without_double(struct json_reader *reader, const char *text, size_t *len)
{
    struct buffer utf8;

    buffer_init(&utf8, 2 * *len + 1);
    if (encoding_undo_double(text, *len, &utf8)) {
        text = arena_string_of(reader->keep.arena, utf8.data, utf8.len);
        *len = utf8.len;
    }
    buffer_free(&utf8);
    return text;
}

static struct text text_of(struct json_reader *reader, const json_t *value, enum markup markup,
                           size_t max)
{
    if (!json_is_string(value))
        return (struct text){NULL, MARKUP_NONE};
    size_t len = json_string_length(value);
    const char *text = without_nul(reader, json_string_value(value), &len);
    text = without_double(reader, text, &len);
    return keep_text(&reader->keep, text, len, markup, max);
}

/* A string, or a number as one: ids are often numbers. NULL: neither. */
static const char *string_of(struct json_reader *reader, const json_t *value, size_t max)
{
    if (json_is_integer(value))
        return arena_format(reader->keep.arena, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    if (json_is_real(value))
        return arena_format(reader->keep.arena, "%.15g", json_real_value(value));
    return text_of(reader, value, MARKUP_PLAIN, max).str;
}

static const char *member(struct json_reader *reader, const json_t *object, const char *key,
                          size_t max)
{
    return string_of(reader, json_object_get(object, key), max);
}

static const char *url_member(struct json_reader *reader, const json_t *object, const char *key)
{
    return keep_url(&reader->keep, reader->base, member(reader, object, key, ITEM_TEXT_MAX));
}

static struct text text_member(struct json_reader *reader, const json_t *object, const char *key,
                               enum markup markup)
{
    return text_of(reader, json_object_get(object, key), markup, ITEM_TEXT_MAX);
}

static int64_t time_member(struct json_reader *reader, const json_t *object, const char *key)
{
    const char *text = member(reader, object, key, ITEM_NAME_MAX);
    int64_t time;

    return text != NULL && date_parse(text, &time) ? time : NO_TIME;
}

static int64_t count_member(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    double number = json_number_value(value);

    if (json_is_string(value))
        number = strtod(json_string_value(value), NULL);
    return number > 0 && number < 1e15 ? (int64_t)number : 0;
}

/* The elements of a list; a single value stands for a list of one. */
static size_t list_size(const json_t *list)
{
    if (list == NULL || json_is_null(list))
        return 0;
    return json_is_array(list) ? json_array_size(list) : 1;
}

/* Nothing is kept beyond the bound, nor made for what is not there. */
static size_t room(size_t size, size_t max)
{
    return size < max ? size : max;
}

static const json_t *list_at(const json_t *list, size_t at)
{
    return json_is_array(list) ? json_array_get(list, at) : list;
}

static bool read_person(struct json_reader *reader, const json_t *value, struct person *person)
{
    *person = (struct person){.name = string_of(reader, value, ITEM_NAME_MAX)};
    if (json_is_object(value)) {
        person->name = member(reader, value, "name", ITEM_NAME_MAX);
        person->url = url_member(reader, value, "url");
        person->email = member(reader, value, "email", ITEM_NAME_MAX);
        if (person->name == NULL)
            person->name = person->email;
    }
    return person->name != NULL || person->url != NULL;
}

static size_t read_persons(struct json_reader *reader, const json_t *list,
                           const struct person **authors)
{
    size_t size = list_size(list), count = 0;
    struct person *persons =
        arena_array(reader->keep.arena, room(size, ITEM_AUTHORS_MAX), sizeof(*persons));

    for (size_t i = 0; i < size; i++) {
        struct person person;
        if (read_person(reader, list_at(list, i), &person))
            keep_author(&reader->keep, persons, &count, &person);
    }
    *authors = persons;
    return count;
}

/* 1.1 has `authors`, 1.0 `author`. */
static size_t read_authors(struct json_reader *reader, const json_t *object,
                           const struct person **authors)
{
    size_t count = read_persons(reader, json_object_get(object, "authors"), authors);

    return count > 0 ? count : read_persons(reader, json_object_get(object, "author"), authors);
}

static size_t read_tags(struct json_reader *reader, const json_t *object, const char *const **tags)
{
    const json_t *list = json_object_get(object, "tags");
    size_t size = list_size(list), count = 0;

    const char **kept = arena_array(reader->keep.arena, room(size, ITEM_TAGS_MAX), sizeof(*kept));
    for (size_t i = 0; i < size; i++) {
        const char *tag = string_of(reader, list_at(list, i), ITEM_NAME_MAX);
        if (tag != NULL)
            keep_tag(&reader->keep, kept, &count, tag);
    }
    *tags = kept;
    return count;
}

static size_t read_attachments(struct json_reader *reader, const json_t *object,
                               const struct attachment **attachments)
{
    const json_t *list = json_object_get(object, "attachments");
    size_t size = list_size(list), count = 0;

    struct attachment *kept =
        arena_array(reader->keep.arena, room(size, ITEM_ATTACHMENTS_MAX), sizeof(*kept));
    for (size_t i = 0; i < size; i++) {
        const json_t *one = list_at(list, i);
        struct attachment attachment = {
            .url = json_is_string(one)
                       ? keep_url(&reader->keep, reader->base, json_string_value(one))
                       : url_member(reader, one, "url"),
            .mime_type = member(reader, one, "mime_type", ITEM_NAME_MAX),
            .title = member(reader, one, "title", ITEM_TITLE_MAX),
            .size_in_bytes = count_member(one, "size_in_bytes"),
            .duration_in_seconds = count_member(one, "duration_in_seconds"),
        };
        if (attachment.url != NULL)
            keep_attachment(&reader->keep, kept, &count, &attachment);
    }
    *attachments = kept;
    return count;
}

/* With both forms of the content, the one with markup says more. */
static void read_bodies(struct json_reader *reader, const json_t *object, struct item *item)
{
    item->summary = text_member(reader, object, "summary", MARKUP_PLAIN);
    item->content = text_member(reader, object, "content_html", MARKUP_HTML);
    if (item->content.str == NULL)
        item->content = text_member(reader, object, "content_text", MARKUP_PLAIN);
    if (item->content.str == NULL) {
        item->content = item->summary;
        item->summary = (struct text){NULL, MARKUP_NONE};
    }
}

static struct item read_item(struct json_reader *reader, const json_t *object)
{
    struct item item = ITEM_EMPTY;

    item.id = member(reader, object, "id", ITEM_TITLE_MAX);
    item.url = url_member(reader, object, "url");
    if (item.url == NULL) /* version 1.1: "ideally, the id is the full URL" */
        item.url = keep_url(&reader->keep, NULL, item.id);
    item.external_url = url_member(reader, object, "external_url");
    item.image = url_member(reader, object, "image");
    if (item.image == NULL)
        item.image = url_member(reader, object, "banner_image");
    item.title.str = member(reader, object, "title", ITEM_TITLE_MAX);
    item.title.markup = item.title.str == NULL ? MARKUP_NONE : MARKUP_PLAIN;
    read_bodies(reader, object, &item);
    item.author_count = read_authors(reader, object, &item.authors);
    item.tag_count = read_tags(reader, object, &item.tags);
    item.attachment_count = read_attachments(reader, object, &item.attachments);
    item.published = time_member(reader, object, "date_published");
    item.updated = time_member(reader, object, "date_modified");
    item.language = member(reader, object, "language", ITEM_NAME_MAX);
    item.base = reader->base;
    return item;
}

static void inherit(struct item *item, const struct document *document)
{
    if (item->author_count == 0) {
        item->authors = document->authors;
        item->author_count = document->author_count;
    }
    if (item->language == NULL)
        item->language = document->language;
}

/* An object whose members all are objects, and so is no item. */
static bool is_map(json_t *object)
{
    const char *key;
    json_t *value;

    json_object_foreach(object, key, value)
    {
        if (!json_is_object(value))
            return false;
    }
    return json_object_size(object) > 0;
}

/* The items of a map, whose keys are the ids of those that say none; the root owns the list. */
static const json_t *list_of_map(json_t *root, json_t *map)
{
    json_t *list = json_array(), *item;
    const char *key;

    json_object_foreach(map, key, item)
    {
        if (json_object_get(item, "id") == NULL)
            json_object_set_new(item, "id", json_string(key));
        json_array_append(list, item);
    }
    json_object_set_new(root, "items", list);
    return list;
}

/* The items, or one that is no list; or, where there are none, the list of another name that has
 * such. */
static const json_t *find_items(json_t *root, struct warnings *warnings)
{
    json_t *items = json_object_get(root, "items"), *list;
    const char *key;

    if (is_map(items))
        return list_of_map(root, items);
    if (json_is_array(items) || json_is_object(items))
        return items;
    json_object_foreach(root, key, list)
    {
        if (json_is_array(list) && json_is_item(json_array_get(list, 0))) {
            warnings_add(warnings,
                         "the document has no \"items\"; a list of another name was read");
            return list;
        }
    }
    return NULL;
}

static void read_items(struct json_reader *reader, json_t *root, struct document *document,
                       struct warnings *warnings)
{
    const json_t *list = find_items(root, warnings);
    size_t size = list_size(list);

    if (size > PARSE_ITEMS_MAX) {
        warnings_add(warnings, "the document has more than %d items; the rest was left out",
                     PARSE_ITEMS_MAX);
        size = PARSE_ITEMS_MAX;
    }
    struct item *items = arena_array(reader->keep.arena, size, sizeof(*items));
    const char **plain = arena_array(reader->keep.arena, size, sizeof(*plain));
    for (size_t i = 0; i < size; i++) {
        const json_t *object = list_at(list, i);
        if (!json_is_object(object))
            continue;
        items[document->item_count] = read_item(reader, object);
        if (items[document->item_count].content.markup == MARKUP_HTML)
            plain[document->item_count] = member(reader, object, "content_text", ITEM_TEXT_MAX);
        inherit(&items[document->item_count++], document);
    }
    shared_link_mark(items, document->item_count);
    document->items = items;
    document->plain_contents = plain;
}

static void read_feed(struct json_reader *reader, const json_t *root, struct document *document)
{
    const char *version = json_string_value(json_object_get(root, "version"));

    document->format = version != NULL && strstr(version, "1.1") != NULL ? "json-1.1" : "json-1.0";
    document->title.str = member(reader, root, "title", ITEM_TITLE_MAX);
    document->title.markup = document->title.str == NULL ? MARKUP_NONE : MARKUP_PLAIN;
    document->description = text_member(reader, root, "description", MARKUP_PLAIN);
    document->home_page_url = url_member(reader, root, "home_page_url");
    document->feed_url = url_member(reader, root, "feed_url");
    document->next_url = url_member(reader, root, "next_url");
    document->icon = url_member(reader, root, "icon");
    document->favicon = url_member(reader, root, "favicon");
    document->language = member(reader, root, "language", ITEM_NAME_MAX);
    document->author_count = read_authors(reader, root, &document->authors);
}

/* Other JSON is no feed: one says its version, or at least has items, whose id is no object as
 * those of some APIs are. */
static bool is_feed(const json_t *root)
{
    const char *version = json_string_value(json_object_get(root, "version"));

    if (!json_is_object(root))
        return false;
    if (version != NULL && (strstr(version, "jsonfeed.org") != NULL || strcmp(version, "1") == 0 ||
                            strcmp(version, "1.0") == 0 || strcmp(version, "1.1") == 0))
        return true;
    const json_t *items = json_object_get(root, "items"), *first = json_array_get(items, 0);
    return json_is_array(items) &&
           (first == NULL ||
            (json_is_object(first) && !json_is_object(json_object_get(first, "id"))));
}

/* What the feed says of itself is relative to the document, the rest to what base.h says. */
static void read_feed_and_base(struct json_reader *reader, const json_t *root,
                               struct document *document, const struct parse_input *input)
{
    const char *location = base_location(&reader->keep, input);

    reader->base = base_of_document(&reader->keep, input);
    read_feed(reader, root, document);
    const char *page = document->home_page_url, *self = document->feed_url;
    const char *base = base_of_links(page, reader->base, self);
    if (location != NULL || base == reader->base)
        return;
    reader->base = base;
    read_feed(reader, root, document);
    document->home_page_url = page != NULL ? page : document->home_page_url;
    document->feed_url = self != NULL ? self : document->feed_url;
}

enum parse_outcome json_read_document(const struct parse_input *input,
                                      const struct encoded *encoded, struct arena *arena,
                                      struct document *document, struct warnings *warnings,
                                      struct error *err)
{
    struct json_reader reader = {.keep = {.arena = arena, .warnings = warnings}};
    json_error_t problem;
    json_t *root = json_source_load(encoded->text, encoded->len, warnings, &problem);

    if (root == NULL || !is_feed(root)) {
        if (root == NULL)
            error_set(err, "it is no JSON: line %d: %s", problem.line, problem.text);
        else
            error_set(err, "it is JSON, but no JSON Feed");
        json_decref(root);
        return PARSE_NOT_A_FEED;
    }
    read_feed_and_base(&reader, root, document, input);
    read_items(&reader, root, document, warnings);
    json_decref(root);
    return PARSE_FEED;
}
