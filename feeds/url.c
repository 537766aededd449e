#include "feeds/url.h"

#include "config/base/arena.h"
#include "feeds/item.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct slice {
    const char *text; /* NULL: the part is absent, which is not the same as empty */
    size_t len;
};

/* RFC 3986 section 3: scheme://authority/path?query#fragment */
struct parts {
    struct slice scheme;
    struct slice authority;
    struct slice path;
    struct slice query;
    struct slice fragment;
};

static bool is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char to_lower(char c)
{
    if (c >= 'A' && c <= 'Z')
        c |= 0x20;
    return c;
}

static bool is_slash(char c)
{
    return c == '/' || c == '\\';
}

static bool slice_is(struct slice slice, const char *lower_case)
{
    return slice.text != NULL && slice.len == strlen(lower_case) &&
           strncasecmp(slice.text, lower_case, slice.len) == 0;
}

static bool is_web(struct slice scheme)
{
    return slice_is(scheme, "http") || slice_is(scheme, "https");
}

/* Cleaning, as browsers do (WHATWG URL section 4.4, steps 1 to 3, and for all controls) */

static bool is_blank_before(const char *at)
{
    return (unsigned char)at[0] <= ' ' || at[0] == 0x7F;
}

/* Without white space and control characters around, no-break spaces too. */
static struct slice trim(const char *text)
{
    static const char no_break_space[] = "\xC2\xA0";
    struct slice slice = {.text = text, .len = strlen(text)};
    bool is_trimmed = false;

    while (!is_trimmed) {
        size_t len = slice.len;
        if (len > 0 && is_blank_before(slice.text))
            slice = (struct slice){.text = slice.text + 1, .len = len - 1};
        else if (len > 0 && is_blank_before(slice.text + len - 1))
            slice.len--;
        else if (len > 1 && memcmp(slice.text, no_break_space, 2) == 0)
            slice = (struct slice){.text = slice.text + 2, .len = len - 2};
        else if (len > 1 && memcmp(slice.text + len - 2, no_break_space, 2) == 0)
            slice.len -= 2;
        else
            is_trimmed = true;
    }
    return slice;
}

/* Controls inside are dropped, blanks become %20. */
static struct slice clean(struct arena *arena, const char *text)
{
    struct slice raw = trim(text);
    char *out = arena_alloc(arena, raw.len * 3 + 1);
    size_t len = 0;

    for (size_t i = 0; i < raw.len; i++) {
        if (raw.text[i] == ' ') {
            for (const char *escape = "%20"; *escape != '\0'; escape++)
                out[len++] = *escape;
        } else if (!is_blank_before(raw.text + i)) {
            out[len++] = raw.text[i];
        }
    }
    return (struct slice){.text = out, .len = len};
}

/* Taking apart */

static struct slice take(struct slice *rest, size_t len)
{
    struct slice taken = {.text = rest->text, .len = len};

    rest->text += len;
    rest->len -= len;
    return taken;
}

static size_t length_until(struct slice slice, const char *stops)
{
    size_t len = 0;

    while (len < slice.len && strchr(stops, slice.text[len]) == NULL)
        len++;
    return len;
}

static size_t scheme_length(struct slice url)
{
    size_t len = 0;

    if (url.len == 0 || !is_alpha(url.text[0]))
        return 0;
    while (len < url.len && (is_alpha(url.text[len]) || is_digit(url.text[len]) ||
                             strchr("+-.", url.text[len]) != NULL))
        len++;
    return len < url.len && url.text[len] == ':' ? len : 0;
}

static size_t count_slashes(struct slice slice, bool is_backslash_one)
{
    size_t count = 0;

    while (count < slice.len &&
           (slice.text[count] == '/' || (is_backslash_one && slice.text[count] == '\\')))
        count++;
    return count;
}

/* Of http and https a backslash is a slash, and any number of slashes from two on opens the
 * authority (WHATWG URL section 4.4, "special authority ignore slashes state"). */
static struct parts split(struct slice rest, bool is_base_web)
{
    struct parts parts = {0};
    size_t len = scheme_length(rest);

