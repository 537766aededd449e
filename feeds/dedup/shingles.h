/* shingles.h: the overlapping runs of tokens by which texts are compared (DEDUP.md, step 2). */
#pragma once

#include "feeds/dedup/fingerprint.h"

struct arena;
struct tokens;

/* True where more than 40 % of the tokens are letters of a script without blanks. */
bool tokens_are_unspaced(const struct tokens *tokens);

/* Fills shingles, shingle_count, token_count and is_unspaced: every distinct run of tokens with its
 * first position. */
void shingles_cut(struct fingerprint *fingerprint, const struct tokens *tokens,
                  struct arena *arena);
