/* name_index.h: from a name to what bears it, and the nearest name for one that nothing bears. */
#pragma once

#include <stddef.h>

struct arena;
struct name_index;

/* Lives in `arena`; borrows the names put into it. */
struct name_index *name_index_new(struct arena *arena);

/* Puts `value` (not NULL) under `name`, unless the name is taken: then returns what bears it, else
 * NULL. */
const void *name_index_put(struct name_index *names, const char *name, const void *value);
const void *name_index_get(const struct name_index *names, const char *name); /* NULL: nothing */
size_t name_index_count(const struct name_index *names);

/* The name most like `name`, NULL when there is none at all. */
const char *name_index_nearest(const struct name_index *names, const char *name);
