#include "feeds/topics/names.h"

#include "config/base/arena.h"
#include "config/base/memory.h"
#include "feeds/topics/query_lexer.h"
#include "feeds/topics/suggest.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#define COMPARED_MAX 10000000 /* a second's work: many unknown names meet many known ones */

void names_init(struct name_table *names, struct arena *arena, size_t count)
{
    *names = (struct name_table){.count = count, .slot_count = 8};
    while (names->slot_count < 2 * count)
        names->slot_count *= 2;
    names->list = arena_array(arena, count, sizeof(*names->list));
    names->slots = arena_array(arena, names->slot_count, sizeof(*names->slots));
    names->uses = arena_array(arena, count, sizeof(*names->uses));
    names->use_counts = arena_array(arena, count, sizeof(*names->use_counts));
    names->circles = arena_array(arena, count, sizeof(*names->circles));
    names->compared = arena_alloc(arena, sizeof(*names->compared));
}

static uint32_t *find_slot(const struct name_table *names, const char *name, size_t len)
{
    size_t at = XXH3_64bits(name, len) & (names->slot_count - 1);

    while (names->slots[at] != 0) {
        const char *there = names->list[names->slots[at] - 1].name;
        if (strlen(there) == len && memcmp(there, name, len) == 0)
            break;
        at = (at + 1) & (names->slot_count - 1);
    }
    return &names->slots[at];
}

void names_add(struct name_table *names, size_t index, const char *name, const char *text)
{
    uint32_t *slot = find_slot(names, name, strlen(name));

    names->list[index] = (struct named_query){.name = name, .text = text};
    if (*slot == 0)
        *slot = (uint32_t)index + 1;
}

size_t names_find(const struct name_table *names, const char *name, size_t len)
{
    uint32_t found = *find_slot(names, name, len);

    return found == 0 ? NAME_NONE : found - 1;
}

const char *names_nearest(const struct name_table *names, struct arena *arena, const char *name,
                          size_t len)
{
    if (*names->compared > COMPARED_MAX)
        return NULL;
    *names->compared += names->count;
    const char **all = arena_array(arena, names->count, sizeof(*all));
    for (size_t i = 0; i < names->count; i++)
        all[i] = names->list[i].name;
    return suggest_nearest(name, len, all, names->count);
}

void names_note_uses(struct name_table *names, struct arena *arena, size_t index,
                     const struct query_tokens *tokens)
{
    uint32_t *uses = arena_array(arena, tokens->count, sizeof(*uses));
    uint32_t count = 0;

    for (size_t i = 0; i < tokens->count; i++) {
        const struct query_token *token = &tokens->list[i];
        if (token->kind != QUERY_NAME)
            continue;
        size_t used = names_find(names, tokens->text + token->text, token->text_end - token->text);
        if (used != NAME_NONE)
            uses[count++] = (uint32_t)used;
    }
    names->uses[index] = uses;
    names->use_counts[index] = count;
}

/* Who uses each name: the uses turned round, as one array with an offset per name. */
struct users {
    uint32_t *first;
    uint32_t *list;
};

static struct users turn_round(const struct name_table *names, struct arena *arena)
{
    struct users users = {.first = arena_array(arena, names->count + 2, sizeof(*users.first))};

    for (size_t i = 0; i < names->count; i++) {
        for (uint32_t k = 0; k < names->use_counts[i]; k++)
            users.first[names->uses[i][k] + 2]++;
    }
    for (size_t i = 2; i < names->count + 2; i++)
        users.first[i] += users.first[i - 1];
    users.list = arena_array(arena, users.first[names->count + 1], sizeof(*users.list));
    for (size_t i = 0; i < names->count; i++) {
        for (uint32_t k = 0; k < names->use_counts[i]; k++)
            users.list[users.first[names->uses[i][k] + 1]++] = (uint32_t)i;
    }
    return users;
}

/* A walk along the uses that finds which names lead to one another: Tarjan, "Depth-first search and
 * linear graph algorithms" (1972), without its recursion. */
