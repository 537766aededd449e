/* stories.h: what adding an item does to its story. */
#pragma once

#include "store/store.h"

/* A new story whose lead is about to be added. `outlet` may be NULL. */
enum store_status story_begin(struct store *store, int64_t seen, const char *outlet, int64_t *story,
                              struct error *err);
/* Counts a copy that is about to be added. */
enum store_status story_count_copy(struct store *store, int64_t story, const char *outlet,
                                   struct error *err);
/* The story's fullest reference is `item`, which was just added as such. */
enum store_status story_set_fullest(struct store *store, int64_t story, int64_t item,
                                    struct error *err);
