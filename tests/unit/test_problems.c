/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/utf8.h"
#include "config/problems.h"
#include "tests/helpers/own_arena.h"

#include <stdio.h>
#include <string.h>

static const char main_file[] = "storywatch.yaml", desk_file[] = "conf.d/desk.yaml";
static const char *const files[] = {main_file, desk_file};

static void on_problem(void *owner, const struct settings_problem *problem)
{
    assert_true(buffer_append_format(owner, "%s:%u:%u: %s%s\n", problem->place.file,
                                     problem->place.line, problem->place.column,
                                     problem->is_warning ? "warning: " : "", problem->message));
}

static void assert_reports(struct problems *problems, const char *expected)
{
    struct buffer said;

    buffer_init(&said, 1 << 20);
    assert_true(buffer_append_string(&said, ""));
    problems_report(problems, files, 2, on_problem, &said);
    assert_string_equal(said.data, expected);
    buffer_free(&said);
}

static void whatever_the_order_of_finding_they_are_told_in_the_order_of_the_files(void **state)
{
    static const struct place places[] = {
        {desk_file, 1, 1}, {main_file, 12, 3}, {main_file, 2, 40}, {main_file, 2, 3}};

    for (size_t first = 0; first < 4; first++) {
        struct problems *problems = problems_new(*state);
        for (size_t i = 0; i < 4; i++)
            problems_add(problems, places[(first + i) % 4], "a mistake");
        assert_reports(problems, "storywatch.yaml:2:3: a mistake\n"
                                 "storywatch.yaml:2:40: a mistake\n"
                                 "storywatch.yaml:12:3: a mistake\n"
                                 "conf.d/desk.yaml:1:1: a mistake\n");
    }
}

static void of_one_place_they_are_told_as_they_were_found(void **state)
{
    struct problems *problems = problems_new(*state);
    const struct place place = {main_file, 2, 3};

    for (int i = 0; i < 5; i++)
        problems_add(problems, place, "mistake %d", i);
    assert_reports(problems, "storywatch.yaml:2:3: mistake 0\n"
                             "storywatch.yaml:2:3: mistake 1\n"
                             "storywatch.yaml:2:3: mistake 2\n"
                             "storywatch.yaml:2:3: mistake 3\n"
                             "storywatch.yaml:2:3: mistake 4\n");
}

static void a_warning_is_no_mistake(void **state)
{
    struct problems *problems = problems_new(*state);
    const struct place place = {main_file, 1, 1};

    problems_warn(problems, place, "contact is missing");
    assert_int_equal(problems_mistake_count(problems), 0);
    problems_add(problems, place, "feeds is missing");
    assert_int_equal(problems_mistake_count(problems), 1);
    assert_reports(problems, "storywatch.yaml:1:1: warning: contact is missing\n"
                             "storywatch.yaml:1:1: feeds is missing\n");
}

static void none_are_told_where_there_are_none(void **state)
{
    assert_reports(problems_new(*state), "");
}

static size_t count_lines(const char *text)
{
    size_t count = 0;

    while ((text = strchr(text, '\n')) != NULL) {
        text++;
        count++;
    }
    return count;
}

static void what_is_over_the_bound_is_counted(void **state)
{
    struct problems *problems = problems_new(*state);
    struct buffer said;

    for (unsigned i = 0; i < PROBLEMS_MAX + 2; i++) {
        assert_int_equal(problems_is_full(problems), i >= PROBLEMS_MAX);
        problems_add(problems, (struct place){main_file, i + 1, 1}, "a mistake");
    }
    assert_int_equal(problems_mistake_count(problems), PROBLEMS_MAX + 2);
    buffer_init(&said, 1 << 20);
    problems_report(problems, files, 2, on_problem, &said);
    assert_int_equal(count_lines(said.data), PROBLEMS_MAX + 1);
    assert_non_null(strstr(said.data, "storywatch.yaml:1000:1: 2 more mistakes are not shown"));
    buffer_free(&said);
}

static void a_flood_of_warnings_hides_no_mistake_and_is_none(void **state)
{
    struct problems *problems = problems_new(*state);
    struct buffer said;

    for (unsigned i = 0; i < PROBLEMS_MAX + 3; i++)
        problems_warn(problems, (struct place){main_file, i + 1, 1}, "a warning");
    assert_int_equal(problems_mistake_count(problems), 0);
    problems_add(problems, (struct place){main_file, 2000, 1}, "the mistake");
    buffer_init(&said, 1 << 20);
    problems_report(problems, files, 2, on_problem, &said);
    assert_int_equal(count_lines(said.data), PROBLEMS_MAX + 2);
    assert_non_null(strstr(said.data, "storywatch.yaml:2000:1: the mistake\n"
                                      "storywatch.yaml:1000:1: warning: 3 more warnings are not "
                                      "shown"));
    buffer_free(&said);
}

static void what_is_worded_already_is_copied(void **state)
{
    struct problems *problems = problems_new(*state);
    char message[] = "a stray )";

    problems_take(problems, &(struct settings_problem){{main_file, 3, 9}, false, message});
    memset(message, 'x', sizeof(message) - 1);
    assert_reports(problems, "storywatch.yaml:3:9: a stray )\n");
}

static void what_the_file_says_is_cited_on_one_line_of_a_terminal(void **state)
{
    struct problems *problems = problems_new(*state);
    char text[200];

    assert_string_equal(problems_quote(problems, "harbour"), "\"harbour\"");
    assert_string_equal(problems_quote(problems, "a\nb\x1b[2J\x7f"), "\"a\\x0ab\\x1b[2J\\x7f\"");
    for (size_t len = 70; len < 100; len++) {
        snprintf(text, sizeof(text), "%0*d港港港", (int)len, 0);
        const char *quoted = problems_quote(problems, text);
        assert_true(utf8_is_valid(quoted, strlen(quoted)));
        assert_true(strlen(quoted) <= 80 + strlen("\"…\""));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(whatever_the_order_of_finding_they_are_told_in_the_order_of_the_files),
        TEST(of_one_place_they_are_told_as_they_were_found),
        TEST(a_warning_is_no_mistake),
        TEST(none_are_told_where_there_are_none),
        TEST(what_is_over_the_bound_is_counted),
        TEST(a_flood_of_warnings_hides_no_mistake_and_is_none),
        TEST(what_is_worded_already_is_copied),
        TEST(what_the_file_says_is_cited_on_one_line_of_a_terminal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
