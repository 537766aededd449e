#include "feeds/text/plain_word.h"

#include <endian.h>
#include <stdint.h>
#include <string.h>

#define EACH_BYTE UINT64_C(0x0101010101010101)
#define TOPS (EACH_BYTE * 0x80) /* the highest bit of each byte */
#define CASE_BIT 0x20           /* what lower case has and upper case has not */

/* The first byte lowest; behind `end` they are 0. */
static uint64_t load(const char *at, const char *end)
{
    size_t left = (size_t)(end - at);
    uint64_t bytes = 0;

    if (left >= sizeof(bytes))
        memcpy(&bytes, at, sizeof(bytes));
    else
        memcpy(&bytes, at, left);
    return le64toh(bytes);
}

/* The tops of the bytes that are letters. Sums of seven bits each never reach the next byte. */
static uint64_t find_letters(uint64_t bytes)
{
    uint64_t lower = (bytes | EACH_BYTE * CASE_BIT) & ~TOPS;
    uint64_t from_a = lower + EACH_BYTE * (0x80 - 'a');
    uint64_t behind_z = lower + EACH_BYTE * (0x7f - 'z');

    return from_a & ~behind_z & ~bytes & TOPS;
}

struct plain_word plain_word_read(const char *at, const char *end, char fold[PLAIN_WORD_SPACE])
{
    uint64_t upper = 0, lower = 0;
    size_t len = 0, count;

    do {
        uint64_t bytes = load(at + len, end);
        uint64_t others = find_letters(bytes) ^ TOPS;
        uint64_t run = TOPS & ~others & (others - 1); /* the letters before the first other byte */
        uint64_t folded = htole64(bytes | EACH_BYTE * CASE_BIT);
        count = others == 0 ? sizeof(bytes) : (size_t)__builtin_ctzll(others) / 8;
        lower |= run & bytes << 2;
        upper |= run & ~(bytes << 2);
        memcpy(fold + len, &folded, sizeof(folded));
        len += count;
    } while (count == sizeof(uint64_t) && len <= PLAIN_WORD_MAX);
    fold[len] = '\0';
    return (struct plain_word){.len = len, .has_upper = upper != 0, .has_lower = lower != 0};
}
