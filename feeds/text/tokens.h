/* tokens.h: the words of a text, cut as GRAMMAR.md section 2 says; the one tokeniser of dedup and
 * topics. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum token_flags {
    TOKEN_NUMBER = 1 << 0,      /* digits, as 7300.5 */
    TOKEN_UNSPACED = 1 << 1,    /* one letter of a script without blanks (rule 1) */
    TOKEN_ACRONYM = 1 << 2,     /* dotted in the text (rule 2) */
    TOKEN_CAPITALISED = 1 << 3, /* first letter is upper or title case */
    TOKEN_CASELESS = 1 << 4,    /* its script has no case */
    TOKEN_FURNITURE = 1 << 5,   /* stands in a furniture block */
    TOKEN_ALL_CAPS = 1 << 6,    /* two letters or more, all upper case */
};

struct token {
    const char *fold;    /* NUL-terminated UTF-8, in the arena */
    const char *surface; /* NFC; the same pointer as `fold` where equal */
    uint64_t hash;       /* XXH3 of the fold */
    uint32_t fold_len;
    uint32_t begin; /* byte offsets in the text that was cut: [begin, end) */
    uint32_t end;
    uint32_t flags;
};

struct tokens {
    struct token *list; /* in the arena */
    size_t count;
};

/* Cuts `text` (plain or marked). With `max`, stops after that many tokens; 0: all. */
void tokens_cut(struct tokens *tokens, struct arena *arena, const char *text, size_t max);

/* The prepared text (GRAMMAR 2, "Prepare a zone"), for regexes. NUL-terminated, in the arena. With
 * `offsets` not NULL: `(*offsets)[i]` is where in `text` the character at byte i of the prepared
 * text came from; one more entry than bytes. */
char *text_prepare(struct arena *arena, const char *text, uint32_t **offsets);
