/* due_queue.h: which of many things is due next: a binary heap, O(log n) a change. */
#pragma once

#include "config/base/clock.h"

#include <stdbool.h>
#include <stddef.h>

/* What waits in a queue holds this as a member. Zeroed: in no queue. */
struct due {
    struct moment at;
    size_t place; /* in the heap, from 1; 0: in no queue */
};

struct due_queue;

struct due_queue *due_queue_new(void);
void due_queue_free(struct due_queue *queue); /* NULL is allowed; what waits is not touched */

/* Puts `due` in, or moves it. It stays where it is in memory until removed. */
void due_queue_set(struct due_queue *queue, struct due *due, struct moment at);
void due_queue_remove(struct due_queue *queue,
                      struct due *due); /* not in the queue: nothing happens */

/* The earliest; NULL: empty. It stays in the queue. */
struct due *due_queue_first(const struct due_queue *queue);
size_t due_queue_count(const struct due_queue *queue);
