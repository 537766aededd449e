/* feed_story.h: `feeds --wide`: the whole story of one feed, down to each of its last polls. */
#pragma once

#include <stdbool.h>

struct store;

/* The exit status of the command; what is wrong is on stderr. */
int feed_story_print(struct store *store, const char *name, bool is_json);
