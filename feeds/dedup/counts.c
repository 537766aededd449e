#include "feeds/dedup/counts.h"

#include "config/base/arena.h"
#include "config/base/memory.h"
#include "feeds/dedup/keys.h"
#include "feeds/dedup/sketch.h"

#include <stdlib.h>

struct counts {
    struct sketch *stories;
    struct sketch *feeds;
};

struct counts *counts_new(void)
{
    struct counts *counts = memory_new(1, sizeof(*counts));

    counts->stories = sketch_new();
    counts->feeds = sketch_new();
    return counts;
}

void counts_free(struct counts *counts)
{
    if (counts == NULL)
        return;
    sketch_free(counts->stories);
    sketch_free(counts->feeds);
    free(counts);
}

static uint64_t *story_keys(const struct shingle *shingles, uint32_t count, struct arena *arena)
{
    uint64_t *keys = arena_array(arena, count + 1, sizeof(*keys));

    for (uint32_t i = 0; i < count; i++)
        keys[i] = key_of_shingle(shingles[i].hash);
    return keys;
}

static uint64_t *feed_keys(int64_t feed, const struct shingle *shingles, uint32_t count,
                           struct arena *arena)
{
    uint64_t *keys = arena_array(arena, count + 1, sizeof(*keys));

    for (uint32_t i = 0; i < count; i++)
        keys[i] = key_of_feed_shingle(feed, shingles[i].hash);
    return keys;
}

void counts_add_story(struct counts *counts, int64_t generation,
                      const struct fingerprint *fingerprint, struct arena *arena)
{
    uint32_t count = fingerprint->shingle_count;

    sketch_add(counts->stories, generation, story_keys(fingerprint->shingles, count, arena), count);
}

void counts_add_feed(struct counts *counts, int64_t generation, int64_t feed,
                     const struct fingerprint *fingerprint, struct arena *arena)
{
    uint32_t count = fingerprint->shingle_count;

    sketch_add(counts->feeds, generation, feed_keys(feed, fingerprint->shingles, count, arena),
               count);
}

uint8_t *counts_of_stories(const struct counts *counts, int64_t oldest,
                           const struct shingle *shingles, uint32_t count, struct arena *arena)
{
    uint8_t *found = arena_array(arena, count + 1, sizeof(*found));

    sketch_count(counts->stories, oldest, story_keys(shingles, count, arena), count, found);
    return found;
}

uint8_t *counts_of_feed(const struct counts *counts, int64_t oldest, int64_t feed,
                        const struct shingle *shingles, uint32_t count, struct arena *arena)
{
    uint8_t *found = arena_array(arena, count + 1, sizeof(*found));

    sketch_count(counts->feeds, oldest, feed_keys(feed, shingles, count, arena), count, found);
    return found;
}

void counts_expire(struct counts *counts, int64_t oldest)
{
    sketch_expire(counts->stories, oldest);
    sketch_expire(counts->feeds, oldest);
}

size_t counts_memory(const struct counts *counts)
{
    return sizeof(*counts) + sketch_memory(counts->stories) + sketch_memory(counts->feeds);
}
