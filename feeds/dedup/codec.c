/* The stored form of a fingerprint, little-endian:
 *
 *   u8  version   u8 flags (1: unspaced)   u16 tokens
 *   tokens bits: 1 where a shingle begins  6 bytes per shingle, by position
 *   u16 words     4 bytes each, ascending  words bits: is a number   words bits: is a name
 *   2 bytes per word: its place
 *   u16 title words    4 bytes each, ascending
 *   u16 title numbers  4 bytes each, ascending
 *   u64 title     u64 link
 *
 * Bits stand lowest first in their bytes; those behind the last are 0. So one fingerprint has one
 * form, and bytes that decode encode to themselves. */
#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "feeds/dedup/fingerprint.h"
#include "feeds/dedup/limits.h"

#include <endian.h>
#include <string.h>

#define VERSION 1
#define FLAG_UNSPACED 1
#define SHINGLE_BYTES 6
#define WORD_BYTES 4
#define PLACE_BYTES 2
#define BITMAP_BYTES(count) (((count) + 7) / 8)

static uint8_t *put_number(uint8_t *out, uint64_t number, size_t bytes)
{
    uint64_t little = htole64(number);

    memcpy(out, &little, bytes);
    return out + bytes;
}

static uint8_t *put_shingles(uint8_t *out, const struct fingerprint *fingerprint)
{
    uint8_t *begins = out;

    out += BITMAP_BYTES(fingerprint->token_count);
    memset(begins, 0, (size_t)(out - begins));
    for (uint32_t i = 0; i < fingerprint->shingle_count; i++) {
        uint32_t position = fingerprint->shingles[i].position;

        begins[position / 8] |= (uint8_t)(1U << (position % 8));
        out = put_number(out, fingerprint->shingles[i].hash, SHINGLE_BYTES);
    }
    return out;
}

static uint8_t *put_set(uint8_t *out, const struct hash_set *set)
{
    out = put_number(out, set->count, sizeof(uint16_t));
    for (uint32_t i = 0; i < set->count; i++)
        out = put_number(out, set->list[i], WORD_BYTES);
    return out;
}

/* Which members of `whole` are in `part`, which holds nothing else. */
static uint8_t *put_part(uint8_t *out, const struct hash_set *whole, const struct hash_set *part)
{
    memset(out, 0, BITMAP_BYTES(whole->count));
    for (uint32_t i = 0, j = 0; i < whole->count && j < part->count; i++) {
        if (whole->list[i] == part->list[j]) {
            out[i / 8] |= (uint8_t)(1U << (i % 8));
            j++;
        }
    }
    return out + BITMAP_BYTES(whole->count);
}

static size_t encoded_size(const struct fingerprint *fingerprint)
{
    size_t words = fingerprint->words.count;

    return 2 + 4 * sizeof(uint16_t) + 2 * sizeof(uint64_t) +
           BITMAP_BYTES(fingerprint->token_count) +
           (size_t)fingerprint->shingle_count * SHINGLE_BYTES + words * (WORD_BYTES + PLACE_BYTES) +
           2 * BITMAP_BYTES(words) +
           ((size_t)fingerprint->title_words.count + fingerprint->title_numbers.count) * WORD_BYTES;
}

bool fingerprint_encode(const struct fingerprint *fingerprint, struct buffer *out)
{
    uint8_t *at = (uint8_t *)buffer_extend(out, encoded_size(fingerprint));

    if (at == NULL)
        return false;
    at = put_number(at, VERSION, 1);
    at = put_number(at, fingerprint->is_unspaced ? FLAG_UNSPACED : 0, 1);
    at = put_number(at, fingerprint->token_count, sizeof(uint16_t));
    at = put_shingles(at, fingerprint);
    at = put_set(at, &fingerprint->words);
    at = put_part(at, &fingerprint->words, &fingerprint->numbers);
    at = put_part(at, &fingerprint->words, &fingerprint->names);
    for (uint32_t i = 0; i < fingerprint->words.count; i++)
        at = put_number(at, fingerprint->word_places[i], PLACE_BYTES);
    at = put_set(at, &fingerprint->title_words);
    at = put_set(at, &fingerprint->title_numbers);
    at = put_number(at, fingerprint->title_hash, sizeof(uint64_t));
    put_number(at, fingerprint->link_hash, sizeof(uint64_t));
    return true;
}

/* What is left to read. Once something was not there, `is_bad` and nothing more is read. */
struct reader {
    const uint8_t *at;
    size_t left;
    struct arena *arena;
    bool is_bad;
};

static const uint8_t *take(struct reader *in, size_t bytes)
{
    const uint8_t *taken = in->at;

    if (in->is_bad || in->left < bytes) {
        in->is_bad = true;
        return NULL;
    }
    in->at += bytes;
    in->left -= bytes;
    return taken;
}

static uint64_t little_endian(const uint8_t *bytes, size_t count)
{
    uint64_t number = 0;

    memcpy(&number, bytes, count);
    return le64toh(number);
}

static uint64_t get_number(struct reader *in, size_t bytes)
{
    const uint8_t *taken = take(in, bytes);

    return taken == NULL ? 0 : little_endian(taken, bytes);
}

