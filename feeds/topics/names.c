#include "feeds/topics/names.h"

#include "config/base/arena.h"
#include "config/base/memory.h"
#include "feeds/topics/query_lexer.h"
#include "feeds/topics/suggest.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

void names_init(struct name_table *names, struct arena *arena, size_t count)
{
    *names = (struct name_table){.count = count, .slot_count = 8};
    while (names->slot_count < 2 * count)
        names->slot_count *= 2;
    names->list = arena_array(arena, count, sizeof(*names->list));
    names->slots = arena_array(arena, names->slot_count, sizeof(*names->slots));
    names->uses = arena_array(arena, count, sizeof(*names->uses));
    names->use_counts = arena_array(arena, count, sizeof(*names->use_counts));
    names->is_knotted = arena_array(arena, count, sizeof(*names->is_knotted));
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
    for (size_t i = 0; i < names->count; i++) {
        names->is_knotted[i] = open_uses[i] > 0;
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
    if (from == NAME_NONE || !names->is_knotted[from] || !names->is_knotted[to])
        return false;
    bool *is_seen = memory_new(names->count, sizeof(*is_seen));
    uint32_t *waiting = memory_new(names->count, sizeof(*waiting));
    size_t count = 0;

    waiting[count++] = (uint32_t)to;
    is_seen[to] = true;
    while (count > 0 && !is_seen[from]) {
        uint32_t name = waiting[--count];
        for (uint32_t k = 0; k < names->use_counts[name]; k++) {
            uint32_t used = names->uses[name][k];
            if (!is_seen[used])
                waiting[count++] = used;
            is_seen[used] = true;
        }
    }
    bool is_circular = is_seen[from];
    free(waiting);
    free(is_seen);
    return is_circular;
}
