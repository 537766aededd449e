/* query_lexer.h: a query cut into its tokens (GRAMMAR 1). */
#pragma once

#include "feeds/topics/query_text.h"

enum query_token_kind {
    QUERY_END,
    QUERY_WORD,
    QUERY_PHRASE,
    QUERY_REGEX,
    QUERY_NAME,  /* @name */
    QUERY_FIELD, /* with its colon */
    QUERY_VALUE, /* of a key field */
    QUERY_OPEN,
    QUERY_CLOSE,
    QUERY_COMMA,
    QUERY_AND,
    QUERY_OR,
    QUERY_NOT,
    QUERY_NEAR,
    QUERY_ONEAR,
    QUERY_ATLEAST,
    QUERY_OF,
};

/* In the order of the names that query_field_name() gives. Text fields come first. */
enum query_field {
    FIELD_NONE, /* title, summary and content */
    FIELD_TITLE,
    FIELD_BODY,
    FIELD_TOP,
    FIELD_AUTHOR,
    FIELD_TAG,
    FIELD_FEED,
    FIELD_GROUP,
    FIELD_LANG,
    FIELD_URL,
    FIELD_SITE,
    FIELD_UNKNOWN,
};

#define QUERY_NO_SLOP (-1)
#define QUERY_NUMBER_MAX 255
#define QUERY_SIZE_MAX ((size_t)64 * 1024)

struct query_token {
    enum query_token_kind kind;
    enum query_field field; /* QUERY_FIELD */
    uint32_t at;            /* bytes of the query: where it begins, prefix and quote included */
    uint32_t end;
    uint32_t text; /* its own text: [text, text_end), without prefix, quotes, slashes, @ or colon */
    uint32_t text_end;
    int number;            /* of NEAR, ONEAR, ATLEAST; of ~n, else QUERY_NO_SLOP */
    char prefix;           /* '=', '~' or NUL */
    bool is_caseless;      /* QUERY_REGEX with i */
    struct phrase *phrase; /* what the words of a QUERY_WORD or QUERY_PHRASE are, once checked */
};

struct query_tokens {
    const char *text;
    struct query_token *list; /* in the arena; ends with QUERY_END where there was no mistake */
    size_t count;
};

/* Stops at the first mistake that keeps it from going on: everything before it is in `tokens`. */
void query_lex(struct query_tokens *tokens, struct arena *arena, const char *text,
               struct query_mistake *mistake);

const char *query_field_name(enum query_field field);
bool query_field_is_key(enum query_field field);

/* A whole number of `len` digits within [min, QUERY_NUMBER_MAX], else -1. */
int query_read_number(const char *digits, size_t len, int min);
