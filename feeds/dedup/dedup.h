/* dedup.h: the memory of all recent stories: is this item a copy of one of them? (DEDUP.md)
 *
 * One `struct dedup` holds the inverted index, the counting sketches and the link and headline
 * tables. It keeps story numbers, not texts: the fingerprints of candidates are asked of whoever
 * owns the store. Judging and remembering are two calls, so that the caller can give a new story
 * its number in between. */
#pragma once

#include "feeds/dedup/fingerprint.h"

#include <stdio.h>

struct arena;
struct buffer;
struct dedup;

enum dedup_reference {
    DEDUP_LEAD,
    DEDUP_FULLEST, /* the fullest copy verified against the lead; only where it is not the lead */
};

struct dedup_settings {
    int64_t window; /* seconds after its lead was seen in which a story takes copies */
};

/* A stored reference of a story. */
struct dedup_stored {
    int64_t feed;
    int64_t seen;
    struct fingerprint fingerprint;
};

/* Where the fingerprints of candidates are read. False: the story has no such reference. */
struct dedup_source {
    bool (*load)(void *owner, int64_t story, enum dedup_reference which, struct arena *arena,
                 struct dedup_stored *out);
    void *owner;
};

struct dedup_item {
    int64_t feed;
    int64_t seen;
    const struct fingerprint *fingerprint;
    const int64_t *apart; /* stories that it is no copy of, whatever the texts say */
    size_t apart_count;
};

enum dedup_rule {
    DEDUP_NONE,
    DEDUP_TEXT,
    DEDUP_LINK,
    DEDUP_HEADLINE
};

/* The figures of DEDUP.md step 9; negative: not asked. */
struct dedup_measures {
    double contained;
    double resembles;
    double words;
    double numbers;
    double names;
    double lede;
    double title;
};

/* Why an item is a copy, or what came nearest to making it one. */
struct dedup_reason {
    enum dedup_rule rule; /* DEDUP_NONE: nothing came near */
    int64_t story;
    enum dedup_reference reference;
    struct dedup_measures measures;
    const char *failed; /* static: the test that failed, of a near miss; NULL of a merge */
    double value;
    double limit;
};

struct dedup_verdict {
    int64_t story;   /* 0: a new story, the item is its lead */
    bool is_fullest; /* of a copy: it is fuller than the story's references, and verified against
                        the lead */
    struct dedup_reason reason;
};

struct dedup *dedup_new(const struct dedup_settings *settings, const struct dedup_source *source);
void dedup_free(struct dedup *dedup); /* NULL is allowed */

/* Decides; changes nothing that another verdict depends on. `arena` is scratch. */
void dedup_judge(struct dedup *dedup, const struct dedup_item *item, struct arena *arena,
                 struct dedup_verdict *verdict);

/* Remembers what was decided. `story` numbers ascend with time. After a restart the same calls, in
 * the same order, over the stored items of every story whose lead was seen at dedup_horizon() or
 * later make a memory that gives the same verdicts. A copy of a story that has expired or never was
 * is not remembered. */
void dedup_add_lead(struct dedup *dedup, int64_t story, const struct dedup_item *item);
void dedup_add_copy(struct dedup *dedup, int64_t story, const struct dedup_item *item,
                    bool is_fullest);

/* What was remembered as a copy of `former` leads `story` now; the source knows already. What the
 * copy gave to the counts of its former story stays there until they are forgotten. */
void dedup_split(struct dedup *dedup, int64_t former, int64_t story, const struct dedup_item *item);

/* Writes the memory to a file and reads it: the same verdicts follow, in a small part of the time
 * that the calls take. `stamp` names what the caller's store holds: another one's file is not read.
 * save: false when it could not be written within `ms_max`. load: `dedup` is new; false leaves it
 * unusable. */
bool dedup_save(struct dedup *dedup, const char *stamp, FILE *file, int64_t ms_max);
bool dedup_load(struct dedup *dedup, const char *stamp, FILE *file);

/* How many stories are remembered. */
size_t dedup_stories(const struct dedup *dedup);

/* Where a restart at `now` begins to read: a little before the window, because counts are forgotten
 * by thirds of it. */
int64_t dedup_horizon(const struct dedup_settings *settings, int64_t now);

/* Forgets what is out of the window at `now`; cheap, called in idle moments: one call frees a 64th
 * of what has expired. */
void dedup_expire(struct dedup *dedup, int64_t now);

/* Bytes held. */
size_t dedup_memory(const struct dedup *dedup);

/* {"rule":"text","story":N,…}: the story is written as `story` (a line in replay, an id in the
 * store). A near miss has "near_miss":true, "failed", "value" and "limit". False: the buffer is
 * full. */
bool dedup_reason_write(const struct dedup_reason *reason, int64_t story, struct buffer *out);
