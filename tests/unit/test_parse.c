#include "config/base/buffer.h"
#include "tests/helpers/reading.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static void an_rss_item_has_its_fields(void **state)
{
    const struct item *item = read_feed(
        *state, "<rss version='2.0'><channel><title>The Coast</title><item>"
                "<title>Ferry &amp;amp; bridge closed</title><link>https://coast.example/1</link>"
                "<guid isPermaLink='false'>coast-1</guid>"
                "<description>&lt;p&gt;A storm closed both.&lt;/p&gt;</description>"
                "<pubDate>Tue, 03 Mar 2026 09:39:21 GMT</pubDate>"
                "<author>desk@coast.example (Ada Marsh)</author><category>weather</category>"
                "<enclosure url='https://coast.example/1.mp3' length='1200' type='audio/mpeg'/>"
                "</item></channel></rss>");
    const struct reading *reading = *state;

    assert_string_equal(reading->document.format, "rss-2.0");
    assert_string_equal(reading->document.title.str, "The Coast");
    assert_string_equal(item->id, "coast-1");
    assert_string_equal(item->url, "https://coast.example/1");
    assert_int_equal(item->title.markup, MARKUP_HTML);
    assert_string_equal(item->content.str, "<p>A storm closed both.</p>");
    assert_null(item->summary.str);
    assert_int_equal(item->published, 1772530761);
    assert_string_equal(item->authors[0].name, "Ada Marsh");
    assert_string_equal(item->authors[0].email, "desk@coast.example");
    assert_string_equal(item->tags[0], "weather");
    assert_int_equal(item->attachments[0].size_in_bytes, 1200);
}

static void the_content_stands_above_the_description(void **state)
{
    const struct item *item =
        read_feed(*state, "<rss><channel><item><description>Short.</description>"
                          "<content:encoded>&lt;p&gt;Long.&lt;/p&gt;</content:encoded>"
                          "</item></channel></rss>");

    assert_string_equal(item->content.str, "<p>Long.</p>");
    assert_string_equal(item->summary.str, "Short.");
}

static void atom_xhtml_loses_its_div_and_resolves_its_links(void **state)
{
    const struct item *item = read_feed(
        *state,
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://hill.example/news/'><entry>"
        "<id>tag:hill.example,2026:7</id><link href='7.html'/><content type='xhtml'>"
        "<div xmlns='http://www.w3.org/1999/xhtml' xml:base='7/'><a href='map.png'>Map</a><br/>"
        "</div></content></entry></feed>");

    assert_string_equal(item->id, "tag:hill.example,2026:7");
    assert_string_equal(item->url, "https://hill.example/news/7.html");
    assert_string_equal(item->content.str,
                        "<a href=\"https://hill.example/news/7/map.png\">Map</a><br>");
}

static void an_entry_without_author_has_the_feeds(void **state)
{
    const struct item *item =
        read_feed(*state, "<feed xmlns='http://www.w3.org/2005/Atom'><author><name>Desk</name>"
                          "<email>desk@hill.example</email></author><entry><title>x</title>"
                          "<source><title>Elsewhere</title></source></entry></feed>");

    assert_int_equal(item->author_count, 1);
    assert_string_equal(item->authors[0].name, "Desk");
    assert_string_equal(item->title.str, "x");
}

static void an_rdf_item_stands_outside_of_its_channel(void **state)
{
    const struct item *item = read_feed(
        *state, "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
                "xmlns='http://purl.org/rss/1.0/'><channel><title>Hill</title></channel>"
                "<image><title>Logo</title><url>https://hill.example/l.png</url></image>"
                "<item rdf:about='https://hill.example/9'><title>Snow</title></item></rdf:RDF>");
    const struct reading *reading = *state;

    assert_string_equal(reading->document.format, "rss-1.0");
    assert_string_equal(reading->document.title.str, "Hill");
    assert_string_equal(reading->document.icon, "https://hill.example/l.png");
    assert_string_equal(item->id, "https://hill.example/9");
}

