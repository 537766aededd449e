#include "feeds/parse/guess.h"

#include "config/base/arena.h"
#include "feeds/html_entities.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* In the order of strcmp(). */
static const char *const elements[] = {
    "a",      "abbr",     "acronym",  "address",  "area",       "article",    "aside",  "audio",
    "b",      "bdi",      "bdo",      "big",      "blink",      "blockquote", "body",   "br",
    "button", "canvas",   "caption",  "center",   "cite",       "code",       "col",    "colgroup",
    "data",   "dd",       "del",      "details",  "dfn",        "dir",        "div",    "dl",
    "dt",     "em",       "embed",    "fieldset", "figcaption", "figure",     "font",   "footer",
    "form",   "h1",       "h2",       "h3",       "h4",         "h5",         "h6",     "head",
    "header", "hgroup",   "hr",       "html",     "i",          "iframe",     "img",    "input",
    "ins",    "kbd",      "label",    "legend",   "li",         "link",       "main",   "map",
    "mark",   "marquee",  "menu",     "meta",     "meter",      "nav",        "nobr",   "noscript",
    "object", "ol",       "optgroup", "option",   "output",     "p",          "param",  "picture",
    "pre",    "progress", "q",        "rp",       "rt",         "ruby",       "s",      "samp",
    "script", "section",  "select",   "small",    "source",     "span",       "strike", "strong",
    "style",  "sub",      "summary",  "sup",      "table",      "tbody",      "td",     "textarea",
    "tfoot",  "th",       "thead",    "time",     "title",      "tr",         "tt",     "u",
    "ul",     "var",      "video",    "wbr",
};

static const char *const void_elements[] = {
    "area",  "base", "br",   "col",   "embed",  "hr",    "img",
    "input", "link", "meta", "param", "source", "track", "wbr",
};

struct name {
    const char *text;
    size_t len;
};

static int compare(const void *left, const void *right)
{
    const struct name *name = left;
    const char *element = *(const char *const *)right;
    int order = strncasecmp(name->text, element, name->len);

    return order != 0 ? order : -(element[name->len] != '\0');
}

static bool is_listed(const char *text, size_t len, const char *const *list, size_t count)
{
    struct name name = {text, len};

    return len > 0 && len < 16 && bsearch(&name, list, count, sizeof(*list), compare) != NULL;
}

bool is_html_element(const char *name, size_t len)
{
    return is_listed(name, len, elements, sizeof(elements) / sizeof(elements[0]));
}

bool is_void_element(const char *name, size_t len)
{
    return is_listed(name, len, void_elements, sizeof(void_elements) / sizeof(void_elements[0]));
}

/* Behind the name of what may be a tag at `at`. */
static const char *end_of_name(const char *at, const char *end)
{
    const char *behind = at + 1 + (at + 1 < end && at[1] == '/');

    while (behind < end && isalnum((unsigned char)*behind))
        behind++;
    return behind;
}

/* "o:p", "rdf:value": of another vocabulary than HTML, as word processors leave them behind. */
static const char *end_of_prefixed(const char *name, const char *end)
{
    const char *colon = end_of_name(name - 1, end);

    if (colon == name || colon + 1 >= end || *colon != ':' || !isalpha((unsigned char)*name) ||
        !isalpha((unsigned char)colon[1]))
        return NULL;
    return end_of_name(colon, end);
}

#define ATTRIBUTES_LOOKED_AT 256 /* bytes */

/* "a<b and c>d": words of which none has a value are no attributes. */
static bool is_prose(const char *at, const char *end)
{
    size_t words = 0;

    if (end - at > ATTRIBUTES_LOOKED_AT)
        end = at + ATTRIBUTES_LOOKED_AT;
    for (; at < end && *at != '>'; at++) {
        if (*at == '=' || *at == '/')
            return false;
        words += isspace((unsigned char)at[0]) && isalpha((unsigned char)at[1]);
    }
    return words > 1;
}

/* "<name …>", "</name>" of an element of HTML or with a prefix, or a comment; `end` is the last
 * '>'. */
static bool is_tag(const char *at, const char *end)
{
    const char *name = at + 1 + (at[1] == '/');

    if (end - at > 3 && memcmp(at, "<!--", 4) == 0)
        return true;
    const char *prefixed = end_of_prefixed(name, end);
    const char *behind = prefixed != NULL ? prefixed : end_of_name(at, end);
    return behind <= end && strchr(" \t\r\n/>", *behind) != NULL &&
           (prefixed != NULL || is_html_element(name, (size_t)(behind - name))) &&
           !is_prose(behind, end);
}

