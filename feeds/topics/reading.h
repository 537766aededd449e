/* reading.h: the queries of a watch list, read: first every name's tokens, then the names' trees in
 * the order in which they use each other, then topic by topic. */
#pragma once

#include "feeds/topics/names.h"
#include "feeds/topics/watch_list.h"

struct lexicon;
struct same_query;

struct reading {
    const struct watch_list_source *source;
    watch_list_on_problem *on_problem;
    void *owner;
    bool is_quiet; /* of warnings: what is read has been read before */
    bool has_mistake;
    struct arena *arena; /* of the names; whoever goes on with them sets it to NULL */
    struct name_table *names;
    size_t *names_before; /* by name: which it was with all that it uses, NAME_NONE: none */
    bool has_new_names;   /* not every name is what it was, or some went */
    struct arena *scratch;
    struct same_query *same;
};

/* Reads the names. `before`: those that they take the place of, whose mistakes and warnings were
 * told; NULL: none. */
void reading_begin(struct reading *reading, const struct watch_list_source *source,
                   const struct name_table *before, watch_list_on_problem *on_problem, void *owner);
void reading_end(struct reading *reading);

/* The tree of a topic's query, in the arena, and its language; NULL: it has a mistake. */
const struct query_node *reading_topic(struct reading *reading, size_t index,
                                       struct lexicon *lexicon, struct arena *arena, int *language);

/* Is every name that the query uses what it was? */
bool reading_keeps_names(struct reading *reading, const char *query, struct arena *arena);

/* Of topic after topic: warns of one whose query an earlier one has. `is_told`, by topic: both have
 * been looked at together before; NULL: none has. */
void reading_compare_topic(struct reading *reading, size_t index, const bool *is_told);

/* The same for the same names of feeds and groups, whatever their order. */
uint64_t reading_hash_places(const struct watch_list_source *source);
