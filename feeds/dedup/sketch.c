#include "feeds/dedup/sketch.h"

#include "config/base/memory.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define LINE_BYTES 64
#define LINE_COUNTERS 128 /* of 4 bits */
#define COUNTERS_PER_KEY 3
#define KEYS_PER_LINE 85 /* 1.5 counters a key: measured in tests/unit/test_sketch.c */
#define FIRST_LINES 1024 /* 64 KiB */
#define SEGMENT_GROWTH 4
#define SEGMENTS_MAX 12 /* 256 GiB in the last: never met */

struct line {
    uint8_t counters[LINE_BYTES];
};

struct segment {
    struct line *lines;
    size_t line_count;
    size_t keys; /* that were new to it */
};

struct generation {
    int64_t number;
    struct segment segments[SEGMENTS_MAX];
    size_t segment_count;
};

struct sketch {
    struct generation generations[SKETCH_GENERATIONS]; /* at number % SKETCH_GENERATIONS */
};

/* Where a key's counters stand: one line, three places in it. */
struct place {
    size_t line;
    uint8_t at[COUNTERS_PER_KEY];
};

static struct place place_of(uint64_t key, size_t line_count)
{
    return (struct place){
        .line = (size_t)((key >> 32) * line_count >> 32),
        .at = {key & 127, key >> 7 & 127, key >> 14 & 127},
    };
}

static unsigned counter_get(const struct line *line, uint8_t at)
{
    unsigned pair = line->counters[at / 2];

    return at % 2 == 0 ? pair & 15U : pair >> 4;
}

static void counter_set(struct line *line, uint8_t at, unsigned value)
{
    unsigned shift = 4U * (at % 2);
    unsigned kept = line->counters[at / 2] & ~(15U << shift);

    line->counters[at / 2] = (uint8_t)(kept | value << shift);
}

static unsigned least(const struct line *line, const struct place *place)
{
    unsigned count = SKETCH_MAX;

    for (size_t i = 0; i < COUNTERS_PER_KEY; i++) {
        unsigned counter = counter_get(line, place->at[i]);

        if (counter < count)
            count = counter;
    }
    return count;
}

/* Raises only the counters that are at the least (conservative update): what other keys share is
 * raised no further than it must. */
static void segment_add(struct segment *segment, uint64_t key)
{
    struct place place = place_of(key, segment->line_count);
    struct line *line = &segment->lines[place.line];
    unsigned count = least(line, &place);

    if (count == SKETCH_MAX)
        return;
    for (size_t i = 0; i < COUNTERS_PER_KEY; i++) {
        if (counter_get(line, place.at[i]) <= count)
            counter_set(line, place.at[i], count + 1);
    }
    segment->keys += count == 0;
}

static void generation_grow(struct generation *generation)
{
    size_t last = generation->segment_count;
    size_t lines =
        last == 0 ? FIRST_LINES : generation->segments[last - 1].line_count * SEGMENT_GROWTH;

    generation->segments[last] = (struct segment){
        .lines = memory_new(lines, sizeof(struct line)),
        .line_count = lines,
    };
    generation->segment_count++;
}

static void generation_clear(struct generation *generation)
{
    for (size_t i = 0; i < generation->segment_count; i++)
        free(generation->segments[i].lines);
    *generation = (struct generation){0};
}

/* The segment that counts what comes next. */
static struct segment *generation_newest(struct generation *generation)
{
    const struct segment *last = generation->segment_count == 0
                                     ? NULL
                                     : &generation->segments[generation->segment_count - 1];

    if (last == NULL || (last->keys >= last->line_count * KEYS_PER_LINE &&
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
    for (size_t i = 0; i < count; i++) {
        struct place place = place_of(keys[i], segment->line_count);
        unsigned sum = counts[i] + least(&segment->lines[place.line], &place);

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
            bytes += sketch->generations[i].segments[j].line_count * sizeof(struct line);
    }
    return bytes;
}
