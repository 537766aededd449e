/* feed_names.h: names for feeds that have only a title and a URL yet. */
#pragma once

#include "config/base/attributes.h"

#include <stdbool.h>

#define FEED_NAME_MAX 64 /* bytes of a name made here */

struct arena;
struct feed_names;
struct settings;

/* Names that are taken. It borrows the settings' and lives in `arena`; `settings` may be NULL. */
struct feed_names *feed_names_new(struct arena *arena, const struct settings *settings);

/* A name that nobody has had, and now has: the words of the title, without a title of the URL's
 * host, in lower case and without accents, hyphens between; then with a number. */
const char *feed_names_make(struct feed_names *names, const char *title, const char *url);

/* Takes a name as it is. False: somebody has it. `name` is borrowed. */
bool feed_names_take(struct feed_names *names, const char *name) MUST_CHECK;
