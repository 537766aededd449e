/* query_text.h: the characters of a query, whatever keyboard wrote them (GRAMMAR 1). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* The first mistake of a query. `message` is NULL where there is none. */
struct query_mistake {
    uint32_t at; /* byte of the query */
    const char *message;
    bool is_unknown_name; /* @name of no query that was given */
};

/* One character; `size` 0: the end. */
struct query_character {
    uint32_t c;
    uint32_t size;
};

struct query_character query_character_at(const char *text, size_t at, size_t len);
bool query_is_blank(uint32_t c);
bool query_is_quote(uint32_t c);
bool query_is_hyphen(uint32_t c);
bool query_is_digit(uint32_t c);
bool query_is_word(uint32_t c); /* letter, number or mark */

/* The letters of a pattern, wildcards left out; a Hangul syllable is two at least (GRAMMAR 3). */
size_t query_letter_count(const char *pattern);

/* Characters before byte `at`, plus one. */
size_t query_column(const char *text, size_t at);

/* Same letters, ASCII case aside; `len` bytes of `text` against a whole `word`. */
bool query_is_same_word(const char *text, size_t len, const char *word);
