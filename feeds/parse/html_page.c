#include "feeds/parse/html_page.h"

#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "feeds/url.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#define HEAD_MAX ((size_t)256 * 1024) /* links to feeds stand in the head */
#define FEEDS_MAX 5

static bool has_word(const char *tag, size_t len, const char *word)
{
    size_t word_len = strlen(word);

    for (size_t i = 0; i + word_len <= len; i++) {
        if (strncasecmp(tag + i, word, word_len) == 0)
            return true;
    }
    return false;
}

static bool links_to_feed(const char *tag, size_t len)
{
    return has_word(tag, len, "alternate") &&
           (has_word(tag, len, "application/rss+xml") ||
            has_word(tag, len, "application/atom+xml") || has_word(tag, len, "feed+json"));
}

/* The value of the tag's href. */
static const char *href_of(struct arena *arena, const char *tag, size_t len)
{
    const char *end = tag + len;

    for (const char *at = tag; end - at > 6; at++) {
        if (strncasecmp(at, "href=", 5) != 0 || !isspace((unsigned char)at[-1]))
            continue;
        const char *value = at + 5;
        bool is_quoted = *value == '"' || *value == '\'';
        const char *behind =
            is_quoted ? memchr(value + 1, *value, (size_t)(end - value - 1)) : NULL;
        value += is_quoted;
        if (behind == NULL)
            for (behind = value; behind < end && !isspace((unsigned char)*behind); behind++)
                continue;
        return arena_string_of(arena, value, (size_t)(behind - value));
    }
    return NULL;
}

/* The next <link> that names a feed, from `*at` on; NULL: none. `*at` is put behind it. */
static const char *next_feed(struct arena *arena, const char **at, const char *end,
                             const char *base)
{
    const char *tag;

    while (*at < end && (tag = memchr(*at, '<', (size_t)(end - *at))) != NULL) {
        const char *close = memchr(tag, '>', (size_t)(end - tag));
        if (close == NULL)
            return NULL;
        size_t len = (size_t)(close - tag);
        *at = tag + 1;
        if (strncasecmp(tag, "<link", 5) != 0 || !links_to_feed(tag, len))
            continue;
        const char *url = url_join(arena, base, href_of(arena, tag, len));
        if (url != NULL)
            return url;
    }
    return NULL;
}

const char *html_page_feeds(struct arena *arena, const char *html, size_t len, const char *base)
{
    const char *end = html + (len < HEAD_MAX ? len : HEAD_MAX);
    const char *at = html, *url;
    struct buffer list;
    int found = 0;

    buffer_init(&list, 800); /* what one line of an error has room for */
    while (found < FEEDS_MAX && (url = next_feed(arena, &at, end, base)) != NULL)
        found += buffer_append_format(&list, "%s%s", found > 0 ? ", " : "", url);
    const char *feeds = found > 0 ? arena_string(arena, list.data) : NULL;
    buffer_free(&list);
    return feeds;
}
