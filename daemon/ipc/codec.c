#include "daemon/ipc/codec.h"

#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/rfc3339.h"
#include "config/base/utf8.h"
#include "daemon/ipc/message.h"

#include <string.h>

#define NO_TEXT UINT32_MAX /* the length that stands for NULL */

#define AMOUNT_MAX (INT64_C(1) << 53)
#define TIME_MIN INT64_C(-62167219200) /* 0000-01-01T00:00:00Z */
#define TIME_MAX INT64_C(253402300799) /* 9999-12-31T23:59:59Z */

static void put_number(struct buffer *out, uint64_t value, size_t size)
{
    char bytes[sizeof(value)];

    for (size_t i = 0; i < size; i++)
        bytes[i] = (char)(unsigned char)(value >> (8 * i));
    buffer_append(out, bytes, size);
}

void codec_put_u8(struct buffer *out, uint8_t value)
{
    put_number(out, value, sizeof(value));
}

void codec_put_bool(struct buffer *out, bool value)
{
    codec_put_u8(out, value ? 1 : 0);
}

void codec_put_u32(struct buffer *out, uint32_t value)
{
    put_number(out, value, sizeof(value));
}

void codec_put_i32(struct buffer *out, int32_t value)
{
    codec_put_u32(out, (uint32_t)value);
}

void codec_put_u64(struct buffer *out, uint64_t value)
{
    put_number(out, value, sizeof(value));
}

void codec_put_i64(struct buffer *out, int64_t value)
{
    codec_put_u64(out, (uint64_t)value);
}

void codec_put_text(struct buffer *out, const char *text)
{
    if (text == NULL) {
        codec_put_u32(out, NO_TEXT);
        return;
    }
    size_t len = strlen(text);
    codec_put_u32(out, (uint32_t)len);
    buffer_append(out, text, len);
}

void codec_put_bytes(struct buffer *out, const struct message_bytes *bytes)
{
    if (!bytes->is_present) {
        codec_put_u32(out, NO_TEXT);
        return;
    }
    codec_put_u32(out, bytes->len);
    buffer_append(out, bytes->data, bytes->len);
}

void codec_put_address(struct buffer *out, const struct in6_addr *address)
{
    for (size_t i = 0; i < sizeof(address->s6_addr); i++)
        codec_put_u8(out, address->s6_addr[i]);
}

void codec_put_hashes(struct buffer *out, const uint64_t *hashes, uint32_t count)
{
    codec_put_u32(out, count);
    for (uint32_t i = 0; i < count; i++)
        codec_put_u64(out, hashes[i]);
}

struct codec_reader codec_reader_of(const void *body, size_t len, struct arena *arena)
{
    return (struct codec_reader){.at = body, .left = len, .arena = arena};
}

bool codec_is_done(const struct codec_reader *reader)
{
    return !reader->is_broken && reader->left == 0;
}

void codec_require(struct codec_reader *reader, bool is_right)
{
    if (!is_right)
        reader->is_broken = true;
}

/* The next `len` bytes; NULL when there are not so many. */
static const unsigned char *take(struct codec_reader *reader, size_t len)
{
    if (reader->is_broken || len > reader->left) {
        reader->is_broken = true;
        return NULL;
    }
    const unsigned char *bytes = reader->at;
    reader->at += len;
    reader->left -= len;
    return bytes;
}

static uint64_t take_number(struct codec_reader *reader, size_t size)
{
    const unsigned char *bytes = take(reader, size);
    uint64_t value = 0;

    for (size_t i = 0; bytes != NULL && i < size; i++)
        value |= (uint64_t)bytes[i] << (8 * i);
    return value;
}

uint8_t codec_take_u8(struct codec_reader *reader)
{
    return (uint8_t)take_number(reader, sizeof(uint8_t));
}

bool codec_take_bool(struct codec_reader *reader)
{
    uint8_t value = codec_take_u8(reader);

    codec_require(reader, value <= 1);
    return value == 1;
}

uint32_t codec_take_u32(struct codec_reader *reader)
{
    return (uint32_t)take_number(reader, sizeof(uint32_t));
}

int32_t codec_take_i32(struct codec_reader *reader)
{
    return (int32_t)codec_take_u32(reader);
}

uint64_t codec_take_u64(struct codec_reader *reader)
{
    return take_number(reader, sizeof(uint64_t));
}

int64_t codec_take_i64(struct codec_reader *reader)
{
    return (int64_t)codec_take_u64(reader);
}

int64_t codec_take_amount(struct codec_reader *reader)
{
    int64_t amount = codec_take_i64(reader);

    codec_require(reader, amount >= 0 && amount <= AMOUNT_MAX);
    return reader->is_broken ? 0 : amount;
}

int64_t codec_take_time(struct codec_reader *reader)
{
    int64_t time = codec_take_i64(reader);

    codec_require(reader, time == NO_TIME || (time >= TIME_MIN && time <= TIME_MAX));
    return reader->is_broken ? NO_TIME : time;
}

/* The bytes behind a length; NULL when the length stands for none or is wrong. */
static const char *take_counted(struct codec_reader *reader, size_t max, size_t *len)
{
    uint32_t count = codec_take_u32(reader);

    *len = 0;
    if (reader->is_broken || count == NO_TEXT)
        return NULL;
    codec_require(reader, count <= max);
    const unsigned char *bytes = take(reader, count);
    *len = bytes == NULL ? 0 : count;
    return (const char *)bytes;
}

const char *codec_take_text(struct codec_reader *reader, size_t max)
{
    size_t len;
    const char *bytes = take_counted(reader, max, &len);

    if (bytes == NULL)
        return NULL;
    codec_require(reader, utf8_is_valid(bytes, len) && memchr(bytes, '\0', len) == NULL);
    return reader->is_broken ? NULL : arena_string_of(reader->arena, bytes, len);
}

const char *codec_take_required_text(struct codec_reader *reader, size_t max)
{
    const char *text = codec_take_text(reader, max);

    codec_require(reader, text != NULL);
    return text == NULL ? "" : text;
}

struct message_bytes codec_take_bytes(struct codec_reader *reader, size_t max)
{
    size_t len;
    const char *bytes = take_counted(reader, max, &len);

    if (bytes == NULL)
        return (struct message_bytes){.is_present = false};
    return (struct message_bytes){.data = arena_string_of(reader->arena, bytes, len),
                                  .len = (uint32_t)len,
                                  .is_present = true};
}

uint32_t codec_take_count(struct codec_reader *reader, uint32_t max, size_t least)
{
    uint32_t count = codec_take_u32(reader);

    codec_require(reader, count <= max && count <= reader->left / least);
    return reader->is_broken ? 0 : count;
}

struct in6_addr codec_take_address(struct codec_reader *reader)
{
    struct in6_addr address = IN6ADDR_ANY_INIT;

    for (size_t i = 0; i < sizeof(address.s6_addr); i++)
        address.s6_addr[i] = codec_take_u8(reader);
    return address;
}

const uint64_t *codec_take_hashes(struct codec_reader *reader, uint32_t max, uint32_t *count)
{
    *count = codec_take_count(reader, max, sizeof(uint64_t));
    if (*count == 0)
        return NULL;
    uint64_t *hashes = arena_array(reader->arena, *count, sizeof(*hashes));
    for (uint32_t i = 0; i < *count; i++)
        hashes[i] = codec_take_u64(reader);
    return hashes;
}
