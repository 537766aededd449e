/* phrase_find.h: where a phrase stands in an item (GRAMMAR 3). */
#pragma once

#include "feeds/topics/program.h"
#include "feeds/topics/span.h"
#include "feeds/topics/zones.h"

struct phrase_search {
    struct zones *zones;
    struct arena *arena;
    enum query_field field;
    size_t limit; /* spans wanted */
    struct span_budget *budget;
};

/* `codes` is where the phrase begins. With `slop` the words stand in any order, with at most so
 * many beside them; QUERY_NO_SLOP: in a row. */
struct spans phrase_find(const struct phrase_search *search, const uint32_t *codes, int slop);
