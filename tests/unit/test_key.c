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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(key_fields_compare_whole_values),
        cmocka_unit_test(an_absent_value_never_matches),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
