/* feed_list.h: the feeds that another reader has, as the list says that it exported. */
#pragma once

#include "config/base/attributes.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct error;

#define LIST_SIZE_MAX ((size_t)32 << 20) /* bytes of a list */
#define LIST_FEEDS_MAX 100000
#define LIST_NOTES_MAX 10000
#define LIST_GROUPS_MAX 64 /* of a feed */
#define LIST_TITLE_MAX 1024
#define LIST_URL_MAX 4096
#define LIST_GROUP_MAX 256
#define LIST_OPTIONS_MAX 32 /* of a feed */

/* The namespace of the attributes in which an export of ours says what OPML has no word for. */
#define LIST_OWN_NAMESPACE "urn:storywatch:feed"

/* An option of a feed's config, as the list gives it: its value is not checked. */
struct listed_option {
    const char *name;
    const char *value;
};

struct listed_feed {
    unsigned line;
    const char *url;   /* as written but for blanks; http or https, else not checked */
    const char *title; /* one line; NULL: none */
    const char *name;  /* that an export of ours gave it; NULL: none */
    const char *const *groups;
    size_t group_count;
    const char *user_agent; /* NULL: the general one */
    const struct listed_option *options;
    size_t option_count;
};

/* What of the list has no counterpart, or is wrong; one line. */
struct list_note {
    unsigned line; /* 0: of the whole */
    bool is_mistake;
    const char *text;
};

/* In the order of the list; a feed may be there several times. */
struct feed_list {
    const struct listed_feed *feeds;
    size_t feed_count;
    const struct list_note *notes;
    size_t note_count;
};

/* Reads OPML, or newsboat's `urls`; everything lives in `arena`. False: it is neither; `err` says
 * what it is instead, at which line. */
bool feed_list_read(struct feed_list *list, const void *bytes, size_t len, struct arena *arena,
                    struct error *err) MUST_CHECK;
