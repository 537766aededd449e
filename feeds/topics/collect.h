/* collect.h: which terms of a query took part in a match (GRAMMAR 7). */
#pragma once

#include "feeds/topics/match.h"

/* Of a block that holds: each term once, where it is first found. In the arena. */
void collect_terms(struct matcher *matcher, uint32_t block, struct watch_match *match);
