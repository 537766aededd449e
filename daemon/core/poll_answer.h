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
    struct roster *roster;
    struct arena *arena;      /* lives until the call returns */
    struct arena *item_arena; /* reset for every item */
    const struct job *job;    /* whose feed is not NULL */
    const struct polled_message *polled;
    bool is_offline; /* nothing can be reached: a failure is not the feed's */
    /* what came of it */
    int64_t next_ms; /* wall time of the next poll; NO_TIME: not by itself */
    size_t new_count;
    size_t alert_count;
    const struct host *held; /* that is left alone from now on; NULL: none */
    bool is_gap; /* items were lost before the document, or before the page of an archive */
};

/* STORE_NONE: the poll is of a time before another one that was committed, and is dropped. After
 * STORE_FAILED the transaction must be rolled back. */
enum store_status poll_answer_take(struct poll_answer *answer, struct error *err);

/* The same of a page of the archive: it has items, and nothing else that counts. */
enum store_status poll_answer_take_page(struct poll_answer *answer, struct error *err);

/* Takes back what a failure has done to the feed: it was an outage (POLLING, "Offline"). */
enum store_status poll_answer_excuse(struct store *store, int64_t feed, struct arena *arena,
                                     struct error *err);
