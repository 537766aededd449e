/* sketch.h: how often was a key counted within the window? A counting sketch: it holds no keys, and
 * may mistake one for another in few cases.
 *
 * Every key has a cell of 16 bits in a bucket of 32: a tag that tells it from others there, and a
 * count of 3 bits that saturates. Every generation (a span of time, numbered by the caller) has
 * cells of its own and is forgotten whole. It is cut into partitions, each of which doubles when it
 * is full, so that growth never stops for long, and a key is looked up in one bucket of each
 * generation. Since it does not know its keys any more, a doubling takes the bit by which a bucket
 * is parted from the tag; the end of a tag is marked by a 1 (as in InfiniFilter: Dayan, Bercea,
 * Reviriego, Pagh 2023). What is counted depends on nothing but the calls since a generation's
 * begin: a restart makes the same. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define SKETCH_GENERATIONS 4 /* the newest; a window of three may begin inside one */
#define SKETCH_MAX 7

struct dump;
struct sketch;

struct sketch *sketch_new(void);
void sketch_free(struct sketch *sketch); /* NULL is allowed */

/* Counts each of `keys` (well mixed hashes) once. A generation older than the newest
 * SKETCH_GENERATIONS is not counted. before[i], unless `before` is NULL: how often keys[i] had been
 * counted in this generation and later. */
void sketch_add(struct sketch *sketch, int64_t generation, const uint64_t *keys, size_t count,
                uint8_t *before);

/* counts[i]: how often keys[i] was counted in generation `oldest` and later, at most SKETCH_MAX. */
void sketch_count(const struct sketch *sketch, int64_t oldest, const uint64_t *keys, size_t count,
                  uint8_t *counts);

/* Forgets every generation before `oldest`. */
void sketch_expire(struct sketch *sketch, int64_t oldest);

/* Of a sketch that is read: it is new. */
void sketch_dump(struct sketch *sketch, struct dump *dump);

size_t sketch_memory(const struct sketch *sketch);
