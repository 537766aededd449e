/* matches.h: an item's text with what a query found in it made to stand out. */
#pragma once

#include "feeds/topics/watch_list.h"

struct arena;
struct buffer;

/* Appends the title, escaped for a terminal. */
void matches_write_title(const struct watch_item *item, const struct watch_match *match,
                         struct arena *arena, struct buffer *out);

/* Appends the words around the first place found in the summary or the content; nothing when there
 * is none. */
void matches_write_snippet(const struct watch_item *item, const struct watch_match *match,
                           struct arena *arena, struct buffer *out);