static bool is_reference(const char *at, const char *end)
{
    char text[HTML_ENTITY_SIZE];
    size_t len;

    return html_entity_read_in_attribute(at, end, text, &len) > 0;
}

static const char *find(const char *at, const char *end, char sign)
{
    return at < end ? memchr(at, sign, (size_t)(end - at)) : NULL;
}

enum markup guess_markup(const char *text, size_t len)
{
    const char *end = text + len;
    const char *last = len == 0 ? NULL : memrchr(text, '>', len);
    const char *at = text;

    while (last != NULL && (at = find(at, last, '<')) != NULL) {
        if (is_tag(at++, last))
            return MARKUP_HTML;
    }
    at = text;
    while ((at = find(at, end, '&')) != NULL) {
        if (is_reference(at++, end))
            return MARKUP_HTML;
    }
    return MARKUP_PLAIN;
}

/* Writes what the reference stands for, but no control and nothing that is no character. Returns
 * behind it; NULL: there is none. */
static const char *read_reference(const char *at, const char *end, char *out, size_t *len)
{
    char text[HTML_ENTITY_SIZE];
    size_t text_len, taken = html_entity_read_in_attribute(at, end, text, &text_len);

    if (taken == 0)
        return NULL;
    bool is_replaced = text_len == 3 && memcmp(text, "\xEF\xBF\xBD", 3) == 0;
    *len = (unsigned char)*text < ' ' || is_replaced ? 0 : text_len;
    memcpy(out, text, *len);
    return at + taken;
}

char *guess_plain(struct arena *arena, const char *text, size_t *len)
{
    const char *end = text + *len;
    const char *last = *len == 0 ? NULL : memrchr(text, '>', *len);
    char *plain = arena_alloc(arena, 2 * *len + HTML_ENTITY_SIZE), *out = plain;

    while (text < end) {
        size_t size = 1;
        if (*text == '<' && last != NULL && text < last && is_tag(text, last)) {
            text = (const char *)memchr(text, '>', (size_t)(end - text)) + 1;
            continue;
        }
        const char *behind = *text == '&' ? read_reference(text, end, out, &size) : NULL;
        if (behind != NULL)
            text = behind;
        else
            *out = *text++;
        out += size;
    }
    *len = (size_t)(out - plain);
    return plain;
}

/* What a title has no use for, but may talk about. */
static const char *const mentioned[] = {
    "area",     "article", "aside",   "audio",   "body",   "button", "canvas", "caption", "embed",
    "figure",   "footer",  "form",    "head",    "header", "html",   "iframe", "input",   "label",
    "link",     "main",    "map",     "marquee", "meta",   "nav",    "object", "option",  "param",
    "picture",  "script",  "section", "select",  "source", "style",  "table",  "tbody",   "td",
    "textarea", "tfoot",   "th",      "thead",   "title",  "tr",     "video",
};

/* At a tag: "<script>" and no "</script>" behind it. In a title that talks about such ones, that
 * may be `any`: "<a> as <area>". */
static bool is_mention(const char *at, const char *end, bool any)
{
    const char *behind = end_of_name(at, end);
    size_t len = (size_t)(behind - at - 1);
    bool is_one = is_listed(at + 1, len, mentioned, sizeof(mentioned) / sizeof(mentioned[0])) ||
                  (any && !is_void_element(at + 1, len));

    if (at[1] == '/' || *behind != '>' || !is_one)
        return false;
    while ((behind = find(behind, end, '<')) != NULL) {
        if (behind[1] == '/' && strncasecmp(behind + 2, at + 1, len) == 0)
            return false;
        behind++;
    }
    return true;
}

static bool has_mention(const char *at, const char *last, const char *end)
{
    while (last != NULL && (at = find(at, last, '<')) != NULL) {
        if (is_tag(at, last) && is_mention(at, end, false))
            return true;
        at++;
    }
    return false;
}

char *guess_title(struct arena *arena, const char *text, size_t *len)
{
    const char *end = text + *len;
    const char *last = *len == 0 ? NULL : memrchr(text, '>', *len);
    bool talks_of_tags = has_mention(text, last, end);
    char *title = arena_alloc(arena, 4 * *len + 1), *out = title;

    for (; text < end; text++) {
        if (talks_of_tags && *text == '<' && is_tag(text, last) && is_mention(text, end, true))
            out = stpcpy(out, "&lt;");
        else
            *out++ = *text;
    }
    *len = (size_t)(out - title);
    return title;
}
