/* names.h: the named queries, who uses whom, and in which order they can be read (GRAMMAR 3). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct query_node;
struct query_tokens;

#define NAME_NONE SIZE_MAX

/* A named query once it was read; its tree is NULL while it was not, or when it has a mistake. */
struct named_query {
    const char *name;
    const char *text;
    const struct query_node *root;
};

struct name_table {
    struct named_query *list; /* all in the arena */
    size_t count;
    uint32_t *slots; /* hash table of indexes + 1 */
    size_t slot_count;
    uint32_t **uses; /* per name the names it uses */
    uint32_t *use_counts;
    uint32_t *circles; /* per name: those that lead to one another have the same; 0: on no circle */
    size_t *compared;  /* names with written ones, in search of the nearest */
};

void names_init(struct name_table *names, struct arena *arena, size_t count);
/* Makes query `index` known by its name. */
void names_add(struct name_table *names, size_t index, const char *name, const char *text);
size_t names_find(const struct name_table *names, const char *name, size_t len);
/* NULL: none is near, or too many were searched for. */
const char *names_nearest(const struct name_table *names, struct arena *arena, const char *name,
                          size_t len);

/* Notes which names `tokens`, those of query `index`, use. */
void names_note_uses(struct name_table *names, struct arena *arena, size_t index,
                     const struct query_tokens *tokens);

/* All names in `order`, each behind those that it uses; where they are circular, in any order.
 * Finds the circles, too; both in time linear in the names and their uses. */
void names_sort(struct name_table *names, struct arena *arena, uint32_t *order);

/* Which name of `before` has the text of `index` and uses the same; NAME_NONE: none. `was` holds
 * the answers for the names that it uses. */
size_t names_find_same(const struct name_table *names, size_t index,
                       const struct name_table *before, const size_t *was);

/* After names_sort(): does `to`, which `from` uses, lead back to `from`? */
bool names_is_circular(const struct name_table *names, size_t from, size_t to);
