#include "tests/helpers/topics_desk.h"

static void assert_warning(const char *query, const char *part)
{
    struct noted noted;
    struct watch_list *list = compile_one(query, &noted);

    assert_non_null(list);
    watch_list_free(list);
    if (strstr(noted.warning, part) == NULL)
        fail_msg("%s: %s", query, noted.warning);
}

static void assert_no_warning(const char *query)
{
    struct noted noted;
    struct watch_list *list = compile_one(query, &noted);

    assert_non_null(list);
    watch_list_free(list);
    assert_string_equal(noted.warning, "");
}

static void a_doubtful_query_is_used_with_a_warning(void **state)
{
    (void)state;
    assert_warning("us", "=US");
    assert_warning("Russia?", "ends in a wildcard");
    assert_warning("AT&T", "=AT&T");
    assert_warning("port NOT port", "never true");
    assert_warning("port AND lang:en AND lang:de", "never true");
    assert_warning("ATLEAST/1 strike", "ATLEAST/1");
    assert_warning("/CVE-\\d+/", "every item");
}

static void a_regex_is_warned_of_unless_a_word_leads_to_it(void **state)
{
    (void)state;
    assert_warning("port OR /CVE-\\d+/", "every item");
    assert_warning("lang:en AND /CVE-\\d+/", "every item");
    assert_no_warning("flaw* AND /CVE-\\d+/");
    assert_no_warning("flaw* AND title:/CVE-\\d+/");
}

static void what_is_meant_as_written_goes_without_a_warning(void **state)
{
    (void)state;
    assert_no_warning("(\"north korea*\" OR pyongyang) NEAR/40 (troop* OR soldier*)");
    assert_no_warning("=US AND port*");
    assert_no_warning("북한*");
    assert_no_warning("port AND lang:en NOT lang:en-gb");
}

static void each_doubt_has_its_warning(void **state)
{
    (void)state;
    assert_warning("who", "=WHO");
    assert_warning("por*", "fewer than 4 letters");
    assert_warning("C++", "not searched");
    assert_warning("$500", "not searched");
    assert_warning("1 OF (ferry, busan)", "1 OF");
    assert_warning("port NOT lang:en", "without a language");
}

static void a_field_that_names_nothing_of_the_config_is_told(void **state)
{
    static const char *const feeds[] = {"harbour-news"}, *const groups[] = {"wire"};
    struct watch_list_query topics[] = {{.name = "a", .query = "feed:\"harbor-news\""},
                                        {.name = "b", .query = "feed:harbour* AND group:wire"}};
    struct watch_list_source source = {
        .topic_count = 1, .feeds = feeds, .feed_count = 1, .groups = groups, .group_count = 1};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct noted noted = {0};
        source.topics = &topics[i];
        watch_list_free(watch_list_compile(&source, note, &noted));
        assert_int_equal(noted.warning_column, i == 0 ? 6 : 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_doubtful_query_is_used_with_a_warning),
        cmocka_unit_test(a_regex_is_warned_of_unless_a_word_leads_to_it),
        cmocka_unit_test(what_is_meant_as_written_goes_without_a_warning),
        cmocka_unit_test(each_doubt_has_its_warning),
        cmocka_unit_test(a_field_that_names_nothing_of_the_config_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
