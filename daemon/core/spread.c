#include "daemon/core/spread.h"

#include <stdlib.h>

#define RATE 50 /* feeds a second, at least */

static int compare(const void *a, const void *b)
{
    const struct overdue *left = a, *right = b;

    return (left->since > right->since) - (left->since < right->since);
}

void spread_overdue(struct due_queue *queue, struct overdue *list, size_t count,
                    struct moment begin, int64_t every_ms)
{
    int64_t span = (int64_t)count * 1000 / RATE;

    if (span > every_ms)
        span = every_ms;
    qsort(list, count, sizeof(*list), compare);
    for (size_t i = 0; i < count; i++) {
        int64_t wait = span * (int64_t)i / (int64_t)count;
        due_queue_set(queue, &list[i].feed->due, moment_after_ms(begin, wait));
    }
}
