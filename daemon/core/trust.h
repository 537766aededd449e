/* trust.h: which validators a feed is asked with: some servers' do not tell the truth (POLLING,
 * "Validators" and "Verify"). Pure. */
#pragma once

#include "daemon/ipc/message.h"
#include "store/feeds.h"

/* After how long without a 200 a feed is asked unconditionally. */
struct trust_policy {
    int64_t verify; /* seconds */
    bool is_own;    /* set on the feed: it needs no rhythm as its reason */
};

struct trust_plan {
    bool sends_etag;
    bool sends_last_modified;
    bool
        is_verifying; /* asked without validators that it has, to see whether they tell the truth */
};

struct trust_plan trust_plan(const struct trust_policy *policy, const struct feed_state *feed,
                             int64_t now);

/* What a poll that ended well says of the validators. `new_count`: of items. */
void trust_learn(struct feed_state *feed, enum polled_outcome outcome, bool was_verifying,
                 size_t new_count);
