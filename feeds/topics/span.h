/* span.h: a first and a last word, and how two of them stand to each other (GRAMMAR 4). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct span {
    uint32_t first; /* places (zones.h) */
    uint32_t last;
    bool is_group; /* made by NEAR, ONEAR or ~n */
};

/* Ordered by first, last and group; without doubles. In the arena. */
struct spans {
    struct span *list;
    size_t count;
    size_t capacity;
    uint32_t longest; /* last - first of the longest */
};

void spans_add(struct spans *spans, struct arena *arena, struct span span);
void spans_sort(struct spans *spans); /* after spans_add() in any order */

/* Each step of work is taken from here; at zero the work ends with what was found, so that no query
 * holds up an item for long. */
struct span_budget {
    size_t steps;
};

/* The three kinds of NEAR, given the spans of both sides. Stops at `limit` spans. */
struct spans spans_near(struct arena *arena, const struct spans *a, const struct spans *b,
                        uint32_t n, size_t limit, struct span_budget *budget);
struct spans spans_onear(struct arena *arena, const struct spans *a, const struct spans *b,
                         uint32_t n, size_t limit, struct span_budget *budget);
struct spans spans_not_near(struct arena *arena, const struct spans *a, const struct spans *b,
                            uint32_t n, size_t limit);

/* Words between the nearest two; UINT32_MAX when one of them is empty. 0 where they overlap. */
uint32_t spans_closest(const struct spans *a, const struct spans *b);
