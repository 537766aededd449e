#include "tests/helpers/topics_desk.h"

static void assert_miss(const char *query, const char *content, const char *why)
{
    struct noted noted;
    struct watch_list *list = compile_one(query, &noted);
    struct arena *arena = arena_new();

    assert_non_null(list);
    assert_string_equal(
        watch_list_explain_miss(list, 0, &(struct watch_item){.content = content}, arena), why);
    arena_free(arena);
    watch_list_free(list);
}

static void a_miss_names_the_part_that_failed(void **state)
{
    (void)state;
    assert_miss("grain NEAR/1 deal", "a deal on new grain", "NEAR/1: closest is 2 words apart");
    assert_miss("2 OF (inflation, ecb, =FED)", "Inflation fell", "2 OF: 1 of 3 (inflation)");
    assert_miss("apple NOT \"apple juice\"", "fresh apple juice",
                "NOT: \"apple juice\" at content word 2");
    assert_miss("port AND strike", "The port is open",
                "strike is not in title, summary or content");
}

static void a_miss_shows_how_near_it_came(void **state)
{
    (void)state;
    assert_miss("grain ONEAR/3 deal", "a deal on grain",
                "ONEAR/3: both are there, but not in this order");
    assert_miss("ATLEAST/3 strike", "strike after strike", "ATLEAST/3: 2 of strike");
    assert_miss("apple NOT NEAR/2 juice", "apple juice",
                "NOT NEAR/2: every apple has juice beside it");
    assert_miss("port AND lang:en", "The port is open", "lang:en: the item has no lang");
    assert_miss("2 OF (ecb, =FED)", "Inflation fell", "2 OF: none of 2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_miss_names_the_part_that_failed),
        cmocka_unit_test(a_miss_shows_how_near_it_came),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