static void broken_markup_keeps_its_items(void **state)
{
    const struct item *items = read_feed(
        *state, "<br />\n<b>Warning</b>: foo() in <b>/x.php</b>\n<?xml version='1.0'?><rss>"
                "<channel><item><title>Fish & chips &eacute; &nosuch; 3 < 4</title>"
                "<description><p>One<br>two</description></item>"
                "<item><title><![CDATA[Rain <b>today</b>]]></title><item><title>Third</channel>");
    const struct reading *reading = *state;

    assert_int_equal(reading->document.item_count, 3);
    assert_string_equal(items[0].title.str, "Fish & chips \xC3\xA9 &nosuch; 3 < 4");
    assert_string_equal(items[0].content.str, "<p>One<br>two</p>");
    assert_string_equal(items[1].title.str, "Rain <b>today</b>");
    assert_string_equal(items[2].title.str, "Third");
    assert_true(reading->document.warning_count > 0);
}

static void a_cut_document_keeps_its_complete_items_only(void **state)
{
    const struct reading *reading = *state;
    const char *text = "<rss><channel><item><title>One</title></item><item><title>Two</title>";

    read_with(*state, text, (struct parse_input){.is_cut = true});
    assert_int_equal(reading->document.item_count, 1);
    read_with(*state, text, (struct parse_input){.is_cut = false});
    assert_int_equal(reading->document.item_count, 2);
}

/* What a broken transfer or a broken publisher makes of documents of many formats and encodings.
 * Some of the cases each time, all of them in a long run (tests/run --long). */

struct sample {
    const char *file;
    const char *item_end;
    bool is_wide; /* two bytes a character, the low one first if a mark says so */
};

static const struct sample samples[] = {
    {.file = "arabic-utf-8-with-mark.xml", .item_end = "</item>"},
    {.file = "atom-0.3.xml", .item_end = "</entry>"},
    {.file = "atom-1.0.xml", .item_end = "</entry>"},
    {.file = "atom-prefixed.xml", .item_end = "</a:entry>"},
    {.file = "cdf.xml", .item_end = "</ITEM>"},
    {.file = "chinese-gb2312.xml", .item_end = "</item>"},
    {.file = "german-entities.xml", .item_end = "</item>"},
    {.file = "greek-utf-16.xml", .item_end = "</item>", .is_wide = true},
    {.file = "japanese-shift_jis.xml", .item_end = "</item>"},
    {.file = "json-1.0.json", .item_end = "\"language\": \"en\"}"},
    {.file = "json-1.1.json", .item_end = "\"language\": \"en\"}"},
    {.file = "json-one-line.json", .item_end = "\"language\":\"en\"}"},
    {.file = "korean-euc-kr.xml", .item_end = "</item>"},
    {.file = "podcast.xml", .item_end = "</item>"},
    {.file = "polish-utf-16be-without-mark.xml", .item_end = "</item>", .is_wide = true},
    {.file = "rss-0.90.xml", .item_end = "</item>"},
    {.file = "rss-0.91.xml", .item_end = "</item>"},
    {.file = "rss-0.92-windows-1252.xml", .item_end = "</item>"},
    {.file = "rss-1.0.xml", .item_end = "</item>"},
    {.file = "rss-2.0.xml", .item_end = "</item>"},
    {.file = "russian-koi8-r.xml", .item_end = "</item>"},
    {.file = "russian-windows-1251-undeclared.xml", .item_end = "</item>"},
};

#define SAMPLES (sizeof(samples) / sizeof(samples[0]))

static bool is_long_run(void)
{
    return getenv("STORYWATCH_LONG") != NULL;
}

static void load(const struct sample *sample, struct buffer *bytes)
{
    char path[512];
    char part[4096];
    size_t len;

    (void)snprintf(path, sizeof(path), FIXTURES "/parse/torture/%s", sample->file);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    buffer_init(bytes, 65536);
    while ((len = fread(part, 1, sizeof(part), file)) > 0)
        buffer_append(bytes, part, len);
    fclose(file);
}

