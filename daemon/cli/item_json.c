#include "daemon/cli/item_json.h"

#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "daemon/cli/output.h"
#include "daemon/core/json_escape.h"
#include "feeds/text/marked.h"
#include "store/items.h"

static void write_present(struct buffer *out, const char *key, const char *text)
{
    if (text != NULL)
        output_json_string(out, key, text);
}

static void write_time(struct buffer *out, const char *key, int64_t time)
{
    if (time != NO_TIME)
        output_json_time(out, key, time);
}

/* A summary is plain text there: its blocks, furniture too (topics look in it), an empty line
 * between two. */
static const char *summary_text(const char *marked, struct arena *arena)
{
    struct marked_block block;
    struct buffer text;

    if (marked == NULL)
        return NULL;
    buffer_init(&text, (size_t)2 * ITEM_TEXT_MAX);
    for (const char *at = marked; marked_next(&at, &block);) {
        buffer_append_string(&text, text.len == 0 ? "" : "\n\n");
        buffer_append(&text, block.text, block.len);
    }
    const char *copy = arena_string_of(arena, text.data, text.len);
    buffer_free(&text);
    return copy;
}

static void write_people(struct buffer *out, const struct item *item)
{
    if (item->author_count == 0)
        return;
    output_json_key(out, "authors");
    for (size_t i = 0; i < item->author_count; i++) {
        const struct person *person = &item->authors[i];
        buffer_append_string(out, i == 0 ? "[{" : ",{");
        output_json_string(out, "name", person->name == NULL ? "" : person->name);
        write_present(out, "url", person->url);
        buffer_append_byte(out, '}');
    }
    buffer_append_byte(out, ']');
}

static void write_tags(struct buffer *out, const struct item *item)
{
    if (item->tag_count == 0)
        return;
    output_json_key(out, "tags");
    for (size_t i = 0; i < item->tag_count; i++) {
        buffer_append_byte(out, i == 0 ? '[' : ',');
        json_escape_string(item->tags[i], out);
    }
    buffer_append_byte(out, ']');
}

void item_json_write(const struct stored_item *stored, struct arena *arena, struct buffer *out)
{
    const struct item *item = &stored->item;

    buffer_append_byte(out, '{');
    output_json_string(out, "feed", stored->feed_name);
    write_present(out, "id", item->id);
    write_present(out, "url", item->url);
    write_present(out, "title", item->title.str);
    write_present(out, "summary", summary_text(item->summary.str, arena));
    if (item->content.str != NULL)
        output_json_string(out, "content_html", marked_to_html(arena, item->content.str));
    write_people(out, item);
    write_tags(out, item);
    write_time(out, "date_published", item->published);
    write_time(out, "seen", stored->seen);
    write_present(out, "language", item->language);
    output_json_key(out, "_storywatch");
    buffer_append_byte(out, '{');
    output_json_int(out, "item", stored->id);
    output_json_int(out, "story", stored->story);
    buffer_append_string(out, "}}");
}
