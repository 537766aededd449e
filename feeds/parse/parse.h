/* parse.h: from the bytes of a feed document to its items. */
#pragma once

#include "feeds/item.h"

#include <stdbool.h>

struct arena;
struct error;

struct parse_input {
    const void *bytes;
    size_t len;
    const char *url;              /* of the document, after redirects; NULL: not known */
    const char *content_type;     /* HTTP header, NULL: none */
    const char *content_location; /* HTTP header, NULL: none */
    bool is_cut;                  /* the transfer broke off: only items that are complete count */
};

#define PARSE_ITEMS_MAX 10000
#define PARSE_WARNINGS_MAX 20

enum parse_outcome {
    PARSE_FEED,
    PARSE_NOT_A_FEED, /* `err` says in one line what it is instead; an HTML page's feeds are named
                       */
};

/* What a document says of itself. Everything lives in the arena handed to parse_document(). */
struct document {
    const char *format; /* "rss-2.0", "atom-1.0", "rss-1.0", "json-1.1", "cdf" … */
    const char *encoding;
    struct text title;
    struct text description;
    struct text copyright;
    const char *home_page_url;
    const char *feed_url;
    const char *next_url;         /* rel="next" (RFC 5005 section 3) */
    const char *prev_archive_url; /* rel="prev-archive" (RFC 5005 section 4) */
    const char *icon;
    const char *favicon;
    const char *language;
    const char *generator;
    const struct person *authors;
    size_t author_count;
    const char *const *tags; /* of its items, if none of them has one */
    size_t tag_count;
    int64_t published;
    int64_t updated;
    int32_t ttl;           /* minutes; 0: not said */
    uint32_t skip_hours;   /* bit h: hour h GMT */
    uint32_t skip_days;    /* bit d: day d, Sunday 0 */
    int32_t update_period; /* seconds between updates as sy: says; 0: not said */
    const struct item *items;
    size_t item_count;
    /* By item: the content as plain text where JSON Feed gives it beside the HTML. NULL: by none.
     */
    const char *const *plain_contents;
    const char *const *warnings; /* what was wrong and how it was read, one sentence each */
    size_t warning_count;
};

/* Reads a whole document. Never blocks, opens nothing. `err` is set when the outcome is not
 * PARSE_FEED. */
enum parse_outcome parse_document(const struct parse_input *input, struct arena *arena,
                                  struct document *document, struct error *err);
