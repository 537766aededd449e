/* html_page.h: an HTML page in place of a feed, and the feeds that it links to. */
#pragma once

#include <stddef.h>

struct arena;
struct parse_input;

#define PAGE_LINKS_MAX 64

enum page_link_kind {
    PAGE_LINK_DECLARED, /* as what it is: <link rel="alternate" type="application/rss+xml"> */
    PAGE_LINK_LISTED,   /* <a> whose URL looks like that of a feed */
};

struct page_link {
    const char *url;
    const char *title; /* NULL: none */
    enum page_link_kind kind;
};

/* The links to feeds, the most promising first: declared ones, then those of the page's own host;
 * feeds of comments after all others of their kind. Each URL once; without a base, and a <base> of
 * the page, relative ones stay as they are. Returns their number. */
size_t html_page_links(struct arena *arena, const char *html, size_t len, const char *base,
                       struct page_link links[PAGE_LINKS_MAX]);

/* The same of a document that parse_document() took for no feed. */
size_t html_page_links_of(const struct parse_input *input, struct arena *arena,
                          struct page_link links[PAGE_LINKS_MAX]);

/* The URLs of the feeds that the page declares, parted by ", "; NULL when there are none. */
const char *html_page_feeds(struct arena *arena, const char *html, size_t len, const char *base);
