/* pipeline_state.h: what the pipeline holds: pipeline.c takes items, pipeline_place.c says which
 * they are, pipeline_memory.c keeps their stories in mind. */
#pragma once

#include "config/base/error.h"
#include "daemon/core/pipeline.h"
#include "feeds/dedup/dedup.h"
#include "store/corrections.h"
#include "store/items.h"

struct pipeline {
    struct store *store;
    struct pipeline_settings settings;
    struct dedup *dedup;
    struct watch *watch;
    /* Of the stories that an item is held against: STORE_FAILED when one could not be read. */
    enum store_status reading;
    struct error reading_err;
};

/* Empty; it reads what it remembers from the store, and tells `reading` how that went. */
struct dedup *pipeline_new_memory(struct pipeline *pipeline);

/* One item on its way through the steps of pipeline_take(). */
struct passage {
    struct pipeline *pipeline;
    const struct arrival *arrival;
    struct arena *arena;
    struct arrival_outcome *outcome;
    struct error *err;
    const char *identity;
    uint64_t content_hash;
    struct dedup_verdict verdict;
    struct stored_item known;             /* newest edition; id 0: none */
    struct store_corrections corrections; /* of the item's editions */
};

/* The first step: stores the arrival as what it is, and tells that in the outcome's kind, item,
 * story and reason. */
enum store_status pipeline_place(struct passage *passage);
