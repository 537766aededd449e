/* schedule.h: what the answer to a poll means for the feed: what is remembered and when it is asked
 * again (POLLING.md, decision table). Pure: the clock and the chance are handed in. */
#pragma once

#include "daemon/core/rhythm.h"
#include "daemon/ipc/message.h"
#include "store/feeds.h"

/* How a feed is to be polled, from the config. Seconds. */
struct schedule_policy {
    int64_t every; /* interval of a feed that publishes one item an hour */
    int64_t fixed; /* interval set on the feed; 0: by rhythm */
    int64_t min;
    int64_t max;
    bool ignores_hints;
};

/* One poll that has ended. A fetcher that died over it makes a POLLED_TRANSIENT. */
struct schedule_poll {
    struct schedule_policy policy;
    const struct polled_message *polled;
    const int64_t *published; /* of the new items; NO_TIME where they do not say */
    size_t new_count;
    int64_t started;
    int64_t now;
    int64_t ended;      /* now, or the next whole second: holds count from it */
    int64_t host_hold;  /* of the host that has answered, or was not asked; NO_TIME: none */
    double jitter;      /* drawn from [0.1, 1) */
    bool was_verifying; /* asked without its validators, to test them */
    bool is_lost;       /* the fetcher ended while it read the document */
    int useless;        /* polls before it, since the last success, that schedule_is_useless() */
};

/* What gave the interval, and what the next poll waits for; stored, so that `feeds --wide` can
 * tell: the numbers stay. */
enum interval_why {
    INTERVAL_AS_BEFORE, /* a failure teaches nothing of the rhythm */
    INTERVAL_BY_RHYTHM,
    INTERVAL_FIXED,
    INTERVAL_BY_MIN,
    INTERVAL_BY_MAX,
    INTERVAL_BY_FILL_TIME,
    INTERVAL_BY_GAPS,
    INTERVAL_UNTRUSTED,
};

enum next_why {
    NEXT_BY_INTERVAL,
    NEXT_BY_TRANSIENT, /* back-off */
    NEXT_BY_FIRM,
    NEXT_BY_HOLD,
    NEXT_NEVER, /* gone */
    NEXT_BY_OUTAGE,
};

/* What the answer means beside what is remembered of the feed. */
struct schedule_verdict {
    int64_t hold_until;  /* of the feed's whole host; NO_TIME: nothing */
    bool is_unavailable; /* 503 with Retry-After: a second feed's makes it the host's */
    bool is_success;
    int64_t part_ms; /* that next_poll, in whole seconds, leaves out */
    enum interval_why interval_why;
    enum next_why next_why;
};

/* Brings `feed` from before the poll to after it. Strings it takes are borrowed from the message,
 * the rest is in `arena`. */
void schedule_polled(const struct schedule_poll *poll, struct arena *arena, struct feed_state *feed,
                     struct schedule_verdict *verdict);

/* The URL that was asked is of no use: it failed, and not by the network's fault. */
bool schedule_is_useless(enum polled_outcome outcome);

/* The poll failed because everything did: it is shown and counts for nothing (POLLING,
 * "Offline"). */
void schedule_offline(const struct schedule_poll *poll, struct feed_state *feed,
                      struct schedule_verdict *verdict);

/* When a feed of this stored state is due after a start at `now`: its stored time, clamped where a
 * clock has jumped; `now` when it was never polled; NO_TIME: not by itself (gone). */
int64_t schedule_at_start(const struct schedule_policy *policy, const struct feed_state *feed,
                          int64_t now);
