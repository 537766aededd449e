#include "tests/helpers/reading.h"

#define ITEM                                                                                       \
    "<item><link>news/1</link><enclosure url='/1.mp3'/><description>&lt;a href='x'&gt;x&lt;/a&gt;" \
    "</description></item>"
#define RSS(link) "<rss version='2.0'><channel>" ITEM link "</channel></rss>"
#define ATOM(link)                                                                                 \
    "<feed xmlns='http://www.w3.org/2005/Atom'>" link "<entry><link href='news/1'/></entry></feed>"

static const struct item *read_at(struct reading *reading, const char *url, const char *text)
{
    read_with(reading, text, (struct parse_input){.url = url});
    assert_int_equal(reading->outcome, PARSE_FEED);
    return reading->document.items;
}

static void an_items_links_are_relative_to_the_feeds_page(void **state)
{
    const struct item *item = read_at(*state, "https://feeds.example/coast/rss.xml",
                                      RSS("<link>https://coast.example/blog/</link>"));

    assert_string_equal(item->url, "https://coast.example/blog/news/1");
    assert_string_equal(item->attachments[0].url, "https://coast.example/1.mp3");
    assert_string_equal(item->base, "https://coast.example/blog/");
}

static void a_feed_without_a_page_has_links_relative_to_itself(void **state)
{
    const struct item *item = read_at(*state, "https://feeds.example/coast/rss.xml", RSS(""));

    assert_string_equal(item->url, "https://feeds.example/coast/news/1");
    assert_string_equal(item->base, "https://feeds.example/coast/rss.xml");
}

static void the_feeds_own_links_are_relative_to_the_document(void **state)
{
    const struct reading *reading = *state;
    const struct item *item = read_at(*state, "https://coast.example/blog/rss.xml",
                                      RSS("<link>/</link><a10:link rel='self' href='other.xml'/>"
                                          "<a10:link rel='next' href='?page=2'/>"));

    assert_string_equal(reading->document.home_page_url, "https://coast.example/");
    assert_string_equal(reading->document.feed_url, "https://coast.example/blog/other.xml");
    assert_string_equal(reading->document.next_url, "https://coast.example/blog/rss.xml?page=2");
    assert_string_equal(item->url, "https://coast.example/news/1");
}

static void content_location_and_xml_base_stand_above_the_feeds_page(void **state)
{
    struct reading *reading = *state;

    read_with(reading, RSS("<link>https://coast.example/</link>"),
              (struct parse_input){.url = "https://feeds.example/rss.xml",
                                   .content_location = "https://hill.example/rss/"});
    assert_string_equal(reading->document.items->url, "https://hill.example/rss/news/1");
    const struct item *item = read_at(
        reading, "https://feeds.example/rss.xml",
        "<rss version='2.0'><channel><link>https://coast.example/</link>"
        "<item xml:base='/7/'><description>&lt;a href='x'&gt;x&lt;/a&gt;</description></item>"
        "</channel></rss>");
    assert_string_equal(item->base, "https://coast.example/7/");
}

static void the_feeds_own_links_are_relative_to_content_location_too(void **state)
{
    struct reading *reading = *state;

    read_with(reading, RSS("<link>/blog/</link>"),
              (struct parse_input){.url = "https://feeds.example/rss.xml",
                                   .content_location = "https://hill.example/rss/"});
    assert_string_equal(reading->document.home_page_url, "https://hill.example/blog/");
}

static void a_link_without_scheme_has_the_documents(void **state)
{
    const struct item *item =
        read_at(*state, "http://coast.example/feed",
                "<rss version='2.0'><channel><item><link>//hill.example/1</link></item>"
                "</channel></rss>");

    assert_string_equal(item->url, "http://hill.example/1");
}

static void a_link_that_begins_with_the_host_of_its_base_lacks_the_scheme_only(void **state)
{
    const struct reading *reading = *state;
    const struct item *item =
        read_at(*state, "https://coast.example:8080/feed",
                "<rss version='2.0'><channel><link> coast.example:8080</link><item>"
                "<link>\nCoast.example:8080/news/1\n</link></item>"
                "<item><link>coast.example/2</link></item></channel></rss>");

    assert_string_equal(reading->document.home_page_url, "https://coast.example:8080");
    assert_string_equal(item[0].url, "https://Coast.example:8080/news/1");
    assert_string_equal(item[1].url, "https://coast.example:8080/coast.example/2");
}

