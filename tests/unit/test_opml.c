/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/buffer.h"
#include "tests/helpers/list_desk.h"

#define OPML(outlines)                                                                             \
    "<opml version=\"2.0\">\n<head><title>Feeds</title></head>\n<body>\n" outlines                 \
    "\n</body></opml>"

static void folders_become_groups_and_nesting_a_path(void **state)
{
    struct feed_list list = read_list(
        state,
        OPML("<outline text='Wire'>\n"
             "<outline text='Ledger' title='The Ledger' type='rss' "
             "xmlUrl='https://ledger.example/feed?a=1&amp;b=2'/>\n"
             "<outline text='Asia'><outline text='Harbour' xmlUrl='http://harbour.example/'/>"
             "</outline></outline>\n"
             "<outline text='Radio' xmlUrl='https://radio.example/feed'/>"));

    assert_int_equal(list.feed_count, 3);
    assert_string_equal(list.feeds[0].title, "The Ledger");
    assert_string_equal(list.feeds[0].url, "https://ledger.example/feed?a=1&b=2");
    assert_int_equal(list.feeds[0].line, 5);
    assert_groups(&list.feeds[0], "Wire");
    assert_groups(&list.feeds[1], "Wire/Asia");
    assert_groups(&list.feeds[2], "");
    assert_int_equal(list.note_count, 0);
}

static void opml_1_is_read_whatever_its_case(void **state)
{
    struct feed_list list =
        read_list(state, "<OPML version='1.0'><BODY><OUTLINE TEXT='Ledger' TYPE='rss' "
                         "XMLURL='https://ledger.example/feed'/></BODY></OPML>");

    assert_int_equal(list.feed_count, 1);
    assert_string_equal(list.feeds[0].title, "Ledger");
    list = read_list(state, OPML("<outline text='Ledger' type='rss' "
                                 "url='https://ledger.example/feed'/>"));
    assert_string_equal(list.feeds[0].url, "https://ledger.example/feed");
}

static void categories_are_groups_too(void **state)
{
    struct feed_list list = read_list(
        state, OPML("<outline text='Wire'><outline text='Ledger' xmlUrl='https://ledger.example/' "
                    "category='/Boston/Weather, Wire,,/ports'/></outline>"));

    assert_groups(&list.feeds[0], "Wire, Boston/Weather, ports");
}

static void a_title_is_one_line_of_plain_text(void **state)
{
    struct feed_list list =
        read_list(state, OPML("<outline text=' AT&amp;amp;T &lt;b&gt;News&lt;/b&gt;&#10;daily ' "
                              "xmlUrl=' https://a.example/the feed '/>"));

    assert_string_equal(list.feeds[0].title, "AT&T News daily");
    assert_string_equal(list.feeds[0].url, "https://a.example/the%20feed");
}

static void urls_of_the_feed_scheme_are_what_they_stand_for(void **state)
{
    struct feed_list list = read_list(state, OPML("<outline xmlUrl='feed://a.example/x'/>"
                                                  "<outline xmlUrl='feed:https://b.example/y'/>"));

    assert_string_equal(list.feeds[0].url, "http://a.example/x");
    assert_string_equal(list.feeds[1].url, "https://b.example/y");
}

static void what_miniflux_says_of_a_feed_is_carried_or_named(void **state)
{
    struct feed_list list = read_list(
        state, OPML("<outline title='Ledger' text='Ledger' xmlUrl='https://ledger.example/feed' "
                    "userAgent='Desk/1' proxyUrl='http://proxy.example:3128' crawler='true'\n"
                    "scraperRules='article' ignoreHTTPCache='false'/>\n"
                    "<outline text='Old' xmlUrl='https://old.example/feed' disabled='true'/>"));

    assert_int_equal(list.feed_count, 1);
    assert_string_equal(list.feeds[0].user_agent, "Desk/1");
    assert_string_equal(list.feeds[0].options[0].name, "proxy");
    assert_string_equal(list.feeds[0].options[0].value, "http://proxy.example:3128");
    assert_note(&list, 4, "\"Ledger\": no counterpart for crawler, scraperRules");
    assert_note(&list, 6, "\"Old\" was left out: it is switched off");
    assert_int_equal(list.note_count, 2);
}

static void what_an_export_of_ours_says_is_read_as_it_was(void **state)
{
    struct feed_list list = read_list(
        state,
        "<opml xmlns:storywatch='" LIST_OWN_NAMESPACE "'><body>\n<outline text='Ledger' "
        "xmlUrl='https://ledger.example/' storywatch:name='the ledger' storywatch:every='10m'/>"
        "</body></opml>");

    assert_string_equal(list.feeds[0].name, "the ledger");
    assert_int_equal(list.feeds[0].option_count, 1);
    assert_string_equal(list.feeds[0].options[0].name, "every");
    assert_string_equal(list.feeds[0].options[0].value, "10m");
}

