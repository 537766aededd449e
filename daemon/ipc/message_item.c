/* message_item.c: one unknown revision of an item, as a fetcher sends it. */
#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "daemon/ipc/codec.h"
#include "daemon/ipc/message.h"

#define CUT_MARK 3   /* bytes of the "…" behind what was cut at its bound */
#define NFC_GROWTH 3 /* a title was cut as published; normalised it is so much longer at most */
#define AUTHOR_LEAST (3 * sizeof(uint32_t))

static void put_marked_text(struct buffer *out, const struct text *text)
{
    codec_put_u8(out, (uint8_t)text->markup);
    codec_put_text(out, text->str);
}

/* A text that has been read is of one markup, or absent. */
static struct text take_marked_text(struct codec_reader *reader, enum markup expected, size_t max)
{
    uint8_t markup = codec_take_u8(reader);
    const char *str = codec_take_text(reader, max);

    codec_require(reader, markup == (str == NULL ? MARKUP_NONE : expected));
    return (struct text){.str = str, .markup = str == NULL ? MARKUP_NONE : expected};
}

static void put_authors(struct buffer *out, const struct item *item)
{
    codec_put_u32(out, (uint32_t)item->author_count);
    for (size_t i = 0; i < item->author_count; i++) {
        codec_put_text(out, item->authors[i].name);
        codec_put_text(out, item->authors[i].url);
        codec_put_text(out, item->authors[i].email);
    }
}

static void take_authors(struct codec_reader *reader, struct item *item)
{
    uint32_t count = codec_take_count(reader, ITEM_AUTHORS_MAX, AUTHOR_LEAST);
    struct person *authors = arena_array(reader->arena, count, sizeof(*authors));

    for (uint32_t i = 0; i < count; i++) {
        authors[i].name = codec_take_text(reader, ITEM_NAME_MAX + CUT_MARK);
        authors[i].url = codec_take_text(reader, ITEM_URL_MAX + CUT_MARK);
        authors[i].email = codec_take_text(reader, ITEM_NAME_MAX + CUT_MARK);
    }
    item->authors = authors;
    item->author_count = count;
}

static void put_tags(struct buffer *out, const struct item *item)
{
    codec_put_u32(out, (uint32_t)item->tag_count);
    for (size_t i = 0; i < item->tag_count; i++)
        codec_put_text(out, item->tags[i]);
}

static void take_tags(struct codec_reader *reader, struct item *item)
{
    uint32_t count = codec_take_count(reader, ITEM_TAGS_MAX, sizeof(uint32_t));
    const char **tags = arena_array(reader->arena, count, sizeof(*tags));

    for (uint32_t i = 0; i < count; i++)
        tags[i] = codec_take_required_text(reader, ITEM_NAME_MAX + CUT_MARK);
    item->tags = tags;
    item->tag_count = count;
}

static void put_item(struct buffer *out, const struct item *item)
{
    codec_put_text(out, item->id);
    codec_put_text(out, item->url);
    codec_put_bool(out, item->shares_link);
    codec_put_text(out, item->external_url);
    codec_put_text(out, item->image);
    put_marked_text(out, &item->title);
    put_marked_text(out, &item->summary);
    put_marked_text(out, &item->content);
    put_authors(out, item);
    put_tags(out, item);
    codec_put_i64(out, item->published);
    codec_put_i64(out, item->updated);
    codec_put_text(out, item->language);
    codec_put_text(out, item->base);
}

static void take_item(struct codec_reader *reader, struct item *item)
{
    *item = ITEM_EMPTY;
    item->id = codec_take_text(reader, ITEM_URL_MAX + CUT_MARK);
    item->url = codec_take_text(reader, ITEM_URL_MAX + CUT_MARK);
    item->shares_link = codec_take_bool(reader);
    item->external_url = codec_take_text(reader, ITEM_URL_MAX + CUT_MARK);
    item->image = codec_take_text(reader, ITEM_URL_MAX + CUT_MARK);
    item->title = take_marked_text(reader, MARKUP_PLAIN, NFC_GROWTH * ITEM_TITLE_MAX + CUT_MARK);
    item->summary = take_marked_text(reader, MARKUP_MARKED, ITEM_TEXT_MAX + CUT_MARK);
    item->content = take_marked_text(reader, MARKUP_MARKED, ITEM_TEXT_MAX + CUT_MARK);
    take_authors(reader, item);
    take_tags(reader, item);
    item->published = codec_take_time(reader);
    item->updated = codec_take_time(reader);
    item->language = codec_take_text(reader, ITEM_NAME_MAX + CUT_MARK);
    item->base = codec_take_text(reader, ITEM_URL_MAX + CUT_MARK);
}

bool message_peek_job(const void *body, size_t len, int64_t *job)
{
    struct codec_reader reader = codec_reader_of(body, len, NULL);

    *job = codec_take_i64(&reader);
    return !reader.is_broken;
}

bool message_encode_item(const struct item_message *message, struct buffer *out)
{
    struct message_bytes fingerprint = {.data = message->fingerprint,
                                        .len = message->fingerprint_len,
                                        .is_present = message->fingerprint != NULL};

    codec_put_i64(out, message->job);
    codec_put_u64(out, message->revision);
    put_item(out, &message->item);
    codec_put_bytes(out, &fingerprint);
    return !out->is_full;
}

bool message_decode_item(struct item_message *message, const void *body, size_t len,
                         struct arena *arena)
{
    struct codec_reader reader = codec_reader_of(body, len, arena);

    message->job = codec_take_i64(&reader);
    message->revision = codec_take_u64(&reader);
    take_item(&reader, &message->item);
    struct message_bytes fingerprint = codec_take_bytes(&reader, MESSAGE_FINGERPRINT_MAX);
    message->fingerprint = fingerprint.data;
    message->fingerprint_len = fingerprint.len;
    return codec_is_done(&reader);
}
