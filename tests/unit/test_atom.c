#include "tests/helpers/reading.h"

static const struct text *title_of(struct reading *reading, const char *element)
{
    return &read_atom_entry(reading, element)->title;
}

#define ASSERT_TEXT(text, wanted, kind)                                                            \
    do {                                                                                           \
        assert_string_equal((text)->str, wanted);                                                  \
        assert_int_equal((text)->markup, kind);                                                    \
    } while (0)

static void a_text_construct_is_taken_as_its_type_says(void **state)
{
    ASSERT_TEXT(title_of(*state, "<title>Ferry &amp;amp; bridge</title>"), "Ferry &amp; bridge",
                MARKUP_PLAIN);
    ASSERT_TEXT(title_of(*state, "<title type='html'>Ferry &amp;amp; bridge</title>"),
                "Ferry &amp; bridge", MARKUP_HTML);
    ASSERT_TEXT(title_of(*state, "<title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>"
                                 "Ferry <b>closed</b></div></title>"),
                "Ferry <b>closed</b>", MARKUP_HTML);
    ASSERT_TEXT(title_of(*state, "<title type='text/plain'>a &lt; b</title>"), "a < b",
                MARKUP_PLAIN);
}

static void attributes_may_have_the_prefix_of_their_elements_namespace(void **state)
{
    const struct item *item = read_atom_entry(
        *state, "<title xmlns:ns='http://www.w3.org/2005/Atom' ns:type='html'>Ferry &amp;amp; "
                "bridge</title><link xmlns:ns='http://www.w3.org/2005/Atom' ns:rel='alternate' "
                "ns:type='text/html' ns:href='https://coast.example/1'/>");

    ASSERT_TEXT(&item->title, "Ferry &amp; bridge", MARKUP_HTML);
    assert_string_equal(item->url, "https://coast.example/1");
}

static void base64_is_unpacked(void **state)
{
    const struct item *item =
        read_feed(*state, "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry>"
                          "<title mode='base64'>RmVycnkgY2xvc2Vk</title>"
                          "<content mode='base64' type='text/html'>PHA+QSBzdG9ybS48L3A+</content>"
                          "</entry></feed>");

    ASSERT_TEXT(&item->title, "Ferry closed", MARKUP_PLAIN);
    ASSERT_TEXT(&item->content, "<p>A storm.</p>", MARKUP_HTML);
}

/* RFC 4287 section 4.1.3.3: the content alone may be of any type, which is base64 then. */
static void a_summary_is_text_whatever_type_it_says(void **state)
{
    const struct item *item =
        read_atom_entry(*state, "<title type='image/png'>Ferry strike ends</title>"
                                "<summary type='application/pdf'>Salt and sons</summary>");

    ASSERT_TEXT(&item->title, "Ferry strike ends", MARKUP_PLAIN);
    ASSERT_TEXT(&item->content, "Salt and sons", MARKUP_PLAIN);
}

static void a_title_of_another_type_may_be_packed_as_a_content_is(void **state)
{
    const struct item *item = read_atom_entry(
        *state, "<title type='application/octet-stream'>RmVycnkgY2xvc2Vk</title>"
                "<summary type='application/octet-stream'>\nQSBz\ndG9ybS4=\n</summary>");

    ASSERT_TEXT(&item->title, "Ferry closed", MARKUP_PLAIN);
    ASSERT_TEXT(&item->content, "A storm.", MARKUP_PLAIN);
}

static void an_escaped_mode_packs_html_only_if_the_type_says_so(void **state)
{
    const struct item *item = read_feed(
        *state, "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry>"
                "<title mode='escaped' type='text/html'>&lt;b>Ferry&lt;/b></title>"
                "<summary mode='escaped' type='text/plain'>&lt;b></summary></entry></feed>");

    ASSERT_TEXT(&item->title, "<b>Ferry</b>", MARKUP_HTML);
    ASSERT_TEXT(&item->content, "<b>", MARKUP_PLAIN);
}

static void the_link_is_the_alternate_for_people(void **state)
{
    const struct item *item = read_atom_entry(
        *state,
        "<link rel='self' href='https://coast.example/1.atom'/>"
        "<link rel='alternate' type='application/json' href='https://coast.example/1.json'/>"
        "<link rel='alternate' type='text/html' href='https://coast.example/1'/>"
        "<link rel='related' href='https://coast.example/0'/>");

    assert_string_equal(item->url, "https://coast.example/1");
    item = read_atom_entry(
        *state, "<link rel='alternate' type='application/json' href='https://coast.example/1'/>");
    assert_string_equal(item->url, "https://coast.example/1");
}

static void a_relation_may_be_written_as_its_registered_address(void **state)
{
    const struct item *item =
        read_atom_entry(*state, "<link rel='http://www.iana.org/assignments/relation/alternate'"
                                " href='https://coast.example/1'/>");

    assert_string_equal(item->url, "https://coast.example/1");
}

static void several_relations_may_stand_in_one_and_blanks_round_any_value(void **state)
{
    const struct item *item = read_atom_entry(
        *state, "<link rel=' self  http://www.iana.org/assignments/relation/alternate '"
                " type=' text/html ' href=' https://coast.example/1 '/>"
                "<content type=' html '>&lt;b>Ferry&lt;/b></content>");

    assert_string_equal(item->url, "https://coast.example/1");
    ASSERT_TEXT(&item->content, "<b>Ferry</b>", MARKUP_HTML);
}

