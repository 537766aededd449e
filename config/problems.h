/* problems.h: the mistakes and warnings of a config, gathered anywhere and told in the order of the
 * files. */
#pragma once

#include "config/settings.h"

struct arena;
struct problems;

#define PROBLEMS_MAX 1000 /* mistakes, and as many warnings; what comes after is counted */

/* Lives in `arena`. */
struct problems *problems_new(struct arena *arena);

/* "what is wrong; what would be right". */
void problems_add(struct problems *problems, struct place place, const char *format, ...)
    PRINTF_LIKE(3, 4);
void problems_warn(struct problems *problems, struct place place, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* One that is worded already; the message is copied. */
void problems_take(struct problems *problems, const struct settings_problem *problem);

size_t problems_mistake_count(const struct problems *problems);

/* Is there no room for more mistakes? Spares a caller the search for a good advice. */
bool problems_is_full(const struct problems *problems);

/* Tells all, by file in the order of `files` (the very pointers of the places), line and column. */
void problems_report(struct problems *problems, const char *const *files, size_t file_count,
                     settings_on_problem *on_problem, void *owner);

/* `text` in double quotes, cut, its control characters escaped: how a message cites the file. */
const char *problems_quote(struct problems *problems, const char *text);
