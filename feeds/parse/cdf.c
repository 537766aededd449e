#include "feeds/parse/draft.h"
#include "feeds/parse/readers.h"

#include <string.h>
#include <strings.h>

/* Channel Definition Format: <LOGO HREF="…" STYLE="IMAGE"/>, of which an ICON is the small one.
 * Atom's logo holds its URL as text. */

static bool is_icon(const struct element *element)
{
    const char *style = element_attribute(element, NS_NONE, "style");

    return style != NULL && strcasecmp(style, "icon") == 0;
}

READER(cdf_read_logo)
{
    if (!is_icon(element))
        read_url(reader, rule, element);
}

READER(cdf_read_icon)
{
    if (is_icon(element))
        read_url(reader, rule, element);
}

/* <CHANNEL SELF="…">; other formats have no such attribute. */
READER(cdf_read_self)
{
    if (strcmp(reader->format, "cdf") == 0)
        read_url(reader, rule, element);
}
