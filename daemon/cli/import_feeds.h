/* import_feeds.h: from lists of feeds to feeds that the config can take in. */
#pragma once

#include "feeds/lists/feed_list.h"

struct import;
struct buffer;
struct settings;

/* Something to be told of a list. */
typedef void import_on_note(void *owner, const char *file, const struct list_note *note);

/* Feeds that `settings` have are left out. Lives in `arena`, which the lists must too. */
struct import *import_new(struct arena *arena, const struct settings *settings,
                          import_on_note *on_note, void *owner);

/* Takes in the feeds of one list, and tells its notes in the order of lines. */
void import_add(struct import *import, const char *file, const struct feed_list *list);

struct import_counts {
    size_t feeds;   /* to be written */
    size_t known;   /* that the config has */
    size_t refused; /* mistakes */
};

struct import_counts import_count(const struct import *import);

/* Appends them as a file of the config. */
void import_write(const struct import *import, struct buffer *out);
