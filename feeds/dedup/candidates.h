/* candidates.h: which stories have enough rare shingles of a text to be worth comparing with it
 * (DEDUP.md, step 4). */
#pragma once

#include "feeds/dedup/limits.h"
#include "feeds/dedup/side.h"

struct arena;
struct index;

struct candidate {
    uint32_t slot;
    uint32_t hits; /* probed shingles that stand in the story */
};

struct candidates {
    struct candidate list[CANDIDATES_MAX]; /* most hits first, of equals the older */
    size_t count;
};

/* Which stories may be candidates at all: the window. */
struct candidates_filter {
    bool (*is_open)(void *owner, uint32_t slot);
    void *owner;
};

/* True for the shingles of a reference that are indexed and those of an item that are probed. */
bool shingle_is_indexed(const struct shingle *shingle);

void candidates_find(struct candidates *candidates, struct index *index, const struct side *item,
                     const struct candidates_filter *filter, struct arena *arena);
