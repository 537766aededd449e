/* plain_word.h: the kind of word that nearly every word is, ASCII letters alone, read eight letters
 * at a time. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define PLAIN_WORD_MAX 31   /* letters */
#define PLAIN_WORD_SPACE 40 /* bytes that plain_word_read() may write to */

struct plain_word {
    size_t len;
    bool has_upper;
    bool has_lower;
};

/* The ASCII letters at `at`, before `end`, and in `fold` their lower case, NUL-terminated. `len` is
 * above PLAIN_WORD_MAX, and nothing more said, of a word that is longer. */
struct plain_word plain_word_read(const char *at, const char *end, char fold[PLAIN_WORD_SPACE]);
