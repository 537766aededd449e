/* cover.h: which queries may match an item at all.
 *
 * A cover of a query is a set of tests of which every match passes at least one: a word or pair
 * itself; a phrase its rarest pair, or word; OR the union; AND and NEAR the operand that costs
 * least; n OF m the m - n + 1 cheapest members; NOT none. A @name stands in a cover as one thing,
 * however many words it has. What an item passes leads to the queries that are worth a look at
 * places. */
#pragma once

#include "feeds/topics/program.h"
#include "feeds/topics/zones.h"

struct cover;

/* What a test costs is how many of the items that `zones` has read passed it, guessed where there
 * were none. */
struct cover *cover_new(const struct program *program, const struct zones *zones);
void cover_free(struct cover *cover); /* NULL is allowed */

/* Adds the covers of blocks that came, or came to mean something else, since; what led to them
 * before still does. */
void cover_add(struct cover *cover, const struct program *program, const struct zones *zones,
               const uint32_t *blocks, size_t count);

/* So many were added that a new cover would be found through faster. */
bool cover_is_worn(const struct cover *cover);

/* The blocks of topics that the item in `zones` may match, ascending. In the arena. */
const uint32_t *cover_find(struct cover *cover, const struct zones *zones, struct arena *arena,
                           size_t *count);
