/* phrase.h: the words that a term stands for, as written in a query (GRAMMAR 3). */
#pragma once

#include "feeds/topics/query_text.h"

/* How one word of an item is compared. */
enum word_test {
    WORD_FOLD,            /* the same fold */
    WORD_SURFACE,         /* the same surface */
    WORD_FOLD_PATTERN,    /* * and ? against the fold */
    WORD_SURFACE_PATTERN, /* * and ? against the surface */
    WORD_STEM,            /* the same Snowball stem; its text is the surface */
};

struct phrase_word {
    const char *text; /* the fold or surface, with * and ? */
    enum word_test test;
};

/* Words in a row. */
struct phrase_row {
    struct phrase_word *words;
    size_t count;
};

/* One blank-delimited word of a phrase. */
struct phrase_element {
    uint32_t at; /* byte of the query */
    bool is_any; /* a lone *: exactly one word, whichever */
    struct phrase_row parts;
    struct phrase_row joined; /* the other form of a word with inner hyphens; else empty */
};

struct phrase {
    struct phrase_element *elements;
    size_t count;
    size_t word_count; /* of all parts */
    int slop;          /* of ~n, else QUERY_NO_SLOP: in a row */
};

struct query_token;

/* Reads a QUERY_WORD or QUERY_PHRASE of `query`. NULL with `*mistake` set where it is none. */
struct phrase *phrase_read(struct arena *arena, const char *query, const struct query_token *token,
                           struct query_mistake *mistake);
