#include "tests/helpers/reading.h"

static void the_language_is_of_the_innermost_element_that_says_one(void **state)
{
    struct reading *reading = *state;
    const struct item *item =
        read_feed(reading, "<rss version='2.0' xml:lang='en'><channel xml:lang='fr'>"
                           "<item><title>Le bac</title></item>"
                           "<item xml:lang='de'><title>Die Fähre</title></item>"
                           "<item><title xml:lang='nl'>De veerboot</title></item></channel></rss>");

    assert_string_equal(reading->document.language, "fr");
    assert_string_equal(item[0].language, "fr");
    assert_string_equal(item[1].language, "de");
    assert_string_equal(item[2].language, "nl");
}

static void a_feeds_language_counts_for_its_items_before_that_of_its_root(void **state)
{
    const struct item *items =
        read_feed(*state, "<rss version='2.0' xml:lang='en'><channel><language>fr</language>"
                          "<item><title>Le bac</title></item>"
                          "<item xml:lang='de'><title>Die Fähre</title></item></channel></rss>");

    assert_string_equal(items[0].language, "fr");
    assert_string_equal(items[1].language, "de");
}

static void a_language_without_prefix_counts_on_the_formats_own_elements(void **state)
{
    struct reading *reading = *state;
    const struct item *items =
        read_feed(reading, "<feed xmlns='http://www.w3.org/2005/Atom' lang='fr'>"
                           "<entry><title>Le bac</title><media:content lang='en'>"
                           "<media:title>The ferry</media:title></media:content></entry>"
                           "<entry lang='de' xml:lang='de-CH'><title>Die Fähre</title></entry>"
                           "</feed>");

    assert_string_equal(reading->document.language, "fr");
    assert_string_equal(items[0].language, "fr");
    assert_string_equal(items[1].language, "de-CH");
}

static void an_empty_language_is_none(void **state)
{
    const struct item *item =
        read_feed(*state, "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='en'>"
                          "<entry xml:lang=''><title>X 12</title></entry></feed>");

    assert_null(item->language);
}

static void a_feed_that_says_no_language_has_its_titles(void **state)
{
    struct reading *reading = *state;

    read_feed(reading, "<feed xmlns='http://www.w3.org/2005/Atom'>"
                       "<title xml:lang='fr'>La côte</title></feed>");
    assert_string_equal(reading->document.language, "fr");
}

static void an_unknown_default_namespace_is_that_of_the_format(void **state)
{
    struct reading *reading = *state;
    const struct item *item =
        read_feed(reading, "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"
                           " xmlns='http://coast.example/rss'><channel><title>The Coast</title>"
                           "</channel><item><title>Ferry closed</title></item></rdf:RDF>");

    assert_string_equal(reading->document.title.str, "The Coast");
    assert_string_equal(item->title.str, "Ferry closed");
}

static void elements_that_changed_their_namespace_are_what_they_were(void **state)
{
    static const char *const uris[] = {"http://purl.org/rss/1.0/modules/rss091#",
                                       "http://purl.org/echo/", "http://purl.org/pie/",
                                       "https://dublincore.org/documents/dcmi-terms/"};
    struct reading *reading = *state;

    for (size_t i = 0; i < sizeof(uris) / sizeof(uris[0]); i++) {
        const struct item *item = read_rss_item(
            reading,
            arena_format(reading->arena, "<x:title xmlns:x='%s'>Ferry closed</x:title>", uris[i]));
        assert_string_equal(item->title.str, "Ferry closed");
    }
}

static void an_item_may_have_a_default_namespace_of_its_own(void **state)
{
    static const char *const uris[] = {"http://coast.example/item", "http://purl.org/dc/terms/"};
    struct reading *reading = *state;

    for (size_t i = 0; i < sizeof(uris) / sizeof(uris[0]); i++) {
        const struct item *item = read_feed(
            reading, arena_format(reading->arena,
                                  "<rss version='2.0'><channel><item xmlns='%s'>"
                                  "<title>Ferry closed</title><link>https://coast.example/1</link>"
                                  "</item></channel></rss>",
                                  uris[i]));
        assert_int_equal(reading->document.item_count, 1);
        assert_string_equal(item->title.str, "Ferry closed");
        assert_string_equal(item->url, "https://coast.example/1");
    }
}

