/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "config/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void on_problem(void *owner, const struct settings_problem *problem)
{
    *(size_t *)owner += !problem->is_warning;
}

/* What is usable of a config with so many mistakes. */
static struct settings *load(const char *config, size_t mistakes)
{
    char path[] = "/tmp/storywatch-prune-XXXXXX";
    int fd = mkstemp(path);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
    size_t count = 0;

    if (file == NULL)
        fail_msg("%s cannot be written", path);
    else
        assert_true(fputs(config, file) >= 0 && fclose(file) == 0);
    struct settings *settings = settings_load_usable(path, on_problem, &count);
    unlink(path);
    assert_int_equal(count, mistakes);
    return settings;
}

static void a_config_that_is_right_is_used_whole(void **state)
{
    struct settings *settings =
        load("state_dir: /s\ncontact: desk@example.org\n"
             "feeds: [{ name: ledger, url: 'https://ledger.example/' }]\n"
             "topics: [{ name: ports, query: port }]\nsinks: [{ name: desk, type: journal }]\n",
             0);

    (void)state;
    assert_non_null(settings);
    assert_int_equal(settings->sink_count, 1);
    assert_int_equal(settings->topics[0].sink_count, 1);
    settings_free(settings);
}

static void entries_that_are_not_whole_are_left_out(void **state)
{
    struct settings *settings =
        load("state_dir: /s\ncontact: desk@example.org\n"
             "feeds: [{ name: radio }, { name: ledger, url: 'https://ledger.example/' }, radio]\n"
             "topics: [{ query: dock }, { name: ports, query: port }, { name: moves, query: '' }]\n"
             "sinks: [{ type: journal }, { name: desk, type: journal }]\n",
             5);

    (void)state;
    assert_non_null(settings);
    assert_string_equal(settings->state_dir, "/s");
    assert_int_equal(settings->feed_count, 1);
    assert_string_equal(settings->feeds[0].name, "ledger");
    assert_int_equal(settings->topic_count, 1);
    assert_string_equal(settings->topics[0].name, "ports");
    assert_int_equal(settings->topics[0].sink_count, 0);
    assert_int_equal(settings->sink_count, 0);
    settings_free(settings);
}

static void a_file_that_breaks_off_is_used_up_to_there(void **state)
{
    struct settings *settings = load("state_dir: /s\ncontact: desk@example.org\n"
                                     "topics: [{ name: ports, query: port }]\nfeeds: [{ name: {\n",
                                     1);

    (void)state;
    assert_non_null(settings);
    assert_int_equal(settings->topic_count, 1);
    assert_int_equal(settings->feed_count, 0);
    settings_free(settings);
}

static void without_its_state_dir_it_is_of_no_use(void **state)
{
    (void)state;
    assert_null(load("contact: desk@example.org\n"
                     "feeds: [{ name: ledger, url: 'https://ledger.example/' }]\n",
                     1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_config_that_is_right_is_used_whole),
        cmocka_unit_test(entries_that_are_not_whole_are_left_out),
        cmocka_unit_test(a_file_that_breaks_off_is_used_up_to_there),
        cmocka_unit_test(without_its_state_dir_it_is_of_no_use),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
