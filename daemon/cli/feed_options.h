/* feed_options.h: which options of a feed a list of feeds can carry, one line of text each, and
 * their values. The table of options says it (config/schema.h). */
#pragma once

#include "config/base/attributes.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct error;
struct feed_settings;

enum feed_option_fate {
    OPTION_IS_ABSENT,  /* the feed does not set it, or as it is without */
    OPTION_IS_CARRIED, /* as text */
    OPTION_STAYS,      /* no list has words for it, or it holds a secret */
};

/* The number of options, and their names in the order of the table. */
size_t feed_option_count(void);
const char *feed_option_name(size_t index);

/* What becomes of an option of this feed; `*value` is set when it is carried, in `arena`. Name, URL
 * and groups are what a list is made of, and absent here. */
enum feed_option_fate feed_option_of(const struct feed_settings *feed, size_t index,
                                     struct arena *arena, const char **value);

/* Its URL without the name and password that it may hold. In `arena`, or the feed's own. */
const char *feed_url_without_login(const struct feed_settings *feed, struct arena *arena);

/* May the option be carried, with this value? */
bool feed_option_check(const char *name, const char *value, struct error *err) MUST_CHECK;
