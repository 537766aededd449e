/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "config/schema.h"
#include "config/settings.h"

#include <string.h>

/* Calls `check` for every option of `section` and of those below it. */
static void each_option(const struct section *section,
                        void (*check)(const struct section *section, const struct option *option))
{
    for (size_t i = 0; i < section->count; i++) {
        check(section, &section->options[i]);
        if (section->options[i].section != NULL)
            each_option(section->options[i].section, check);
    }
}

static void check_name(const struct section *section, const struct option *option)
{
    assert_ptr_equal(schema_find(section, option->name), option); /* the first of that name */
}

static void every_option_is_found_by_its_name(void **state)
{
    (void)state;
    each_option(&schema_root, check_name);
    assert_null(schema_find(&schema_root, "every"));
    assert_null(schema_find(&schema_root, ""));
}

/* The reference page is made of these: each line of it must say something. */
static void check_help(const struct section *section, const struct option *option)
{
    (void)section;
    size_t len = option->help == NULL ? 0 : strlen(option->help);

    if (len == 0 || option->help[len - 1] != '.')
        fail_msg("the help of %s is no sentence", option->name);
    assert_non_null(option_type_name(option->type));
}

static void every_option_is_explained_in_sentences(void **state)
{
    (void)state;
    each_option(&schema_root, check_help);
}

static void check_bounds(const struct section *section, const struct option *option)
{
    bool is_list = option->type == OPTION_NETWORKS || option->type == OPTION_HEADERS ||
                   option->type == OPTION_ENTRIES || option->type == OPTION_SECTION;
    bool is_word = option->choices != NULL || option->type == OPTION_SWITCH;

    (void)section;
    if (!is_list && !is_word && option->max <= option->min)
        fail_msg("%s has no bound", option->name);
    if (option->choices != NULL)
        assert_non_null(option->choices[0].word);
}

static void every_value_has_a_bound(void **state)
{
    (void)state;
    each_option(&schema_root, check_bounds);
}

static void a_misplaced_option_is_told_where_it_belongs(void **state)
{
    const struct section *poll = schema_find(&schema_root, "poll")->section;
    const struct section *feeds = schema_find(&schema_root, "feeds")->section;

    (void)state;
    assert_string_equal(schema_other_home(&schema_root, "max_body"), "fetch.");
    assert_string_equal(schema_other_home(feeds, "severity"), "topics: ");
    assert_string_equal(schema_other_home(poll, "state_dir"), "");
    assert_null(schema_other_home(poll, "harbour"));
}

static void a_severity_is_read_as_it_is_written(void **state)
{
    static const enum severity all[] = {SEVERITY_LOW, SEVERITY_MEDIUM, SEVERITY_HIGH};
    enum severity read;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        assert_true(severity_parse(severity_name(all[i]), &read));
        assert_int_equal(read, all[i]);
    }
    assert_false(severity_parse("HIGH", &read));
    assert_false(severity_parse("", &read));
    assert_int_equal(read, SEVERITY_HIGH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_option_is_found_by_its_name),
        cmocka_unit_test(every_option_is_explained_in_sentences),
        cmocka_unit_test(every_value_has_a_bound),
        cmocka_unit_test(a_misplaced_option_is_told_where_it_belongs),
        cmocka_unit_test(a_severity_is_read_as_it_is_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
