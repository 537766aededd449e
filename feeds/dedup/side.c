#include "feeds/dedup/side.h"

#include "config/base/arena.h"
#include "feeds/dedup/limits.h"

static uint32_t place_of(const struct side *side, uint64_t hash)
{
    uint32_t at = (uint32_t)hash & side->table_mask;

    while (side->table[at] != 0 && side->own[side->table[at] - 1].hash != hash)
        at = (at + 1) & side->table_mask;
    return at;
}

static void make_table(struct side *side, struct arena *arena)
{
    uint32_t size = 16;

    while (size < 2 * side->own_count)
        size *= 2;
    uint32_t *table = arena_array(arena, size, sizeof(*table));
    side->table = table;
    side->table_mask = size - 1;
    for (uint32_t i = 0; i < side->own_count; i++) {
        uint32_t at = place_of(side, side->own[i].hash);

        if (table[at] == 0)
            table[at] = i + 1;
    }
}

void side_make(struct side *side, const struct fingerprint *fingerprint,
               const uint8_t *story_counts, struct arena *arena)
{
    struct shingle *own = arena_space(arena, fingerprint->shingle_count + 1, sizeof(*own));
    uint32_t count = 0;

    for (uint32_t i = 0; i < fingerprint->shingle_count; i++) {
        if (story_counts == NULL || story_counts[i] < BOILERPLATE_STORIES)
            own[count++] = fingerprint->shingles[i];
    }
    *side = (struct side){.fingerprint = fingerprint, .own = own, .own_count = count};
    make_table(side, arena);
}

uint32_t side_find(const struct side *side, uint64_t hash)
{
    return side->table[place_of(side, hash)] - 1; /* 0, a free place, becomes SIDE_NONE */
}

uint32_t side_count_shared(const struct side *side, const struct fingerprint *fingerprint)
{
    uint32_t shared = 0;

    for (uint32_t i = 0; i < fingerprint->shingle_count; i++)
        shared += side_find(side, fingerprint->shingles[i].hash) != SIDE_NONE;
    return shared;
}
