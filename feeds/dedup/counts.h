/* counts.h: in how many stories a shingle stands, in all and of one feed (DEDUP.md: "Two counts are
 * asked of every shingle").
 *
 * Nearly every shingle of a news text is seen once and never again. So the feeds' counts of it
 * begin with its second appearance, which spares half of the memory; the first is taken to have
 * been of the feed that is asked for, if there are stories enough. */
#pragma once

#include "feeds/dedup/fingerprint.h"

struct arena;
struct counts;
struct dump;

struct counts *counts_new(void);
void counts_free(struct counts *counts); /* NULL is allowed */

/* A story begins with this text of `feed`. `generation`: that of its lead. */
void counts_add_story(struct counts *counts, int64_t generation, int64_t feed,
                      const struct fingerprint *fingerprint, struct arena *arena);

/* `feed` has its first item of a story that another feed began: what is new in the text stands in
 * the story from now on. `generation`: that of the story's lead, so that all that a story made is
 * forgotten at once. */
void counts_add_feed(struct counts *counts, int64_t generation, int64_t feed,
                     const struct fingerprint *fingerprint, struct arena *arena);

/* For each shingle, since generation `oldest`, at most 8; in the arena. */
uint8_t *counts_of_stories(const struct counts *counts, int64_t oldest,
                           const struct shingle *shingles, uint32_t count, struct arena *arena);
uint8_t *counts_of_feed(const struct counts *counts, int64_t oldest, int64_t feed,
                        const struct shingle *shingles, uint32_t count, struct arena *arena);

void counts_expire(struct counts *counts, int64_t oldest);

/* Of counts that are read: they are new. */
void counts_dump(struct counts *counts, struct dump *dump);

size_t counts_memory(const struct counts *counts);
