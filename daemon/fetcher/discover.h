/* discover.h: the feeds of a web page: those that it links to, or, when it names none, those at
 * common paths of its site. A site is asked five times at most, redirects and all. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct arena;
struct event_base;
struct fetch_client;

#define DISCOVER_REQUESTS_MAX 5

enum discovered_by {
    DISCOVERED_ITSELF,   /* the page is a feed */
    DISCOVERED_DECLARED, /* the page says that it is its feed */
    DISCOVERED_LISTED,   /* the page links to it */
    DISCOVERED_PATH,     /* nobody named it */
};

/* A candidate that was asked, or that was not, because no request was left. */
struct discovered {
    const char *url;
    enum discovered_by by;
    enum discovered_state {
        DISCOVERED_FEED,
        DISCOVERED_NO_FEED,
        DISCOVERED_UNASKED,
    } state;
    const char *why;   /* of DISCOVERED_NO_FEED: why it is none; else NULL */
    const char *title; /* its own, else the link's; NULL: none */
    const char *format;
    size_t item_count;
    const int64_t *published; /* of its items, those that say it */
    size_t published_count;
};

struct discovery {
    const struct discovered *list; /* the most promising first */
    size_t count;
    unsigned requests;
    const char *why; /* the page could not be had; NULL: it could */
};

/* Works in an event loop of its own, until it is done. `client` is of `base`. What it finds lives
 * in `arena`. */
struct discovery discover(struct event_base *base, struct fetch_client *client, const char *url,
                          int64_t timeout_ms, struct arena *arena);