static void nothing_is_left_out_without_a_word(void **state)
{
    struct feed_list list = read_list(
        state,
        OPML("<outline text='Links' type='link' url='https://a.example/'/>\n"
             "<outline text='More' type='include' url='https://a.example/b.opml'/>\n"
             "<outline text='Empty'/>\n"
             "<outline text='Page' type='HTML+XPath' xmlUrl='https://a.example/page'/>\n"
             "<outline text='Local' xmlUrl='file:///etc/passwd'/>\n"
             "<outline text='A' xmlUrl='https://a.example/' htmlUrl='https://a.example/'/>"
             "<outline text='B' xmlUrl='https://b.example/' htmlUrl='https://b.example/'/>"));

    assert_int_equal(list.feed_count, 2);
    assert_false(assert_note(&list, 4, "\"Links\" was left out")->is_mistake);
    assert_note(&list, 5, "\"More\" was left out");
    assert_note(&list, 6, "\"Empty\" holds no feed");
    assert_note(&list, 7, "\"Page\" was left out");
    assert_true(assert_note(&list, 8, "\"Local\" was left out")->is_mistake);
    assert_note(&list, 9, "htmlUrl was left out here and in 1 more places");
    assert_int_equal(list.note_count, 6);
}

static void passwords_are_not_shown(void **state)
{
    struct feed_list list =
        read_list(state, OPML("<outline xmlUrl='ftp://desk:secret@a.example/feed@1'/>"));

    assert_note(&list, 4, "ftp://***@a.example/feed@1");
    for (size_t i = 0; i < list.note_count; i++)
        assert_null(strstr(list.notes[i].text, "secret"));
}

static void broken_markup_is_mended_and_its_line_named(void **state)
{
    struct feed_list list = read_list(
        state,
        OPML("<!-- two\nlines --><outline text='A & B' xmlUrl='https://a.example/?x=1&y=2'>\n"
             "<outline text='C' xmlUrl='https://c.example/'/>"));

    assert_int_equal(list.feed_count, 2);
    assert_string_equal(list.feeds[0].title, "A & B");
    assert_string_equal(list.feeds[0].url, "https://a.example/?x=1&y=2");
    assert_int_equal(list.feeds[0].line, 5);
    assert_int_equal(list.feeds[1].line, 6);
    assert_note(&list, 5, "\"&\"");
    assert_note(&list, 5, "not closed");
}

static void entities_do_not_explode(void **state)
{
    struct feed_list list = read_list(
        state, "<!DOCTYPE opml [<!ENTITY a 'lol'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>"
               "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>"
               "<!ENTITY f SYSTEM 'file:///etc/passwd'>]>\n"
               "<opml><body><outline text='&c;&f;' xmlUrl='https://a.example/'/></body></opml>");

    assert_int_equal(list.feed_count, 1);
    assert_string_equal(list.feeds[0].title, "&c;&f;");
}

static void folders_may_nest_only_so_deep_and_groups_be_only_so_long(void **state)
{
    struct buffer text;

    buffer_init(&text, 1 << 20);
    buffer_append_string(&text, "<opml><body>");
    for (int i = 0; i < 400; i++)
        buffer_append_format(&text, "<outline text='folder number %d'>", i);
    buffer_append_string(&text, "<outline text='A' xmlUrl='https://a.example/'/>");
    struct feed_list list = read_list(state, text.data);
    buffer_free(&text);
    for (size_t i = 0; i < list.feed_count; i++)
        assert_true(strlen(list.feeds[i].groups[0]) <= LIST_GROUP_MAX);
    assert_note(&list, 1, "nest deeper");
    assert_note(&list, 1, "makes a group of more than 256 bytes");
}

static void remarks_and_feeds_are_bounded(void **state)
{
    struct buffer text;

    buffer_init(&text, LIST_SIZE_MAX);
    buffer_append_string(&text, "<opml><body>");
    for (int i = 0; i < LIST_FEEDS_MAX + 7; i++)
        buffer_append_format(&text, "<outline xmlUrl='http://a.example/%d' x='1'/>", i);
    buffer_append_string(&text, "</body></opml>");
    struct feed_list list = read_list(state, text.data);
    buffer_free(&text);
    assert_int_equal(list.feed_count, LIST_FEEDS_MAX);
    assert_true(list.note_count <= LIST_NOTES_MAX);
    assert_note(&list, 0, "more remarks are not shown");
    assert_true(assert_note(&list, 0, "7 were left out")->is_mistake);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LIST_TEST(folders_become_groups_and_nesting_a_path),
        LIST_TEST(opml_1_is_read_whatever_its_case),
        LIST_TEST(categories_are_groups_too),
        LIST_TEST(a_title_is_one_line_of_plain_text),
        LIST_TEST(urls_of_the_feed_scheme_are_what_they_stand_for),
        LIST_TEST(what_miniflux_says_of_a_feed_is_carried_or_named),
        LIST_TEST(what_an_export_of_ours_says_is_read_as_it_was),
        LIST_TEST(nothing_is_left_out_without_a_word),
        LIST_TEST(passwords_are_not_shown),
        LIST_TEST(broken_markup_is_mended_and_its_line_named),
        LIST_TEST(entities_do_not_explode),
        LIST_TEST(folders_may_nest_only_so_deep_and_groups_be_only_so_long),
        LIST_TEST(remarks_and_feeds_are_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
