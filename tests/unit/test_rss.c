#include "tests/helpers/reading.h"

static void a_guid_is_the_link_unless_it_says_that_it_is_none(void **state)
{
    const struct item *item = read_rss_item(*state, "<guid>https://coast.example/1</guid>");

    assert_string_equal(item->url, "https://coast.example/1");
    item = read_rss_item(*state, "<guid isPermaLink='false'>https://coast.example/1</guid>");
    assert_null(item->url);
    assert_string_equal(item->id, "https://coast.example/1");
    item = read_rss_item(*state, "<guid isPermaLink='No'>https://coast.example/1</guid>");
    assert_null(item->url);
    item = read_rss_item(*state, "<guid>coast-1</guid>");
    assert_null(item->url);
}

static void a_guid_that_is_a_path_is_one_of_the_feeds_site(void **state)
{
    struct reading *reading = *state;
    const struct item *items =
        read_feed(reading, "<rss version='2.0'><channel><link>https://coast.example/</link>"
                           "<item><guid>/news/1</guid></item><item><guid>news-2</guid></item>"
                           "<item><guid isPermaLink='false'>/news/3</guid></item>"
                           "</channel></rss>");

    assert_string_equal(items[0].url, "https://coast.example/news/1");
    assert_string_equal(items[0].id, "/news/1");
    assert_null(items[1].url);
    assert_null(items[2].url);
}

static void a_guid_that_begins_with_www_is_the_link(void **state)
{
    const struct item *items =
        read_feed(*state, "<rss version='2.0'><channel><link>https://www.coast.example/</link>"
                          "<item><guid>www.coast.example/1</guid></item>"
                          "<item><guid isPermaLink='true'>www.coast.example/2</guid></item>"
                          "<item><guid>www.coast.example-3</guid></item></channel></rss>");

    assert_string_equal(items[0].url, "http://www.coast.example/1");
    assert_string_equal(items[1].url, "http://www.coast.example/2");
    assert_null(items[2].url);
}

static void the_link_stands_above_the_guid_and_the_enclosure(void **state)
{
    const struct item *item = read_rss_item(
        *state, "<enclosure url='https://coast.example/1.mp3' length='1' type='audio/mpeg'/>"
                "<guid>https://coast.example/guid</guid><link>https://coast.example/1</link>");

    assert_string_equal(item->url, "https://coast.example/1");
    item = read_rss_item(*state, "<enclosure url='https://coast.example/1.mp3'/>");
    assert_string_equal(item->url, "https://coast.example/1.mp3");
}

static void the_link_stands_above_an_alternate_for_machines(void **state)
{
    struct reading *reading = *state;

    read_feed(reading, "<rss version='2.0'><channel><a10:link rel='alternate'"
                       " type='application/rss+xml' href='https://coast.example/feed'/>"
                       "<link>https://coast.example/</link></channel></rss>");
    assert_string_equal(reading->document.home_page_url, "https://coast.example/");
}

static void a_link_of_html_is_the_address_that_it_leads_to(void **state)
{
    static const char *const links[] = {
        "<link><a href='https://coast.example/?a=1&amp;b=2'>Read</a></link>",
        "<link>&lt;a href=\"https://coast.example/?a=1&amp;amp;b=2\"&gt;Read&lt;/a&gt;</link>",
        "<link>&lt;b&gt;https://coast.example/?a=1&amp;b=2&lt;/b&gt;</link>",
    };

    for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
        const struct item *item = read_rss_item(*state, links[i]);
        assert_string_equal(item->url, "https://coast.example/?a=1&b=2");
    }
}

static void the_address_before_a_redirecting_service_is_the_link(void **state)
{
    const struct item *item =
        read_rss_item(*state, "<link>https://feeds.example/~r/1</link>"
                              "<feedburner:origLink>https://coast.example/1</feedburner:origLink>");

    assert_string_equal(item->url, "https://coast.example/1");
}

