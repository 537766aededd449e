/* precedence.c: writes storywatch-feeds(7) from the parser's own table of fields, so that the page
 * cannot say anything else than the program does. Run by the build. */
#include "feeds/parse/fields.h"
#include "feeds/parse/readers.h"

#include <stdio.h>

static const char head[] =
    ".Dd November 24, 2026\n"
    ".Dt STORYWATCH-FEEDS 7\n"
    ".Os\n"
    ".Sh NAME\n"
    ".Nm storywatch-feeds\n"
    ".Nd which element of a feed means what\n"
    ".Sh DESCRIPTION\n"
    "RSS, RDF, Atom and CDF are read by one table, whatever the format that a document says it is.\n"
    "Below, for each thing that\n"
    ".Nm storywatch\n"
    "knows of a feed or an item, stand the elements that may say it.\n"
    "Of several in one document the one that stands highest here counts, and of two of a kind the first;\n"
    "tags, attachments and authors are all taken, but of a feed's editor, owner, webmaster and publisher one,\n"
    "and what has a mail alone is given the name that another element says.\n"
    "Of two contents of a kind the one with markup counts, of two descriptions the longer one;\n"
    "the other is the summary.\n"
    ".Pp\n"
    "Namespaces are told by their address and not by their prefix; the usual prefixes are understood without a\n"
    "declaration, and with one of an address that nobody knows.\n"
    "An element without prefix below is one of RSS or Atom, or of no namespace.\n"
    "Case does not count.\n"
    "An item without author has the feed's.\n"
    "Where none has a tag all have the feed's, if those are no more than 16.\n"
    "What stands inside of\n"
    ".Cm source ,\n"
    ".Cm image ,\n"
    ".Cm textInput\n"
    "or an element that is not named here is never the feed's or the item's.\n";

static const char foot[] =
    ".Sh THE BODY OF AN ITEM\n"
    "An item's only body is its content, whatever its element.\n"
    "Of two, the longer kind is the content and the shorter one the summary.\n"
    "A text with tags or entities of HTML is HTML, but in Atom it is what its type says.\n"
    "An item without a picture has the first one of its content that is no pixel.\n"
    ".Sh ADDRESSES\n"
    "A relative address is resolved against\n"
    ".Cm xml:base ,\n"
    "the BASE of a CDF channel,\n"
    "else the document's Content-Location, else the page that the feed links to, wherever that stands,\n"
    "else the document's own address, else the feed's link to itself.\n"
    "Atom's own address stands above a page of the same scheme and host.\n"
    "The feed's links to its page, to itself and to its other pages are relative to the document.\n"
    "Only those of http and https come out; an id is never resolved.\n"
    "A link that all items of a document have tells none of them: without ids they are told apart by\n"
    "their texts.\n"
    "An item of the feed's last document whose id changed, and whose title, text and link did not, stays\n"
    "the item that it is.\n"
    ".Sh JSON FEED\n"
    "The members are those of JSON Feed 1.1, and\n"
    ".Cm author\n"
    "of 1.0.\n"
    "An id that is an address is the link of an item that has none.\n"
    ".Sh LIMITS\n"
    "A document has at most 16 MiB and 10,000 items; an item 256 tags, 64 authors and 64 attachments.\n"
    "Texts are cut to 512 KiB, titles and ids to 1 KiB, names and tags to 256 bytes;\n"
    "an address over 4 KiB is left out.\n"
    "The warnings of\n"
    ".Nm storywatch Cm parse\n"
    "say so.\n"
    ".Sh SEE ALSO\n"
    ".Xr storywatch 1 ,\n"
    ".Xr storywatch.yaml 5\n";

static const char *const headings[FIELD_COUNT] = {
    [FIELD_ID] = "Id",
    [FIELD_TITLE] = "Title",
    [FIELD_URL] = "Link",
    [FIELD_FEED_URL] = "The feed's own address",
    [FIELD_NEXT_URL] = "The next page of the feed",
    [FIELD_ARCHIVE_URL] = "The archive before this document",
    [FIELD_CONTENT] = "Content",
    [FIELD_SUMMARY] = "Summary, description of a feed",
    [FIELD_PUBLISHED] = "Date of publication",
    [FIELD_UPDATED] = "Date of the last change",
    [FIELD_LANGUAGE] = "Language",
    [FIELD_ICON] = "Picture",
    [FIELD_FAVICON] = "Small picture of a feed",
    [FIELD_COPYRIGHT] = "Copyright",
    [FIELD_GENERATOR] = "Generator",
    [FIELD_AUTHORS] = "Authors",
    [FIELD_TAGS] = "Tags",
    [FIELD_ATTACHMENTS] = "Attachments",
    [FIELD_ENCLOSED_URL] = "Address of the enclosure of that name",
    [FIELD_DURATION] = "Length of the recording",
    [FIELD_TTL] = "Minutes that the feed may be kept",
    [FIELD_SKIP_HOURS] = "Hours to leave out",
    [FIELD_SKIP_DAYS] = "Days to leave out",
    [FIELD_UPDATE_PERIOD] = "Time between updates",
    [FIELD_UPDATE_FREQUENCY] = "Updates in that time",
};

