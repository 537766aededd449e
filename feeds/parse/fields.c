#include "feeds/parse/fields.h"

#include "feeds/parse/readers.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define CORE (NS_NONE | NS_RSS | NS_ATOM)
#define ATOM (NS_NONE | NS_ATOM)
#define IN_BOTH (IN_FEED | IN_ITEM)
#define WITH_MEDIA (IN_ITEM | IN_MEDIA)
#define DUBLIN (NS_DC | NS_DCTERMS)

/* The table of fields. A row stands above its rivals, the rows with the same field. Element names
 * are told apart without case, as some publishers mix it. */
static const struct rule rules[] = {
    /* what opens what */
    {IN_DOCUMENT | IN_FEED, NS_NONE | NS_RSS, "rss", FIELD_NONE, NULL, IN_FEED},
    {IN_DOCUMENT | IN_FEED, NS_NONE | NS_RSS | NS_RDF, "rdf", FIELD_NONE, NULL, IN_FEED},
    {IN_DOCUMENT | IN_FEED, CORE, "feed", FIELD_NONE, NULL, IN_FEED},
    {IN_DOCUMENT | IN_FEED, CORE, "channel", FIELD_NONE, NULL, IN_FEED},
    {IN_FEED, CORE, "items", FIELD_NONE, NULL, IN_FEED},
    {IN_DOCUMENT | IN_FEED, CORE, "item", FIELD_NONE, NULL, IN_ITEM},
    {IN_DOCUMENT | IN_FEED, CORE, "entry", FIELD_NONE, NULL, IN_ITEM},
    {IN_ITEM, NS_MEDIA, "group", FIELD_NONE, NULL, IN_MEDIA},
    {IN_ITEM, ATOM, "source", FIELD_NONE, NULL, IN_SOURCE},
    {IN_BOTH, CORE, "textinput", FIELD_NONE, NULL, IN_NOTHING},
    {IN_FEED, CORE, "skiphours", FIELD_NONE, NULL, IN_SKIP},
    {IN_FEED, CORE, "skipdays", FIELD_NONE, NULL, IN_SKIP},
    {WITH_MEDIA, NS_MEDIA, "content", FIELD_ATTACHMENTS, media_read_content, IN_MEDIA},

    {IN_BOTH, CORE, "title", FIELD_TITLE, read_text, 0},
    {IN_BOTH, DUBLIN, "title", FIELD_TITLE, read_text, 0},
    {IN_FEED | WITH_MEDIA, NS_MEDIA, "title", FIELD_TITLE, read_text, 0},
    {IN_BOTH, NS_ITUNES, "title", FIELD_TITLE, read_text, 0},
    {IN_ITEM, NS_NONE, "a", FIELD_TITLE, read_text, 0},

    {IN_ITEM, NS_CONTENT, "encoded", FIELD_CONTENT, read_text, 0},
    {IN_ITEM, NS_XHTML | CORE, "body", FIELD_CONTENT, read_text, 0},
    {IN_ITEM, NS_XHTML, "div", FIELD_CONTENT, read_text, 0},
    {IN_ITEM, CORE, "fullitem", FIELD_CONTENT, read_text, 0},
    {IN_ITEM, NS_YANDEX, "full-text", FIELD_CONTENT, read_text, 0},
    {IN_ITEM, NS_YANDEX, "content", FIELD_CONTENT, read_text, 0},
    {IN_ITEM, CORE, "content", FIELD_CONTENT, read_text, 0},

    {IN_FEED, CORE, "subtitle", FIELD_SUMMARY, read_text, 0},
    {IN_FEED, CORE, "tagline", FIELD_SUMMARY, read_text, 0},
    {IN_BOTH, CORE, "description", FIELD_SUMMARY, read_text, 0},
    {IN_BOTH, CORE, "summary", FIELD_SUMMARY, read_text, 0},
    {IN_BOTH, CORE, "abstract", FIELD_SUMMARY, read_text, 0},
    {IN_BOTH, DUBLIN, "description", FIELD_SUMMARY, read_text, 0},
    {IN_BOTH, NS_DCTERMS, "abstract", FIELD_SUMMARY, read_text, 0},
    {IN_BOTH, NS_ITUNES, "summary", FIELD_SUMMARY, read_text, 0},
    {IN_BOTH, NS_ITUNES, "description", FIELD_SUMMARY, read_text, 0},
    {IN_BOTH, NS_ITUNES, "subtitle", FIELD_SUMMARY, read_text, 0},
    {IN_FEED | WITH_MEDIA, NS_MEDIA, "description", FIELD_SUMMARY, read_text, 0},
    {IN_FEED, CORE, "info", FIELD_SUMMARY, read_text, 0},

    {IN_BOTH, CORE, "link", FIELD_URL, atom_read_page, 0},
    {IN_ITEM, NS_FEEDBURNER, "origlink", FIELD_URL, read_url, 0},
    {IN_BOTH, CORE, "link", FIELD_URL, rss_read_link, 0},
    {IN_BOTH, CORE, "link", FIELD_URL, atom_read_link, 0},
    {ON_FEED | ON_ITEM, NS_NONE, "href", FIELD_URL, read_url, 0},
    {IN_BOTH, NS_NONE | NS_RSS, "a", FIELD_URL, read_url, 0},
    {IN_ITEM, CORE, "guid", FIELD_URL, rss_read_permalink, 0},
    {ON_ITEM, NS_RDF, "about", FIELD_URL, rss_read_permalink, 0},
    {IN_ITEM, NS_FEEDBURNER, "origenclosurelink", FIELD_URL, read_url, 0},
    {IN_ITEM, CORE, "enclosure", FIELD_URL, rss_read_enclosed_url, 0},
    {IN_ITEM, CORE, "link", FIELD_URL, atom_read_enclosed_url, 0},
    {IN_FEED, CORE, "link", FIELD_FEED_URL, atom_read_link, 0},
    {IN_FEED, CORE, "link", FIELD_NEXT_URL, atom_read_link, 0},
    {IN_FEED, CORE, "link", FIELD_ARCHIVE_URL, atom_read_link, 0},
    {ON_FEED, NS_NONE, "self", FIELD_FEED_URL, cdf_read_self, 0},
    {IN_FEED, NS_ITUNES, "new-feed-url", FIELD_FEED_URL, read_url, 0},

    {IN_ITEM, CORE, "guid", FIELD_ID, read_string, 0},
    {IN_ITEM, CORE, "id", FIELD_ID, read_string, 0},
    {ON_ITEM, NS_RDF, "about", FIELD_ID, read_string, 0},
    {IN_ITEM, DUBLIN, "identifier", FIELD_ID, read_string, 0},

    {IN_BOTH, CORE, "published", FIELD_PUBLISHED, read_date, 0},
    {IN_BOTH, CORE, "pubdate", FIELD_PUBLISHED, read_date, 0},
    {IN_BOTH, CORE, "issued", FIELD_PUBLISHED, read_date, 0},
    {IN_BOTH, NS_DCTERMS, "issued", FIELD_PUBLISHED, read_date, 0},
    {IN_BOTH, CORE, "created", FIELD_PUBLISHED, read_date, 0},
    {IN_BOTH, NS_DCTERMS, "created", FIELD_PUBLISHED, read_date, 0},
    {IN_BOTH, DUBLIN, "date", FIELD_PUBLISHED, read_date, 0},
    {IN_BOTH, NS_DCTERMS, "available", FIELD_PUBLISHED, read_date, 0},
    {IN_BOTH, CORE, "date", FIELD_PUBLISHED, read_date, 0},
    {IN_BOTH, NS_PRISM, "publicationdate", FIELD_PUBLISHED, read_date, 0},
    {IN_BOTH, CORE, "updated", FIELD_UPDATED, read_date, 0},
    {IN_BOTH, CORE, "modified", FIELD_UPDATED, read_date, 0},
    {IN_BOTH, NS_DCTERMS, "modified", FIELD_UPDATED, read_date, 0},
    {IN_BOTH, NS_PRISM, "modificationdate", FIELD_UPDATED, read_date, 0},
    {IN_BOTH, CORE, "lastbuilddate", FIELD_UPDATED, read_date, 0},
    {ON_FEED | ON_ITEM | IN_BOTH, NS_NONE, "lastmod", FIELD_UPDATED, read_date, 0},

    {IN_BOTH, CORE, "author", FIELD_AUTHORS, read_person, IN_PERSON},
    {IN_FEED, NS_ITUNES, "author", FIELD_AUTHORS, read_person, IN_PERSON},
    {IN_FEED, CORE, "managingeditor", FIELD_AUTHORS, read_person, IN_PERSON},
    {IN_BOTH, DUBLIN, "creator", FIELD_AUTHORS, read_person, IN_PERSON},
    {IN_BOTH, DUBLIN, "author", FIELD_AUTHORS, read_person, IN_PERSON},
    {IN_ITEM, NS_ITUNES, "author", FIELD_AUTHORS, read_person, IN_PERSON},
    {IN_FEED, NS_ITUNES, "owner", FIELD_AUTHORS, read_person, IN_PERSON},
    {IN_FEED, CORE, "webmaster", FIELD_AUTHORS, read_person, IN_PERSON},
    {IN_FEED, DUBLIN, "publisher", FIELD_AUTHORS, read_person, IN_PERSON},
    {IN_BOTH, NS_FOAF, "maker", FIELD_AUTHORS, read_person, IN_PERSON},
    {IN_SOURCE, CORE, "author", FIELD_AUTHORS, read_person, IN_PERSON},
    {IN_PERSON, CORE | NS_ITUNES | NS_FOAF, "name", FIELD_NONE, read_person_name, 0},
    {IN_PERSON, CORE | NS_ITUNES, "email", FIELD_NONE, read_person_email, 0},
    {IN_PERSON, CORE, "uri", FIELD_NONE, read_person_url, 0},
    {IN_PERSON, CORE, "url", FIELD_NONE, read_person_url, 0},
    {IN_PERSON, CORE | NS_FOAF, "homepage", FIELD_NONE, read_person_url, 0},

    {IN_BOTH, CORE, "category", FIELD_TAGS, read_tag, 0},
    {IN_BOTH, DUBLIN, "subject", FIELD_TAGS, read_tag, 0},
    {IN_FEED, NS_ITUNES, "category", FIELD_TAGS, read_tag, IN_FEED}, /* they nest */
    {IN_ITEM, NS_ITUNES, "category", FIELD_TAGS, read_tag, IN_ITEM},
    {IN_FEED | WITH_MEDIA, NS_MEDIA, "category", FIELD_TAGS, read_tag, 0},
    {IN_FEED | WITH_MEDIA, NS_MEDIA, "keywords", FIELD_TAGS, read_tag_list, 0},
    {IN_BOTH, NS_ITUNES | CORE, "keywords", FIELD_TAGS, read_tag_list, 0},
    {IN_BOTH, CORE, "tags", FIELD_TAGS, read_tag_list, 0},

    {IN_ITEM, CORE, "enclosure", FIELD_ATTACHMENTS, rss_read_enclosure, 0},
    {IN_ITEM, CORE, "link", FIELD_ATTACHMENTS, atom_read_enclosure, 0},
    {WITH_MEDIA, NS_MEDIA, "peerlink", FIELD_ATTACHMENTS, rss_read_enclosure, 0},
    {IN_ITEM, NS_FEEDBURNER, "origenclosurelink", FIELD_ENCLOSED_URL, read_url, 0},
    {IN_ITEM, NS_ITUNES, "duration", FIELD_DURATION, itunes_read_duration, 0},

    {IN_BOTH, CORE, "language", FIELD_LANGUAGE, read_language, 0},
    {IN_BOTH, DUBLIN, "language", FIELD_LANGUAGE, read_language, 0},

    {IN_BOTH, CORE, "image", FIELD_NONE, NULL, IN_IMAGE},
    {IN_IMAGE, CORE, "url", FIELD_ICON, read_url, 0},
    {ON_IMAGE, NS_RDF | NS_NONE, "resource", FIELD_ICON, read_url, 0},
    {ON_IMAGE, NS_NONE, "href", FIELD_ICON, read_url, 0},
    {ON_IMAGE, NS_NONE, "url", FIELD_ICON, read_url, 0},
    {IN_BOTH, CORE, "logo", FIELD_ICON, cdf_read_logo, 0},
    {IN_BOTH, NS_ITUNES, "image", FIELD_ICON, read_url, 0},
    {IN_BOTH, NS_ITUNES, "link", FIELD_ICON, itunes_read_image_link, 0},
    {IN_FEED, NS_WEBFEEDS, "logo", FIELD_ICON, read_url, 0},
    {IN_FEED, NS_WEBFEEDS, "icon", FIELD_ICON, read_url, 0},
    {IN_FEED | WITH_MEDIA, NS_MEDIA, "thumbnail", FIELD_ICON, media_read_thumbnail, 0},
    {WITH_MEDIA, NS_MEDIA, "content", FIELD_ICON, media_read_picture, 0},
    {IN_ITEM, CORE, "enclosure", FIELD_ICON, media_read_picture, 0},
    {IN_ITEM, CORE, "link", FIELD_ICON, atom_read_enclosed_picture, 0},
    {IN_FEED, NS_ATOM | NS_NONE, "icon", FIELD_FAVICON, read_url, 0},
    {IN_FEED, NS_NONE, "logo", FIELD_FAVICON, cdf_read_icon, 0},

    {IN_FEED, CORE, "rights", FIELD_COPYRIGHT, read_text, 0},
    {IN_FEED, CORE, "copyright", FIELD_COPYRIGHT, read_text, 0},
    {IN_FEED, DUBLIN, "rights", FIELD_COPYRIGHT, read_text, 0},
    {IN_FEED, CORE, "generator", FIELD_GENERATOR, read_string, 0},
    {IN_FEED, NS_ADMIN, "generatoragent", FIELD_GENERATOR, admin_read_generator, 0},

    {IN_FEED, CORE, "ttl", FIELD_TTL, rss_read_ttl, 0},
    {IN_SKIP, CORE, "hour", FIELD_SKIP_HOURS, rss_read_hour, 0},
    {IN_SKIP, CORE, "day", FIELD_SKIP_DAYS, rss_read_day, 0},
    {IN_FEED, NS_SYNDICATION, "updateperiod", FIELD_UPDATE_PERIOD, syndication_read_period, 0},
    {IN_FEED, NS_SYNDICATION, "updatefrequency", FIELD_UPDATE_FREQUENCY, syndication_read_frequency,
     0},
};

