#include "feeds/parse/format.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

static bool starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool format_is_root(const char *name)
{
    static const char *const names[] = {"rss", "rdf", "feed", "channel"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcasecmp(name, names[i]) == 0)
            return true;
    }
    return false;
}

static const char *version_of(const struct element *element)
{
    const char *version = element_attribute(element, NS_NONE, "version");

    return version == NULL ? "" : version;
}

static const char *rss_format(const struct element *element)
{
    static const char *const known[] = {"rss-0.90", "rss-0.91", "rss-0.92",
                                        "rss-0.93", "rss-0.94", "rss-1.0"};
    const char *version = version_of(element);

    if (version[0] == '2')
        return "rss-2.0";
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (starts_with(version, known[i] + 4))
            return known[i];
    }
    return starts_with(version, "0.9") ? "rss-0.90" : "rss";
}

static const char *atom_format(const struct element *element, const char *uri)
{
    const char *version = version_of(element);

    if (uri == NULL ? element->ns == NS_ATOM : strcasestr(uri, "w3.org/2005") != NULL)
        return "atom-1.0";
    if (starts_with(version, "0.1"))
        return "atom-0.1";
    if (starts_with(version, "0.2"))
        return "atom-0.2";
    if (starts_with(version, "1"))
        return "atom-1.0";
    return element->ns == NS_ATOM || starts_with(version, "0.3") ? "atom-0.3" : "atom";
}

void format_begin(struct reader *reader, const struct element *element, const char *uri)
{
    const char *name = element->name;

    if (strcasecmp(name, "rss") == 0)
        reader->format = rss_format(element);
    else if (strcasecmp(name, "channel") == 0 && element->ns == NS_NONE)
        reader->format = "cdf";
    else if (strcasecmp(name, "feed") == 0 || strcasecmp(name, "entry") == 0)
        reader->format = atom_format(element, uri);
    else
        reader->format = "rss-1.0";
    reader->is_atom = starts_with(reader->format, "atom");
    reader->is_rdf = strcasecmp(name, "rdf") == 0;
    reader->is_generic =
        reader->is_rdf ||
        (element->ns == NS_NONE && strcasecmp(name, "rss") != 0 && strcasecmp(name, "feed") != 0);
}

void format_refine(struct reader *reader, const char *uri)
{
    if (!reader->is_rdf || uri == NULL)
        return;
    if (strstr(uri, "netscape.com/") != NULL)
        reader->format = "rss-0.90";
    if (ns_of(uri, NULL) == NS_RSS)
        reader->is_generic = false;
}
