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

/* One question that was asked of the two. */
struct verdict_test {
    const char *name; /* static */
    double value;
    double limit;
    bool is_upper; /* the limit is what the value may be at most */
    bool passes;
};

#define VERDICT_TESTS_MAX 16

struct verdict_tests {
    struct verdict_test list[VERDICT_TESTS_MAX];
    size_t count;
};

struct verdict {
    bool agrees;
    struct dedup_measures measures; /* negative: not asked, an earlier test failed */
    uint32_t shared;                /* own shingles that both have */
    const char *failed;             /* static: the test that failed; NULL where it agrees */
    double value;
    double limit;
    struct verdict_tests *tests; /* where every test that is asked is written down; NULL: nowhere */
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

/* Of two texts that agree: how much of what the item has beside the story stands in other stories
 * (digest.h). */
void verdict_ask_digest(struct verdict *verdict, double elsewhere);

/* The same with every test asked and written down, also behind one that failed: `verdict` has the
 * first of those. `tests` may be NULL. */
void verdict_explain_texts(struct verdict *verdict, struct verdict_tests *tests,
                           const struct side *item, const struct side *reference,
                           const struct verdict_context *context, struct arena *arena);
void verdict_explain_links(struct verdict *verdict, struct verdict_tests *tests,
                           const struct side *item, const struct side *reference,
                           struct arena *arena);
void verdict_explain_headlines(struct verdict *verdict, struct verdict_tests *tests,
                               const struct side *item, const struct side *reference,
                               const struct verdict_context *context);
