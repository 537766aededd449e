#include "config/base/arena.h"
#include "feeds/url.h"
#include "feeds/url_parts.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

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

static bool is_tracking(struct url_slice parameter)
{
    struct url_slice name = {.text = parameter.text, .len = url_length_until(parameter, "=")};

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
    const struct url_slice *a = left, *b = right;
    size_t len = a->len < b->len ? a->len : b->len;
    int order = memcmp(a->text, b->text, len);

    if (order != 0)
        return order;
    return (a->len > b->len) - (a->len < b->len);
}

/* The parameters that stay, sorted. */
static size_t read_parameters(struct url_slice query, struct url_slice *list)
{
    size_t count = 0;

    while (query.len > 0) {
        struct url_slice parameter = url_take(&query, url_length_until(query, "&"));
        if (query.len > 0)
            url_take(&query, 1);
        if (parameter.len > 0 && !is_tracking(parameter))
            list[count++] = parameter;
    }
    qsort(list, count, sizeof(*list), compare_slices);
    return count;
}

static int hex_value(char c)
{
    if (url_is_digit(c))
        return c - '0';
    c = url_to_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool is_unreserved(int c)
{
    return c < 0x80 &&
           (url_is_alpha((char)c) || url_is_digit((char)c) || strchr("-._~", c) != NULL);
}

/* RFC 3986 section 6.2.2: one spelling of each byte, %XX with capitals where it is needed. */
static void append_normal(char *out, size_t *len, struct url_slice slice)
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

static void append_lower(char *out, size_t *len, struct url_slice slice)
{
    for (size_t i = 0; i < slice.len; i++)
        out[(*len)++] = url_to_lower(slice.text[i]);
}

static void append(char *out, size_t *len, struct url_slice slice)
{
    if (slice.len > 0)
        memcpy(out + *len, slice.text, slice.len);
    *len += slice.len;
}

/* ":8080" */
static struct url_slice port_of(const struct url_parts *parts, struct url_slice host)
{
    const char *port = host.text + host.len;
    size_t len = (size_t)(parts->authority.text + parts->authority.len - port);

    return (struct url_slice){.text = port, .len = len};
}

static void append_host(char *out, size_t *len, const struct url_parts *parts)
{
    struct url_slice host = url_host_of(parts);
    struct url_slice colon = port_of(parts, host);
    bool is_default = colon.len <= 1 || url_slice_is(colon, ":80") || url_slice_is(colon, ":443");

    if (host.len > 4 && strncasecmp(host.text, "www.", 4) == 0)
        url_take(&host, 4);
    append_lower(out, len, host);
    if (!is_default)
        append(out, len, colon);
}

const char *url_canonical(struct arena *arena, const char *url)
{
    const char *whole = url_join(arena, NULL, url);

    if (whole == NULL)
        return NULL;
    size_t size = strlen(whole) + 1, len = 0;
    struct url_parts parts = url_split((struct url_slice){.text = whole, .len = size - 1}, false);
    struct url_slice *parameters = arena_array(arena, parts.query.len / 2 + 1, sizeof(*parameters));
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

/* What stood before the fragment ends the URL then. */
static const char *without_fragment(struct arena *arena, const char *url)
{
    const char *whole = url_join(arena, NULL, url);
    const char *fragment = whole == NULL ? NULL : strchr(whole, '#');

    return fragment == NULL
               ? whole
               : url_join(arena, NULL, arena_string_of(arena, whole, (size_t)(fragment - whole)));
}

const char *url_as_asked(struct arena *arena, const char *url)
{
    const char *whole = without_fragment(arena, url);

    if (whole == NULL)
        return NULL;
    size_t size = strlen(whole) + sizeof("/"), len = 0;
    struct url_parts parts = url_split((struct url_slice){.text = whole, .len = size - 2}, false);
    struct url_slice host = url_host_of(&parts), port = port_of(&parts, host);
    const char *standard = url_slice_is(parts.scheme, "https") ? ":443" : ":80";
    char *out = arena_alloc(arena, size);

    append_lower(out, &len, parts.scheme);
    append(out, &len, (struct url_slice){.text = "://", .len = 3});
    append_lower(out, &len, host);
    if (port.len > 1 && !url_slice_is(port, standard))
        append(out, &len, port);
    append(out, &len, parts.path.len > 0 ? parts.path : (struct url_slice){.text = "/", .len = 1});
    if (parts.query.text != NULL) {
        out[len++] = '?';
        append(out, &len, parts.query);
    }
    out[len] = '\0';
    return out;
}
