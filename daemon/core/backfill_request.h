/* backfill_request.h: a slice of a backfill as the control socket is asked for it. Who asks goes on
 * from place to place, so nothing of it is kept here, and a restart loses nothing. */
#pragma once

#include <jansson.h>

struct core;

/* `argument`: "SEEN ITEM HASH TOPIC": the place, watch_topic_hash() of the query that is meant, in
 * hex (0: any), and the topic's name. The answer names the next place, and whether this was the
 * last slice; what it counts is committed. */
json_t *core_answer_backfill(struct core *core, const char *argument);