    if (len > 0) {
        parts.scheme = take(&rest, len);
        take(&rest, 1);
    }
    bool is_like_web = len > 0 ? is_web(parts.scheme) : is_base_web;
    size_t slashes = count_slashes(rest, is_like_web);
    if (slashes >= 2) {
        take(&rest, is_like_web ? slashes : 2);
        parts.authority = take(&rest, length_until(rest, is_like_web ? "/\\?#" : "/?#"));
    }
    parts.path = take(&rest, length_until(rest, "?#"));
    if (rest.len > 0 && rest.text[0] == '?') {
        take(&rest, 1);
        parts.query = take(&rest, length_until(rest, "#"));
    }
    if (rest.len > 0) {
        take(&rest, 1);
        parts.fragment = rest;
    }
    return parts;
}

/* Putting together (RFC 3986 section 5.2) */

static void append(char *out, size_t *len, struct slice slice)
{
    if (slice.len > 0)
        memcpy(out + *len, slice.text, slice.len);
    *len += slice.len;
}

/* Section 5.2.3. */
static struct slice merge_paths(struct arena *arena, const struct parts *base, struct slice path)
{
    bool is_base_bare = base->authority.text != NULL && base->path.len == 0;
    size_t kept = base->path.len, len = 0;
    char *out = arena_alloc(arena, base->path.len + path.len + 2);

    while (kept > 0 && !is_slash(base->path.text[kept - 1]))
        kept--;
    if (is_base_bare)
        out[len++] = '/';
    append(out, &len, (struct slice){.text = base->path.text, .len = kept});
    append(out, &len, path);
    return (struct slice){.text = out, .len = len};
}

/* Section 5.2.4, for a path that begins with a slash. */
static struct slice remove_dots(struct arena *arena, struct slice path, bool is_like_web)
{
    char *out = arena_alloc(arena, path.len + 2);
    size_t len = 0;

    while (path.len > 0) {
        take(&path, 1); /* the slash */
        struct slice segment = take(&path, length_until(path, is_like_web ? "/\\" : "/"));
        bool is_up = slice_is(segment, ".."), is_dot = is_up || slice_is(segment, ".");
        while (is_up && len > 0 && out[--len] != '/')
            ;
        if (is_dot && path.len > 0)
            continue;
        out[len++] = '/';
        if (!is_dot)
            append(out, &len, segment);
    }
    return (struct slice){.text = out, .len = len};
}

/* Section 5.2.2. A scheme that is the base's and no slashes behind it: the form "http:page" is
 * relative (section 5.4.2, and browsers). */
static struct parts resolve(struct arena *arena, const struct parts *base, struct parts reference)
{
    struct parts target = reference;

    if (reference.authority.text != NULL) {
        target.scheme = reference.scheme.text != NULL ? reference.scheme : base->scheme;
    } else {
        target.scheme = base->scheme;
        target.authority = base->authority;
        if (reference.path.len == 0) {
            target.path = base->path;
            if (reference.query.text == NULL)
                target.query = base->query;
        } else if (!is_slash(reference.path.text[0])) {
            target.path = merge_paths(arena, base, reference.path);
        }
    }
    return target;
}

static const char *write_url(struct arena *arena, struct parts parts)
{
    bool is_like_web = is_web(parts.scheme);
    bool is_rooted = parts.path.len > 0 &&
                     (parts.path.text[0] == '/' || (is_like_web && is_slash(parts.path.text[0])));
    size_t len = 0;

    if (is_rooted)
        parts.path = remove_dots(arena, parts.path, is_like_web);
    char *out = arena_alloc(arena, parts.scheme.len + parts.authority.len + parts.path.len +
                                       parts.query.len + parts.fragment.len + 6);
    if (parts.scheme.text != NULL) {
        append(out, &len, parts.scheme);
        out[len++] = ':';
    }
    for (size_t i = 0; i < len; i++)
        out[i] = to_lower(out[i]);
    if (parts.authority.text != NULL) {
        append(out, &len, (struct slice){.text = "//", .len = 2});
        append(out, &len, parts.authority);
    }
    append(out, &len, parts.path);
    if (parts.query.text != NULL) {
        out[len++] = '?';
        append(out, &len, parts.query);
    }
    if (parts.fragment.text != NULL) {
        out[len++] = '#';
        append(out, &len, parts.fragment);
    }
    return out;
}

