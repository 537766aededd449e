/* url_parts.h: a URL cleaned and taken apart; for url*.c only. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct arena;

struct url_slice {
    const char *text; /* NULL: the part is absent, which is not the same as empty */
    size_t len;
};

/* RFC 3986 section 3: scheme://authority/path?query#fragment */
struct url_parts {
    struct url_slice scheme;
    struct url_slice authority;
    struct url_slice path;
    struct url_slice query;
    struct url_slice fragment;
};

static inline bool url_is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool url_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline char url_to_lower(char c)
{
    if (c >= 'A' && c <= 'Z')
        c |= 0x20;
    return c;
}

static inline struct url_slice url_slice_of(const char *text)
{
    return (struct url_slice){.text = text, .len = strlen(text)};
}

bool url_is_slash(char c); /* a backslash is one */
bool url_slice_is(struct url_slice slice, const char *lower_case);
bool url_is_web(struct url_slice scheme); /* http or https */

/* Without what a URL is wrapped in: white space, control characters, marks that are not seen, a
 * pair of quotes. */
struct url_slice url_trim(struct url_slice slice);

/* Without white space, control characters and marks that are not seen at the end alone. */
struct url_slice url_trim_end(struct url_slice slice);

/* Also without controls and folds inside; blanks become %20 (WHATWG URL section 4.4). */
struct url_slice url_clean(struct arena *arena, const char *text);

struct url_slice url_take(struct url_slice *rest, size_t len);
size_t url_length_until(struct url_slice slice, const char *stops);
size_t url_count_slashes(struct url_slice slice, bool is_backslash_one);

/* Where there is no scheme, that of a base of the web makes a backslash a slash. */
struct url_parts url_split(struct url_slice rest, bool is_base_web);

/* The authority without user, password and port. */
struct url_slice url_host_of(const struct url_parts *parts);
