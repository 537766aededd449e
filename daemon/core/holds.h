/* holds.h: until when an answer asks that its feed, or host, is left alone, and why, in words
 * (POLLING, decision table and "Back-off"). Pure. */
#pragma once

#include "daemon/ipc/message.h"
#include "store/feeds.h"

struct arena;

struct hold {
    int64_t until;   /* NO_TIME: none */
    const char *why; /* in the arena; NULL: none */
};

/* What max-age, Expires, ttl, skipHours and skipDays ask for, counted from the answer; the last
 * three are the feed's own, of its last document. */
struct hold hold_by_hints(const struct polled_message *polled, const struct feed_state *feed,
                          int64_t now, struct arena *arena);

/* The first moment from `at` on that skipHours and skipDays leave, a day ahead at most. Hints that
 * leave no hour at all are ignored. */
int64_t hold_after_skipped(const struct feed_state *feed, int64_t at);

/* A redirect led to a host that is held until `until` (NO_TIME: not any more). */
struct hold hold_by_redirect(const struct polled_message *polled, int64_t until, int64_t now,
                             struct arena *arena);

/* Of a 429 or 503, after `feed` has counted the failure. */
struct hold hold_by_status(const struct polled_message *polled, const struct feed_state *feed,
                           int64_t now, struct arena *arena);