static uint32_t get_count(struct reader *in, uint32_t max)
{
    uint32_t count = (uint32_t)get_number(in, sizeof(uint16_t));

    if (count > max)
        in->is_bad = true;
    return in->is_bad ? 0 : count;
}

static bool bit_is_set(const uint8_t *bits, uint32_t at)
{
    return (bits[at / 8] >> (at % 8) & 1) != 0;
}

/* `count` bits; none behind them may be set. */
static const uint8_t *get_bits(struct reader *in, uint32_t count)
{
    const uint8_t *bits = take(in, BITMAP_BYTES(count));

    if (bits != NULL && count % 8 != 0 && bits[count / 8] >> (count % 8) != 0)
        in->is_bad = true;
    return in->is_bad ? NULL : bits;
}

static uint32_t count_bits(const uint8_t *bits, uint32_t count)
{
    uint32_t set = 0;

    for (uint32_t i = 0; i < BITMAP_BYTES(count); i++)
        set += (uint32_t)__builtin_popcount(bits[i]);
    return set;
}

static void get_shingles(struct reader *in, struct fingerprint *fingerprint)
{
    uint32_t width = fingerprint->is_unspaced ? SHINGLE_TOKENS_UNSPACED : SHINGLE_TOKENS;
    const uint8_t *begins = get_bits(in, fingerprint->token_count);
    uint32_t count = begins == NULL ? 0 : count_bits(begins, fingerprint->token_count);
    const uint8_t *hashes = take(in, (size_t)count * SHINGLE_BYTES);

    if (hashes == NULL)
        return;
    struct shingle *list = arena_space(in->arena, count + 1, sizeof(*list));
    for (uint32_t i = 0, position = 0; i < count; i++, position++) {
        while (!bit_is_set(begins, position))
            position++;
        list[i].position = position;
        list[i].hash = little_endian(hashes + (size_t)i * SHINGLE_BYTES, SHINGLE_BYTES);
    }
    if (count > 0 && list[count - 1].position + width > fingerprint->token_count)
        in->is_bad = true;
    fingerprint->shingles = list;
    fingerprint->shingle_count = count;
}

static struct hash_set get_set(struct reader *in, uint32_t max)
{
    uint32_t count = get_count(in, max);
    const uint8_t *hashes = take(in, (size_t)count * WORD_BYTES);

    if (hashes == NULL)
        return (struct hash_set){0};
    uint64_t *list = arena_space(in->arena, count + 1, sizeof(*list));
    for (uint32_t i = 0; i < count; i++) {
        list[i] = little_endian(hashes + (size_t)i * WORD_BYTES, WORD_BYTES);
        if (i > 0 && list[i] <= list[i - 1])
            in->is_bad = true;
    }
    return (struct hash_set){.list = list, .count = count};
}

static struct hash_set get_part(struct reader *in, const struct hash_set *whole)
{
    const uint8_t *is_in = get_bits(in, whole->count);
    uint32_t count = is_in == NULL ? 0 : count_bits(is_in, whole->count);
    uint64_t *list = arena_space(in->arena, count + 1, sizeof(*list));
    uint32_t kept = 0;

    for (uint32_t i = 0; kept < count; i += 8) {
        for (unsigned bits = is_in[i / 8]; bits != 0; bits &= bits - 1)
            list[kept++] = whole->list[i + (unsigned)__builtin_ctz(bits)];
    }
    return (struct hash_set){.list = list, .count = count};
}

static void get_places(struct reader *in, struct fingerprint *fingerprint)
{
    uint32_t count = fingerprint->words.count;
    const uint8_t *places = take(in, (size_t)count * PLACE_BYTES);

    if (places == NULL)
        return;
    uint16_t *list = arena_space(in->arena, count + 1, sizeof(*list));
    for (uint32_t i = 0; i < count; i++) {
        list[i] = (uint16_t)little_endian(places + (size_t)i * PLACE_BYTES, PLACE_BYTES);
        if (list[i] >= fingerprint->token_count)
            in->is_bad = true;
    }
    fingerprint->word_places = list;
}

bool fingerprint_decode(struct fingerprint *fingerprint, const void *bytes, size_t len,
                        struct arena *arena)
{
    struct reader in = {.at = bytes, .left = len, .arena = arena};
    struct fingerprint made = {0};

    if (len > FINGERPRINT_BYTES_MAX || get_number(&in, 1) != VERSION)
        return false;
    uint64_t flags = get_number(&in, 1);
    made.is_unspaced = flags == FLAG_UNSPACED;
    made.token_count = get_count(&in, FINGERPRINT_TOKENS_MAX);
    get_shingles(&in, &made);
    made.words = get_set(&in, FINGERPRINT_TOKENS_MAX);
    made.numbers = get_part(&in, &made.words);
    made.names = get_part(&in, &made.words);
    get_places(&in, &made);
    made.title_words = get_set(&in, FINGERPRINT_TITLE_TOKENS_MAX);
    made.title_numbers = get_set(&in, FINGERPRINT_TITLE_TOKENS_MAX);
    made.title_hash = get_number(&in, sizeof(uint64_t));
    made.link_hash = get_number(&in, sizeof(uint64_t));
    if (in.is_bad || in.left != 0 || flags > FLAG_UNSPACED)
        return false;
    *fingerprint = made;
    return true;
}
