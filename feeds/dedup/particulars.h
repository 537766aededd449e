/* particulars.h: what tells two reports by one template apart: their numbers, and whom the headline
 * is about (DEDUP.md, step 5). */
#pragma once

#include <stdint.h>

struct pair;
struct view;

/* The share of S's numbers that L has, and how many it misses; 1 where S has none. */
double particulars_numbers(const struct pair *pair, uint32_t *missing);

/* What that share must be, of texts that agree in `contained`. */
double particulars_numbers_limit(const struct pair *pair, double contained);

/* The share of a headline's names that the other text or its headline knows; negative: it has none.
 * Names are those of its text; one that stands only outside of what is shared, as an outlet's own,
 * is not asked for. */
double particulars_subject(const struct view *view, const struct view *other);