struct tour {
    struct name_table *names;
    uint32_t *met;  /* by name: as which it was met, from 1; 0: not yet */
    uint32_t *back; /* by name: the first met that it leads back to */
    uint32_t *next; /* by name: which of its uses is followed next */
    uint32_t *path; /* from the start to the name at hand */
    uint32_t *open; /* met, and not yet on a circle of their own */
    uint32_t path_len, open_len, met_count, circle_count;
};

static void step_to(struct tour *tour, uint32_t name)
{
    tour->met[name] = tour->back[name] = ++tour->met_count;
    tour->path[tour->path_len++] = name;
    tour->open[tour->open_len++] = name;
}

static void lead_back(struct tour *tour, uint32_t name, uint32_t met)
{
    if (met < tour->back[name])
        tour->back[name] = met;
}

/* All that `name` uses was seen. What was met behind it and leads no further back is its circle. */
static void leave(struct tour *tour, uint32_t name)
{
    uint32_t last;

    tour->path_len--;
    if (tour->path_len > 0)
        lead_back(tour, tour->path[tour->path_len - 1], tour->back[name]);
    if (tour->back[name] != tour->met[name])
        return;
    tour->circle_count++;
    do {
        last = tour->open[--tour->open_len];
        tour->names->circles[last] = tour->circle_count;
    } while (last != name);
}

static void walk_from(struct tour *tour, uint32_t start)
{
    const struct name_table *names = tour->names;

    step_to(tour, start);
    while (tour->path_len > 0) {
        uint32_t name = tour->path[tour->path_len - 1];
        if (tour->next[name] == names->use_counts[name]) {
            leave(tour, name);
            continue;
        }
        uint32_t used = names->uses[name][tour->next[name]++];
        if (tour->met[used] == 0)
            step_to(tour, used);
        else if (names->circles[used] == 0)
            lead_back(tour, name, tour->met[used]);
    }
}

static void find_circles(struct name_table *names)
{
    uint32_t *numbers = memory_new(5 * names->count, sizeof(*numbers));
    struct tour tour = {.names = names,
                        .met = numbers,
                        .back = numbers + names->count,
                        .next = numbers + 2 * names->count,
                        .path = numbers + 3 * names->count,
                        .open = numbers + 4 * names->count};

    for (uint32_t i = 0; i < names->count; i++) {
        if (tour.met[i] == 0)
            walk_from(&tour, i);
    }
    free(numbers);
}

void names_sort(struct name_table *names, struct arena *arena, uint32_t *order)
{
    struct users users = turn_round(names, arena);
    uint32_t *open_uses = arena_array(arena, names->count, sizeof(*open_uses));
    size_t sorted = 0, end = 0;

    for (size_t i = 0; i < names->count; i++) {
        open_uses[i] = names->use_counts[i];
        if (open_uses[i] == 0)
            order[end++] = (uint32_t)i;
    }
    for (; sorted < end; sorted++) {
        uint32_t name = order[sorted];
        for (uint32_t k = users.first[name]; k < users.first[name + 1]; k++) {
            if (--open_uses[users.list[k]] == 0)
                order[end++] = users.list[k];
        }
    }
    if (end == names->count)
        return;
    find_circles(names);
    for (size_t i = 0; i < names->count; i++) {
        if (open_uses[i] > 0)
            order[end++] = (uint32_t)i;
    }
}

size_t names_find_same(const struct name_table *names, size_t index,
                       const struct name_table *before, const size_t *was)
{
    const struct named_query *named = &names->list[index];
    size_t same = names_find(before, named->name, strlen(named->name));

    if (same == NAME_NONE || strcmp(before->list[same].text, named->text) != 0)
        return NAME_NONE;
    for (uint32_t i = 0; i < names->use_counts[index]; i++) {
        if (was[names->uses[index][i]] == NAME_NONE)
            return NAME_NONE;
    }
    return same;
}

bool names_is_circular(const struct name_table *names, size_t from, size_t to)
{
    return from != NAME_NONE && names->circles[from] != 0 &&
           names->circles[from] == names->circles[to];
}
