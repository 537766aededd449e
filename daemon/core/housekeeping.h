/* housekeeping.h: what is done in idle moments: forgetting by age, moving the write-ahead log, the
 * watchdog. */
#pragma once

#include "config/settings.h"
#include "daemon/core/committer.h"
#include "daemon/core/pipeline.h"

struct event_base;
struct housekeeping;
struct log;

struct housekeeping_parts { /* all borrowed */
    struct event_base *base;
    struct store *store;
    struct committer *committer;
    struct pipeline *pipeline;
    struct log *log;
};

struct housekeeping *housekeeping_new(const struct housekeeping_parts *parts);
void housekeeping_free(struct housekeeping *housekeeping); /* NULL is allowed */

/* What may be forgotten; borrowed until the next call. */
void housekeeping_set_settings(struct housekeeping *housekeeping, const struct settings *settings);
