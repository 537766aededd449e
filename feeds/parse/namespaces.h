/* namespaces.h: the XML namespaces that feeds use, told by URI, and by prefix where none is
 * declared or nobody knows the one that is. */
#pragma once

/* Bits, so that one row of the table of fields can stand for several. */
enum ns {
    NS_NONE = 1 << 0, /* also a default namespace that knows no such root */
    NS_RSS = 1 << 1,
    NS_RDF = 1 << 2,
    NS_ATOM = 1 << 3,
    NS_DC = 1 << 4,
    NS_DCTERMS = 1 << 5,
    NS_CONTENT = 1 << 6,
    NS_MEDIA = 1 << 7,
    NS_ITUNES = 1 << 8,
    NS_SYNDICATION = 1 << 9,
    NS_FEEDBURNER = 1 << 10,
    NS_XHTML = 1 << 11,
    NS_XML = 1 << 12,
    NS_ADMIN = 1 << 13,
    NS_FOAF = 1 << 14,
    NS_SLASH = 1 << 15,
    NS_WEBFEEDS = 1 << 16,
    NS_PODCAST = 1 << 17,
    NS_HISTORY = 1 << 18,
    NS_EMBEDDED = 1 << 19, /* SVG, MathML */
    NS_YANDEX = 1 << 20,
    NS_PRISM = 1 << 21,
    NS_OTHER = 1 << 22,
};

/* `uri` and `prefix` may be NULL. The well-known prefixes are understood without URI, when nobody
 * declared them, and with one that nobody knows, as it is most often mistyped. */
enum ns ns_of(const char *uri, const char *prefix);
