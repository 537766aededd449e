/* titles.h: how far two headlines agree, by content words and numbers. */
#pragma once

#include "feeds/dedup/fingerprint.h"

/* Common ones over those of the shorter title; negative where one has none. */
double titles_share(const struct fingerprint *a, const struct fingerprint *b);

/* Common ones over those of the longer title; negative where one has none. */
double titles_share_both_ways(const struct fingerprint *a, const struct fingerprint *b);

/* The share of the title's content words and numbers that the text has; negative without a title.
 */
double title_in_text(const struct fingerprint *title, const struct fingerprint *text);

/* The same of both titles together. */
double titles_in_text(const struct fingerprint *a, const struct fingerprint *b,
                      const struct fingerprint *text);

/* Common numbers over those of the title that has more; 1 where one of them has none. */
double title_numbers_share(const struct fingerprint *a, const struct fingerprint *b);
