/* characters.h: what one character is to the tokeniser (GRAMMAR section 2), quickly. */
#pragma once

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
#define CHARACTER_FOLD_SIZE 4

/* One character as it stands in a text. */
struct character {
    uint32_t c;    /* U+FFFD where the bytes are no UTF-8 */
    uint32_t size; /* bytes, at least 1 */
    uint8_t class; /* `enum character_class` or-ed */
};

extern const uint8_t character_ascii_classes[256]; /* 0 of what is not ASCII */

/* The character at `at`, which must be before `end`. */
struct character character_read(const char *at, const char *end);

static inline struct character character_at(const char *at, const char *end)
{
    unsigned char byte = (unsigned char)*at;

    if (byte < 0x80)
        return (struct character){.c = byte, .size = 1, .class = character_ascii_classes[byte]};
    return character_read(at, end);
}

/* The classes of any code point. */
uint8_t character_class(uint32_t c);

/* Writes the fold of a plain character; returns its bytes, 0 when only ICU knows it. The fold of a
 * word of such characters is their folds in a row, its NFC the word itself. */
size_t character_fold(uint32_t c, char out[CHARACTER_FOLD_SIZE]);