static void the_address_before_a_counting_service_is_the_enclosures(void **state)
{
    const struct item *item = read_rss_item(
        *state, "<enclosure url='https://feeds.example/~r/~5/storm.mp3' type='audio/mpeg'/>"
                "<enclosure url='https://coast.example/map.pdf'/><feedburner:origEnclosureLink>"
                "https://coast.example/1/storm.mp3</feedburner:origEnclosureLink>");

    assert_int_equal(item->attachment_count, 2);
    assert_string_equal(item->attachments[0].url, "https://coast.example/1/storm.mp3");
    assert_string_equal(item->attachments[0].mime_type, "audio/mpeg");
    assert_string_equal(item->attachments[1].url, "https://coast.example/map.pdf");
    assert_string_equal(item->url, "https://coast.example/1/storm.mp3");
}

static void items_without_tags_have_the_channels(void **state)
{
    const struct item *items =
        read_feed(*state, "<rss version='2.0'><channel><category>Weather</category>"
                          "<itunes:category text='News'><itunes:category text='Daily'/>"
                          "</itunes:category><itunes:keywords>sea, wind</itunes:keywords>"
                          "<item><title>Storm</title></item><item><title>Fog</title></item>"
                          "</channel></rss>");

    assert_int_equal(items[1].tag_count, 5);
    assert_string_equal(items[1].tags[0], "Weather");
    assert_string_equal(items[1].tags[2], "Daily");
    assert_string_equal(items[1].tags[4], "wind");
}

static void where_one_item_has_tags_the_channels_are_no_items(void **state)
{
    const struct item *items =
        read_feed(*state, "<rss version='2.0'><channel><category>Weather</category>"
                          "<category>Ferries</category><item><title>Storm</title></item>"
                          "<item><category>Ferries</category></item></channel></rss>");

    assert_int_equal(items[0].tag_count, 0);
    assert_int_equal(items[1].tag_count, 1);
}

static void a_long_list_of_the_channels_tags_is_no_items(void **state)
{
    const struct item *items =
        read_feed(*state, "<rss version='2.0'><channel><keywords>1,2,3,4,5,6,7,8,9,10,11,12,13,14,"
                          "15,16,17</keywords><item><title>Storm</title></item></channel></rss>");

    assert_int_equal(items[0].tag_count, 0);
}

static void tags_may_be_listed_in_one_element(void **state)
{
    const struct item *item =
        read_rss_item(*state, "<keywords>sea, wind</keywords><tags>ferries; ports</tags>");

    assert_int_equal(item->tag_count, 4);
    assert_string_equal(item->tags[1], "wind");
    assert_string_equal(item->tags[3], "ports");
}

static void an_empty_enclosure_is_dropped_and_a_doubled_one_merged(void **state)
{
    const struct item *item = read_rss_item(
        *state, "<enclosure url='' length='7' type='audio/mpeg'/>"
                "<enclosure url='https://coast.example/1.mp3' length=' 1200 '/>"
                "<media:content url='https://coast.example/1.mp3' type='audio/mpeg'/>");

    assert_int_equal(item->attachment_count, 1);
    assert_int_equal(item->attachments[0].size_in_bytes, 1200);
    assert_string_equal(item->attachments[0].mime_type, "audio/mpeg");
}

static void a_length_that_is_no_number_is_not_said(void **state)
{
    static const char *const lengths[] = {"long", "1.5MB", "2e6", "1:30", "12345678901234567890"};
    struct reading *reading = *state;

    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        const struct item *item = read_rss_item(
            reading,
            arena_format(reading->arena,
                         "<enclosure url='https://coast.example/1.mp3' length='%s'/>", lengths[i]));
        assert_int_equal(item->attachments[0].size_in_bytes, 0);
    }
}