static void of_two_schemes_the_last_counts_and_one_may_lack_its_colon(void **state)
{
    const struct item *item = read_at(
        *state, "https://coast.example/feed",
        "<rss version='2.0'><channel><item><link>http://https://coast.example/1</link></item>"
        "<item><link>https//coast.example/2</link></item>"
        "<item><link>http://http//http://coast.example/3</link></item></channel></rss>");

    assert_string_equal(item[0].url, "https://coast.example/1");
    assert_string_equal(item[1].url, "https://coast.example/2");
    assert_string_equal(item[2].url, "http://coast.example/3");
}

static void an_atom_feed_is_its_own_base_unless_another_host_passes_it_on(void **state)
{
    const struct item *item = read_at(*state, "https://coast.example/blog/feed",
                                      ATOM("<link href='https://coast.example/'/>"));

    assert_string_equal(item->url, "https://coast.example/blog/news/1");
    item = read_at(*state, "https://coast.example.net/blog/feed",
                   ATOM("<link href='https://coast.example'/>"));
    assert_string_equal(item->url, "https://coast.example/news/1");
}

/* ---- where the page is named ---- */

#define FERRY "<item><title>Ferry sails again</title><link>/news/ferry</link></item>"
#define FEED "<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'><channel>"
#define PAGE "<link>https://coast.example/</link>"
#define BETTER_PAGE "<atom:link rel='alternate' href='https://www.coast.example/start'/>"

static const char *item_url(struct reading *reading, const char *text)
{
    return read_feed(reading, text)[0].url;
}

static void a_page_named_before_or_behind_the_items_is_their_base(void **state)
{
    static const char at_coast[] = "https://coast.example/news/ferry";

    assert_string_equal(item_url(*state, FEED PAGE FERRY "</channel></rss>"), at_coast);
    assert_string_equal(item_url(*state, FEED FERRY PAGE "</channel></rss>"), at_coast);
}

static void a_better_link_to_the_page_behind_the_items_is_their_base(void **state)
{
    static const char at_www[] = "https://www.coast.example/news/ferry";

    assert_string_equal(item_url(*state, FEED PAGE BETTER_PAGE FERRY "</channel></rss>"), at_www);
    assert_string_equal(item_url(*state, FEED PAGE FERRY BETTER_PAGE "</channel></rss>"), at_www);
}

static void a_relative_xml_base_is_relative_to_the_page(void **state)
{
    static const char based[] =
        "<item xml:base='/news/'><title>Ferry sails again</title><link>ferry</link></item>";
    struct reading *reading = *state;

    for (int is_behind = 0; is_behind < 2; is_behind++)
        assert_string_equal(
            item_url(reading, arena_format(reading->arena, FEED "%s%s%s</channel></rss>",
                                           is_behind ? "" : PAGE, based, is_behind ? PAGE : "")),
            "https://coast.example/news/ferry");
}

static void a_document_that_says_nothing_has_no_base(void **state)
{
    assert_null(item_url(*state, FEED FERRY "</channel></rss>"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        reading_test(an_items_links_are_relative_to_the_feeds_page),
        reading_test(a_feed_without_a_page_has_links_relative_to_itself),
        reading_test(the_feeds_own_links_are_relative_to_the_document),
        reading_test(content_location_and_xml_base_stand_above_the_feeds_page),
        reading_test(the_feeds_own_links_are_relative_to_content_location_too),
        reading_test(a_link_without_scheme_has_the_documents),
        reading_test(a_link_that_begins_with_the_host_of_its_base_lacks_the_scheme_only),
        reading_test(of_two_schemes_the_last_counts_and_one_may_lack_its_colon),
        reading_test(an_atom_feed_is_its_own_base_unless_another_host_passes_it_on),
        reading_test(a_page_named_before_or_behind_the_items_is_their_base),
        reading_test(a_better_link_to_the_page_behind_the_items_is_their_base),
        reading_test(a_relative_xml_base_is_relative_to_the_page),
        reading_test(a_document_that_says_nothing_has_no_base),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