/* http:/host and http:host without a base are what browsers make of them: http://host. */
static void find_authority(struct parts *parts)
{
    struct slice rest = parts->path;

    take(&rest, count_slashes(rest, true));
    parts->authority = take(&rest, length_until(rest, "/\\"));
    parts->path = rest;
}

const char *url_join_any(struct arena *arena, const char *base, const char *reference)
{
    if (reference == NULL)
        return NULL;
    struct slice cleaned_base = clean(arena, base == NULL ? "" : base);
    struct parts from = split(cleaned_base, false);
    bool has_base = from.scheme.text != NULL && (!is_web(from.scheme) || from.authority.len > 0);
    struct slice cleaned = clean(arena, reference);
    struct parts parts = split(cleaned, has_base && is_web(from.scheme));
    bool is_own_scheme = parts.scheme.text != NULL;

    if (is_own_scheme && !is_web(parts.scheme)) {
        struct slice raw = trim(reference);
        return arena_string_of(arena, raw.text, raw.len);
    }
    if (!has_base && !is_own_scheme)
        return arena_string_of(arena, cleaned.text, cleaned.len);
    bool is_same_scheme = is_own_scheme && has_base && parts.scheme.len == from.scheme.len &&
                          strncasecmp(parts.scheme.text, from.scheme.text, from.scheme.len) == 0;
    if (!is_own_scheme || (is_same_scheme && parts.authority.text == NULL))
        parts = resolve(arena, &from, parts);
    else if (parts.authority.text == NULL)
        find_authority(&parts);
    return write_url(arena, parts);
}

/* User, password and port cut off. */
static struct slice host_of(const struct parts *parts)
{
    struct slice host = parts->authority;
    size_t len = host.len;

    for (size_t i = 0; i < len; i++) {
        if (parts->authority.text[i] == '@')
            host = (struct slice){.text = parts->authority.text + i + 1, .len = len - i - 1};
    }
    if (host.len > 0 && host.text[0] == '[')
        host.len = length_until(host, "]") + 1 <= host.len ? length_until(host, "]") + 1 : host.len;
    else
        host.len = length_until(host, ":");
    return host;
}

static bool is_web_page(const struct parts *parts)
{
    struct slice host = host_of(parts);

    return is_web(parts->scheme) && host.len > 0 && memchr(host.text, '%', host.len) == NULL;
}

const char *url_join(struct arena *arena, const char *base, const char *reference)
{
    const char *url = url_join_any(arena, base, reference);

    if (url == NULL || strlen(url) > ITEM_URL_MAX)
        return NULL;
    struct parts parts = split((struct slice){.text = url, .len = strlen(url)}, false);
    return is_web_page(&parts) ? url : NULL;
}

static char *lower_copy(struct arena *arena, struct slice slice)
{
    char *copy = arena_string_of(arena, slice.text, slice.len);

    for (char *at = copy; *at != '\0'; at++)
        *at = to_lower(*at);
    return copy;
}

const char *url_host(struct arena *arena, const char *url)
{
    const char *whole = url_join(arena, NULL, url);

    if (whole == NULL)
        return NULL;
    struct parts parts = split((struct slice){.text = whole, .len = strlen(whole)}, false);
    return lower_copy(arena, host_of(&parts));
}

/* The canonical form */

/* Parameters that say where a reader came from, not what the page is. A name ending in '_' is any
 * name that begins so. */
static const char *const tracking[] = {
    "at_",     "utm_",  "ns_",     "mc_",     "pk_",      "mtm_",       "hsa_",    "fbclid",
    "gclid",   "dclid", "gbraid",  "wbraid",  "msclkid",  "yclid",      "twclid",  "igshid",
    "_hsenc",  "_hsmi", "mkt_tok", "cmp",     "cmpid",    "ref",        "ref_src", "referrer",
    "referer", "rss",   "xtor",    "ocid",    "wt.mc_id", "smid",       "ito",     "ftag",
    "partner", "_ga",   "_gl",     "soc_src", "soc_trk",  "guccounter",
};

