/* query_parser.h: the structure of a query (GRAMMAR 1 and 4). */
#pragma once

#include "feeds/topics/query_lexer.h"

struct name_table;

enum query_node_kind {
    NODE_TERM, /* a word or phrase */
    NODE_REGEX,
    NODE_NAME, /* @name */
    NODE_KEY,  /* a key field; its children are NODE_VALUE */
    NODE_VALUE,
    NODE_ALL, /* AND */
    NODE_ANY, /* OR */
    NODE_NOT,
    NODE_OF,
    NODE_ATLEAST,
    NODE_NEAR,
    NODE_ONEAR,
    NODE_NOT_NEAR,
    NODE_FIELD, /* a text field */
};

#define QUERY_DEPTH_MAX 64

/* All in the arena. */
struct query_node {
    enum query_node_kind kind;
    enum query_field field;
    int number;  /* of OF, ATLEAST, NEAR */
    uint32_t at; /* bytes of the query [at, end), parentheses included */
    uint32_t end;
    const struct query_token *token; /* of a term, regex, name or value */
    struct query_node *first;        /* child */
    struct query_node *next;         /* sibling */
    size_t child_count;
    size_t name; /* index of a NODE_NAME */

    bool needs_something; /* no item matches it with none of its words, regexes and key fields */
    bool may_be_near;     /* may stand beside NEAR and in ATLEAST */
    bool has_field;       /* these three through @names too */
    bool has_regex;
    size_t word_count;
    unsigned depth; /* of parentheses and names; of the root alone */
};

/* Both outlive the tree. NULL with `*mistake` set. */
const struct query_node *query_parse(struct arena *arena, const struct query_tokens *tokens,
                                     const struct name_table *names, struct query_mistake *mistake);
