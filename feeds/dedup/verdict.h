/* verdict.h: is this text that text? A pure function of two texts and of what the memory knows of
 * them (DEDUP.md, steps 5 to 7). */
#pragma once

#include "feeds/dedup/dedup.h"
#include "feeds/dedup/side.h"

/* What the two texts do not tell. */
struct verdict_context {
    bool is_same_feed;
    double hours_apart;          /* from one's `seen` to the other's, never negative */
    const uint8_t *story_counts; /* for each own shingle of the item: in how many stories it is */
};

struct verdict {
    bool agrees;
    struct dedup_measures measures; /* negative: not asked, an earlier test failed */
    const char *failed;             /* static: the test that failed; NULL where it agrees */
    double value;
    double limit;
};

/* Step 5: the item's text against a reference's. */
void verdict_of_texts(struct verdict *verdict, const struct side *item,
                      const struct side *reference, const struct verdict_context *context,
                      struct arena *arena);

/* Step 6: two items with one link. */
void verdict_of_links(struct verdict *verdict, const struct side *item,
                      const struct side *reference, struct arena *arena);

/* Step 7: two items without text of their own; that the feed has not used the headline before is
 * the caller's to know. */
void verdict_of_headlines(struct verdict *verdict, const struct side *item,
                          const struct side *reference, const struct verdict_context *context);
