#include "feeds/text/html_elements.h"

/* In byte order. Blocks: the elements that the HTML standard (section 15.3) renders as blocks. */
static const struct html_element elements[] = {
    {"a", HTML_LINK},
    {"address", HTML_BLOCK},
    {"article", HTML_BLOCK},
    {"aside", HTML_BLOCK | HTML_FURNITURE},
    {"audio", HTML_UNSEEN},
    {"blockquote", HTML_BLOCK},
    {"body", HTML_BLOCK},
    {"br", HTML_BREAK | HTML_VOID},
    {"button", HTML_BLOCK | HTML_FURNITURE},
    {"canvas", HTML_UNSEEN},
    {"caption", HTML_BLOCK | HTML_FURNITURE},
    {"center", HTML_BLOCK},
    {"dd", HTML_BLOCK},
    {"details", HTML_BLOCK},
    {"dialog", HTML_BLOCK},
    {"dir", HTML_BLOCK},
    {"div", HTML_BLOCK},
    {"dl", HTML_BLOCK},
    {"dt", HTML_BLOCK},
    {"fieldset", HTML_BLOCK},
    {"figcaption", HTML_BLOCK | HTML_FURNITURE},
    {"figure", HTML_BLOCK | HTML_FURNITURE},
    {"footer", HTML_BLOCK},
    {"form", HTML_BLOCK | HTML_FURNITURE},
    {"h1", HTML_BLOCK},
    {"h2", HTML_BLOCK},
    {"h3", HTML_BLOCK},
    {"h4", HTML_BLOCK},
    {"h5", HTML_BLOCK},
    {"h6", HTML_BLOCK},
    {"header", HTML_BLOCK},
    {"hgroup", HTML_BLOCK},
    {"hr", HTML_BLOCK | HTML_VOID},
    {"iframe", HTML_UNSEEN},
    {"legend", HTML_BLOCK},
    {"li", HTML_BLOCK},
    {"main", HTML_BLOCK},
    {"menu", HTML_BLOCK},
    {"nav", HTML_BLOCK | HTML_FURNITURE},
    {"noembed", HTML_UNSEEN},
    {"noframes", HTML_UNSEEN},
    {"noscript", HTML_UNSEEN},
    {"object", HTML_UNSEEN},
    {"ol", HTML_BLOCK},
    {"optgroup", HTML_BLOCK},
    {"option", HTML_BLOCK},
    {"p", HTML_BLOCK},
    {"plaintext", HTML_BLOCK | HTML_LINES},
    {"pre", HTML_BLOCK | HTML_LINES},
    {"script", HTML_UNSEEN},
    {"search", HTML_BLOCK},
    {"section", HTML_BLOCK},
    {"select", HTML_BLOCK | HTML_FURNITURE},
    {"style", HTML_UNSEEN},
    {"summary", HTML_BLOCK},
    {"svg", HTML_UNSEEN},
    {"table", HTML_BLOCK},
    {"tbody", HTML_BLOCK},
    {"td", HTML_CELL},
    {"template", HTML_UNSEEN},
    {"textarea", HTML_BLOCK | HTML_FURNITURE},
    {"tfoot", HTML_BLOCK},
    {"th", HTML_CELL},
    {"thead", HTML_BLOCK},
    {"title", HTML_UNSEEN},
    {"tr", HTML_BLOCK},
    {"ul", HTML_BLOCK},
    {"video", HTML_UNSEEN},
    {"xmp", HTML_BLOCK | HTML_LINES},
};

#define ELEMENT_COUNT (sizeof(elements) / sizeof(elements[0]))

_Static_assert(ELEMENT_COUNT <= HTML_ELEMENTS_MAX, "the stack counts them");

/* Order of a name, in any case, and a known one. */
static int compare(const char *name, size_t len, const char *known)
{
    for (size_t i = 0; i < len; i++) {
        int c = name[i] >= 'A' && name[i] <= 'Z' ? name[i] | 0x20 : name[i];
        if (c != known[i] || c == '\0')
            return c > known[i] ? 1 : -1;
    }
    return known[len] == '\0' ? 0 : -1;
}

int html_element_find(const char *name, size_t len)
{
    size_t low = 0, high = ELEMENT_COUNT;

    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = compare(name, len, elements[middle].name);
        if (order == 0)
            return (int)middle;
        if (order > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return -1;
}

unsigned html_element_roles(int element)
{
    return elements[element].roles;
}
