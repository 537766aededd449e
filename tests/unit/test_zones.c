#include "tests/helpers/topics_desk.h"

static void fields_say_where_to_look(void **state)
{
    static const char *const AUTHORS[] = {"Zoë O’Hara"}, *const TAGS[] = {"Trade Unions"};
    struct watch_item item = {.title = "Ferry seized",
                              .content = "Busan police said",
                              .authors = AUTHORS,
                              .author_count = 1,
                              .tags = TAGS,
                              .tag_count = 1};

    (void)state;
    assert_true(matches_item("title:ferry AND body:busan", &item));
    assert_false(matches_item("body:ferry", &item));
    assert_true(matches_item("author:o'hara AND tag:\"trade union*\"", &item));
    assert_false(matches_item("unions", &item));
    assert_true(matches_item("title:(ferry NOT busan)", &item));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_say_where_to_look),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
