/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "tests/helpers/list_desk.h"

static void opml_and_newsboats_urls_are_told_apart(void **state)
{
    struct feed_list list =
        read_list(state, "\xEF\xBB\xBF \n<opml><body><outline text='Ledger' "
                         "xmlUrl='https://ledger.example/feed'/></body></opml>");

    assert_int_equal(list.feed_count, 1);
    assert_string_equal(list.feeds[0].title, "Ledger");
    list = read_list(state, "# the desk's\nhttps://ledger.example/feed \"~Ledger\"\n");
    assert_int_equal(list.feed_count, 1);
    assert_string_equal(list.feeds[0].title, "Ledger");
}

static void an_encoding_is_read_as_declared(void **state)
{
    struct feed_list list = read_list(
        state, "<?xml version='1.0' encoding='iso-8859-1'?><opml><body><outline text='Caf\xE9' "
               "xmlUrl='https://cafe.example/feed'/></body></opml>");

    assert_string_equal(list.feeds[0].title, "Café");
}

static void what_is_no_list_is_refused_with_its_line(void **state)
{
    assert_refused(state, "", 0, "it is empty");
    assert_refused(state, " \n\t", 0, "it is empty");
    assert_refused(state, "\n\n<html><body>Not here</body></html>", 3, "HTML page");
    assert_refused(state, "<rss version='2.0'></rss>", 1, "<rss>");
    assert_refused(state, "<!-- nothing -->", 0, "no element");
    assert_refused(state, "# a list\n\nDear all,\nplease read https://ledger.example/\n", 3,
                   "neither OPML nor newsboat's urls");
    assert_refused(state, "{\"feeds\": []}", 1, "neither OPML nor newsboat's urls");
}

static void a_list_over_the_bound_is_refused(void **state)
{
    char *large = test_malloc(LIST_SIZE_MAX + 1);
    struct feed_list list;
    struct error err = {0};

    memset(large, '#', LIST_SIZE_MAX + 1);
    assert_false(feed_list_read(&list, large, LIST_SIZE_MAX + 1, *state, &err));
    assert_non_null(strstr(err.message, "32 MiB"));
    test_free(large);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LIST_TEST(opml_and_newsboats_urls_are_told_apart),
        LIST_TEST(an_encoding_is_read_as_declared),
        LIST_TEST(what_is_no_list_is_refused_with_its_line),
        LIST_TEST(a_list_over_the_bound_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
