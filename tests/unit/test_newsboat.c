/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "tests/helpers/list_desk.h"

static void tags_become_groups_and_a_tilde_the_title(void **state)
{
    struct feed_list list = read_list(
        state, "https://ledger.example/feed wire \"far east\" \"~The \\\"Ledger\\\"\" # ours\r\n"
               "\n"
               "  # nothing\n"
               "\"https://radio.example/feed\"\tradio");

    assert_int_equal(list.feed_count, 2);
    assert_string_equal(list.feeds[0].url, "https://ledger.example/feed");
    assert_string_equal(list.feeds[0].title, "The \"Ledger\"");
    assert_groups(&list.feeds[0], "wire, far east");
    assert_string_equal(list.feeds[1].url, "https://radio.example/feed");
    assert_int_equal(list.feeds[1].line, 4);
    assert_groups(&list.feeds[1], "radio");
    assert_int_equal(list.note_count, 0);
}

static void what_has_no_counterpart_is_named_with_its_line(void **state)
{
    struct feed_list list = read_list(state, "\"query:Unread:unread = \\\"yes\\\"\"\n"
                                             "exec:~/bin/feed.sh wire\n"
                                             "filter:~/bin/f.py:https://desk:pw@a.example/feed\n"
                                             "https://a.example/feed !\n"
                                             "file:///home/desk/feed.xml\n");

    assert_int_equal(list.feed_count, 1);
    assert_false(assert_note(&list, 1, "query:Unread:unread = \"yes\"")->is_mistake);
    assert_note(&list, 2, "exec:~/bin/feed.sh");
    assert_note(&list, 3, "https://***@a.example/feed");
    assert_note(&list, 4, "hides a feed");
    assert_true(assert_note(&list, 5, "neither http nor https")->is_mistake);
}

static void a_quote_that_is_not_closed_ends_with_its_line(void **state)
{
    struct feed_list list = read_list(state, "https://a.example/ \"wire\\\nhttps://b.example/ x\n");

    assert_int_equal(list.feed_count, 2);
    assert_groups(&list.feeds[0], "wire\\");
    assert_groups(&list.feeds[1], "x");
}

static void a_number_in_a_url_begins_no_comment(void **state)
{
    struct feed_list list = read_list(state, "https://a.example/feed#top #comment \"x\n");

    assert_string_equal(list.feeds[0].url, "https://a.example/feed#top");
    assert_groups(&list.feeds[0], "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LIST_TEST(tags_become_groups_and_a_tilde_the_title),
        LIST_TEST(what_has_no_counterpart_is_named_with_its_line),
        LIST_TEST(a_quote_that_is_not_closed_ends_with_its_line),
        LIST_TEST(a_number_in_a_url_begins_no_comment),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
