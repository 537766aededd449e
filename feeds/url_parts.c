#include "feeds/url_parts.h"

#include "config/base/arena.h"

#include <string.h>
#include <strings.h>

bool url_is_slash(char c)
{
    return c == '/' || c == '\\';
}

bool url_slice_is(struct url_slice slice, const char *lower_case)
{
    return slice.text != NULL && slice.len == strlen(lower_case) &&
           strncasecmp(slice.text, lower_case, slice.len) == 0;
}

bool url_is_web(struct url_slice scheme)
{
    return url_slice_is(scheme, "http") || url_slice_is(scheme, "https");
}

/* Cleaning, as browsers do (WHATWG URL section 4.4, steps 1 to 3, and for all controls) */

static bool is_blank_before(const char *at)
{
    return (unsigned char)at[0] <= ' ' || at[0] == 0x7F;
}

/* Beside white space and controls: what is pasted with a URL and not seen. */
static const char *const wrappings[] = {
    "\xC2\xA0",     /* no-break space */
    "\xE2\x80\x8B", /* zero width space */
    "\xE2\x80\x8E", /* left-to-right mark */
    "\xE2\x80\x8F", /* right-to-left mark */
    "\xEF\xBB\xBF", /* byte order mark */
};

/* The length of what wraps the URL at its begin or its end; 0: nothing does. */
static size_t wrapping_at(struct url_slice url, bool is_at_end)
{
    if (url.len > 0 && is_blank_before(is_at_end ? url.text + url.len - 1 : url.text))
        return 1;
    for (size_t i = 0; i < sizeof(wrappings) / sizeof(wrappings[0]); i++) {
        size_t len = strlen(wrappings[i]);
        if (url.len >= len &&
            memcmp(is_at_end ? url.text + url.len - len : url.text, wrappings[i], len) == 0)
            return len;
    }
    return 0;
}

struct url_slice url_trim_end(struct url_slice slice)
{
    size_t len;

    while ((len = wrapping_at(slice, true)) > 0)
        slice.len -= len;
    return slice;
}

static struct url_slice unwrap(struct url_slice slice)
{
    size_t len;

    while ((len = wrapping_at(slice, false)) > 0)
        url_take(&slice, len);
    return url_trim_end(slice);
}

struct url_slice url_trim(struct url_slice slice)
{
    slice = unwrap(slice);
    bool is_quoted = slice.len > 1 && slice.text[0] == '"' && slice.text[slice.len - 1] == '"';

    return is_quoted ? unwrap((struct url_slice){.text = slice.text + 1, .len = slice.len - 2})
                     : slice;
}

/* Blanks become %20, but those round a line break are where a URL was folded. */
static size_t write_blanks(char *out, const char *blanks, size_t len)
{
    size_t written = 0;

    if (memchr(blanks, '\n', len) != NULL)
        return 0;
    for (size_t i = 0; i < len; i++) {
        if (blanks[i] == ' ') {
            for (const char *escape = "%20"; *escape != '\0'; escape++)
                out[written++] = *escape;
        }
    }
    return written;
}

/* Controls inside are dropped. */
struct url_slice url_clean(struct arena *arena, const char *text)
{
    struct url_slice raw = url_trim(url_slice_of(text));
    char *out = arena_alloc(arena, raw.len * 3 + 1);
    size_t len = 0;

    for (size_t i = 0; i < raw.len; i++) {
        size_t blanks = strspn(raw.text + i, " \t\r\n");
        if (blanks > 0) {
            len += write_blanks(out + len, raw.text + i, blanks);
            i += blanks - 1;
        } else if (!is_blank_before(raw.text + i)) {
            out[len++] = raw.text[i];
        }
    }
    /* What was dropped may have parted a no-break space. */
    return url_trim((struct url_slice){.text = out, .len = len});
}

/* Taking apart */

struct url_slice url_take(struct url_slice *rest, size_t len)
{
    struct url_slice taken = {.text = rest->text, .len = len};

    rest->text += len;
    rest->len -= len;
    return taken;
}

/* A handful of stops: no call for each byte. */
static bool is_stop(char c, const char *stops)
{
    while (*stops != '\0' && *stops != c)
        stops++;
    return *stops != '\0';
}

size_t url_length_until(struct url_slice slice, const char *stops)
{
    size_t len = 0;

    while (len < slice.len && !is_stop(slice.text[len], stops))
        len++;
    return len;
}

static size_t scheme_length(struct url_slice url)
{
    size_t len = 0;

    if (url.len == 0 || !url_is_alpha(url.text[0]))
        return 0;
    while (len < url.len && (url_is_alpha(url.text[len]) || url_is_digit(url.text[len]) ||
                             strchr("+-.", url.text[len]) != NULL))
        len++;
    return len < url.len && url.text[len] == ':' ? len : 0;
}

size_t url_count_slashes(struct url_slice slice, bool is_backslash_one)
{
    size_t count = 0;

    while (count < slice.len &&
           (slice.text[count] == '/' || (is_backslash_one && slice.text[count] == '\\')))
        count++;
    return count;
}

/* Of http and https a backslash is a slash, and any number of slashes from two on opens the
 * authority (WHATWG URL section 4.4, "special authority ignore slashes state"). */
struct url_parts url_split(struct url_slice rest, bool is_base_web)
{
    struct url_parts parts = {0};
    size_t len = scheme_length(rest);

    if (len > 0) {
        parts.scheme = url_take(&rest, len);
        url_take(&rest, 1);
    }
    bool is_like_web = len > 0 ? url_is_web(parts.scheme) : is_base_web;
    size_t slashes = url_count_slashes(rest, is_like_web);
    if (slashes >= 2) {
        url_take(&rest, is_like_web ? slashes : 2);
        parts.authority = url_take(&rest, url_length_until(rest, is_like_web ? "/\\?#" : "/?#"));
    }
    parts.path = url_take(&rest, url_length_until(rest, "?#"));
    if (rest.len > 0 && rest.text[0] == '?') {
        url_take(&rest, 1);
        parts.query = url_take(&rest, url_length_until(rest, "#"));
    }
    if (rest.len > 0) {
        url_take(&rest, 1);
        parts.fragment = rest;
    }
    return parts;
}

/* User, password and port cut off. */
struct url_slice url_host_of(const struct url_parts *parts)
{
    struct url_slice host = parts->authority;
    size_t len = host.len;

    for (size_t i = 0; i < len; i++) {
        if (parts->authority.text[i] == '@')
            host = (struct url_slice){.text = parts->authority.text + i + 1, .len = len - i - 1};
    }
    if (host.len > 0 && host.text[0] == '[')
        host.len = url_length_until(host, "]") < host.len ? url_length_until(host, "]") + 1 : 0;
    else
        host.len = url_length_until(host, ":");
    return host;
}
