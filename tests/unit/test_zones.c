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

static void top_is_the_title_and_the_first_hundred_words_of_each_body(void **state)
{
    char body[1024] = "";

    (void)state;
    for (int i = 0; i < 100; i++)
        strcat(body, i == 99 ? "zeppelin " : "word ");
    strcat(body, "ferry");
    assert_true(matches_item("top:zeppelin", &(struct watch_item){.summary = body}));
    assert_false(matches_item("top:ferry", &(struct watch_item){.summary = body}));
    assert_false(matches_item("top:ferry", &(struct watch_item){.content = body}));
    assert_true(matches_item("top:ferry", &(struct watch_item){.title = body}));
    assert_true(matches_item("body:ferry", &(struct watch_item){.content = body}));
}

static void atleast_takes_all_authors_and_tags_together(void **state)
{
    static const char *const tags[] = {"port strike", "strike"};
    const struct watch_item item = {.title = "Strike", .tags = tags, .tag_count = 2};

    (void)state;
    assert_true(matches_item("tag:(ATLEAST/2 strike)", &item));
    assert_false(matches_item("tag:(ATLEAST/3 strike)", &item));
    assert_false(matches_item("tag:\"strike strike\"", &item));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_say_where_to_look),
        cmocka_unit_test(top_is_the_title_and_the_first_hundred_words_of_each_body),
        cmocka_unit_test(atleast_takes_all_authors_and_tags_together),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
