/* window.h: what deduplication asks of the store: the texts of the stories in its window. */
#pragma once

#include "store/items.h"

/* A story's lead, or its fullest copy where that is another item: feed, seen and fingerprint. */
enum store_status store_story_reference(struct store *store, int64_t story, bool fullest,
                                        struct arena *arena, struct stored_item *out,
                                        struct error *err);

/* What the dedup memory is rebuilt from: id, feed, story, is_lead, is_fullest, seen, fingerprint of
 * every item of a story whose lead was seen after `since`, in order of id; but the lead of a story
 * that was split off comes where the story began. `story` is the item's own, also where that was
 * joined to another. */
enum store_status store_window_each(struct store *store, int64_t since,
                                    bool (*on_item)(void *owner, const struct stored_item *item),
                                    void *owner, struct error *err);

/* What the stories of the store came to so far, in words: another text at another state. In the
 * arena; NULL when it cannot be read. */
const char *store_stamp(struct store *store, struct arena *arena);
