/* replay_item.h: one line of `storywatch replay`: an item as JSON, as `storywatch items --json`
 * writes it. */
#pragma once

#include "feeds/item.h"

#include <stdbool.h>

struct arena;
struct error;

struct replay_item {
    const char *feed;
    int64_t seen;     /* NO_TIME: not said */
    struct item item; /* texts as given: not yet read */
};

/* False: `err` says what is wrong. All of it lives in `arena`. */
bool replay_item_read(struct replay_item *out, const char *line, size_t len, struct arena *arena,
                      struct error *err);