static void encode_end(const struct sample *sample, const struct buffer *bytes, struct buffer *end)
{
    bool is_low_first = bytes->data[0] == '\xFF';

    buffer_init(end, 128);
    for (const char *at = sample->item_end; *at != '\0'; at++) {
        if (sample->is_wide && !is_low_first)
            buffer_append_byte(end, '\0');
        buffer_append_byte(end, *at);
        if (sample->is_wide && is_low_first)
            buffer_append_byte(end, '\0');
    }
}

/* The items that end within the first `len` bytes. */
static size_t count_items(const struct buffer *bytes, size_t len, const struct buffer *end)
{
    const char *at = bytes->data, *limit = at + len;
    size_t count = 0;

    while ((at = memmem(at, (size_t)(limit - at), end->data, end->len)) != NULL) {
        at += end->len;
        count++;
    }
    return count;
}

static void read_bytes(struct reading *reading, const struct buffer *bytes, size_t len, bool is_cut)
{
    arena_reset(reading->arena);
    read_with(reading, bytes->data, (struct parse_input){.len = len, .is_cut = is_cut});
}

static size_t items_of(const struct reading *reading)
{
    return reading->outcome == PARSE_FEED ? reading->document.item_count : 0;
}

static void cut_everywhere(struct reading *reading, const struct sample *sample, size_t step)
{
    struct buffer bytes, end;

    load(sample, &bytes);
    encode_end(sample, &bytes, &end);
    assert_true(count_items(&bytes, bytes.len, &end) >= 3);
    for (size_t len = 1; len < bytes.len; len += step) {
        size_t whole = count_items(&bytes, len, &end);
        read_bytes(reading, &bytes, len, true);
        if (items_of(reading) != whole)
            fail_msg("%s cut at %zu has %zu items, not %zu", sample->file, len, items_of(reading),
                     whole);
    }
    buffer_free(&end);
    buffer_free(&bytes);
}

static void every_truncation_keeps_the_items_that_are_whole(void **state)
{
    for (size_t i = 0; i < SAMPLES; i++)
        cut_everywhere(*state, &samples[i], is_long_run() ? 1 : 7);
}

static const char wrong[] = {'\0', '<', '>', '&', '"', '\'', ' ', 'x', '\xFF', '/', '\n'};

static void spoil(struct reading *reading, const struct sample *sample, struct buffer *bytes,
                  size_t at, char byte, size_t wanted)
{
    char right = bytes->data[at];

    bytes->data[at] = byte;
    read_bytes(reading, bytes, bytes->len, false);
    if (items_of(reading) < wanted)
        fail_msg("%s with 0x%02X at %zu has %zu items", sample->file, (unsigned char)byte, at,
                 items_of(reading));
    bytes->data[at] = right;
}

static void spoil_everywhere(struct reading *reading, const struct sample *sample)
{
    struct buffer bytes, end;

    load(sample, &bytes);
    encode_end(sample, &bytes, &end);
    size_t wanted = count_items(&bytes, bytes.len, &end) - 1;
    for (size_t at = 0; at < bytes.len; at += is_long_run() ? 1 : 3) {
        if (!is_long_run()) {
            spoil(reading, sample, &bytes, at, wrong[at % sizeof(wrong)], wanted);
            continue;
        }
        for (size_t i = 0; i < sizeof(wrong); i++)
            spoil(reading, sample, &bytes, at, wrong[i], wanted);
    }
    buffer_free(&end);
    buffer_free(&bytes);
}

/* Whatever one byte becomes, only the item that it stands in may be lost. */
static void one_wrong_byte_costs_one_item_at_most(void **state)
{
    for (size_t i = 0; i < SAMPLES; i++)
        spoil_everywhere(*state, &samples[i]);
}

