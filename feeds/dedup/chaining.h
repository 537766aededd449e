/* chaining.h: an item against a story, that is against its two references: the lead, and the
 * fullest copy that was verified against the lead (DEDUP.md, step 8). Never against another copy:
 * so a story drifts one step at most. */
#pragma once

#include "feeds/dedup/counts.h"
#include "feeds/dedup/verdict.h"

/* An item that is judged, and what it is judged by. */
struct judging {
    const struct dedup_item *item;
    struct side side;
    const struct dedup_source *source;
    const struct counts *counts;
    int64_t oldest;              /* generation from which counts are asked */
    const uint8_t *story_counts; /* of the item's own shingles; NULL: not asked yet */
    struct arena *arena;
};

/* A reference, loaded and ready to be compared. */
struct reference {
    struct dedup_stored stored;
    struct side side;
};

struct chaining {
    struct verdict verdict; /* that of the reference that agrees, else of the nearer one */
    enum dedup_reference reference;
    bool is_fullest; /* the item agrees with the lead and is fuller than both references */
};

void judging_make(struct judging *judging, const struct dedup_item *item,
                  const struct dedup_source *source, const struct counts *counts, int64_t oldest,
                  struct arena *arena);

/* False: the store has no such reference. load: with its own text found. */
bool judging_read(const struct judging *judging, int64_t story, enum dedup_reference which,
                  struct dedup_stored *stored);
bool judging_load(const struct judging *judging, int64_t story, enum dedup_reference which,
                  struct reference *reference);

struct verdict_context judging_context(const struct judging *judging,
                                       const struct reference *reference);

void chaining_judge(struct chaining *chaining, struct judging *judging, int64_t story,
                    bool has_fullest);
