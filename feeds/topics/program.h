/* program.h: the compiled form of all queries.
 *
 * A query is a block: a tree of nodes in one array, the children of a node side by side. A named
 * query is compiled once for each field and stem language that it is used with, and called. */
#pragma once

#include "feeds/topics/query_parser.h"

struct lexicon;
struct regex;

enum op {
    OP_WORD,   /* first: word test */
    OP_PHRASE, /* first: in `codes` */
    OP_REGEX,  /* first: regex */
    OP_KEY,    /* first: value; count of them */
    OP_CALL,   /* first: block */
    OP_ALL,    /* first: child; count of them. So of the rest */
    OP_ANY,
    OP_NOT,
    OP_OF,
    OP_ATLEAST,
    OP_NEAR,
    OP_ONEAR,
    OP_NOT_NEAR,
    OP_FIELD,
};

struct program_node {
    uint32_t first;
    uint16_t count;
    uint16_t at; /* what the query writes: bytes [at, at + len) of the block's text */
    uint16_t len;
    uint8_t op;
    uint8_t number; /* of OF, ATLEAST, NEAR and ~n */
    uint8_t field;  /* of FIELD and KEY */
    bool has_slop;  /* of a phrase */
};

struct program_block {
    char *text; /* owned by the program */
    uint32_t root;
};

/* A phrase in `codes`: the number of elements; then per element PHRASE_ANY, or the number of words
 * of its parts, the number of words of its joined form, and the tests of both. */
#define PHRASE_ANY UINT32_MAX

struct program {
    struct lexicon *lexicon;
    struct program_node *nodes;
    size_t node_count;
    size_t node_capacity;
    uint32_t *codes;
    size_t code_count;
    size_t code_capacity;
    struct program_block *blocks;
    size_t block_count;
    size_t block_capacity;
    struct regex **regexes;
    size_t regex_count;
    char **values; /* of key fields, as key_fold() writes them */
    size_t value_count;
    size_t value_capacity;
};

void program_init(struct program *program);
void program_free(struct program *program);
size_t program_size(const struct program *program); /* bytes */

uint32_t program_add_nodes(struct program *program, size_t count);
uint32_t program_add_block(struct program *program, const char *text);
uint32_t program_add_code(struct program *program, uint32_t code);
uint32_t program_add_regex(struct program *program, struct regex *regex); /* takes it over */
uint32_t program_add_value(struct program *program, char *value);         /* takes it over */
