/* spread.h: feeds that are overdue together are not asked together (POLLING, "Starting"). */
#pragma once

#include "daemon/core/due_queue.h"
#include "daemon/core/roster.h"

struct overdue {
    struct feed *feed;
    int64_t since; /* any clock that all of them have in common */
};

/* Makes them due from `begin` on, the longest overdue first, evenly over N/50 s, or `every_ms` when
 * that is less. Sorts `list`. */
void spread_overdue(struct due_queue *queue, struct overdue *list, size_t count,
                    struct moment begin, int64_t every_ms);
