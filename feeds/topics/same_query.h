/* same_query.h: which topics ask the very same (GRAMMAR 6). */
#pragma once

#include "feeds/topics/watch_list.h"

struct same_query;

#define SAME_QUERY_NONE SIZE_MAX

/* Borrows `topics`. Everything is in the arena. */
struct same_query *same_query_new(struct arena *arena, const struct watch_list_query *topics,
                                  size_t count);

/* The first topic given here before that has the query and stem of topic `index`. */
size_t same_query_find(struct same_query *same, size_t index);
