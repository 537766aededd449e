#include "feeds/parse/guess.h"

#include "config/base/arena.h"
#include "feeds/parse/entities.h"

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

/* "<name …>", "</name>" of an element of HTML, or a comment; `end` is the last '>'. */
static bool is_tag(const char *at, const char *end)
{
    const char *name = at + 1;

    if (end - at > 3 && memcmp(at, "<!--", 4) == 0)
        return true;
    if (name < end && *name == '/')
        name++;
    const char *behind = name;
    while (behind < end && isalnum((unsigned char)*behind))
        behind++;
    return behind <= end && strchr(" \t\r\n/>", *behind) != NULL &&
           is_html_element(name, (size_t)(behind - name));
}

static bool is_reference(const char *at, const char *end)
{
    const char *name = at + 1;
    const char *behind = name;

    if (behind < end && *behind == '#')
        behind++;
    while (behind < end && behind - name < 12 && isalnum((unsigned char)*behind))
        behind++;
    if (behind == end || *behind != ';' || behind == name)
        return false;
    return *name == '#' || entity_character(name, (size_t)(behind - name)) != 0;
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

/* At a reference: is_reference(). Writes the character, if it is one; returns behind the ';'. */
static const char *read_reference(const char *at, char *out, size_t *len)
{
    const char *name = at + 1, *semicolon = strchr(name, ';');
    bool is_hex = (name[1] | 0x20) == 'x';
    unsigned long character = *name != '#' ? entity_character(name, (size_t)(semicolon - name))
                              : is_hex     ? strtoul(name + 2, NULL, 16)
                                           : strtoul(name + 1, NULL, 10);

    if (character >= 0x80 && character < 0xA0)
        character = character_of_c1((uint32_t)character);
    bool is_character =
        character >= ' ' && character < 0x110000 && (character < 0xD800 || character > 0xDFFF);
    *len = is_character ? character_encode((uint32_t)character, out) : 0;
    return semicolon + 1;
}

char *guess_plain(struct arena *arena, const char *text, size_t *len)
{
    const char *end = text + *len;
    const char *last = *len == 0 ? NULL : memrchr(text, '>', *len);
    char *plain = arena_alloc(arena, *len + 1), *out = plain; /* no reference stands for more */

    while (text < end) {
        size_t size = 1;
        if (*text == '<' && last != NULL && text < last && is_tag(text, last)) {
            text = (const char *)memchr(text, '>', (size_t)(end - text)) + 1;
            continue;
        }
        if (*text == '&' && is_reference(text, end))
            text = read_reference(text, out, &size);
        else
            *out = *text++;
        out += size;
    }
    *len = (size_t)(out - plain);
    return plain;
}
