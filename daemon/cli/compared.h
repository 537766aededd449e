/* compared.h: one of two items that `storywatch compare` compares: stored, or in a file. */
#pragma once

#include "feeds/dedup/dedup.h"
#include "feeds/item.h"
#include "store/items.h"

#include <stdbool.h>

struct arena;
struct error;
struct store;

struct compared {
    const char *feed_name; /* of a file: its path */
    int64_t feed;          /* of a file: what the caller put there */
    int64_t seen;
    int64_t story; /* as which it is stored; of a file: 0 */
    enum item_correction correction;
    const char *reason; /* stored_item's; of a file: NULL */
    struct item item;   /* texts read */
    struct fingerprint fingerprint;
};

/* Whether an operand is the number of an item and no file. */
bool compared_is_number(const char *operand);

/* A file is JSON where it begins with '{', HTML where it begins with '<', and else text, whose
 * first line is the headline where an empty one follows. False: `err` says why. */
bool compared_read(struct compared *out, struct store *store, const char *operand,
                   struct arena *arena, struct error *err);

struct dedup_item compared_as_item(const struct compared *compared);