static void the_hints_for_polling_are_read(void **state)
{
    struct reading *reading = *state;

    read_feed(reading, "<rss version='2.0'><channel><ttl>60</ttl>"
                       "<skipHours><hour>1</hour><hour>24</hour></skipHours>"
                       "<skipDays><day>Sunday</day><day>saturday</day></skipDays>"
                       "</channel></rss>");
    assert_int_equal(reading->document.ttl, 60);
    assert_int_equal(reading->document.skip_hours, 1 << 1 | 1 << 0);
    assert_int_equal(reading->document.skip_days, 1 << 0 | 1 << 6);
}

static void what_stands_in_an_image_or_a_search_box_is_not_the_channels(void **state)
{
    struct reading *reading = *state;

    read_feed(reading, "<rss version='2.0'><channel><image><title>Logo</title>"
                       "<url>https://coast.example/i.png</url>"
                       "<link>https://coast.example/logo</link></image>"
                       "<textInput><title>Search</title><link>https://coast.example/find</link>"
                       "</textInput></channel></rss>");
    assert_null(reading->document.title.str);
    assert_null(reading->document.home_page_url);
    assert_string_equal(reading->document.icon, "https://coast.example/i.png");
    read_feed(reading, "<rss version='2.0'><channel><image url='https://coast.example/j.png'/>"
                       "</channel></rss>");
    assert_string_equal(reading->document.icon, "https://coast.example/j.png");
}

static void a_category_may_be_written_with_entities(void **state)
{
    const struct item *item =
        read_rss_item(*state, "<category>R&amp;amp;D</category>"
                              "<category><![CDATA[<b>Sea</b> &amp; shore]]></category>"
                              "<category> </category><category>a &lt; b</category>");

    assert_int_equal(item->tag_count, 3);
    assert_string_equal(item->tags[0], "R&D");
    assert_string_equal(item->tags[1], "Sea & shore");
    assert_string_equal(item->tags[2], "a < b");
}

static void tags_with_a_prefix_are_no_text(void **state)
{
    const struct item *item = read_rss_item(
        *state, "<title>Ferry strike &lt;o:p&gt;ends&lt;/o:p&gt;</title>"
                "<dc:subject xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
                "<rdf:Description><rdf:value>Sea</rdf:value></rdf:Description></dc:subject>"
                "<category>&lt;sea: calm&gt;</category><dc:creator>&lt;urn:9&gt;</dc:creator>");

    assert_int_equal(item->title.markup, MARKUP_HTML);
    assert_string_equal(item->tags[0], "Sea");
    assert_string_equal(item->tags[1], "<sea: calm>");
    assert_string_equal(item->authors[0].name, "<urn:9>");
}

static void a_mail_address_between_angle_brackets_is_no_tag(void **state)
{
    const struct item *item =
        read_rss_item(*state, "<author>Ada Marsh <ada@coast.example></author>");

    assert_string_equal(item->authors[0].name, "Ada Marsh");
    assert_string_equal(item->authors[0].email, "ada@coast.example");
}

static void a_script_with_a_section_of_its_own_ends_in_the_text(void **state)
{
    const struct item *item = read_rss_item(
        *state, "<description><![CDATA[<p>Ferry closed.</p><script>//<![CDATA[\nshow();\n//]]>"
                "</script><p>Buses run.</p>]]></description>");

    assert_non_null(strstr(item->content.str, "</script><p>Buses run.</p>"));
    assert_null(strstr(item->content.str, "]]"));
}

static void a_link_that_begins_with_www_names_a_host(void **state)
{
    const struct item *item = read_rss_item(*state, "<link>www.coast.example/1</link>");

    assert_string_equal(item->url, "http://www.coast.example/1");
}

static void an_empty_link_may_have_its_url_as_an_attribute(void **state)
{
    const struct item *item = read_rss_item(*state, "<link url='https://coast.example/1'/>");

    assert_string_equal(item->url, "https://coast.example/1");
}

static void an_enclosure_may_hold_its_url_as_text(void **state)
{
    const struct item *item =
        read_rss_item(*state, "<enclosure>https://coast.example/1.mp3</enclosure>");

    assert_string_equal(item->attachments[0].url, "https://coast.example/1.mp3");
}

