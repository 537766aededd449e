/* slips.h: keys that are an option's name but for a slip. */
#pragma once

#include <stdbool.h>

struct node;
struct section;

/* Is `key` the option's `name`, or nearly: at most half of it is mistaken? */
bool key_is_slip(const char *key, const char *name);

/* Has `map`, a section, no option `name`? False where it may be meant to have it: the map was not
 * read to its end, or has the name misspelt, which is a mistake of its own. */
bool option_is_missing(const struct section *section, const struct node *map, const char *name);
