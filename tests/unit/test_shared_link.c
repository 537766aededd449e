#include "tests/helpers/reading.h"

static void a_link_that_all_items_have_tells_none_of_them(void **state)
{
    const struct item *items = read_feed(
        *state, "<rss version='2.0'><channel>"
                "<item><title>Strike begins</title><link>https://coast.example/</link></item>"
                "<item><title>Snow</title></item>"
                "<item><title>Strike ends</title><link>https://coast.example/</link></item>"
                "</channel></rss>");

    assert_true(items[0].shares_link);
    assert_false(items[1].shares_link);
    assert_true(items[2].shares_link);
    assert_string_equal(items[2].url, "https://coast.example/");
}

static void a_link_that_all_items_of_json_have_tells_none_of_them(void **state)
{
    const struct item *items =
        read_feed(*state, "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":["
                          "{\"title\":\"Strike begins\",\"url\":\"https://coast.example/\"},"
                          "{\"title\":\"Strike ends\",\"url\":\"https://coast.example/\"}]}");

    assert_true(items[0].shares_link);
    assert_true(items[1].shares_link);
}

static void a_link_that_some_items_have_is_theirs(void **state)
{
    const struct item *items = read_feed(
        *state, "<rss version='2.0'><channel>"
                "<item><title>Strike ends</title><link>https://coast.example/1</link></item>"
                "<item><title>Strike ends early</title><link>https://coast.example/1</link></item>"
                "<item><title>Snow</title><link>https://coast.example/2</link></item>"
                "</channel></rss>");

    for (size_t i = 0; i < 3; i++)
        assert_false(items[i].shares_link);
    items = read_feed(*state, "<rss version='2.0'><channel><item><title>Snow</title>"
                              "<link>https://coast.example/</link></item></channel></rss>");
    assert_false(items[0].shares_link);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        reading_test(a_link_that_all_items_have_tells_none_of_them),
        reading_test(a_link_that_all_items_of_json_have_tells_none_of_them),
        reading_test(a_link_that_some_items_have_is_theirs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
