#include "tests/helpers/topics_desk.h"

#include <stdlib.h>

/* Every line of a file of "COLUMN\tQUERY". */
static void assert_mistakes_of(const char *path)
{
    char line[4096];
    FILE *file = fopen(path, "r");
    size_t count = 0;

    assert_non_null(file);
    while (fgets(line, sizeof(line), file) != NULL) {
        char *query = strchr(line, '\t') + 1;
        struct noted noted;
        query[strcspn(query, "\n")] = '\0';
        struct watch_list *list = compile_one(query, &noted);
        if (list != NULL || noted.column != strtoul(line, NULL, 10))
            fail_msg("%s: column %zu: %s", line, noted.column, noted.message);
        count++;
    }
    (void)fclose(file);
    assert_true(count > 0);
}

static void every_mistake_is_told_at_its_place(void **state)
{
    (void)state;
    assert_mistakes_of(FIXTURES "/topics/errors.tsv");
    assert_mistakes_of(FIXTURES "/topics/mistakes.tsv");
}

static void words_are_checked_before_the_structure(void **state)
{
    (void)state;
    assert_mistake("strike OR AND port -calm", 20, "NOT");
    assert_mistake("(strike AND titel:port", 13, "title:");
}

static void an_operator_binds_as_the_grammar_says(void **state)
{
    (void)state;
    assert_true(matches("strike NOT port NEAR/1 calm", "strike in port, far from being calm"));
    assert_false(matches("strike NOT port NEAR/5 calm", "strike in port, far from being calm"));
    assert_true(matches("grain NEAR/1 deal NOT port", "a grain deal"));
    assert_true(matches("russia drone", "a drone over Russia"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_mistake_is_told_at_its_place),
        cmocka_unit_test(words_are_checked_before_the_structure),
        cmocka_unit_test(an_operator_binds_as_the_grammar_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
