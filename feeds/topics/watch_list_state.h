/* watch_list_state.h: what a watch list is made of; for watch_list.c and watch_change.c alone. */
#pragma once

#include "feeds/topics/compile.h"
#include "feeds/topics/cover.h"
#include "feeds/topics/match.h"
#include "feeds/topics/reading.h"

#define WATCH_NONE UINT32_MAX /* no topic, no block */

struct watch_list {
    struct program program;
    struct compiler *compiler;
    struct arena *names_arena; /* of the names and their trees */
    const struct name_table *names;
    size_t count;
    uint32_t *blocks;   /* by topic */
    uint32_t *topics;   /* by block: WATCH_NONE where it is nobody's */
    bool is_in_order;   /* blocks ascend with their topics */
    uint8_t *languages; /* by block: of ~word */
    uint8_t *overruns;  /* by block: enum overrun */
    bool has_new_overrun;
    uint64_t places;     /* reading_hash_places() */
    size_t query_bytes;  /* of all queries, named ones too */
    size_t unused_bytes; /* of queries that were compiled and are not asked any more */
    struct zones *zones;
    struct cover *cover;
    struct matcher matcher; /* of the item at hand */
    size_t items_to_learn;  /* until the cover is laid anew */
    size_t items_read;
};

/* Compiles all topics. Takes the names over; the reading may go on to be asked. NULL: there is a
 * mistake. `is_told`, by topic: its warnings were; NULL: none was. */
struct watch_list *watch_list_build(struct reading *reading, const bool *is_told);

/* Puts a topic's query into a block. */
void watch_list_set_topic(struct watch_list *list, uint32_t block, const char *query,
                          const struct query_node *root, int language);
