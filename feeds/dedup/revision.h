/* revision.h: does an item whose text was changed still tell its story? (DESIGN, rule 7) */
#pragma once

#include "feeds/dedup/verdict.h"

/* Compares the text by which the item's story was decided with the text it has now; a pure
 * function. A text that has grown, lost its tail, was corrected or has another headline agrees. One
 * of which most is new does not: that is a live page's next story. Without text of its own, the
 * headlines decide. */
void verdict_of_revision(struct verdict *verdict, const struct fingerprint *before,
                         const struct fingerprint *after, struct arena *arena);
