#include "feeds/parse/draft.h"
#include "feeds/parse/readers.h"

#include <strings.h>

/* Channel Definition Format: <LOGO HREF="…" STYLE="IMAGE"/>, of which an ICON is the small one.
 * Atom's logo holds its URL as text. */
READER(cdf_read_logo)
{
    const char *style = element_attribute(element, NS_NONE, "style");

    if (style == NULL || strcasecmp(style, "icon") != 0)
        read_url(reader, rule, element);
}
