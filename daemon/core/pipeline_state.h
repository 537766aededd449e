/* pipeline_state.h: what the pipeline holds: pipeline.c takes items, pipeline_memory.c keeps their
 * stories in mind. */
#pragma once

#include "config/base/error.h"
#include "daemon/core/pipeline.h"

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
