#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "feeds/html_entities.h"
#include "feeds/html_scan.h"
#include "feeds/item.h"
#include "feeds/text/html.h"
#include "feeds/url.h"
#include "feeds/url_parts.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Attributes that hold a URL, of whatever element (WHATWG HTML, "Attributes"; HTML 4.01). */
static const char *const url_attributes[] = {
    "action", "background", "cite",     "classid", "codebase", "data", "formaction",
    "href",   "longdesc",   "manifest", "poster",  "profile",  "src",  "usemap",
};

/* Attributes that hold a list of image candidates (WHATWG HTML section 4.8.4.2.1). */
static const char *const list_attributes[] = {"imagesrcset", "srcset"};

/* What the absolute URLs may add: an HTML full of short links with a long base is left as it is. */
#define GROWTH_MAX ((size_t)256 * 1024)

struct rewriter {
    const char *base;
    struct arena *scratch; /* emptied with each tag */
    struct buffer out;
};

static bool is_in(const char *const *names, size_t count, const struct html_attribute *attribute)
{
    for (size_t i = 0; i < count; i++) {
        if (html_name_is(attribute->name, attribute->name_len, names[i]))
            return true;
    }
    return false;
}

static char *decode(struct arena *arena, const char *value, size_t len)
{
    const char *end = value + len;
    char *decoded = arena_alloc(arena, 2 * len + 1), *out = decoded;

    while (value < end) {
        size_t size = 0, step = 0;
        if (*value == '&')
            step = html_entity_read_in_attribute(value, end, out, &size);
        if (step == 0) {
            *out++ = *value++;
        } else {
            out += size;
            value += step;
        }
    }
    *out = '\0';
    return decoded;
}

static const char *resolve(struct rewriter *rewriter, const char *reference)
{
    bool is_empty = reference[strspn(reference, " \t\r\n\f")] == '\0';

    return is_empty ? reference : url_join_any(rewriter->scratch, rewriter->base, reference);
}

/* The URL of a candidate: clean, and without the commas at its end, which end the candidate. */
static const char *read_candidate(struct arena *arena, const char *word, size_t len, bool *is_ended)
{
    struct url_slice url = url_clean(arena, arena_string_of(arena, word, len));
    size_t before;

    *is_ended = false;
    do {
        before = url.len;
        while (url.len > 0 && url.text[url.len - 1] == ',') {
            url.len--;
            *is_ended = true;
        }
        url = url_trim(url);
    } while (url.len < before);
    return arena_string_of(arena, url.text, url.len);
}

/* A candidate is a URL and, up to the next comma, its descriptor; a comma right behind the URL ends
 * it too. All between the URLs stays. */
static const char *resolve_list(struct rewriter *rewriter, const char *list)
{
    static const char blanks[] = " \t\r\n\f";
    const char *at = list;
    struct buffer out;

    buffer_init(&out, strlen(list) + GROWTH_MAX);
    while (*at != '\0') {
        size_t gap = strspn(at, " \t\r\n\f,"), len = strcspn(at + gap, blanks);
        bool is_ended;
        const char *reference = read_candidate(rewriter->scratch, at + gap, len, &is_ended);
        (void)buffer_append(&out, at, gap);
        (void)buffer_append_string(&out, resolve(rewriter, reference));
        at += gap + len;
        size_t descriptor = is_ended || *reference == '\0' ? 0 : strcspn(at, ",");
        (void)buffer_append_string(&out, is_ended ? "," : "");
        (void)buffer_append(&out, at, descriptor);
        at += descriptor;
    }
    const char *resolved =
        out.is_full ? list : arena_string_of(rewriter->scratch, out.data, out.len);
    buffer_free(&out);
    return resolved;
}

static const char *resolve_attribute(struct rewriter *rewriter,
                                     const struct html_attribute *attribute, const char *value)
{
    if (is_in(url_attributes, COUNT(url_attributes), attribute))
        return resolve(rewriter, value);
    if (is_in(list_attributes, COUNT(list_attributes), attribute))
        return resolve_list(rewriter, value);
    return value;
}

