#include "feeds/parse/html_names.h"

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

static const char *const page_elements[] = {
    "area",     "article", "aside",   "audio",   "body",   "button", "canvas", "caption", "embed",
    "figure",   "footer",  "form",    "head",    "header", "html",   "iframe", "input",   "label",
    "link",     "main",    "map",     "marquee", "meta",   "nav",    "object", "option",  "param",
    "picture",  "script",  "section", "select",  "source", "style",  "table",  "tbody",   "td",
    "textarea", "tfoot",   "th",      "thead",   "title",  "tr",     "video",
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

bool html_name_is_element(const char *name, size_t len)
{
    return is_listed(name, len, elements, sizeof(elements) / sizeof(elements[0]));
}

bool html_name_is_void(const char *name, size_t len)
{
    return is_listed(name, len, void_elements, sizeof(void_elements) / sizeof(void_elements[0]));
}

bool html_name_is_of_page(const char *name, size_t len)
{
    return is_listed(name, len, page_elements, sizeof(page_elements) / sizeof(page_elements[0]));
}
