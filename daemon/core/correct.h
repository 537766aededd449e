/* correct.h: an operator corrects a verdict: takes a copy out of its story, or makes two stories
 * one. Both alert as the corrected stories would have; what has been told is not told again. */
#pragma once

#include "daemon/core/watch.h"
#include "store/corrections.h"

struct arena;
struct error;

struct correcting {
    struct store *store; /* in a transaction */
    struct watch *watch;
    const struct settings *settings; /* groups of feeds, and what is backlog */
    int64_t now;
    struct arena *arena;
};

struct split_outcome {
    struct store_split split; /* story 0: the item leads its story, nothing was done */
    size_t alert_count;
};

/* STORE_NONE: there is no such item. After STORE_OK the dedup memory is to be
 * told of the story (pipeline_split). */
enum store_status correct_split(const struct correcting *correcting, int64_t item,
                                struct split_outcome *outcome, struct error *err);
