#include "feeds/dedup/shingles.h"

#include "config/base/arena.h"
#include "feeds/dedup/limits.h"
#include "feeds/text/tokens.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

bool tokens_are_unspaced(const struct tokens *tokens)
{
    size_t unspaced = 0;

    for (size_t i = 0; i < tokens->count; i++)
        unspaced += (tokens->list[i].flags & TOKEN_UNSPACED) != 0;
    return (double)unspaced > UNSPACED_SHARE * (double)tokens->count;
}

/* A power of two at least twice `count`. */
static size_t table_size(size_t count)
{
    size_t size = 16;

    while (size < 2 * count)
        size *= 2;
    return size;
}

/* Puts `hash` into an open table of `size`; false when it was there. 0 marks an empty place, so
 * that one hash in 2^48 is never new: no harm. */
static bool set_insert(uint64_t *table, size_t size, uint64_t hash)
{
    size_t at = hash & (size - 1);

    while (table[at] != 0 && table[at] != hash)
        at = (at + 1) & (size - 1);
    if (table[at] == hash)
        return false;
    table[at] = hash;
    return true;
}

void shingles_cut(struct fingerprint *fingerprint, const struct tokens *tokens, struct arena *arena)
{
    bool is_unspaced = tokens_are_unspaced(tokens);
    size_t width = is_unspaced ? SHINGLE_TOKENS_UNSPACED : SHINGLE_TOKENS;
    size_t runs = tokens->count < width ? 0 : tokens->count - width + 1;
    size_t size = table_size(runs);
    uint64_t *hashes = arena_space(arena, tokens->count + 1, sizeof(*hashes));
    uint64_t *seen = arena_array(arena, size, sizeof(*seen));
    struct shingle *shingles = arena_space(arena, runs + 1, sizeof(*shingles));
    uint32_t count = 0;

    for (size_t i = 0; i < tokens->count; i++)
        hashes[i] = tokens->list[i].hash;
    for (size_t i = 0; i < runs; i++) {
        uint64_t hash = XXH3_64bits(hashes + i, width * sizeof(*hashes)) & SHINGLE_HASH_MASK;

        if (set_insert(seen, size, hash))
            shingles[count++] = (struct shingle){.hash = hash, .position = (uint32_t)i};
    }
    fingerprint->shingles = shingles;
    fingerprint->shingle_count = count;
    fingerprint->token_count = (uint32_t)tokens->count;
    fingerprint->is_unspaced = is_unspaced;
}
