/* worker.h: one piece of work at a time, done beside the loop: for what waits for a disk. */
#pragma once

#include "config/base/attributes.h"

#include <stdbool.h>

struct event_base;
struct worker;

/* `run` is called on a thread of its own and may touch what belongs to the work alone; then
 * `on_done` is called from the loop. */
struct worker *worker_new(struct event_base *base, void (*run)(void *owner),
                          void (*on_done)(void *owner), void *owner);

/* Waits for the work under way; on_done is not called. NULL is allowed. */
void worker_free(struct worker *worker);

bool worker_is_busy(const struct worker *worker);

/* Must not be busy. False: no thread could be had. */
MUST_CHECK bool worker_start(struct worker *worker);