/* Where an element counts under a condition only. */
static const struct {
    void (*read)(struct reader *, const struct rule *, const struct element *);
    const char *text;
} conditions[] = {
    {atom_read_page, "its rel fits, and it leads to a page for people"},
    {atom_read_link, "its rel fits"},
    {atom_read_enclosure, "its rel is enclosure"},
    {atom_read_enclosed_url, "its rel is enclosure"},
    {atom_read_enclosed_picture, "its rel is enclosure, and it is a picture"},
    {media_read_picture, "it is a picture"},
    {itunes_read_image_link, "its rel is image"},
    {rss_read_permalink, "isPermaLink is not false, and it is an address"},
    {cdf_read_logo, "its style is not ICON"},
    {cdf_read_icon, "its style is ICON"},
};

static const struct {
    unsigned ns;
    const char *prefix;
} prefixes[] = {
    {NS_DC, "dc"},
    {NS_DCTERMS, "dcterms"},
    {NS_CONTENT, "content"},
    {NS_MEDIA, "media"},
    {NS_ITUNES, "itunes"},
    {NS_SYNDICATION, "sy"},
    {NS_FEEDBURNER, "feedburner"},
    {NS_XHTML, "xhtml"},
    {NS_RDF, "rdf"},
    {NS_ADMIN, "admin"},
    {NS_FOAF, "foaf"},
    {NS_WEBFEEDS, "webfeeds"},
    {NS_PRISM, "prism"},
    {NS_YANDEX, "yandex"},
};

static const struct {
    unsigned scope;
    const char *text;
} places[] = {
    {IN_FEED, "feed"},
    {IN_ITEM, "item"},
    {IN_MEDIA, "media:group or media:content"},
    {IN_IMAGE, "image"},
    {IN_SOURCE, "source of an item"},
    {IN_SKIP, "skipHours or skipDays"},
    {ON_FEED, "attribute of a feed"},
    {ON_ITEM, "attribute of an item"},
    {ON_IMAGE, "attribute of an image"},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void print_names(const struct rule *rule)
{
    const char *separator = "";

    fputs(".It ", stdout);
    if ((rule->ns & (NS_NONE | NS_RSS | NS_ATOM)) != 0) {
        printf("Cm %s", rule->name);
        separator = " , ";
    }
    for (size_t i = 0; i < COUNT(prefixes); i++) {
        if ((rule->ns & prefixes[i].ns) == 0)
            continue;
        printf("%sCm %s:%s", separator, prefixes[i].prefix, rule->name);
        separator = " , ";
    }
    putchar('\n');
}

static void print_places(const struct rule *rule)
{
    const char *separator = "";

    for (size_t i = 0; i < COUNT(places); i++) {
        if ((rule->in & places[i].scope) == 0)
            continue;
        printf("%s%s", separator, places[i].text);
        separator = ", ";
    }
    for (size_t i = 0; i < COUNT(conditions); i++) {
        if (rule->read == conditions[i].read)
            printf("; if %s", conditions[i].text);
    }
    putchar('\n');
}

static void print_field(enum field field)
{
    size_t count;
    const struct rule *rules = fields_rules(&count);

    printf(".Ss %s\n.Bl -tag -width 30n -compact\n", headings[field]);
    for (size_t i = 0; i < count; i++) {
        if (rules[i].field != field)
            continue;
        print_names(&rules[i]);
        print_places(&rules[i]);
    }
    puts(".El");
}

int main(void)
{
    fputs(head, stdout);
    puts(".Sh PRECEDENCE");
    for (enum field field = FIELD_NONE + 1; field < FIELD_COUNT; field++)
        print_field(field);
    fputs(foot, stdout);
    return ferror(stdout) || fflush(stdout) != 0;
}