static void cdf_may_say_in_an_attribute_what_stands_in_an_element(void **state)
{
    const struct reading *reading = *state;
    const struct item *item =
        read_feed(*state, "<CHANNEL HREF='https://coast.example/'><TITLE VALUE='The Coast'/>"
                          "<AUTHOR VALUE='Ada Marsh'/><ITEM HREF='https://coast.example/1'>"
                          "<TITLE Value='Ferry back'/><ABSTRACT VALUE='It sails.'/>"
                          "<LASTMOD VALUE='1998-03-01T10:00'/></ITEM></CHANNEL>");

    assert_string_equal(reading->document.title.str, "The Coast");
    assert_string_equal(reading->document.authors[0].name, "Ada Marsh");
    assert_string_equal(item->title.str, "Ferry back");
    assert_string_equal(item->content.str, "It sails.");
    assert_int_equal(item->updated, 888746400);
}

static void an_html_page_is_no_feed_and_names_its_feeds(void **state)
{
    const struct reading *reading = *state;

    read_with(*state,
              "<!DOCTYPE html><html><head><link rel='alternate' type='application/rss+xml' "
              "href='/rss.xml'></head></html>",
              (struct parse_input){.url = "https://hill.example/"});
    assert_int_equal(reading->outcome, PARSE_NOT_A_FEED);
    assert_non_null(strstr(reading->err.message, "https://hill.example/rss.xml"));
}

static void a_compressed_file_is_called_what_it_is(void **state)
{
    const struct reading *reading = *state;

    read_with(*state, "\x1F\x8B\x08", (struct parse_input){.url = "https://hill.example/"});
    assert_int_equal(reading->outcome, PARSE_NOT_A_FEED);
    assert_string_equal(reading->err.message, "it is a gzip file");
}

static void other_documents_are_no_feeds(void **state)
{
    static const char *const texts[] = {"",
                                        "  \n",
                                        "garbage",
                                        "{\"a\":1}",
                                        "[]",
                                        "{",
                                        "<opml><body/></opml>",
                                        "<shop><item><title>Rope</title></item></shop>",
                                        "{\"name\":\"rope\",\"version\":\"1.2.0\"}",
                                        "{\"items\":[{\"id\":{\"videoId\":\"x\"}}]}",
                                        "<entry key='rope'><form>coil</form></entry>",
                                        "<channel/>",
                                        "&lt;rss&gt; is how a feed begins",
                                        "<rdf:RDF xmlns:foaf='http://xmlns.com/foaf/0.1/'>"
                                        "<foaf:Person><foaf:name>Ada</foaf:name></foaf:Person>"
                                        "</rdf:RDF>"};
    const struct reading *reading = *state;

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        read_with(*state, texts[i], (struct parse_input){.is_cut = false});
        assert_int_equal(reading->outcome, PARSE_NOT_A_FEED);
        assert_true(reading->err.message[0] != '\0');
    }
}

static void a_feed_that_is_the_text_of_another_document_is_read(void **state)
{
    static const char *const texts[] = {
        "<?xml version='1.0'?><string xmlns='urn:x'>&lt;?xml version='1.0'?&gt;&lt;rss&gt;"
        "&lt;item&gt;&lt;title&gt;Caf&eacute; &amp;amp; bar&lt;/title&gt;&lt;/item&gt;"
        "&lt;/rss&gt;</string>",
        "&lt;rss&#62;&lt;item>&lt;title>Caf&amp;eacute; &amp;amp; bar&lt;/title>",
        "<![CDATA[ <rss><item><title>Café &amp; bar</title></item></rss>]]>"};
    const struct reading *reading = *state;

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        const struct item *item = read_feed(*state, texts[i]);
        assert_string_equal(item->title.str, "Café & bar");
        assert_true(reading->document.warning_count > 0);
    }
    read_with(*state, "<html><pre>&lt;rss&gt;&lt;item/&gt;&lt;/rss&gt;</pre></html>",
              (struct parse_input){.is_cut = false});
    assert_int_equal(reading->outcome, PARSE_NOT_A_FEED);
}

