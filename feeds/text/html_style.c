#include "feeds/text/html_style.h"

#include "feeds/html_scan.h"
#include "feeds/text/html_elements.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

enum property {
    DISPLAY,
    VISIBILITY,
    WHITE_SPACE,
    PROPERTIES
};

static const char *const property_names[PROPERTIES] = {"display", "visibility", "white-space"};

/* A value that does not stand here is none of the property's, or says what is so anyway: that words
 * stand in one line. */
struct value {
    const char *name;
    enum property property;
    unsigned roles;
};

static const struct value values[] = {
    {"none", DISPLAY, HTML_UNSEEN},
    {"block", DISPLAY, HTML_DISPLAY | HTML_BLOCK},
    {"flex", DISPLAY, HTML_DISPLAY | HTML_BLOCK},
    {"flow-root", DISPLAY, HTML_DISPLAY | HTML_BLOCK},
    {"grid", DISPLAY, HTML_DISPLAY | HTML_BLOCK},
    {"list-item", DISPLAY, HTML_DISPLAY | HTML_BLOCK},
    {"table", DISPLAY, HTML_DISPLAY | HTML_BLOCK},
    {"table-caption", DISPLAY, HTML_DISPLAY | HTML_BLOCK},
    {"table-cell", DISPLAY, HTML_DISPLAY | HTML_CELL},
    {"table-row", DISPLAY, HTML_DISPLAY | HTML_BLOCK},
    {"inline", DISPLAY, HTML_DISPLAY},
    {"inline-block", DISPLAY, HTML_DISPLAY},
    {"contents", DISPLAY, HTML_DISPLAY},
    {"hidden", VISIBILITY, HTML_UNSEEN},
    {"collapse", VISIBILITY, HTML_UNSEEN},
    {"visible", VISIBILITY, 0},
    {"pre", WHITE_SPACE, HTML_LINES},
    {"pre-wrap", WHITE_SPACE, HTML_LINES},
    {"pre-line", WHITE_SPACE, HTML_LINES},
    {"break-spaces", WHITE_SPACE, HTML_LINES},
    {"normal", WHITE_SPACE, 0},
    {"nowrap", WHITE_SPACE, 0},
};

struct span {
    const char *begin;
    const char *end;
};

/* Behind the blanks and comments at `at`. */
static const char *skip_gap(const char *at, const char *end)
{
    while (at < end) {
        const char *closing;
        if (html_is_space(*at)) {
            at++;
        } else if (end - at > 1 && memcmp(at, "/*", 2) == 0) {
            closing = memmem(at + 2, (size_t)(end - at - 2), "*/", 2);
            at = closing == NULL ? end : closing + 2;
        } else {
            break;
        }
    }
    return at;
}

/* The end of the declaration that begins at `at`: a semicolon in a string is none. */
static const char *declaration_end(const char *at, const char *end)
{
    for (; at < end && *at != ';'; at++) {
        if (*at == '"' || *at == '\'') {
            const char *quote = memchr(at + 1, *at, (size_t)(end - at - 1));
            at = quote == NULL ? end - 1 : quote;
        }
    }
    return at;
}

static struct span trimmed(const char *begin, const char *end)
{
    begin = skip_gap(begin, end);
    while (end > begin && html_is_space(end[-1]))
        end--;
    return (struct span){begin, end};
}

static void read_declaration(const char *at, const char *end, unsigned roles[PROPERTIES])
{
    const char *colon = memchr(at, ':', (size_t)(end - at));

    if (colon == NULL)
        return;
    const char *mark = memchr(colon, '!', (size_t)(end - colon)); /* !important */
    struct span name = trimmed(at, colon);
    struct span value = trimmed(colon + 1, mark == NULL ? end : mark);
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        const char *property = property_names[values[i].property];
        if (html_name_is(name.begin, (size_t)(name.end - name.begin), property) &&
            html_name_is(value.begin, (size_t)(value.end - value.begin), values[i].name))
            roles[values[i].property] = values[i].roles;
    }
}

/* CSS Style Attributes, section 3: declarations; of several for one property the last counts. */
unsigned html_style_roles(const char *style, size_t len)
{
    const char *at = style, *end = style + len;
    unsigned roles[PROPERTIES] = {0};

    while (at < end) {
        at = skip_gap(at, end);
        const char *stop = declaration_end(at, end);
        read_declaration(at, stop, roles);
        at = stop + (stop < end);
    }
    return roles[DISPLAY] | roles[VISIBILITY] | roles[WHITE_SPACE];
}
