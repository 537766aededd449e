/* program.h: the compiled form of all queries.
 *
 * A query is a block: a tree of nodes in one array, the children of a node side by side. A named
 * query is compiled once for each stem language that it is used with, and called. A block can be
 * compiled anew; what it was stays behind unused. */
#pragma once

#include "feeds/topics/query_parser.h"

struct lexicon;
struct regex;

enum op {
    OP_WORD,   /* first: word test; count: how many words in a row it is about */
    OP_PHRASE, /* first: in `codes` */
    OP_SLOP,   /* so of "a b"~n; number: n */
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
    uint8_t op;
    uint8_t number; /* of OF, ATLEAST, NEAR and ~n; the field of FIELD and KEY */
};

/* Where the query writes a node: bytes [at, at + len) of the block's text. Asked for only where a
 * query matches, so it stands aside. */
struct program_origin {
    uint16_t at;
    uint16_t len;
};

#define PROGRAM_LINE (64 / sizeof(struct program_node)) /* nodes of one line of the cache */

struct program_block {
    const char *text; /* borrowed from whoever wrote the query */
    uint32_t root;
    uint32_t verifications; /* how many items were looked at for it beyond their words */
};

/* A phrase in `codes`: the number of elements; then per element PHRASE_ANY, or the number of words
 * of its parts with that of its joined form above it, and the tests of both; then, behind them all,
 * the number of its pairs and their tests: words that must stand in a row, whichever form does. */
#define PHRASE_ANY UINT32_MAX
#define PHRASE_JOINED_SHIFT 16
#define PHRASE_PARTS_MASK 0xFFFFU

struct program {
    struct lexicon *lexicon;
    struct program_node *nodes;
    struct program_origin *origins; /* by node */
    size_t node_count;
    size_t node_capacity;
    uint32_t *codes;
    size_t code_count;
    size_t code_capacity;
    struct program_block *blocks; /* of the topics, with room for more, then of named queries */
    size_t topic_room;
    size_t block_count;
    size_t block_capacity;
    struct regex **regexes;
    size_t regex_count;
    char **values; /* of key fields, as key_fold() writes them */
    size_t value_count;
    size_t value_capacity;
};

static inline const struct program_node *
program_child(const struct program *program, const struct program_node *node, size_t index)
{
    return &program->nodes[node->first + index];
}

/* With room for the blocks of topics, which no query is in. */
void program_init(struct program *program, size_t topic_room);
void program_free(struct program *program);

/* Tells the processor that a block, and then its first nodes, will be needed soon. */
static inline void program_fetch_block(const struct program *program, size_t block)
{
    __builtin_prefetch(&program->blocks[block]);
}

static inline void program_fetch_nodes(const struct program *program, size_t block)
{
    const struct program_node *nodes = &program->nodes[program->blocks[block].root];

    __builtin_prefetch(nodes);
    __builtin_prefetch(nodes + PROGRAM_LINE);
}

/* Takes the query out of a block: it holds for no item. */
void program_clear_block(struct program *program, size_t block);

static inline bool program_has_block(const struct program *program, size_t block)
{
    return program->blocks[block].text != NULL;
}

uint32_t program_add_nodes(struct program *program, size_t count);
uint32_t program_add_block(struct program *program); /* of a named query */
uint32_t program_add_code(struct program *program, uint32_t code);
uint32_t program_add_regex(struct program *program, struct regex *regex); /* takes it over */
uint32_t program_add_value(struct program *program, char *value);         /* takes it over */
