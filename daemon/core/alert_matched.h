/* alert_matched.h: which terms took part in a match, for a person and for programs. */
#pragma once

#include "feeds/topics/watch_list.h"

struct arena;

/* For a person: docker* (“Dockers” in the title), … The first few terms. In `arena`. */
const char *alert_matched_text(const struct watch_match *match, struct arena *arena);

/* A JSON array with an object for each term that took part: as the query writes it, as found, and
 * in which zone, with the words around it. In `arena`. */
const char *alert_matched_json(const struct watch_match *match, struct arena *arena);
