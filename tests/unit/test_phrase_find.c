#include "tests/helpers/topics_desk.h"

static void a_phrase_stays_within_its_zone(void **state)
{
    struct watch_item item = {.title = "North", .content = "Korea waits"};

    (void)state;
    assert_false(matches_item("\"north korea\"", &item));
    assert_false(matches_item("north NEAR/50 korea", &item));
    assert_true(matches_item("north AND korea", &item));
}

static void a_lone_star_is_exactly_one_word(void **state)
{
    (void)state;
    assert_true(matches("\"president * obi\"", "President Ada Obi spoke"));
    assert_false(matches("\"president * obi\"", "President Obi spoke"));
    assert_false(matches("\"president * obi\"", "President Ada Lovelace Obi spoke"));
}

static void words_in_any_order_need_places_of_their_own(void **state)
{
    (void)state;
    assert_true(matches("\"ban nuclear tests\"~5", "tests of nuclear arms fall under the ban"));
    assert_false(matches("\"ban nuclear tests\"~4", "tests of nuclear arms fall under the ban"));
    assert_false(matches("\"strike strike\"~5", "one strike and no other"));
    assert_true(matches("\"strike strike\"~5", "one strike and a second strike"));
}

static void a_pair_of_words_at_the_end_of_the_top_needs_both_inside(void **state)
{
    char content[1024] = "";

    (void)state;
    for (int i = 0; i < 99; i++)
        strcat(content, "word ");
    strcat(content, "grain deal");
    const struct watch_item item = {.content = content};
    assert_true(matches_item("top:grain", &item));
    assert_false(matches_item("top:\"grain deal\"", &item));
    assert_true(matches_item("\"grain deal\"", &item));
}

static void a_long_phrase_stands_in_a_row(void **state)
{
    (void)state;
    assert_true(matches("\"bank of the south\"", "The Bank of the South said"));
    assert_false(matches("\"bank of the south\"", "the bank of south, of the south bank"));
    assert_true(matches("\"walk-out of the crew\"", "a walkout of the crew"));
}

static void a_pair_is_found_with_each_kind_of_word(void **state)
{
    (void)state;
    assert_true(matches("\"north korea*\"", "North Korean troops"));
    assert_true(matches("=\"Big Tech\"", "fines for Big Tech"));
    assert_false(matches("=\"Big Tech\"", "a big tech firm"));
    assert_true(matches("\"big tech\" NEAR/1 \"big fines\"", "big fines, big tech"));
    assert_false(matches("\"strike strike\"", "a strike, no other"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_phrase_stays_within_its_zone),
        cmocka_unit_test(a_lone_star_is_exactly_one_word),
        cmocka_unit_test(words_in_any_order_need_places_of_their_own),
        cmocka_unit_test(a_pair_of_words_at_the_end_of_the_top_needs_both_inside),
        cmocka_unit_test(a_long_phrase_stands_in_a_row),
        cmocka_unit_test(a_pair_is_found_with_each_kind_of_word),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
