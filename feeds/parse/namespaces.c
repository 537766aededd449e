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
    {"example.com/newformat", NS_ATOM},
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
    {"podcastindex.org/namespace/1.0", NS_PODCAST},
    {"github.com/podcastindex-org/podcast-namespace*", NS_PODCAST},
    {"purl.org/syndication/history/1.0", NS_HISTORY},
    {"purl.org/rss/1.0", NS_RSS},
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

enum ns ns_of(const char *uri, const char *prefix)
{
    if (uri == NULL)
        return prefix == NULL ? NS_NONE : NS_OTHER;
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
    return NS_OTHER;
}

const char *ns_declarations(void)
{
    return "xmlns:atom='http://www.w3.org/2005/Atom' xmlns:atom10='http://www.w3.org/2005/Atom' "
           "xmlns:a10='http://www.w3.org/2005/Atom' "
           "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:dcterms='http://purl.org/dc/terms/' "
           "xmlns:content='http://purl.org/rss/1.0/modules/content/' "
           "xmlns:media='http://search.yahoo.com/mrss/' "
           "xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' "
           "xmlns:googleplay='http://www.google.com/schemas/play-podcasts/1.0' "
           "xmlns:sy='http://purl.org/rss/1.0/modules/syndication/' "
           "xmlns:feedburner='http://rssnamespace.org/feedburner/ext/1.0' "
           "xmlns:xhtml='http://www.w3.org/1999/xhtml' "
           "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
           "xmlns:rss='http://purl.org/rss/1.0/' xmlns:admin='http://webns.net/mvcb/' "
           "xmlns:foaf='http://xmlns.com/foaf/0.1/' "
           "xmlns:slash='http://purl.org/rss/1.0/modules/slash/' "
           "xmlns:webfeeds='http://webfeeds.org/rss/1.0' "
           "xmlns:podcast='https://podcastindex.org/namespace/1.0' "
           "xmlns:fh='http://purl.org/syndication/history/1.0'";
}
