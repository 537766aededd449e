/* side.h: one of the two texts of a comparison: its own shingles, ready to be looked up. */
#pragma once

#include "feeds/dedup/fingerprint.h"

struct arena;

struct side {
    const struct fingerprint *fingerprint;
    const struct shingle *own; /* by position; boilerplate left out (DEDUP.md, step 3) */
    uint32_t own_count;
    const uint32_t *table; /* open table of indices into `own`, plus 1 */
    uint32_t table_mask;
};

#define SIDE_NONE UINT32_MAX

/* `story_counts[i]`: in how many stories of its feed shingle i stands; NULL: none is boilerplate.
 * Lives in the arena; borrows the fingerprint. */
void side_make(struct side *side, const struct fingerprint *fingerprint,
               const uint8_t *story_counts, struct arena *arena);

/* The index in `own` of a shingle's hash, or SIDE_NONE. */
uint32_t side_find(const struct side *side, uint64_t hash);

/* How many of a fingerprint's shingles, boilerplate or not, this text has: at least what a verdict
 * can find to be shared. */
uint32_t side_count_shared(const struct side *side, const struct fingerprint *fingerprint);
