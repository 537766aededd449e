/* feed_health.h: what an operator sees of one feed (POLLING.md), in words and as JSON. */
#pragma once

#include "daemon/cli/output.h"

#include <stdint.h>

struct arena;
struct buffer;
struct feed_state;

const char *feed_health_state(const struct feed_state *feed);      /* "ok", "failing" … */
const char *feed_health_validators(const struct feed_state *feed); /* "both" … */
enum style feed_health_style(const struct feed_state *feed);

/* Its items a day, in `arena`; NULL: nothing is known before a first success. */
const char *feed_health_rate(const struct feed_state *feed, struct arena *arena);

/* What an operator should know of it, in one line; NULL: nothing. In `arena`, or the feed's. */
const char *feed_health_reason(const struct feed_state *feed, int64_t now, struct arena *arena);

/* The members of its object, without the braces. */
void feed_health_json(const struct feed_state *feed, struct buffer *out);
