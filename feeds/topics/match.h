/* match.h: does an item match a query, by the places of its words (GRAMMAR 4). */
#pragma once

#include "feeds/topics/key.h"
#include "feeds/topics/program.h"
#include "feeds/topics/span.h"
#include "feeds/topics/zones.h"

/* One query at one item. */
struct matcher {
    const struct program *program;
    struct zones *zones;
    struct item_keys *keys;
    struct arena *arena;
    const char *text; /* of the block that is looked at */
    enum query_field field;
    struct span_budget budget;
    bool has_overrun; /* a regex came to its limit */
};

void matcher_init(struct matcher *matcher, const struct program *program, struct zones *zones,
                  struct item_keys *keys, struct arena *arena);

/* Begins with another query, with a full budget; its root. */
const struct program_node *matcher_begin(struct matcher *matcher, uint32_t block);

bool matcher_holds_block(struct matcher *matcher, uint32_t block);

bool matcher_holds(struct matcher *matcher, const struct program_node *node);

/* Spans of a word, phrase, OR list or NEAR, at most `limit`. */
struct spans matcher_find(struct matcher *matcher, const struct program_node *node, size_t limit);

/* How much ATLEAST counts. */
size_t matcher_count(struct matcher *matcher, const struct program_node *node);

/* Where a regex first matches: the zone and bytes of its prepared text. NULL where it does not. */
struct zone *matcher_find_regex(struct matcher *matcher, const struct program_node *node,
                                size_t *begin, size_t *end);

/* What a key field finds, as the item has it; NULL: it does not match. */
const char *matcher_find_key(const struct matcher *matcher, const struct program_node *node);

/* The node as the query writes it, in the arena. */
const char *matcher_written(const struct matcher *matcher, const struct program_node *node);

/* Goes into a @name and comes back. */
struct matcher_place {
    const char *text;
    enum query_field field;
};

const struct program_node *matcher_enter(struct matcher *matcher, const struct program_node *node,
                                         struct matcher_place *back);
void matcher_leave(struct matcher *matcher, struct matcher_place back);