#define RULES (sizeof(rules) / sizeof(rules[0]))
_Static_assert(RULES <= 256, "struct field_index has room for 256 rows");

const struct rule *fields_rules(size_t *count)
{
    *count = RULES;
    return rules;
}

unsigned field_rank(const struct rule *rule)
{
    return (unsigned)(rule - rules) + 1;
}

const struct rule *field_rule(unsigned rank)
{
    return &rules[rank - 1];
}

static unsigned hash_of(const char *name)
{
    size_t len = strlen(name);
    unsigned first = (unsigned char)name[0] | 0x20u;
    unsigned last = len == 0 ? 0 : (unsigned char)name[len - 1] | 0x20u;

    return (first * 31 + last * 7 + (unsigned)len) % 256;
}

void field_index_build(struct field_index *index)
{
    memset(index, 0, sizeof(*index));
    for (size_t i = RULES; i > 0; i--) {
        unsigned hash = hash_of(rules[i - 1].name);
        index->next[i - 1] = index->first[hash];
        index->first[hash] = (unsigned short)i;
    }
}

const struct rule *field_index_next(const struct field_index *index, const struct rule *rule,
                                    unsigned scope, unsigned ns, const char *name)
{
    unsigned at = rule == NULL ? index->first[hash_of(name)] : index->next[rule - rules];

    for (; at != 0; at = index->next[at - 1]) {
        const struct rule *found = &rules[at - 1];
        if ((found->in & scope) != 0 && (found->ns & ns) != 0 &&
            (found->name == name || strcasecmp(found->name, name) == 0))
            return found;
    }
    return NULL;
}
