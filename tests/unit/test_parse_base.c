#include "tests/helpers/reading.h"

#define ITEM "<item><title>Ferry sails again</title><link>/news/ferry</link></item>"
#define RSS "<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'><channel>"
#define PAGE "<link>https://coast.example/</link>"
#define BETTER_PAGE "<atom:link rel='alternate' href='https://www.coast.example/start'/>"

static const char *item_url(struct reading *reading, const char *text)
{
    return read_feed(reading, text)[0].url;
}

static void a_page_named_before_or_behind_the_items_is_their_base(void **state)
{
    static const char at_coast[] = "https://coast.example/news/ferry";

    assert_string_equal(item_url(*state, RSS PAGE ITEM "</channel></rss>"), at_coast);
    assert_string_equal(item_url(*state, RSS ITEM PAGE "</channel></rss>"), at_coast);
}

static void a_better_link_to_the_page_behind_the_items_is_their_base(void **state)
{
    static const char at_www[] = "https://www.coast.example/news/ferry";

    assert_string_equal(item_url(*state, RSS PAGE BETTER_PAGE ITEM "</channel></rss>"), at_www);
    assert_string_equal(item_url(*state, RSS PAGE ITEM BETTER_PAGE "</channel></rss>"), at_www);
}

static void a_relative_xml_base_is_relative_to_the_page(void **state)
{
    static const char based[] =
        "<item xml:base='/news/'><title>Ferry sails again</title><link>ferry</link></item>";
    struct reading *reading = *state;

    for (int is_behind = 0; is_behind < 2; is_behind++)
        assert_string_equal(
            item_url(reading, arena_format(reading->arena, RSS "%s%s%s</channel></rss>",
                                           is_behind ? "" : PAGE, based, is_behind ? PAGE : "")),
            "https://coast.example/news/ferry");
}

static void a_document_that_says_nothing_has_no_base(void **state)
{
    assert_null(item_url(*state, RSS ITEM "</channel></rss>"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        reading_test(a_page_named_before_or_behind_the_items_is_their_base),
        reading_test(a_better_link_to_the_page_behind_the_items_is_their_base),
        reading_test(a_relative_xml_base_is_relative_to_the_page),
        reading_test(a_document_that_says_nothing_has_no_base),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
