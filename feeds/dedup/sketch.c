#include "feeds/dedup/sketch.h"

#include "config/base/memory.h"
#include "feeds/dedup/dump.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define BUCKET_CELLS 32 /* a cache line */
#define BUCKET_KEYS 21  /* on average, when full: under one key in 1,000 finds no cell */
#define COUNT_BITS 3
#define COUNT_MASK SKETCH_MAX
#define TAG_BITS 12 /* of a key that is counted for the first time */
#define PARTITION_BITS 8
#define PARTITIONS (1U << PARTITION_BITS)
#define FIRST_BITS 5    /* of a partition's buckets: 2 KiB */
#define BITS_MAX 32     /* of a file's */
#define KEYS_AT_ONCE 24 /* whose buckets are asked for before the first is looked at */

struct bucket {
    uint16_t cells[BUCKET_CELLS]; /* tag, a 1, as many 0s as bits were taken, count; 0: free */
};

_Static_assert(sizeof(struct bucket) == MEMORY_LINE, "a bucket is a cache line");

struct partition {
    struct bucket *buckets; /* 1 << bits */
    uint32_t bits;
    uint32_t keys; /* that have a cell */
};

struct generation {
    int64_t number;
    struct partition *partitions; /* NULL: not in use */
};

struct sketch {
    struct generation generations[SKETCH_GENERATIONS]; /* at number % SKETCH_GENERATIONS */
};

/* A key is its partition by its lowest bits, its bucket by its highest, its tag by those behind. */
static struct partition *partition_of(const struct generation *generation, uint64_t key)
{
    return &generation->partitions[key % PARTITIONS];
}

static struct bucket *bucket_of(const struct partition *partition, uint64_t key)
{
    return &partition->buckets[key >> (64 - partition->bits)];
}

static uint16_t tag_of(const struct partition *partition, uint64_t key)
{
    uint64_t tag = key << partition->bits >> (64 - TAG_BITS);

    return (uint16_t)((tag << 1 | 1) << COUNT_BITS);
}

/* Whether a cell's tag is that of the key, as far as it goes: they differ in no bit above the mark.
 * A free cell matches, too. */
static inline bool cell_matches(uint16_t cell, uint16_t tag)
{
    uint16_t marked = (uint16_t)(cell & ~COUNT_MASK);
    uint16_t to_mark = (uint16_t)(marked ^ (marked - 1)); /* and the mark */

    return (uint16_t)((cell ^ tag) & ~to_mark) == 0;
}

/* What a bucket says of a tag. */
struct look {
    uint16_t count;
    uint16_t used; /* cells: they are taken one behind the other */
};

/* Written without a branch, for the compiler to compare eight cells at once. */
static inline struct look bucket_look(const struct bucket *bucket, uint16_t tag)
{
    uint16_t count = 0;
    uint16_t used = 0;

    for (size_t i = 0; i < BUCKET_CELLS; i++) {
        uint16_t cell = bucket->cells[i];

        count = (uint16_t)(count | (cell_matches(cell, tag) ? cell : 0));
        used = (uint16_t)(used + (cell != 0));
    }
    return (struct look){count & COUNT_MASK, used};
}

/* Their buckets come from memory side by side. Always inline: a function that does nothing else has
 * no effect for the compiler, which drops its calls. */
__attribute__((always_inline)) static inline void prefetch(const struct generation *generation,
                                                           const uint64_t *keys, size_t count)
{
    for (size_t i = 0; i < count && i < KEYS_AT_ONCE; i++)
        __builtin_prefetch(bucket_of(partition_of(generation, keys[i]), keys[i]));
}

static void partition_open(struct partition *partition, uint32_t bits)
{
    *partition = (struct partition){
        .buckets = memory_new_lines((size_t)1 << bits),
        .bits = bits,
    };
}

/* A bucket's cells go to the two that it becomes by the first bit of their tags; one without any
 * left to both. */
static void bucket_part(const struct bucket *bucket, struct bucket halves[2])
{
    const uint16_t first = 1U << 15;
    size_t counts[2] = {0, 0};

    for (size_t i = 0; i < BUCKET_CELLS && bucket->cells[i] != 0; i++) {
        uint16_t cell = bucket->cells[i];
        uint16_t tag = (uint16_t)(cell & ~COUNT_MASK);
        bool is_bare = tag == first;
        uint16_t shorter = is_bare ? cell : (uint16_t)(tag * 2 | (cell & COUNT_MASK));

        if (is_bare || (cell & first) == 0)
            halves[0].cells[counts[0]++] = shorter;
        if (is_bare || (cell & first) != 0)
            halves[1].cells[counts[1]++] = shorter;
    }
}

static void partition_grow(struct partition *partition)
{
    struct partition old = *partition;

    partition_open(partition, old.bits + 1);
    partition->keys = old.keys;
    for (size_t i = 0; i < (size_t)1 << old.bits; i++)
        bucket_part(&old.buckets[i], &partition->buckets[2 * i]);
    free(old.buckets);
}

static void bucket_increment(struct bucket *bucket, uint16_t tag)
{
    uint16_t *cell = bucket->cells;

    while (!cell_matches(*cell, tag))
        cell++;
    *cell = (uint16_t)(*cell + ((*cell & COUNT_MASK) < SKETCH_MAX));
}

