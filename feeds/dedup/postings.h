/* postings.h: an open table of postings, each a tag and a slot: one partition of the index
 * (index.h).
 *
 * A tag's postings stand in its home, a cache line, or where that is full in those behind it. Until
 * it is first asked, the table only takes postings down as they come; then it is sorted, all at
 * once in the processor's cache. */
#pragma once

#include "feeds/dedup/limits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define POSTING_TAG_BITS 24
#define POSTING_SLOT_BITS 24 /* are kept: the slots of a table are no further apart */
#define POSTING_SLOT_MASK ((UINT32_C(1) << POSTING_SLOT_BITS) - 1)

struct dump;
struct line;

/* Zeroed: none. */
struct postings {
    struct line *lines;
    uint32_t line_count;
    uint32_t count;
    bool is_sorted; /* else no one has asked yet: postings stand as they came, lines are full */
};

/* The slots that are alive. A posting of an older one goes when its table is rebuilt. */
struct slot_span {
    uint32_t oldest;
    uint32_t newest;
};

void postings_free(struct postings *postings);

/* `slot` is alive. Of a tag the newest POSTINGS_PER_KEY slots are kept, each once. */
void postings_add(struct postings *postings, const struct slot_span *span, uint32_t tag,
                  uint32_t slot);
void postings_remove(struct postings *postings, const struct slot_span *span, uint32_t tag,
                     uint32_t slot);

/* The slots of a tag in no order; returns how many. Expired ones may be among them. */
size_t postings_find(struct postings *postings, const struct slot_span *span, uint32_t tag,
                     uint32_t slots[POSTINGS_PER_KEY]);

/* Asks the processor for a tag's place ahead of postings_find() and postings_add(). */
void postings_prefetch(const struct postings *postings, uint32_t tag);

/* Rebuilds the table without what has expired. */
void postings_sweep(struct postings *postings, const struct slot_span *span);

/* Of a table that is read: it is zeroed. */
void postings_dump(struct postings *postings, struct dump *dump);

size_t postings_memory(const struct postings *postings);
