/* alert_matched.h: what an alert line says under "matched". */
#pragma once

#include "feeds/topics/watch_list.h"

struct arena;

/* A JSON array with an object for each term that took part: as the query writes it, as found, and
 * in which zone, with the words around it. In `arena`. */
const char *alert_matched_json(const struct watch_match *match, struct arena *arena);
