/* names.h: from a name to what bears it, and the nearest name for one that nothing bears. */
#pragma once

#include <stddef.h>

struct arena;
struct names;

/* Lives in `arena`; borrows the names put into it. */
struct names *names_new(struct arena *arena);

/* Puts `value` (not NULL) under `name`, unless the name is taken: then returns what bears it, else
 * NULL. */
const void *names_put(struct names *names, const char *name, const void *value);
const void *names_get(const struct names *names, const char *name); /* NULL: nothing */
size_t names_count(const struct names *names);

/* The name most like `name`, NULL when there is none at all. */
const char *names_nearest(const struct names *names, const char *name);

/* The number of letters to insert, delete, change or swap between two names, in any case; bytes
 * beyond the 64th do not count. */
unsigned names_distance(const char *a, const char *b);
