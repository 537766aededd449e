/* explain.h: why a query does not match an item (GRAMMAR 7). */
#pragma once

#include "feeds/topics/match.h"

/* One line on the first part of the block that failed, in the arena. The block does not hold. */
const char *explain_miss(struct matcher *matcher, uint32_t block);
