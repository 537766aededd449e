#include "feeds/dedup/counts.h"

#include "config/base/arena.h"
#include "config/base/memory.h"
#include "feeds/dedup/keys.h"
#include "feeds/dedup/sketch.h"

#include <stdbool.h>
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
    uint64_t *keys = arena_space(arena, count + 1, sizeof(*keys));

    for (uint32_t i = 0; i < count; i++)
        keys[i] = key_of_shingle(shingles[i].hash);
    return keys;
}

static uint64_t *feed_keys(int64_t feed, const struct shingle *shingles, uint32_t count,
                           struct arena *arena)
{
    uint64_t *keys = arena_space(arena, count + 1, sizeof(*keys));

    for (uint32_t i = 0; i < count; i++)
        keys[i] = key_of_feed_shingle(feed, shingles[i].hash);
    return keys;
}

/* What was counted before. */
static void add_to_feed(struct counts *counts, int64_t generation, int64_t feed,
                        const struct fingerprint *fingerprint, const uint8_t *before,
                        struct arena *arena)
{
    uint64_t *keys = arena_space(arena, fingerprint->shingle_count + 1, sizeof(*keys));
    size_t known = 0;

    for (uint32_t i = 0; i < fingerprint->shingle_count; i++) {
        if (before[i] > 0)
            keys[known++] = key_of_feed_shingle(feed, fingerprint->shingles[i].hash);
    }
    sketch_add(counts->feeds, generation, keys, known, NULL);
}

void counts_add_story(struct counts *counts, int64_t generation, int64_t feed,
                      const struct fingerprint *fingerprint, struct arena *arena)
{
    uint32_t count = fingerprint->shingle_count;
    uint8_t *before = arena_space(arena, count + 1, sizeof(*before));

    sketch_add(counts->stories, generation, story_keys(fingerprint->shingles, count, arena), count,
               before);
    add_to_feed(counts, generation, feed, fingerprint, before, arena);
}

void counts_add_feed(struct counts *counts, int64_t generation, int64_t feed,
                     const struct fingerprint *fingerprint, struct arena *arena)
{
    uint32_t count = fingerprint->shingle_count;
    uint64_t *keys = story_keys(fingerprint->shingles, count, arena);
    uint8_t *before = counts_of_stories(counts, generation, fingerprint->shingles, count, arena);
    size_t unknown = 0;

    add_to_feed(counts, generation, feed, fingerprint, before, arena);
    for (uint32_t i = 0; i < count; i++) {
        if (before[i] == 0)
            keys[unknown++] = keys[i];
    }
    sketch_add(counts->stories, generation, keys, unknown, NULL);
}

uint8_t *counts_of_stories(const struct counts *counts, int64_t oldest,
                           const struct shingle *shingles, uint32_t count, struct arena *arena)
{
    uint8_t *found = arena_space(arena, count + 1, sizeof(*found));

    sketch_count(counts->stories, oldest, story_keys(shingles, count, arena), count, found);
    return found;
}

/* The first story that had it, whose feed was not written down, may have been this feed's: one more
 * of those that were found, where there are stories enough. */
static void add_first_story(const struct counts *counts, int64_t oldest,
                            const struct shingle *shingles, uint8_t *found, uint32_t count,
                            struct arena *arena)
{
    uint64_t *keys = arena_space(arena, count + 1, sizeof(*keys));
    uint8_t *stories = arena_space(arena, count + 1, sizeof(*stories));
    size_t known = 0;

    for (uint32_t i = 0; i < count; i++) {
        if (found[i] > 0)
            keys[known++] = key_of_shingle(shingles[i].hash);
    }
    sketch_count(counts->stories, oldest, keys, known, stories);
    for (uint32_t i = 0; i < count; i++) {
        if (found[i] > 0)
            found[i] = (uint8_t)(found[i] + (*stories++ > found[i]));
    }
}

uint8_t *counts_of_feed(const struct counts *counts, int64_t oldest, int64_t feed,
                        const struct shingle *shingles, uint32_t count, struct arena *arena)
{
    uint8_t *found = arena_space(arena, count + 1, sizeof(*found));

    sketch_count(counts->feeds, oldest, feed_keys(feed, shingles, count, arena), count, found);
    add_first_story(counts, oldest, shingles, found, count, arena);
    return found;
}

void counts_expire(struct counts *counts, int64_t oldest)
{
    sketch_expire(counts->stories, oldest);
    sketch_expire(counts->feeds, oldest);
}

void counts_dump(struct counts *counts, struct dump *dump)
{
    sketch_dump(counts->stories, dump);
    sketch_dump(counts->feeds, dump);
}

size_t counts_memory(const struct counts *counts)
{
    return sizeof(*counts) + sketch_memory(counts->stories) + sketch_memory(counts->feeds);
}
