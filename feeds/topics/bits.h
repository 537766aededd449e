/* bits.h: a set of numbers, one bit each. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BITS_WORD 64U

/* How many words of memory `count` numbers take. */
static inline size_t bits_words(size_t count)
{
    return (count + BITS_WORD - 1) / BITS_WORD;
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