static void an_rdf_items_name_is_its_link_if_it_is_a_url(void **state)
{
    const struct item *items = read_feed(
        *state,
        "<rdf:RDF xmlns='http://purl.org/rss/1.0/'><item rdf:about='https://hill.example/9'>"
        "<title>Snow</title></item><item rdf:about='snow-10'><title>Ice</title></item>"
        "<item rdf:about='https://hill.example/11'><link>https://hill.example/b</link>"
        "</item></rdf:RDF>");

    assert_string_equal(items[0].url, "https://hill.example/9");
    assert_null(items[1].url);
    assert_string_equal(items[1].id, "snow-10");
    assert_string_equal(items[2].url, "https://hill.example/b");
}

static void a_length_may_part_its_thousands(void **state)
{
    const struct item *item =
        read_rss_item(*state, "<enclosure url='https://coast.example/1.mp3' length='1,234,567'/>");

    assert_int_equal(item->attachments[0].size_in_bytes, 1234567);
}

static void a_text_that_was_wrapped_twice_is_unwrapped_twice(void **state)
{
    const struct item *item =
        read_rss_item(*state, "<title>&lt;![CDATA[Ferry sinks]]&gt;</title>"
                              "<link>\n&lt;![CDATA[https://coast.example/1]]&gt;\n</link>"
                              "<category>&lt;![CDATA[ports</category>"
                              "<description>![CDATA[Off the coast.]]></description>");

    assert_string_equal(item->title.str, "Ferry sinks");
    assert_string_equal(item->url, "https://coast.example/1");
    assert_string_equal(item->tags[0], "<![CDATA[ports");
    assert_string_equal(item->content.str, "Off the coast.");
}

static void an_element_within_one_of_its_kind_says_no_more(void **state)
{
    const struct item *item = read_rss_item(
        *state, "<title>Ferry <title>sinks</title></title>"
                "<description><description>Off <b>the</b> coast.</description></description>");

    assert_string_equal(item->title.str, "Ferry sinks");
    assert_string_equal(item->content.str, "Off <b>the</b> coast.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        reading_test(a_guid_is_the_link_unless_it_says_that_it_is_none),
        reading_test(a_guid_that_is_a_path_is_one_of_the_feeds_site),
        reading_test(a_guid_that_begins_with_www_is_the_link),
        reading_test(the_link_stands_above_the_guid_and_the_enclosure),
        reading_test(the_link_stands_above_an_alternate_for_machines),
        reading_test(a_link_of_html_is_the_address_that_it_leads_to),
        reading_test(the_address_before_a_redirecting_service_is_the_link),
        reading_test(the_address_before_a_counting_service_is_the_enclosures),
        reading_test(items_without_tags_have_the_channels),
        reading_test(where_one_item_has_tags_the_channels_are_no_items),
        reading_test(a_long_list_of_the_channels_tags_is_no_items),
        reading_test(tags_may_be_listed_in_one_element),
        reading_test(an_empty_enclosure_is_dropped_and_a_doubled_one_merged),
        reading_test(a_length_that_is_no_number_is_not_said),
        reading_test(the_hints_for_polling_are_read),
        reading_test(what_stands_in_an_image_or_a_search_box_is_not_the_channels),
        reading_test(a_category_may_be_written_with_entities),
        reading_test(tags_with_a_prefix_are_no_text),
        reading_test(a_mail_address_between_angle_brackets_is_no_tag),
        reading_test(a_script_with_a_section_of_its_own_ends_in_the_text),
        reading_test(a_link_that_begins_with_www_names_a_host),
        reading_test(an_empty_link_may_have_its_url_as_an_attribute),
        reading_test(an_enclosure_may_hold_its_url_as_text),
        reading_test(an_rdf_items_name_is_its_link_if_it_is_a_url),
        reading_test(a_length_may_part_its_thousands),
        reading_test(a_text_that_was_wrapped_twice_is_unwrapped_twice),
        reading_test(an_element_within_one_of_its_kind_says_no_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