static void an_enclosure_is_the_link_of_an_entry_that_has_no_other(void **state)
{
    const struct item *item =
        read_atom_entry(*state, "<link rel='enclosure' type='audio/mpeg' length='12' title='Listen'"
                                " href='https://coast.example/1.mp3'/>");

    assert_string_equal(item->url, "https://coast.example/1.mp3");
    assert_int_equal(item->attachment_count, 1);
    assert_string_equal(item->attachments[0].mime_type, "audio/mpeg");
    assert_string_equal(item->attachments[0].title, "Listen");
    assert_int_equal(item->attachments[0].size_in_bytes, 12);
}

static void an_ampersand_in_an_attribute_is_one_character(void **state)
{
    const struct item *item =
        read_atom_entry(*state, "<link href='https://coast.example/?a=1&amp;b=2'/>"
                                "<category term='R&amp;D'/>");

    assert_string_equal(item->url, "https://coast.example/?a=1&b=2");
    assert_string_equal(item->tags[0], "R&D");
}

static void a_category_is_its_term_or_else_its_label(void **state)
{
    const struct item *item = read_atom_entry(
        *state, "<category term='sea' label='The sea'/><category label='Weather'/><category/>");

    assert_int_equal(item->tag_count, 2);
    assert_string_equal(item->tags[0], "sea");
    assert_string_equal(item->tags[1], "Weather");
}

static void elements_of_rss_mean_in_an_entry_what_they_mean_in_an_item(void **state)
{
    const struct item *item = read_atom_entry(
        *state, "<guid isPermaLink='false'>coast-1</guid>"
                "<enclosure url='https://coast.example/1.mp3' type='audio/mpeg' length='7'/>"
                "<image><url>https://coast.example/1.jpg</url></image><language>pt</language>");

    assert_string_equal(item->id, "coast-1");
    assert_int_equal(item->attachment_count, 1);
    assert_string_equal(item->attachments[0].mime_type, "audio/mpeg");
    assert_string_equal(item->image, "https://coast.example/1.jpg");
    assert_string_equal(item->language, "pt");
}

static void what_stands_in_a_source_is_not_the_entrys(void **state)
{
    const struct item *item = read_atom_entry(
        *state, "<source><title>The Harbour</title><id>urn:harbour</id>"
                "<link href='https://harbour.example/'/><updated>2026-03-03T09:39:21Z</updated>"
                "<category term='ships'/><author><name>Ada Marsh</name></author></source>");

    assert_null(item->title.str);
    assert_null(item->id);
    assert_null(item->url);
    assert_int_equal(item->updated, NO_TIME);
    assert_int_equal(item->tag_count, 0);
    assert_string_equal(item->authors[0].name, "Ada Marsh");
}

static void pages_of_an_archive_are_named(void **state)
{
    struct reading *reading = *state;

    read_feed(reading, "<feed xmlns='http://www.w3.org/2005/Atom'>"
                       "<link rel='next' href='https://coast.example/?page=2'/>"
                       "<link rel='prev-archive' href='https://coast.example/2025'/></feed>");
    assert_string_equal(reading->document.next_url, "https://coast.example/?page=2");
    assert_string_equal(reading->document.prev_archive_url, "https://coast.example/2025");
}

static void of_several_forms_of_the_content_the_one_with_markup_counts(void **state)
{
    const struct item *item = read_feed(
        *state, "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry>"
                "<content type='multipart/alternative'><content type='text/plain'>Plain.</content>"
                "<content type='text/html' mode='escaped'>&lt;p>Rich.&lt;/p></content></content>"
                "</entry></feed>");

    ASSERT_TEXT(&item->content, "<p>Rich.</p>", MARKUP_HTML);
}

static void an_empty_link_leads_to_what_xml_base_says(void **state)
{
    const struct item *item = read_feed(
        *state, "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://hill.example/'>"
                "<entry xml:base='7.html'><link href=''/></entry></feed>");

    assert_string_equal(item->url, "https://hill.example/7.html");
    item = read_atom_entry(*state, "<link href=''/>");
    assert_null(item->url);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        reading_test(a_text_construct_is_taken_as_its_type_says),
        reading_test(attributes_may_have_the_prefix_of_their_elements_namespace),
        reading_test(base64_is_unpacked),
        reading_test(a_summary_is_text_whatever_type_it_says),
        reading_test(a_title_of_another_type_may_be_packed_as_a_content_is),
        reading_test(an_escaped_mode_packs_html_only_if_the_type_says_so),
        reading_test(the_link_is_the_alternate_for_people),
        reading_test(a_relation_may_be_written_as_its_registered_address),
        reading_test(several_relations_may_stand_in_one_and_blanks_round_any_value),
        reading_test(an_enclosure_is_the_link_of_an_entry_that_has_no_other),
        reading_test(an_ampersand_in_an_attribute_is_one_character),
        reading_test(a_category_is_its_term_or_else_its_label),
        reading_test(elements_of_rss_mean_in_an_entry_what_they_mean_in_an_item),
        reading_test(what_stands_in_a_source_is_not_the_entrys),
        reading_test(pages_of_an_archive_are_named),
        reading_test(of_several_forms_of_the_content_the_one_with_markup_counts),
        reading_test(an_empty_link_leads_to_what_xml_base_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
