/* bits.h: a set of numbers, one bit each. */
#pragma once

#include "config/base/memory.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define BITS_WORD 64U

/* How many words of memory `count` numbers take. */
static inline size_t bits_words(size_t count)
{
    return (count + BITS_WORD - 1) / BITS_WORD;
}

/* `bits` of `old_count` numbers, with room for `count`. */
static inline uint64_t *bits_grow(uint64_t *bits, size_t old_count, size_t count)
{
    size_t old_words = bits_words(old_count), words = bits_words(count);

    bits = (uint64_t *)memory_resize(bits, words, sizeof(*bits));
    memset(bits + old_words, 0, (words - old_words) * sizeof(*bits));
    return bits;
}

static inline bool bits_has(const uint64_t *bits, size_t number)
{
    return (bits[number / BITS_WORD] >> (number % BITS_WORD)) & 1;
}

static inline void bits_add(uint64_t *bits, size_t number)
{
    bits[number / BITS_WORD] |= UINT64_C(1) << (number % BITS_WORD);
}

static inline void bits_take(uint64_t *bits, size_t number)
{
    bits[number / BITS_WORD] &= ~(UINT64_C(1) << (number % BITS_WORD));
}
