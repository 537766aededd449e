/* poll_answer.h: takes a fetcher's answer: its items through the pipeline, the rest through the
 * schedule, all of it into the open transaction. */
#pragma once

#include "daemon/core/fetchers.h"
#include "daemon/core/pipeline.h"
#include "daemon/core/roster.h"

struct arena;
struct error;
struct log;

struct poll_answer {
    /* set by the caller, borrowed */
    struct store *store;
    struct pipeline *pipeline;
    struct log *log;
    const struct settings *settings;
    struct arena *arena;      /* lives until the call returns */
    struct arena *item_arena; /* reset for every item */
    const struct job *job;    /* whose feed is not NULL */
    const struct polled_message *polled;
    /* what came of it */
    int64_t next_poll; /* NO_TIME: not by itself */
    size_t new_count;
    size_t alert_count;
};

/* STORE_NONE: the poll is of a time before another one that was committed, and is dropped. After
 * STORE_FAILED the transaction must be rolled back. */
enum store_status poll_answer_take(struct poll_answer *answer, struct error *err);
