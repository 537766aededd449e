#include "tests/helpers/topics_desk.h"

static void a_regex_looks_at_the_prepared_text(void **state)
{
    (void)state;
    assert_true(matches("/CVE-\\d{4}-\\d+/", "\x0e"
                                             "Flaw CVE-2025-40117 is used\n"));
    assert_false(matches("/cve-\\d+/", "CVE-2025"));
    assert_true(matches("/cve-\\d+/i", "CVE-2025"));
    assert_true(matches("/o'hara/", "Mr. o’hara"));
    assert_false(matches("/(a+)+$/", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"));
}

static void a_regex_at_its_limit_is_told_of_once(void **state)
{
    struct watch_item item = {.content = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"};
    struct noted noted;
    struct watch_list *list = compile_one("/^(a|aa|aaa)+$/", &noted);
    struct arena *arena = arena_new();
    struct watch_topics topics;
    size_t topic = SIZE_MAX;

    (void)state;
    assert_non_null(list);
    watch_list_match(list, &item, arena, &topics);
    assert_int_equal(topics.count, 0);
    assert_true(watch_list_next_overrun(list, &topic));
    assert_int_equal(topic, 0);
    watch_list_match(list, &item, arena, &topics);
    assert_false(watch_list_next_overrun(list, &topic));
    arena_free(arena);
    watch_list_free(list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_regex_looks_at_the_prepared_text),
        cmocka_unit_test(a_regex_at_its_limit_is_told_of_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
