/* key.h: the fields that compare whole values: feed: group: lang: url: site: (GRAMMAR 4). */
#pragma once

#include "feeds/topics/query_lexer.h"

struct watch_item;

/* A value as it is compared: case-folded, NFC. The caller frees it. */
char *key_fold(const char *text, size_t len);

/* An item's keys, folded when they are first asked for. */
struct item_keys;

struct item_keys *item_keys_new(struct arena *arena, const struct watch_item *item);

/* The item's value that `pattern` (from key_fold()) matches, as the item has it; NULL when none
 * does. */
const char *item_keys_find(struct item_keys *keys, enum query_field field, const char *pattern);

/* Does `name` match `pattern`, both as they are written. */
bool key_matches(const char *pattern, const char *name);
