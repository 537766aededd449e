/* codec.h: the primitives that the messages' codecs are written with: little-endian numbers,
 * counted texts and bytes. */
#pragma once

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct buffer;
struct message_bytes;

/* Writers append to a buffer that remembers when it was full (buffer.h): ask once, at the end. */
void codec_put_u8(struct buffer *out, uint8_t value);
void codec_put_bool(struct buffer *out, bool value);
void codec_put_u32(struct buffer *out, uint32_t value);
void codec_put_i32(struct buffer *out, int32_t value);
void codec_put_u64(struct buffer *out, uint64_t value);
void codec_put_i64(struct buffer *out, int64_t value);
void codec_put_text(struct buffer *out, const char *text); /* NULL is told from "" */
void codec_put_bytes(struct buffer *out, const struct message_bytes *bytes);
void codec_put_address(struct buffer *out, const struct in6_addr *address);
void codec_put_hashes(struct buffer *out, const uint64_t *hashes, uint32_t count);

/* A reader is broken by the first thing that is not as it must be; from then on it gives zeros, so
 * that a decoder looks once, at the end. */
struct codec_reader {
    const unsigned char *at;
    size_t left;
    struct arena *arena; /* where texts and lists are copied to */
    bool is_broken;
};

struct codec_reader codec_reader_of(const void *body, size_t len, struct arena *arena);
/* Whole, and nothing is left over. */
bool codec_is_done(const struct codec_reader *reader);
/* Breaks the reader unless `is_right`. */
void codec_require(struct codec_reader *reader, bool is_right);

uint8_t codec_take_u8(struct codec_reader *reader);
bool codec_take_bool(struct codec_reader *reader);
uint32_t codec_take_u32(struct codec_reader *reader);
int32_t codec_take_i32(struct codec_reader *reader);
uint64_t codec_take_u64(struct codec_reader *reader);
int64_t codec_take_i64(struct codec_reader *reader);
/* A size or a span: from 0 to 2^53, so that sums and milliseconds of it cannot overflow. */
int64_t codec_take_amount(struct codec_reader *reader);
/* Years 0 to 9999, or NO_TIME. */
int64_t codec_take_time(struct codec_reader *reader);

/* Valid UTF-8 without NUL, of `max` bytes at most; NULL is allowed. */
const char *codec_take_text(struct codec_reader *reader, size_t max);
/* As codec_take_text(), but never NULL (a broken reader gives ""). */
const char *codec_take_required_text(struct codec_reader *reader, size_t max);
/* Opaque, of `max` bytes at most. */
struct message_bytes codec_take_bytes(struct codec_reader *reader, size_t max);
/* A count of at most `max` things, each of which takes `least` bytes or more of what is left: only
 * a count that is true can make a caller take memory. */
uint32_t codec_take_count(struct codec_reader *reader, uint32_t max, size_t least);
struct in6_addr codec_take_address(struct codec_reader *reader);
/* Sets `*count` too; NULL when there are none. */
const uint64_t *codec_take_hashes(struct codec_reader *reader, uint32_t max, uint32_t *count);
