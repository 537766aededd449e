/* sketch.h: in how many stories does a shingle stand? A counting sketch that forgets with the
 * window (DEDUP.md: "Two counts are asked of every shingle").
 *
 * Counters of 4 bits that saturate at 15, three of them per key, all in one cache line; the count
 * of a key is the least of its counters, so that it is never too small, and too large only by
 * chance. Every generation (a span of time, numbered by the caller) has counters of its own: it is
 * forgotten whole. A generation grows by segments, each four times the one before, so that what is
 * counted depends on nothing but the calls since its begin: a restart makes the same. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define SKETCH_GENERATIONS 4 /* the newest; a window of three may begin inside one */
#define SKETCH_MAX 15

struct sketch;

struct sketch *sketch_new(void);
void sketch_free(struct sketch *sketch); /* NULL is allowed */

/* Counts each of `keys` (well mixed hashes) once. A generation older than the newest
 * SKETCH_GENERATIONS is not counted. */
void sketch_add(struct sketch *sketch, int64_t generation, const uint64_t *keys, size_t count);

/* counts[i]: how often keys[i] was counted in generation `oldest` and later, at most SKETCH_MAX. */
void sketch_count(const struct sketch *sketch, int64_t oldest, const uint64_t *keys, size_t count,
                  uint8_t *counts);

/* Forgets every generation before `oldest`. */
void sketch_expire(struct sketch *sketch, int64_t oldest);

size_t sketch_memory(const struct sketch *sketch);
