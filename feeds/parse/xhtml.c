#include "feeds/parse/xhtml.h"

#include "config/base/utf8.h"
#include "feeds/parse/guess.h"
#include "feeds/parse/html_names.h"
#include "feeds/url.h"

#include <string.h>
#include <strings.h>

void xhtml_init(struct xhtml *xhtml, size_t limit)
{
    *xhtml = (struct xhtml){.has_markup = false};
    buffer_init(&xhtml->out, limit);
    buffer_init(&xhtml->text, limit);
}

void xhtml_free(struct xhtml *xhtml)
{
    buffer_free(&xhtml->out);
    buffer_free(&xhtml->text);
}

void xhtml_begin(struct xhtml *xhtml, bool is_packed)
{
    buffer_clear(&xhtml->out);
    buffer_clear(&xhtml->text);
    xhtml->is_packed = is_packed;
    xhtml->has_markup = false;
    xhtml->depth = 0;
    xhtml->div_begin = xhtml->div_end = 0;
}

/* What is over the limit is cut on a character. */
static void append_to(struct buffer *out, const char *text, size_t len)
{
    size_t room = out->limit - out->len;

    if (len > room && !out->is_full)
        buffer_append(out, text, utf8_cut(text, len, room));
    buffer_append(out, text, len);
}

static void append(struct xhtml *xhtml, const char *text, size_t len)
{
    append_to(&xhtml->out, text, len);
}

static void append_string(struct xhtml *xhtml, const char *text)
{
    append(xhtml, text, strlen(text));
}

static const char *escape_of(char c)
{
    switch (c) {
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '&':
        return "&amp;";
    case '"':
        return "&quot;";
    default:
        return NULL;
    }
}

static void append_escaped(struct xhtml *xhtml, const char *text, size_t len)
{
    const char *end = text + len;

    while (text < end) {
        const char *at = text;
        while (at < end && escape_of(*at) == NULL)
            at++;
        append(xhtml, text, (size_t)(at - text));
        if (at < end)
            append_string(xhtml, escape_of(*at));
        text = at + 1;
    }
}

/* Text between elements, as far as it stands in none: HTML if it is packed so, else characters. */
static void end_text(struct xhtml *xhtml)
{
    struct buffer *text = &xhtml->text;

    if (text->len == 0)
        return;
    if (xhtml->is_packed && guess_markup(text->data, text->len) == MARKUP_HTML)
        append(xhtml, text->data, text->len);
    else
        append_escaped(xhtml, text->data, text->len);
    buffer_clear(text);
}

static bool is_blank(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (strchr(" \t\r\n", text[i]) == NULL)
            return false;
    }
    return true;
}

static void append_name(struct xhtml *xhtml, const char *prefix, const char *name)
{
    if (prefix != NULL) {
        append_string(xhtml, prefix);
        append_string(xhtml, ":");
    }
    append_string(xhtml, name);
}

void xhtml_start(struct xhtml *xhtml, const char *prefix, const char *name)
{
    xhtml->has_markup = true;
    end_text(xhtml);
    if (xhtml->depth == 0 && strcasecmp(name, "div") == 0 &&
        is_blank(xhtml->out.data, xhtml->out.len))
        xhtml->div_begin = 1; /* set when the tag is written */
    xhtml->depth++;
    append_string(xhtml, "<");
    append_name(xhtml, prefix, name);
}

static bool holds_url(const char *name)
{
    static const char *const names[] = {"action",   "background", "cite", "classid",
                                        "codebase", "data",       "href", "longdesc",
                                        "poster",   "profile",    "src",  "usemap"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcasecmp(name, names[i]) == 0)
            return true;
    }
    return false;
}

/* A long base and many short links would make much of little. */
static const char *resolve(struct xhtml *xhtml, const struct xhtml_attribute *attribute,
                           const char *base, struct arena *scratch)
{
    if (base == NULL || !holds_url(attribute->name) || xhtml->out.is_full)
        return attribute->value;
    if (xhtml->growth + strlen(base) > XHTML_GROWTH_MAX)
        return attribute->value;
    const char *url = url_join_any(scratch, base, attribute->value);
    size_t len = strlen(url);
    xhtml->growth += len > attribute->value_len ? len - attribute->value_len : 0;
    return url;
}

void xhtml_attribute(struct xhtml *xhtml, const struct xhtml_attribute *attribute, const char *base,
                     struct arena *scratch)
{
    append_string(xhtml, " ");
    append_name(xhtml, attribute->prefix, attribute->name);
    append_string(xhtml, "=\"");
    const char *value = resolve(xhtml, attribute, base, scratch);
    append_escaped(xhtml, value, strlen(value));
    append_string(xhtml, "\"");
}

void xhtml_start_done(struct xhtml *xhtml)
{
    append_string(xhtml, ">");
    if (xhtml->depth == 1 && xhtml->div_begin == 1)
        xhtml->div_begin = xhtml->out.len;
}

void xhtml_text(struct xhtml *xhtml, const char *text, size_t len)
{
    if (xhtml->depth > 0)
        append_escaped(xhtml, text, len);
    else
        append_to(&xhtml->text, text, len);
}

void xhtml_end(struct xhtml *xhtml, const char *prefix, const char *name)
{
    xhtml->depth--;
    if (html_name_is_void(name, strlen(name)))
        return;
    if (xhtml->depth == 0 && xhtml->div_begin != 0 && xhtml->div_end == 0)
        xhtml->div_end = xhtml->out.len;
    append_string(xhtml, "</");
    append_name(xhtml, prefix, name);
    append_string(xhtml, ">");
}

const char *xhtml_result(struct xhtml *xhtml, bool is_inside_div, size_t *len)
{
    static const char end_tag[] = "</div>";

    if (xhtml->has_markup)
        end_text(xhtml);
    const struct buffer *out = xhtml->has_markup ? &xhtml->out : &xhtml->text;
    const char *text = out->data == NULL ? "" : out->data;
    size_t behind = xhtml->div_end + strlen(end_tag);

    *len = out->len;
    if (!is_inside_div || xhtml->div_begin == 0 || xhtml->div_end == 0 || behind > out->len ||
        !is_blank(text + behind, out->len - behind))
        return text;
    *len = xhtml->div_end - xhtml->div_begin;
    return text + xhtml->div_begin;
}