static void a_cdf_item_may_have_its_title_in_its_link(void **state)
{
    const struct item *item =
        read_feed(*state, "<CHANNEL><ITEM><A HREF='https://coast.example/1'>Ferry closed</A></ITEM>"
                          "</CHANNEL>");

    assert_string_equal(item->title.str, "Ferry closed");
    assert_string_equal(item->url, "https://coast.example/1");
}

static void the_namespace_of_a_module_may_stand_as_that_of_the_document(void **state)
{
    static const char *const uris[] = {
        "http://search.yahoo.com/mrss/",
        "http://www.itunes.com/dtds/podcast-1.0.dtd",
        "http://www.w3.org/1999/xhtml",
        "http://www.w3.org/2005/Atom",
    };
    struct reading *reading = *state;

    for (size_t i = 0; i < sizeof(uris) / sizeof(uris[0]); i++) {
        const struct item *item = read_feed(
            reading, arena_format(reading->arena,
                                  "<rss version='2.0' xmlns='%s' xmlns:m='%s'><channel><item>"
                                  "<m:title>Ferry</m:title><title>Ferry closed</title>"
                                  "<description>&lt;p>Ice&lt;/p></description>"
                                  "</item></channel></rss>",
                                  uris[i], uris[i]));
        assert_string_equal(item->title.str, i == 3 ? "Ferry" : "Ferry closed");
        assert_int_equal(item->content.markup, MARKUP_HTML);
        assert_string_equal(reading->document.format, "rss-2.0");
    }
}

static void a_prefix_that_nobody_declared_counts_in_any_case(void **state)
{
    const struct item *item = read_rss_item(*state, "<DC:title>Ferry closed</DC:title>");

    assert_string_equal(item->title.str, "Ferry closed");
}

static void a_prefix_that_is_declared_as_nobody_knows_it_counts(void **state)
{
    const struct item *item = read_rss_item(
        *state, "<dc:title xmlns:dc='http://purl.org/dc/element/1.1/'>Ferry closed</dc:title>");

    assert_string_equal(item->title.str, "Ferry closed");
    item =
        read_rss_item(*state, "<dc:title xmlns:dc='http://www.w3.org/1999/xhtml'>Ferry</dc:title>");
    assert_null(item->title.str);
}

static void the_full_text_of_yandex_is_the_content(void **state)
{
    const struct item *item = read_rss_item(
        *state, "<description>Short.</description>"
                "<y:full-text xmlns:y='http://news.yandex.ru'>The whole story.</y:full-text>");

    assert_string_equal(item->content.str, "The whole story.");
    assert_string_equal(item->summary.str, "Short.");
}

static void what_stands_behind_the_feed_does_not_unmake_it(void **state)
{
    const struct item *item =
        read_feed(*state, "<rss version='2.0'><channel><item><title>Ferry closed</title></item>"
                          "</channel></rss><html><body>Hosted by harbour.example</body></html>");

    assert_string_equal(item->title.str, "Ferry closed");
}

static void bases_nest_and_hold_inside_of_escaped_html(void **state)
{
    const struct item *item = read_feed(
        *state, "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://coast.example/a/'>"
                "<entry xml:base='b/'><link href='1'/><content type='html' xml:base='c/'>"
                "&lt;a href='d'>x&lt;/a></content></entry></feed>");

    assert_string_equal(item->url, "https://coast.example/a/b/1");
    assert_string_equal(item->base, "https://coast.example/a/b/c/");
}

