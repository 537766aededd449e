#include "tests/helpers/topics_desk.h"

static void key_fields_compare_whole_values(void **state)
{
    static const char *const GROUPS[] = {"wire", "world"};
    struct watch_item item = {.title = "x",
                              .feed = "BBC World",
                              .groups = GROUPS,
                              .group_count = 2,
                              .url = "https://User@News.BBC.co.uk:443/sport/1",
                              .language = "en_GB"};

    (void)state;
    assert_true(matches_item("feed:\"bbc world\"", &item));
    assert_false(matches_item("feed:bbc", &item));
    assert_true(matches_item("group:(sport OR wor*)", &item));
    assert_true(matches_item("lang:en", &item));
    assert_true(matches_item("lang:en-gb", &item));
    assert_false(matches_item("lang:e", &item));
    assert_true(matches_item("site:bbc.co.uk", &item));
    assert_false(matches_item("site:c.co.uk", &item));
    assert_true(matches_item("url:*bbc.co.uk*/sport/*", &item));
}

static void an_absent_value_never_matches(void **state)
{
    struct watch_item item = {.title = "Ferry"};

    (void)state;
    assert_false(matches_item("ferry AND lang:*", &item));
    assert_true(matches_item("ferry AND NOT lang:de", &item));
}

static void a_language_is_matched_before_each_hyphen(void **state)
{
    const struct watch_item item = {.title = "x", .language = "zh-Hant-TW"};

    (void)state;
    assert_true(matches_item("lang:zh", &item));
    assert_true(matches_item("lang:ZH_hant", &item));
    assert_false(matches_item("lang:zh-tw", &item));
}

static void only_the_star_is_special_in_a_value(void **state)
{
    const struct watch_item item = {.title = "x", .url = "http://example.org/X?y=(z)"};

    (void)state;
    assert_true(matches_item("url:\"*x?y=(z)\"", &item));
    assert_false(matches_item("url:*x?z=*", &item));
    assert_true(matches_item("site:example.*", &item));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(key_fields_compare_whole_values),
        cmocka_unit_test(an_absent_value_never_matches),
        cmocka_unit_test(a_language_is_matched_before_each_hyphen),
        cmocka_unit_test(only_the_star_is_special_in_a_value),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
