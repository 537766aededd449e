#include "tests/helpers/topics_desk.h"

static void near_counts_the_words_between(void **state)
{
    (void)state;
    assert_true(matches("grain NEAR/2 deal", "a deal on new grain"));
    assert_false(matches("grain NEAR/1 deal", "a deal on new grain"));
    assert_false(matches("grain ONEAR/9 deal", "a deal on new grain"));
    assert_true(matches("deal ONEAR/2 grain", "a deal on new grain"));
    assert_false(matches("strike NEAR/5 strike", "a strike"));
}

static void not_near_wants_an_occurrence_without_the_other(void **state)
{
    (void)state;
    assert_false(matches("apple NOT NEAR/0 \"apple juice\"", "fresh apple juice"));
    assert_true(matches("apple NOT NEAR/0 \"apple juice\"", "apple juice is not what Apple sells"));
}

static void a_group_is_near_what_it_overlaps(void **state)
{
    (void)state;
    assert_true(matches("strike NEAR/5 strike NEAR/5 strike", "strike after strike"));
    assert_false(matches("ATLEAST/3 strike", "strike after strike"));
}

static void onear_wants_the_order(void **state)
{
    (void)state;
    assert_true(matches("grain ONEAR/0 deal", "a grain deal"));
    assert_false(matches("deal ONEAR/0 grain", "a grain deal"));
    assert_true(matches("grain NEAR/0 deal", "a deal grain"));
}

static void a_word_never_serves_twice(void **state)
{
    (void)state;
    assert_false(matches("\"grain deal\" NEAR/9 deal", "a grain deal"));
    assert_true(matches("\"grain deal\" NEAR/9 deal", "a grain deal, no other deal"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(near_counts_the_words_between),
        cmocka_unit_test(not_near_wants_an_occurrence_without_the_other),
        cmocka_unit_test(a_group_is_near_what_it_overlaps),
        cmocka_unit_test(onear_wants_the_order),
        cmocka_unit_test(a_word_never_serves_twice),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
