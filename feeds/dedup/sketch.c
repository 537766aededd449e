#include "feeds/dedup/sketch.h"

#include "config/base/memory.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define BUCKET_CELLS 32 /* a line of the processor's cache */
#define BUCKET_KEYS 21  /* on average, when full: under one key in 1,000 finds no cell */
#define COUNT_BITS 3
#define COUNT_MASK SKETCH_MAX
#define FIRST_BUCKETS 8192 /* 512 KiB */
#define SEGMENTS_MAX 16    /* 16 GiB in the last: never met */

struct bucket {
    uint16_t cells[BUCKET_CELLS]; /* tag and count; 0: free */
};

struct segment {
    void *memory;
    struct bucket *buckets; /* in `memory`, each at the begin of a cache line */
    size_t bucket_count;
    size_t keys; /* that have a cell */
};

struct generation {
    int64_t number;
    struct segment segments[SEGMENTS_MAX];
    size_t segment_count;
};

struct sketch {
    struct generation generations[SKETCH_GENERATIONS]; /* at number % SKETCH_GENERATIONS */
};

static struct bucket *bucket_of(const struct segment *segment, uint64_t key)
{
    return &segment->buckets[(key >> 32) * segment->bucket_count >> 32];
}

static uint16_t tag_of(uint64_t key)
{
    return (uint16_t)(key << COUNT_BITS);
}

/* Written without a branch, for the compiler to compare eight cells at once. */
static unsigned bucket_count_of(const struct bucket *bucket, uint16_t tag)
{
    uint16_t count = 0;

    for (size_t i = 0; i < BUCKET_CELLS; i++) {
        uint16_t cell = bucket->cells[i];
        uint16_t is_other = (uint16_t)((cell ^ tag) & ~COUNT_MASK);

        count = (uint16_t)(count | (is_other == 0 ? cell & COUNT_MASK : 0));
    }
    return count;
}

static void segment_add(struct segment *segment, uint64_t key)
{
    struct bucket *bucket = bucket_of(segment, key);
    uint16_t tag = tag_of(key);

    for (size_t i = 0; i < BUCKET_CELLS; i++) {
        uint16_t *cell = &bucket->cells[i];

        if (*cell == 0) {
            *cell = (uint16_t)(tag | 1);
            segment->keys++;
            return;
        }
        if (((*cell ^ tag) & ~COUNT_MASK) == 0) {
            *cell = (uint16_t)(*cell + ((*cell & COUNT_MASK) < SKETCH_MAX));
            return;
        }
    }
}

/* Zeroed pages come when they are first written to, which aligned_alloc() cannot give. */
static void segment_open(struct segment *segment, size_t buckets)
{
    void *memory = memory_new(buckets + 1, sizeof(struct bucket));
    size_t past = (uintptr_t)memory % sizeof(struct bucket);

    *segment = (struct segment){
        .memory = memory,
        .buckets = (void *)((char *)memory + (past == 0 ? 0 : sizeof(struct bucket) - past)),
        .bucket_count = buckets,
    };
}

static void generation_grow(struct generation *generation)
{
    size_t last = generation->segment_count++;

    segment_open(&generation->segments[last], (size_t)FIRST_BUCKETS << last);
}

static void generation_clear(struct generation *generation)
{
    for (size_t i = 0; i < generation->segment_count; i++)
        free(generation->segments[i].memory);
    *generation = (struct generation){0};
}

/* The segment that counts what comes next. */
static struct segment *generation_newest(struct generation *generation)
{
    const struct segment *last = generation->segment_count == 0
                                     ? NULL
                                     : &generation->segments[generation->segment_count - 1];

    if (last == NULL || (last->keys >= last->bucket_count * BUCKET_KEYS &&
                         generation->segment_count < SEGMENTS_MAX))
        generation_grow(generation);
    return &generation->segments[generation->segment_count - 1];
}

struct sketch *sketch_new(void)
{
    return memory_new(1, sizeof(struct sketch));
}

void sketch_free(struct sketch *sketch)
{
    if (sketch == NULL)
        return;
    for (size_t i = 0; i < SKETCH_GENERATIONS; i++)
        generation_clear(&sketch->generations[i]);
    free(sketch);
}

static bool is_in_use(const struct generation *generation)
{
    return generation->segment_count > 0;
}

/* The generation's place, emptied of an older one; NULL when a newer one stands there. */
static struct generation *generation_of(struct sketch *sketch, int64_t number)
{
    struct generation *generation = &sketch->generations[(uint64_t)number % SKETCH_GENERATIONS];

    if (is_in_use(generation) && generation->number > number)
        return NULL;
    if (is_in_use(generation) && generation->number < number)
        generation_clear(generation);
    generation->number = number;
    return generation;
}

void sketch_add(struct sketch *sketch, int64_t generation, const uint64_t *keys, size_t count)
{
    struct generation *home = generation_of(sketch, generation);

    if (home == NULL)
        return;
    for (size_t i = 0; i < count; i++)
        segment_add(generation_newest(home), keys[i]);
}

static void segment_count(const struct segment *segment, const uint64_t *keys, size_t count,
                          uint8_t *counts)
{
    for (size_t i = 0; i < count; i++)
        __builtin_prefetch(bucket_of(segment, keys[i]));
    for (size_t i = 0; i < count; i++) {
        unsigned sum = counts[i] + bucket_count_of(bucket_of(segment, keys[i]), tag_of(keys[i]));

        counts[i] = (uint8_t)(sum > SKETCH_MAX ? SKETCH_MAX : sum);
    }
}

void sketch_count(const struct sketch *sketch, int64_t oldest, const uint64_t *keys, size_t count,
                  uint8_t *counts)
{
    memset(counts, 0, count);
    for (size_t i = 0; i < SKETCH_GENERATIONS; i++) {
        const struct generation *generation = &sketch->generations[i];

        if (generation->number < oldest)
            continue;
        for (size_t j = 0; j < generation->segment_count; j++)
            segment_count(&generation->segments[j], keys, count, counts);
    }
}

void sketch_expire(struct sketch *sketch, int64_t oldest)
{
    for (size_t i = 0; i < SKETCH_GENERATIONS; i++) {
        if (sketch->generations[i].number < oldest)
            generation_clear(&sketch->generations[i]);
    }
}

size_t sketch_memory(const struct sketch *sketch)
{
    size_t bytes = sizeof(*sketch);

    for (size_t i = 0; i < SKETCH_GENERATIONS; i++) {
        for (size_t j = 0; j < sketch->generations[i].segment_count; j++)
            bytes += sketch->generations[i].segments[j].bucket_count * sizeof(struct bucket);
    }
    return bytes;
}