/* Returns what the key's count was. */
static unsigned partition_add(struct partition *partition, uint64_t key)
{
    if (partition->keys >= (uint64_t)BUCKET_KEYS << partition->bits)
        partition_grow(partition);
    struct bucket *bucket = bucket_of(partition, key);
    uint16_t tag = tag_of(partition, key);
    struct look look = bucket_look(bucket, tag);

    if (look.count > 0) {
        bucket_increment(bucket, tag);
    } else if (look.used < BUCKET_CELLS) {
        bucket->cells[look.used] = (uint16_t)(tag | 1);
        partition->keys++;
    }
    return look.count;
}

static bool is_in_use(const struct generation *generation)
{
    return generation->partitions != NULL;
}

static void generation_open(struct generation *generation, int64_t number)
{
    generation->number = number;
    generation->partitions = memory_new(PARTITIONS, sizeof(*generation->partitions));
    for (size_t i = 0; i < PARTITIONS; i++)
        partition_open(&generation->partitions[i], FIRST_BITS);
}

static void generation_clear(struct generation *generation)
{
    for (size_t i = 0; is_in_use(generation) && i < PARTITIONS; i++)
        free(generation->partitions[i].buckets);
    free(generation->partitions);
    *generation = (struct generation){0};
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

static uint8_t sum_of(unsigned a, unsigned b)
{
    return (uint8_t)(a + b > SKETCH_MAX ? SKETCH_MAX : a + b);
}

/* The generation's place, emptied of an older one; NULL when a newer one stands there. */
static struct generation *generation_of(struct sketch *sketch, int64_t number)
{
    struct generation *generation = &sketch->generations[(uint64_t)number % SKETCH_GENERATIONS];

    if (is_in_use(generation) && generation->number > number)
        return NULL;
    if (is_in_use(generation) && generation->number < number)
        generation_clear(generation);
    if (!is_in_use(generation))
        generation_open(generation, number);
    return generation;
}

void sketch_add(struct sketch *sketch, int64_t generation, const uint64_t *keys, size_t count,
                uint8_t *before)
{
    struct generation *home = generation_of(sketch, generation);

    if (before != NULL)
        sketch_count(sketch, generation + 1, keys, count, before);
    if (home == NULL)
        return;
    for (size_t i = 0; i < count; i++) {
        if (i % KEYS_AT_ONCE == 0)
            prefetch(home, keys + i, count - i);
        unsigned counted = partition_add(partition_of(home, keys[i]), keys[i]);
        if (before != NULL)
            before[i] = sum_of(before[i], counted);
    }
}

static void generation_count(const struct generation *generation, const uint64_t *keys,
                             size_t count, uint8_t *counts)
{
    for (size_t i = 0; i < count; i++) {
        if (i % KEYS_AT_ONCE == 0)
            prefetch(generation, keys + i, count - i);
        const struct partition *partition = partition_of(generation, keys[i]);
        const struct bucket *bucket = bucket_of(partition, keys[i]);
        counts[i] = sum_of(counts[i], bucket_look(bucket, tag_of(partition, keys[i])).count);
    }
}

void sketch_count(const struct sketch *sketch, int64_t oldest, const uint64_t *keys, size_t count,
                  uint8_t *counts)
{
    memset(counts, 0, count);
    for (size_t i = 0; i < SKETCH_GENERATIONS; i++) {
        const struct generation *generation = &sketch->generations[i];

        if (!is_in_use(generation) || generation->number < oldest)
            continue;
        generation_count(generation, keys, count, counts);
    }
}

void sketch_expire(struct sketch *sketch, int64_t oldest)
{
    for (size_t i = 0; i < SKETCH_GENERATIONS; i++) {
        if (sketch->generations[i].number < oldest)
            generation_clear(&sketch->generations[i]);
    }
}

static void partition_dump(struct partition *partition, struct dump *dump)
{
    uint32_t bits = partition->bits;
    uint32_t keys = partition->keys;

    DUMP_FIELD(dump, bits);
    DUMP_FIELD(dump, keys);
    if (bits > BITS_MAX || !dump_has_room(dump, (size_t)1 << bits, sizeof(struct bucket)))
        return;
    if (dump_is_reading(dump)) {
        free(partition->buckets);
        partition_open(partition, bits);
        partition->keys = keys;
    }
    dump_bytes(dump, partition->buckets, sizeof(struct bucket) << bits);
}

static void generation_dump(struct generation *generation, struct dump *dump)
{
    int64_t number = generation->number;
    uint8_t used = is_in_use(generation);

    DUMP_FIELD(dump, number);
    DUMP_FIELD(dump, used);
    if (used != 0 && dump_is_reading(dump))
        generation_open(generation, number);
    for (size_t i = 0; used != 0 && i < PARTITIONS; i++)
        partition_dump(&generation->partitions[i], dump);
}

void sketch_dump(struct sketch *sketch, struct dump *dump)
{
    for (size_t i = 0; i < SKETCH_GENERATIONS; i++)
        generation_dump(&sketch->generations[i], dump);
}

size_t sketch_memory(const struct sketch *sketch)
{
    size_t bytes = sizeof(*sketch);

    for (size_t i = 0; i < SKETCH_GENERATIONS; i++) {
        const struct generation *generation = &sketch->generations[i];

        for (size_t j = 0; is_in_use(generation) && j < PARTITIONS; j++)
            bytes += sizeof(struct bucket) << generation->partitions[j].bits;
    }
    return bytes;
}
