/* compare.h: the verdict between any two items, with every test that is asked: the operator's
 * answer to "why not?". What only the memory knows (a feed's boilerplate, formulas, which headlines
 * a feed has used) is left out. */
#pragma once

#include "feeds/dedup/verdict.h"

struct comparison {
    bool agrees;
    enum dedup_rule rule; /* by which they agree, else the one that they came nearest by */
    struct dedup_measures measures;
    struct verdict_tests tests; /* of that rule */
};

void comparison_make(struct comparison *comparison, const struct dedup_item *item,
                     const struct dedup_item *reference, struct arena *arena);