static void what_says_something_of_a_feed_is_one_whatever_its_root(void **state)
{
    static const char *const texts[] = {"<rss/>",
                                        "<feed/>",
                                        "<entry xmlns='http://www.w3.org/2005/Atom'/>",
                                        "<item><title>Ferry back</title></item>",
                                        "<channel><title>The Coast</title></channel>",
                                        "<rdf:RDF xmlns='http://purl.org/rss/1.0/'/>",
                                        "<rdf:RDF><item><title>Snow</title></item></rdf:RDF>"};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        read_feed(*state, texts[i]);
}

static void more_items_than_the_limit_are_left_out(void **state)
{
    static const char item[] = "<item><title>x</title></item>";
    static char text[(size_t)(PARSE_ITEMS_MAX + 5) * sizeof(item) + 64];
    const struct reading *reading = *state;
    char *at = stpcpy(text, "<rss><channel>");

    for (size_t i = 0; i < PARSE_ITEMS_MAX + 5; i++)
        at = stpcpy(at, item);
    stpcpy(at, "</channel></rss>");
    read_feed(*state, text);
    assert_int_equal(reading->document.item_count, PARSE_ITEMS_MAX);
    assert_non_null(strstr(reading->document.warnings[0], "10000"));
}

static void a_document_over_its_limit_is_refused_with_the_limit_named(void **state)
{
    const struct reading *reading = *state;

    read_with(*state, "<rss/>", (struct parse_input){.len = ((size_t)16 << 20) + 1});
    assert_int_equal(reading->outcome, PARSE_NOT_A_FEED);
    assert_non_null(strstr(reading->err.message, "16 MiB"));
}

static void a_bound_is_told_once(void **state)
{
    struct reading *reading = *state;
    char *path = arena_alloc(reading->arena, ITEM_URL_MAX + 1);

    memset(path, 'a', ITEM_URL_MAX);
    const char *url = arena_format(reading->arena, "https://coast.example/%s", path);
    const char *text = arena_format(
        reading->arena, "<rss><channel><item><link>%s</link></item></channel></rss>", url);
    read_with(reading, text, (struct parse_input){.url = url});
    assert_int_equal(reading->outcome, PARSE_FEED);
    assert_int_equal(reading->document.warning_count, 1);
}

static void the_copyright_is_a_text_of_its_kind(void **state)
{
    const struct reading *reading = *state;

    read_feed(*state, "<feed xmlns='http://www.w3.org/2005/Atom'>"
                      "<rights type='html'>&amp;copy; The Coast</rights></feed>");
    assert_string_equal(reading->document.copyright.str, "&copy; The Coast");
    assert_int_equal(reading->document.copyright.markup, MARKUP_HTML);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        reading_test(an_rss_item_has_its_fields),
        reading_test(the_content_stands_above_the_description),
        reading_test(atom_xhtml_loses_its_div_and_resolves_its_links),
        reading_test(an_entry_without_author_has_the_feeds),
        reading_test(an_rdf_item_stands_outside_of_its_channel),
        reading_test(broken_markup_keeps_its_items),
        reading_test(a_cut_document_keeps_its_complete_items_only),
        reading_test(every_truncation_keeps_the_items_that_are_whole),
        reading_test(one_wrong_byte_costs_one_item_at_most),
        reading_test(cdf_may_say_in_an_attribute_what_stands_in_an_element),
        reading_test(an_html_page_is_no_feed_and_names_its_feeds),
        reading_test(a_compressed_file_is_called_what_it_is),
        reading_test(other_documents_are_no_feeds),
        reading_test(a_feed_that_is_the_text_of_another_document_is_read),
        reading_test(what_says_something_of_a_feed_is_one_whatever_its_root),
        reading_test(more_items_than_the_limit_are_left_out),
        reading_test(a_document_over_its_limit_is_refused_with_the_limit_named),
        reading_test(a_bound_is_told_once),
        reading_test(the_copyright_is_a_text_of_its_kind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
