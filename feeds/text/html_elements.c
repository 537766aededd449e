#include "feeds/text/html_elements.h"

/* In byte order. Blocks: the elements that the HTML standard (section 15.3) renders as blocks.
 *
 * What stands in <noscript> asks for scripts, counts readers or says again what a picture that is
 * loaded late says: no reader of the page sees it, and it is no part of the story. The readings of
 * ruby are left out because they part the words that they stand above. */
static const struct html_element elements[] = {
    {"a", HTML_LINK},
    {"address", HTML_BLOCK},
    {"annotation", HTML_UNSEEN | HTML_DRAWING},
    {"annotation-xml", HTML_UNSEEN | HTML_ISLAND},
    {"area", HTML_VOID},
    {"article", HTML_BLOCK},
    {"aside", HTML_BLOCK | HTML_FURNITURE},
    {"audio", HTML_UNSEEN},
    {"base", HTML_VOID},
    {"basefont", HTML_VOID},
    {"bgsound", HTML_VOID},
    {"blockquote", HTML_BLOCK | HTML_STORY},
    {"body", HTML_BLOCK},
    {"br", HTML_BREAK | HTML_VOID},
    {"button", HTML_BLOCK | HTML_FURNITURE | HTML_SCOPE | HTML_ALONE},
    {"canvas", HTML_UNSEEN},
    {"caption", HTML_BLOCK | HTML_FURNITURE},
    {"center", HTML_BLOCK},
    {"col", HTML_VOID},
    {"datalist", HTML_UNSEEN},
    {"dd", HTML_BLOCK | HTML_ITEM},
    {"desc", HTML_ISLAND},
    {"details", HTML_BLOCK},
    {"dialog", HTML_BLOCK},
    {"dir", HTML_BLOCK | HTML_SCOPE},
    {"div", HTML_BLOCK},
    {"dl", HTML_BLOCK | HTML_SCOPE},
    {"dt", HTML_BLOCK | HTML_ITEM},
    {"embed", HTML_VOID},
    {"fieldset", HTML_BLOCK},
    {"figcaption", HTML_BLOCK | HTML_FURNITURE},
    {"figure", HTML_BLOCK | HTML_FURNITURE | HTML_FIGURE},
    {"footer", HTML_BLOCK},
    {"foreignobject", HTML_ISLAND},
    {"form", HTML_BLOCK | HTML_FURNITURE | HTML_ALONE},
    {"frame", HTML_VOID},
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
    {"img", HTML_VOID},
    {"input", HTML_VOID},
    {"keygen", HTML_VOID},
    {"legend", HTML_BLOCK},
    {"li", HTML_BLOCK | HTML_ITEM},
    {"link", HTML_VOID},
    {"listing", HTML_BLOCK | HTML_LINES},
    {"main", HTML_BLOCK},
    {"menu", HTML_BLOCK | HTML_SCOPE},
    {"meta", HTML_VOID},
    {"meter", HTML_UNSEEN},
    {"nav", HTML_BLOCK | HTML_FURNITURE},
    {"noembed", HTML_UNSEEN},
    {"noframes", HTML_UNSEEN},
    {"noscript", HTML_UNSEEN},
    {"object", HTML_UNSEEN | HTML_SCOPE},
    {"ol", HTML_BLOCK | HTML_SCOPE},
    {"optgroup", HTML_BLOCK | HTML_ITEM},
    {"option", HTML_BLOCK | HTML_ITEM},
    {"p", HTML_BLOCK | HTML_PARAGRAPH},
    {"param", HTML_VOID},
    {"plaintext", HTML_BLOCK | HTML_LINES},
    {"pre", HTML_BLOCK | HTML_LINES | HTML_STORY},
    {"progress", HTML_UNSEEN},
    {"q", HTML_QUOTE},
    {"rb", HTML_RUBY},
    {"rp", HTML_UNSEEN | HTML_RUBY},
    {"rt", HTML_UNSEEN | HTML_RUBY},
    {"rtc", HTML_UNSEEN | HTML_RUBY},
    {"ruby", HTML_SCOPE},
    {"script", HTML_UNSEEN},
    {"search", HTML_BLOCK},
    {"section", HTML_BLOCK},
    {"select", HTML_BLOCK | HTML_FURNITURE | HTML_SCOPE | HTML_ALONE},
    {"source", HTML_VOID},
    {"style", HTML_UNSEEN},
    {"summary", HTML_BLOCK},
    {"svg", HTML_UNSEEN | HTML_DRAWING},
    {"table", HTML_BLOCK | HTML_SCOPE | HTML_STORY},
    {"tbody", HTML_BLOCK | HTML_ROWS},
    {"td", HTML_CELL},
    {"template", HTML_UNSEEN | HTML_SCOPE},
    {"textarea", HTML_BLOCK | HTML_FURNITURE},
    {"tfoot", HTML_BLOCK | HTML_ROWS},
    {"th", HTML_CELL},
    {"thead", HTML_BLOCK | HTML_ROWS},
    {"title", HTML_UNSEEN | HTML_ISLAND},
    {"tr", HTML_BLOCK | HTML_ROW},
    {"track", HTML_VOID},
    {"ul", HTML_BLOCK | HTML_SCOPE},
    {"video", HTML_UNSEEN},
    {"wbr", HTML_VOID},
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

bool html_element_ends_drawing(const char *name, size_t len)
{
    /* WHATWG HTML section 13.2.6.5 */
    static const char *const names[] = {
        "b",      "big",  "blockquote", "body",  "br",   "center", "code",    "dd",   "div",
        "dl",     "dt",   "em",         "embed", "h1",   "h2",     "h3",      "h4",   "h5",
        "h6",     "head", "hr",         "i",     "img",  "li",     "listing", "menu", "meta",
        "nobr",   "ol",   "p",          "pre",   "ruby", "s",      "small",   "span", "strike",
        "strong", "sub",  "sup",        "table", "tt",   "u",      "ul",      "var",
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (compare(name, len, names[i]) == 0)
            return true;
    }
    return false;
}
