/* item.h: one entry of a feed document, as every stage from parser to store sees it. */
#pragma once

#include "config/base/rfc3339.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* Bounds that every stage keeps (bytes). What is over is cut on a character and marked with "…". */
#define ITEM_TITLE_MAX 1024
#define ITEM_URL_MAX 4096
#define ITEM_NAME_MAX 256
#define ITEM_TEXT_MAX ((size_t)512 * 1024)
#define ITEM_AUTHORS_MAX 64
#define ITEM_TAGS_MAX 256
#define ITEM_ATTACHMENTS_MAX 64

enum markup {
    MARKUP_NONE, /* no text at all: str is NULL */
    MARKUP_PLAIN,
    MARKUP_HTML,
    MARKUP_MARKED, /* plain text, furniture marked: feeds/text/marked.h */
};

/* NUL-terminated UTF-8. */
struct text {
    const char *str;
    enum markup markup;
};

struct person {
    const char *name;
    const char *url;
    const char *email;
};

struct attachment {
    const char *url;
    const char *mime_type;
    const char *title;
    int64_t size_in_bytes;       /* 0: not said */
    int64_t duration_in_seconds; /* 0: not said */
};

/* An absent string is NULL, an absent time NO_TIME, an absent list empty. Strings live in the arena
 * of the unit of work that made the item. feeds/parse gives title, summary and content as published
 * (PLAIN or HTML); item_read_texts() in feeds/text turns the title into PLAIN and the others into
 * MARKED, and so they stay. */
struct item {
    const char *id; /* as published: never resolved, never changed */
    const char *url;
    bool shares_link; /* with all items of its document: it does not tell which one it is */
    const char *external_url;
    const char *image;
    struct text title;
    struct text summary; /* the shorter of two kinds of body; an only body is the content */
    struct text content;
    const struct person *authors;
    size_t author_count;
    const char *const *tags;
    size_t tag_count;
    const struct attachment *attachments;
    size_t attachment_count;
    int64_t published;
    int64_t updated;
    const char *language; /* of the item, else of the feed */
    const char *base;     /* what relative URLs in its HTML are resolved against */
};

#define ITEM_EMPTY ((struct item){.published = NO_TIME, .updated = NO_TIME})

/* The 64-bit hash of a revision: XXH3 over id, link, title and text (DESIGN: not the dates). Of an
 * item whose texts have been read. */
uint64_t item_revision(const struct item *item);

/* The same over title, text and the canonical form of the link, without the id: equal for an entry
 * that comes again under another one, or with other tracking parameters. */
uint64_t item_content_hash(const struct item *item, struct arena *arena);

/* What makes two entries of one feed the same item: its id, else its URL if that is not the one of
 * all items, else a hash of its title and text ("text:HEX"). NUL-terminated, in `arena` or the
 * item's own. An entry of the feed's last document that comes again under another identity with the
 * same text stays that item (daemon/core/pipeline_place.c): ids made anew each day, or links that
 * count their readers, alert nobody. */
const char *item_identity(const struct item *item, struct arena *arena);
