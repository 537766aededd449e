/* characters.h: what one character is to the tokeniser (GRAMMAR section 2). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum character_class {
    CHARACTER_LETTER = 1 << 0,
    CHARACTER_NUMBER = 1 << 1,
    CHARACTER_MARK = 1 << 2,
    CHARACTER_UNSPACED = 1 << 3, /* stands in the ranges of rule 1 */
    CHARACTER_UPPER = 1 << 4,    /* upper or title case */
    CHARACTER_LOWER = 1 << 5,    /* lower or title case */
    CHARACTER_PLAIN = 1 << 6,    /* preparation leaves it as it is, whatever stands before it */
};

#define CHARACTER_STARTS_WORD (CHARACTER_LETTER | CHARACTER_NUMBER)
#define CHARACTER_WORD (CHARACTER_STARTS_WORD | CHARACTER_MARK)

/* The classes of a code point, `enum character_class` or-ed. */
uint8_t character_class(uint32_t c);

/* Steps 1 and 4 of the preparation: is it written for an apostrophe? */
bool character_is_apostrophe(uint32_t c);

/* Step 5 of the preparation: is it deleted? */
bool character_is_deleted(uint32_t c);

/* A mark that the fold removes. */
bool character_is_removed_mark(uint32_t c);

/* One character as it stands in a text. */
struct character {
    uint32_t c;    /* U+FFFD where the bytes are no UTF-8 */
    uint32_t size; /* bytes, at least 1 */
    uint8_t class;
};

/* The character at `at`, which must be before `end`. */
struct character character_at(const char *at, const char *end);
