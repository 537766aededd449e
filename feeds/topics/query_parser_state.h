/* query_parser_state.h: what the parser of queries keeps while it reads, shared by its parts:
 * query_parser.c reads lists and NEAR chains, query_atoms.c what stands between their operators. */
#pragma once

#include "feeds/topics/query_parser.h"

/* Recursive descent. Every function returns NULL once a mistake is noted; the first one noted
 * stays. */
struct query_parser {
    const struct query_tokens *tokens;
    const struct query_token *token; /* the next one */
    const struct name_table *names;
    struct arena *arena;
    struct query_mistake *mistake;
    enum query_field field; /* the text field around */
    unsigned depth;
    unsigned deepest;
    size_t word_count;
};

struct query_node *parser_read_query(struct query_parser *parser); /* query_parser.c */
struct query_node *parser_read_atom(struct query_parser *parser);  /* query_atoms.c */

struct query_node *parser_fail(struct query_parser *parser, size_t at, const char *message);

/* No operand stands where one is due. `before` is the operator, parenthesis or comma before it. */
struct query_node *parser_fail_missing(struct query_parser *parser,
                                       const struct query_token *before);

/* An operand that may stand neither beside NEAR nor in ATLEAST. */
struct query_node *parser_fail_operand(struct query_parser *parser,
                                       const struct query_node *operand);

struct query_node *parser_new_node(struct query_parser *parser, enum query_node_kind kind,
                                   uint32_t at);
void parser_add_child(struct query_node *node, struct query_node **last, struct query_node *child);

/* One level deeper; false: that is too deep. */
bool parser_enter(struct query_parser *parser, const struct query_token *open);

bool token_is_near_operator(const struct query_token *token);
bool token_is_operator(const struct query_token *token);
bool token_begins_atom(const struct query_token *token);