/* Dublin Core, Atom and RSS in each other's formats. */
static void an_element_means_the_same_in_every_format(void **state)
{
    static const char *const roots[][2] = {
        {"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"
         " xmlns='http://my.netscape.com/rdf/simple/0.9/'><item>",
         "</item></rdf:RDF>"},
        {"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"
         " xmlns='http://purl.org/rss/1.0/'><item>",
         "</item></rdf:RDF>"},
        {"<rss version='0.91'><channel><item>", "</item></channel></rss>"},
        {"<rss version='2.0'><channel><item>", "</item></channel></rss>"},
        {"<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry>", "</entry></feed>"},
        {"<feed xmlns='http://www.w3.org/2005/Atom'><entry>", "</entry></feed>"},
    };
    static const char *const titles[] = {
        "<title>Ferry back</title>",
        "<x:title xmlns:x='http://purl.org/dc/elements/1.0/'>Ferry back</x:title>",
        "<x:title xmlns:x='http://purl.org/dc/elements/1.1/'>Ferry back</x:title>",
        "<x:title xmlns:x='http://purl.org/atom/ns#'>Ferry back</x:title>",
        "<x:title xmlns:x='http://www.w3.org/2005/Atom'>Ferry back</x:title>",
        "<x:title xmlns:x='http://purl.org/rss/1.0/'>Ferry back</x:title>",
    };
    static const size_t title_count = sizeof(titles) / sizeof(titles[0]);
    struct reading *reading = *state;

    for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]) * title_count; i++) {
        const char *const *root = roots[i / title_count];
        const struct item *item =
            read_feed(reading, arena_format(reading->arena, "%s%s%s", root[0],
                                            titles[i % title_count], root[1]));
        assert_string_equal(item->title.str, "Ferry back");
    }
}

static void what_stands_in_a_foreign_element_is_nobodys(void **state)
{
    const struct item *item = read_rss_item(
        *state, "<x:berth xmlns:x='urn:x'><title>Berth 4</title><link>https://pier.example/4</link>"
                "<author>Ben</author></x:berth><x:title xmlns:x='urn:x'>Berth 5</x:title>"
                "<title>Ferry back</title>");

    assert_string_equal(item->title.str, "Ferry back");
    assert_null(item->url);
    assert_int_equal(item->author_count, 0);
}

static void cdf_has_a_base_of_its_own(void **state)
{
    const struct reading *reading = *state;
    const struct item *item =
        read_feed(*state, "<CHANNEL HREF='.' BASE='https://coast.example/news/'>"
                          "<ITEM HREF='1.html'/><ITEM><A HREF='2.html'/></ITEM></CHANNEL>");

    assert_string_equal(reading->document.home_page_url, "https://coast.example/news/");
    assert_string_equal(item[0].url, "https://coast.example/news/1.html");
    assert_string_equal(item[1].url, "https://coast.example/news/2.html");
}

static void the_namespace_of_an_empty_rdf_root_says_the_format(void **state)
{
    const struct reading *reading = *state;

    read_feed(*state, "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
                      "xmlns='http://my.netscape.com/rdf/simple/0.9/'/>");
    assert_string_equal(reading->document.format, "rss-0.90");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        reading_test(the_language_is_of_the_innermost_element_that_says_one),
        reading_test(a_feeds_language_counts_for_its_items_before_that_of_its_root),
        reading_test(a_language_without_prefix_counts_on_the_formats_own_elements),
        reading_test(an_empty_language_is_none),
        reading_test(a_feed_that_says_no_language_has_its_titles),
        reading_test(an_unknown_default_namespace_is_that_of_the_format),
        reading_test(elements_that_changed_their_namespace_are_what_they_were),
        reading_test(an_item_may_have_a_default_namespace_of_its_own),
        reading_test(a_cdf_item_may_have_its_title_in_its_link),
        reading_test(the_namespace_of_a_module_may_stand_as_that_of_the_document),
        reading_test(a_prefix_that_nobody_declared_counts_in_any_case),
        reading_test(a_prefix_that_is_declared_as_nobody_knows_it_counts),
        reading_test(the_full_text_of_yandex_is_the_content),
        reading_test(what_stands_behind_the_feed_does_not_unmake_it),
        reading_test(bases_nest_and_hold_inside_of_escaped_html),
        reading_test(an_element_means_the_same_in_every_format),
        reading_test(what_stands_in_a_foreign_element_is_nobodys),
        reading_test(cdf_has_a_base_of_its_own),
        reading_test(the_namespace_of_an_empty_rdf_root_says_the_format),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