static void append_value(struct buffer *out, const char *value)
{
    (void)buffer_append_byte(out, '"');
    while (*value != '\0') {
        size_t plain = strcspn(value, "&\"");
        (void)buffer_append(out, value, plain);
        value += plain;
        if (*value != '\0')
            (void)buffer_append_string(out, *value++ == '&' ? "&amp;" : "&quot;");
    }
    (void)buffer_append_byte(out, '"');
}

static void rewrite_tag(struct rewriter *rewriter, const struct html_piece *tag)
{
    const char *at = NULL, *copied = tag->begin;
    struct html_attribute attribute;

    while (html_next_attribute(tag, &at, &attribute)) {
        if (attribute.value == NULL)
            continue;
        const char *value = decode(rewriter->scratch, attribute.value, attribute.value_len);
        const char *resolved = resolve_attribute(rewriter, &attribute, value);
        if (strcmp(resolved, value) == 0)
            continue;
        bool is_quoted = attribute.value[-1] == '"' || attribute.value[-1] == '\'';
        const char *begin = attribute.value - is_quoted;
        (void)buffer_append(&rewriter->out, copied, (size_t)(begin - copied));
        append_value(&rewriter->out, resolved);
        copied = attribute.value + attribute.value_len + is_quoted;
    }
    (void)buffer_append(&rewriter->out, copied, (size_t)(tag->end - copied));
    arena_reset(rewriter->scratch);
}

char *html_resolve_links(struct arena *arena, const char *html, size_t len, const char *base)
{
    struct html_scan scan;
    struct html_piece piece;

    if (base == NULL)
        return arena_string_of(arena, html, len);
    struct rewriter rewriter = {.base = base, .scratch = arena_new()};
    buffer_init(&rewriter.out, len + GROWTH_MAX);
    html_scan_init(&scan, html, len);
    while (!rewriter.out.is_full && html_scan_next(&scan, &piece)) {
        if (piece.kind == HTML_START_TAG)
            rewrite_tag(&rewriter, &piece);
        else
            (void)buffer_append(&rewriter.out, piece.begin, (size_t)(piece.end - piece.begin));
    }
    bool is_usable = !rewriter.out.is_full && rewriter.out.data != NULL;
    char *resolved = is_usable ? arena_string_of(arena, rewriter.out.data, rewriter.out.len)
                               : arena_string_of(arena, html, len);
    buffer_free(&rewriter.out);
    arena_free(rewriter.scratch);
    return resolved;
}

/* Pictures */

static const char *attribute_of(struct arena *arena, const struct html_piece *tag, const char *name)
{
    const char *at = NULL;
    struct html_attribute attribute;

    while (html_next_attribute(tag, &at, &attribute)) {
        if (attribute.value != NULL && html_name_is(attribute.name, attribute.name_len, name))
            return decode(arena, attribute.value, attribute.value_len);
    }
    return NULL;
}

/* Pictures of one pixel count readers. */
static bool is_pixel(struct arena *arena, const struct html_piece *image)
{
    const char *width = attribute_of(arena, image, "width");
    const char *height = attribute_of(arena, image, "height");

    return (width != NULL && strtol(width, NULL, 10) == 1) ||
           (height != NULL && strtol(height, NULL, 10) == 1);
}

void item_read_image(struct item *item, struct arena *arena)
{
    struct html_scan scan;
    struct html_piece piece;

    if (item->image != NULL || item->content.markup != MARKUP_HTML ||
        (strstr(item->content.str, "<img") == NULL && strstr(item->content.str, "<IMG") == NULL))
        return;
    html_scan_init(&scan, item->content.str, strlen(item->content.str));
    while (item->image == NULL && html_scan_next(&scan, &piece)) {
        if (piece.kind != HTML_START_TAG || !html_name_is(piece.name, piece.name_len, "img") ||
            is_pixel(arena, &piece))
            continue;
        const char *source = attribute_of(arena, &piece, "src");
        if (source != NULL && source[strspn(source, " \t\r\n\f")] != '\0')
            item->image = url_join(arena, item->base, source);
    }
}
