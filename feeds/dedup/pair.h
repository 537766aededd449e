/* pair.h: two texts laid beside each other: what they share, and what of the shorter one is asked
 * for in the longer (DEDUP.md, step 5). */
#pragma once

#include "feeds/dedup/verdict.h"

#define NO_PARTNER UINT32_MAX

/* A text with the places of its shingles in the other one. */
struct view {
    const struct fingerprint *fingerprint;
    const struct shingle *own;
    uint32_t own_count;
    uint32_t *partner;     /* for each of `own`: its position in the other text, or NO_PARTNER */
    const uint8_t *counts; /* for each of `own`: in how many stories it stands; NULL: not known */
};

/* What of S is asked for in L: all of it, but for boilerplate and for the head and tail that are
 * ignored. */
struct core {
    uint32_t own_count; /* shingles */
    struct hash_set words;
    struct hash_set numbers;
    struct hash_set names;
};

/* Both, the one with less own text called S and the other L, as in DEDUP.md. */
struct pair {
    struct view s;
    struct view l;
    struct core core;
    uint32_t shared;
    uint32_t formula; /* of the shared: those that stand in FORMULA_STORIES stories */
    const struct verdict_context *context;
};

/* All but the core; `context` may be NULL. Lives in the arena. */
void pair_make(struct pair *pair, const struct side *item, const struct side *reference,
               const struct verdict_context *context, struct arena *arena);

void pair_find_core(struct pair *pair, struct arena *arena);

/* Whether a text has a word, in its body or its headline: feeds repeat the headline in the text. */
bool view_knows(const struct view *view, uint64_t word);

/* How many of these words L has. */
uint32_t pair_count_known(const struct pair *pair, const struct hash_set *words);

/* A stretch of a text, in tokens. */
struct stretch {
    uint32_t begin;
    uint32_t end;
};

bool stretch_has(struct stretch stretch, uint32_t place);

/* From the first to the last shingle of a text that the other has; empty where none is shared. */
struct stretch pair_span(const struct view *view);

double pair_share(uint32_t part, uint32_t whole);