static bool is_tracking(struct slice parameter)
{
    struct slice name = {.text = parameter.text, .len = length_until(parameter, "=")};

    for (size_t i = 0; i < sizeof(tracking) / sizeof(tracking[0]); i++) {
        size_t len = strlen(tracking[i]);
        bool is_prefix = tracking[i][len - 1] == '_' && name.len > len;
        if ((is_prefix || name.len == len) && strncasecmp(name.text, tracking[i], len) == 0)
            return true;
    }
    return false;
}

static int compare_slices(const void *left, const void *right)
{
    const struct slice *a = left, *b = right;
    size_t len = a->len < b->len ? a->len : b->len;
    int order = memcmp(a->text, b->text, len);

    if (order != 0)
        return order;
    return (a->len > b->len) - (a->len < b->len);
}

/* The parameters that stay, sorted. */
static size_t read_parameters(struct slice query, struct slice *list)
{
    size_t count = 0;

    while (query.len > 0) {
        struct slice parameter = take(&query, length_until(query, "&"));
        if (query.len > 0)
            take(&query, 1);
        if (parameter.len > 0 && !is_tracking(parameter))
            list[count++] = parameter;
    }
    qsort(list, count, sizeof(*list), compare_slices);
    return count;
}

static int hex_value(char c)
{
    if (is_digit(c))
        return c - '0';
    c = to_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool is_unreserved(int c)
{
    return c < 0x80 && (is_alpha((char)c) || is_digit((char)c) || strchr("-._~", c) != NULL);
}

/* RFC 3986 section 6.2.2: one spelling of each byte, %XX with capitals where it is needed. */
static void append_normal(char *out, size_t *len, struct slice slice)
{
    static const char hex[] = "0123456789ABCDEF";

    for (size_t i = 0; i < slice.len; i++) {
        unsigned char byte = (unsigned char)slice.text[i];
        int high = i + 2 < slice.len ? hex_value(slice.text[i + 1]) : -1;
        int low = i + 2 < slice.len ? hex_value(slice.text[i + 2]) : -1;
        bool is_escape = byte == '%' && high >= 0 && low >= 0;
        if (is_escape) {
            byte = (unsigned char)(high * 16 + low);
            i += 2;
        }
        if (byte >= 0x80 || (is_escape && !is_unreserved(byte))) {
            out[(*len)++] = '%';
            out[(*len)++] = hex[byte >> 4];
            out[(*len)++] = hex[byte & 15];
        } else {
            out[(*len)++] = (char)byte;
        }
    }
}

static void append_host(char *out, size_t *len, const struct parts *parts)
{
    struct slice host = host_of(parts);
    const char *port = host.text + host.len;
    size_t port_len = (size_t)(parts->authority.text + parts->authority.len - port);
    struct slice colon = {.text = port, .len = port_len};
    bool is_default = port_len <= 1 || slice_is(colon, ":80") || slice_is(colon, ":443");

    if (host.len > 4 && strncasecmp(host.text, "www.", 4) == 0)
        take(&host, 4);
    for (size_t i = 0; i < host.len; i++)
        out[(*len)++] = to_lower(host.text[i]);
    if (!is_default)
        append(out, len, colon);
}

const char *url_canonical(struct arena *arena, const char *url)
{
    const char *whole = url_join(arena, NULL, url);

    if (whole == NULL)
        return NULL;
    size_t size = strlen(whole) + 1, len = 0;
    struct parts parts = split((struct slice){.text = whole, .len = size - 1}, false);
    struct slice *parameters = arena_array(arena, parts.query.len / 2 + 1, sizeof(*parameters));
    size_t count = read_parameters(parts.query, parameters);
    char *out = arena_alloc(arena, size * 3);

    append_host(out, &len, &parts);
    append_normal(out, &len, parts.path);
    while (len > 0 && out[len - 1] == '/')
        len--;
    for (size_t i = 0; i < count; i++) {
        out[len++] = i == 0 ? '?' : '&';
        append_normal(out, &len, parameters[i]);
    }
    out[len] = '\0';
    return out;
}
