#include "tests/helpers/topics_desk.h"

/* Whether a query that does not match was looked at on the item's places at all. */
static bool is_looked_at(const char *query, const char *content)
{
    struct watch_list *list = compile_right(query);
    struct arena *arena = arena_new();
    struct watch_topics topics;

    watch_list_match(list, &(struct watch_item){.content = content}, arena, &topics);
    assert_int_equal(topics.count, 0);
    bool is_looked_at = watch_list_verifications(list, 0) > 0;
    arena_free(arena);
    watch_list_free(list);
    return is_looked_at;
}

static void a_phrase_is_looked_at_where_two_of_its_words_stand_in_a_row(void **state)
{
    (void)state;
    assert_false(is_looked_at("\"bank of england\"", "a bank, most of it England"));
    assert_true(is_looked_at("\"bank of england\"", "the bank of New England"));
}

static void an_operand_is_enough_to_rule_the_others_out(void **state)
{
    (void)state;
    assert_false(is_looked_at("the AND pyongyang", "the port of Busan"));
    assert_false(is_looked_at("the NEAR/40 pyongyang", "the port of Busan"));
    assert_false(is_looked_at("pyongyang AND lang:en", "the port of Busan"));
    assert_true(is_looked_at("pyongyang AND lang:en", "the port near Pyongyang"));
}

static void an_or_list_is_looked_at_for_each_member(void **state)
{
    (void)state;
    assert_true(is_looked_at("(busan OR pyongyang) AND strike*", "the port of Busan"));
    assert_false(is_looked_at("(busan OR pyongyang) AND strike*", "the port of Incheon"));
}

static void so_many_of_a_list_need_one_of_the_others(void **state)
{
    (void)state;
    assert_false(is_looked_at("2 OF (the, pyongyang, zeppelin)", "the port"));
    assert_true(is_looked_at("2 OF (the, pyongyang, zeppelin)", "a zeppelin"));
}

static void what_needs_no_word_is_always_looked_at(void **state)
{
    (void)state;
    assert_true(is_looked_at("lang:en", "the port"));
    assert_true(is_looked_at("/CVE-\\d+/ OR zeppelin", "the port"));
}

/* A named query stands between the words and the topic. */
static void a_name_leads_on_to_the_topics_that_use_it(void **state)
{
    struct watch_list_query named[] = {{.name = "ports", .query = "@docks OR harbour*"},
                                       {.name = "docks", .query = "dock* OR quay"}};
    struct watch_list_query topic = {.name = "unrest", .query = "@ports AND title:strike"};
    struct watch_list_source source = {
        .topics = &topic, .topic_count = 1, .named = named, .named_count = 2};
    struct noted noted = {0};
    struct watch_list *list = watch_list_compile(&source, note, &noted);
    struct arena *arena = arena_new();
    struct watch_topics topics;

    (void)state;
    watch_list_match(list, &(struct watch_item){.title = "Strike", .content = "on the quay"}, arena,
                     &topics);
    assert_int_equal(topics.count, 1);
    watch_list_match(list, &(struct watch_item){.title = "Strike", .content = "at the gate"}, arena,
                     &topics);
    assert_int_equal(topics.count, 0);
    arena_free(arena);
    watch_list_free(list);
}

static void what_is_learnt_from_items_changes_no_verdict(void **state)
{
    struct watch_list *list = compile_right("strike AND \"grain deal\"");
    struct arena *arena = arena_new();
    struct watch_topics topics;

    (void)state;
    for (size_t i = 0; i < 1200; i++) {
        bool is_about = i % 7 == 0;
        arena_reset(arena);
        watch_list_match(list,
                         &(struct watch_item){.content = is_about ? "strike over a grain deal"
                                                                  : "strike over grain"},
                         arena, &topics);
        assert_int_equal(topics.count, is_about);
    }
    arena_free(arena);
    watch_list_free(list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_phrase_is_looked_at_where_two_of_its_words_stand_in_a_row),
        cmocka_unit_test(an_operand_is_enough_to_rule_the_others_out),
        cmocka_unit_test(an_or_list_is_looked_at_for_each_member),
        cmocka_unit_test(so_many_of_a_list_need_one_of_the_others),
        cmocka_unit_test(what_needs_no_word_is_always_looked_at),
        cmocka_unit_test(a_name_leads_on_to_the_topics_that_use_it),
        cmocka_unit_test(what_is_learnt_from_items_changes_no_verdict),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
