#include "tests/helpers/topics_desk.h"

static void a_mistake_suggests_what_would_be_right(void **state)
{
    (void)state;
    assert_mistake("titel:strike", 1, "title:");
    assert_mistake("port w/5 strike", 6, "ONEAR/5");
    assert_mistake("{WHO}", 1, "=WHO");
    assert_mistake("port -strike", 6, "NOT");
    assert_mistake("south AND port OR strike", 16, "(south AND port) OR strike");
    assert_mistake("south AND port OR strike", 16, "south AND (port OR strike)");
    assert_mistake("port NOT south OR north", 16, "port NOT (south OR north)");
    assert_mistake("port AND @ AND strike", 10, "@armies");
}

static void operators_of_other_languages_are_refused_with_ours(void **state)
{
    (void)state;
    assert_mistake("port adj5 strike", 6, "ONEAR/5");
    assert_mistake("port near/5 strike", 6, "NEAR/5");
    assert_mistake("port and strike", 6, "AND");
    assert_mistake("port OR 2 of (strike, calm)", 11, "OF");
    assert_mistake("'north korea'", 1, "double quotes");
    assert_mistake("port NEAR/256 strike", 6, "255");
}

static void of_and_near_are_words_elsewhere(void **state)
{
    (void)state;
    assert_true(matches("bank of near", "near the bank of England"));
    assert_true(matches("10:30", "at 10:30 on Monday"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mistake_suggests_what_would_be_right),
        cmocka_unit_test(operators_of_other_languages_are_refused_with_ours),
        cmocka_unit_test(of_and_near_are_words_elsewhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
