#include "feeds/url.h"

#include "config/base/arena.h"
#include "feeds/item.h"
#include "feeds/url_parts.h"

#include <string.h>
#include <strings.h>

/* Putting together (RFC 3986 section 5.2) */

static void append(char *out, size_t *len, struct url_slice slice)
{
    if (slice.len > 0)
        memcpy(out + *len, slice.text, slice.len);
    *len += slice.len;
}

/* Section 5.2.3. */
static struct url_slice merge_paths(struct arena *arena, const struct url_parts *base,
                                    struct url_slice path)
{
    bool is_base_bare = base->authority.text != NULL && base->path.len == 0;
    size_t kept = base->path.len, len = 0;
    char *out = arena_alloc(arena, base->path.len + path.len + 2);

    while (kept > 0 && !url_is_slash(base->path.text[kept - 1]))
        kept--;
    if (is_base_bare)
        out[len++] = '/';
    append(out, &len, (struct url_slice){.text = base->path.text, .len = kept});
    append(out, &len, path);
    return (struct url_slice){.text = out, .len = len};
}

/* Section 5.2.4, for a path that begins with a slash. */
static struct url_slice remove_dots(struct arena *arena, struct url_slice path, bool is_like_web)
{
    char *out = arena_alloc(arena, path.len + 2);
    size_t len = 0;

    while (path.len > 0) {
        url_take(&path, 1); /* the slash */
        struct url_slice segment =
            url_take(&path, url_length_until(path, is_like_web ? "/\\" : "/"));
        bool is_up = url_slice_is(segment, ".."), is_dot = is_up || url_slice_is(segment, ".");
        while (is_up && len > 0 && out[--len] != '/')
            ;
        if (is_dot && path.len > 0)
            continue;
        out[len++] = '/';
        if (!is_dot)
            append(out, &len, segment);
    }
    return (struct url_slice){.text = out, .len = len};
}

/* Section 5.2.2. A scheme that is the base's and no slashes behind it: the form "http:page" is
 * relative (section 5.4.2, and browsers). */
static struct url_parts resolve(struct arena *arena, const struct url_parts *base,
                                struct url_parts reference)
{
    struct url_parts target = reference;

    if (reference.authority.text != NULL) {
        target.scheme = reference.scheme.text != NULL ? reference.scheme : base->scheme;
    } else {
        target.scheme = base->scheme;
        target.authority = base->authority;
        if (reference.path.len == 0) {
            target.path = base->path;
            if (reference.query.text == NULL)
                target.query = base->query;
        } else if (!url_is_slash(reference.path.text[0])) {
            target.path = merge_paths(arena, base, reference.path);
        }
    }
    return target;
}

static const char *write_url(struct arena *arena, struct url_parts parts)
{
    bool is_like_web = url_is_web(parts.scheme);
    bool is_rooted = parts.path.len > 0 && (parts.path.text[0] == '/' ||
                                            (is_like_web && url_is_slash(parts.path.text[0])));
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
        out[i] = url_to_lower(out[i]);
    if (parts.authority.text != NULL) {
        append(out, &len, (struct url_slice){.text = "//", .len = 2});
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
    out[len] = '\0';
    return out;
}

/* http:/host and http:host without a base are what browsers make of them: http://host. */
static void find_authority(struct url_parts *parts)
{
    struct url_slice rest = parts->path;

    url_take(&rest, url_count_slashes(rest, true));
    parts->authority = url_take(&rest, url_length_until(rest, "/\\"));
    parts->path = rest;
}

/* Is it an absolute URL of the web that would come out as it stands? Most are. */
static bool is_ready(const char *url, size_t *len)
{
    const char *host = strncmp(url, "https://", 8) == 0 ? url + 8 : url + 7;
    const char *at = host;

    if (host == url + 7 && strncmp(url, "http://", 7) != 0)
        return false;
    while (url_is_alpha(*at) || url_is_digit(*at) || *at == '.' || *at == '-')
        at++;
    bool is_host = at > host && (*at == '/' || *at == '\0');
    for (; is_host && *at > ' ' && *at != '\\' && *at < 0x7F; at++) {
        if (at[0] == '/' && at[1] == '.') /* a dot segment, it may be */
            return false;
    }
    *len = (size_t)(at - url);
    return is_host && *at == '\0';
}

/* Without its fragment: what stands before that ends the URL. One base serves many references: it
 * is clean already, as a rule. */
static struct url_slice clean_base(struct arena *arena, const char *base)
{
    struct url_slice slice = {.text = base};

    if (!is_ready(base, &slice.len))
        slice = url_clean(arena, base);
    slice.len = url_length_until(slice, "#");
    return url_trim(slice);
}

const char *url_join_any(struct arena *arena, const char *base, const char *reference)
{
    size_t len;

    if (reference == NULL)
        return NULL;
    if (is_ready(reference, &len))
        return arena_string_of(arena, reference, len);
    struct url_slice cleaned_base = clean_base(arena, base == NULL ? "" : base);
    struct url_parts from = url_split(cleaned_base, false);
    bool has_base =
        from.scheme.text != NULL && (!url_is_web(from.scheme) || from.authority.len > 0);
    struct url_slice cleaned = url_clean(arena, reference);
    struct url_parts parts = url_split(cleaned, has_base && url_is_web(from.scheme));
    bool is_own_scheme = parts.scheme.text != NULL;

    if (is_own_scheme && !url_is_web(parts.scheme)) {
        struct url_slice raw = url_trim(url_slice_of(reference));
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

static bool is_web_page(const struct url_parts *parts)
{
    struct url_slice host = url_host_of(parts);

    return url_is_web(parts->scheme) && url_trim_end(host).len > 0 &&
           memchr(host.text, '%', host.len) == NULL;
}

const char *url_join(struct arena *arena, const char *base, const char *reference)
{
    size_t len;

    if (reference != NULL && is_ready(reference, &len))
        return len <= ITEM_URL_MAX ? arena_string_of(arena, reference, len) : NULL;
    const char *url = url_join_any(arena, base, reference);
    if (url != NULL && strncmp(url, "//", 2) == 0)
        url = url_join_any(arena, NULL, arena_format(arena, "https:%s", url));
    if (url == NULL || strlen(url) > ITEM_URL_MAX)
        return NULL;
    struct url_parts parts = url_split(url_slice_of(url), false);
    return is_web_page(&parts) ? url : NULL;
}

static char *lower_copy(struct arena *arena, struct url_slice slice)
{
    char *copy = arena_string_of(arena, slice.text, slice.len);

    for (char *at = copy; *at != '\0'; at++)
        *at = url_to_lower(*at);
    return copy;
}

const char *url_host(struct arena *arena, const char *url)
{
    const char *whole = url_join(arena, NULL, url);

    if (whole == NULL)
        return NULL;
    struct url_parts parts = url_split(url_slice_of(whole), false);
    return lower_copy(arena, url_host_of(&parts));
}

const char *url_without_login(struct arena *arena, const char *text)
{
    const char *host = text == NULL ? NULL : strstr(text, "://");
    const char *end = host == NULL ? NULL : host + 3 + strcspn(host + 3, "/?#");
    const char *at = host == NULL ? NULL : memrchr(host + 3, '@', (size_t)(end - host - 3));

    if (at == NULL)
        return text;
    return arena_format(arena, "%.*s://***%s", (int)(host - text), text, at);
}
