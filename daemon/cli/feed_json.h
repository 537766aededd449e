/* feed_json.h: a parsed document as JSON Feed 1.1. */
#pragma once

#include <jansson.h>

struct arena;
struct document;

/* A new reference. What JSON Feed has no name for stands under `_storywatch`. */
json_t *feed_json(const struct document *document, struct arena *arena);
