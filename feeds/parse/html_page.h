/* html_page.h: an HTML page that was taken for a feed. */
#pragma once

#include <stddef.h>

struct arena;

/* The URLs of the feeds that the page links to, parted by ", "; NULL when there are none. */
const char *html_page_feeds(struct arena *arena, const char *html, size_t len, const char *base);
