#include "feeds/parse/namespaces.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

struct known {
    const char *uri; /* without scheme, "www." and what ends it: '/', '#' */
    enum ns ns;
};

/* Right, changed and commonly wrong URIs; '*' at the end stands for anything. */
static const struct known known[] = {
    {"w3.org/2005/atom*", NS_ATOM},
    {"purl.org/atom*", NS_ATOM},
    {"purl.org/net/atom*", NS_ATOM},
    {"purl.org/pie", NS_ATOM},
    {"purl.org/echo", NS_ATOM},
    {"example.com/necho", NS_ATOM},
    {"example.com/newformat", NS_ATOM},
    {"uri/of/echo/namespace", NS_ATOM},
    {"purl.org/rss/1.0/modules/content*", NS_CONTENT},
    {"purl.org/rss/1.0/modules/syndication", NS_SYNDICATION},
    {"purl.org/rss/1.0/modules/dc*", NS_DC},
    {"purl.org/rss/1.0/modules/dcterms", NS_DCTERMS},
    {"purl.org/rss/1.0/modules/slash", NS_SLASH},
    {"purl.org/rss/modules/content", NS_CONTENT},
    {"purl.org/rss/modules/dc", NS_DC},
    {"purl.org/rss/modules/syndication", NS_SYNDICATION},
    {"purl.org/dc/elements/*", NS_DC},
    {"purl.org/dc/1*", NS_DC},
    {"dublincore.org/documents/dcmi-namespace", NS_DC},
    {"purl.org/dc/terms", NS_DCTERMS},
    {"dublincore.org/documents/dcmi-terms", NS_DCTERMS},
    {"dublincore.org/specifications/dublin-core/dcmi-terms", NS_DCTERMS},
    {"search.yahoo.com/mrss*", NS_MEDIA},
    {"search.yahoo.com/rss", NS_MEDIA},
    {"search.yahoo.com/searchmonkey/media", NS_MEDIA},
    {"video.search.yahoo.com/mrss*", NS_MEDIA},
    {"tools.search.yahoo.com/mrss*", NS_MEDIA},
    {"api.search.yahoo.com/mrss*", NS_MEDIA},
    {"rssboard.org/media-rss", NS_MEDIA},
    {"itunes.com/dtds/podcast-1.0*", NS_ITUNES},
    {"itunes.com/dtds/podcast*", NS_ITUNES},
    {"apple.com/dtds/podcast-1.0*", NS_ITUNES},
    {"itunes.apple.com/dtds/podcast-1.0*", NS_ITUNES},
    {"example.com/dtds/podcast-1.0*", NS_ITUNES},
    {"google.com/schemas/play-podcasts/1.0*", NS_ITUNES},
    {"rssnamespace.org/feedburner/ext/1.0", NS_FEEDBURNER},
    {"feedburner.com/ns*", NS_FEEDBURNER},
    {"w3.org/1999/xhtml*", NS_XHTML},
    {"w3.org/1999/xhmtl", NS_XHTML},
    {"w3.org/2002/06/xhtml2", NS_XHTML},
    {"w3.org/2000/svg", NS_EMBEDDED},
    {"w3.org/1998/math/mathml", NS_EMBEDDED},
    {"w3.org/xml/1998/namespace", NS_XML},
    {"w3.org/1999/02/22-rdf-syntax-ns", NS_RDF},
    {"webns.net/mvcb", NS_ADMIN},
    {"xmlns.com/foaf/0.1", NS_FOAF},
    {"webfeeds.org/rss/1.0", NS_WEBFEEDS},
    {"prismstandard.org/namespaces/*", NS_PRISM},
    {"purl.org/rss/1.0/modules/prism", NS_PRISM},
    {"news.yandex.ru", NS_YANDEX},
    {"turbo.yandex.ru", NS_YANDEX},
    {"podcastindex.org/namespace/1.0", NS_PODCAST},
    {"github.com/podcastindex-org/podcast-namespace*", NS_PODCAST},
    {"purl.org/syndication/history/1.0", NS_HISTORY},
    {"purl.org/rss/1.0", NS_RSS},
    {"purl.org/rss/1.0/modules/rss091", NS_RSS},
    {"purl.org/net/rss1.1", NS_RSS},
    {"my.netscape.com/rdf/simple/*", NS_RSS},
    {"channel.netscape.com/rdf/simple/*", NS_RSS},
    {"my.netscape.com/publish/formats/*", NS_RSS},
    {"my.netscape.com/rdf/*", NS_RSS},
    {"backend.userland.com/rss*", NS_RSS},
    {"blogs.law.harvard.edu/tech/rss*", NS_RSS},
    {"cyber.law.harvard.edu/rss*", NS_RSS},
    {"rssboard.org/rss*", NS_RSS},
    {"purl.org/rss/2.0*", NS_RSS},
};

static const char *skip(const char *text, const char *prefix)
{
    size_t len = strlen(prefix);

    return strncasecmp(text, prefix, len) == 0 ? text + len : text;
}

static bool is_same(const char *uri, const char *pattern)
{
    size_t len = strlen(pattern);

    if (pattern[len - 1] == '*')
        return strncasecmp(uri, pattern, len - 1) == 0;
    return strncasecmp(uri, pattern, len) == 0 && strspn(uri + len, "/# ") == strlen(uri + len);
}

/* What prefixes mean that nobody declared, or not as anybody knows them. */
static const struct {
    const char *prefix;
    enum ns ns;
} prefixes[] = {
    {"atom", NS_ATOM},
    {"atom10", NS_ATOM},
    {"a10", NS_ATOM},
    {"dc", NS_DC},
    {"dcterms", NS_DCTERMS},
    {"content", NS_CONTENT},
    {"media", NS_MEDIA},
    {"itunes", NS_ITUNES},
    {"googleplay", NS_ITUNES},
    {"sy", NS_SYNDICATION},
    {"feedburner", NS_FEEDBURNER},
    {"xhtml", NS_XHTML},
    {"rdf", NS_RDF},
    {"rss", NS_RSS},
    {"admin", NS_ADMIN},
    {"foaf", NS_FOAF},
    {"slash", NS_SLASH},
    {"webfeeds", NS_WEBFEEDS},
    {"prism", NS_PRISM},
    {"yandex", NS_YANDEX},
    {"podcast", NS_PODCAST},
    {"fh", NS_HISTORY},
};

static enum ns ns_of_prefix(const char *prefix)
{
    for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
        if (strcasecmp(prefix, prefixes[i].prefix) == 0)
            return prefixes[i].ns;
    }
    return NS_OTHER;
}

enum ns ns_of(const char *uri, const char *prefix)
{
    if (uri == NULL)
        return prefix == NULL ? NS_NONE : ns_of_prefix(prefix);
    uri += strspn(uri, " \t\r\n");
    if (*uri == '\0')
        return NS_NONE;
    uri = skip(uri, "http://");
    uri = skip(uri, "https://");
    uri = skip(uri, "www.");
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (is_same(uri, known[i].uri))
            return known[i].ns;
    }
    return prefix == NULL ? NS_OTHER : ns_of_prefix(prefix);
}
