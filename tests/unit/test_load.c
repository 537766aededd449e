/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "config/base/buffer.h"
#include "config/settings.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define REPORT_MAX ((size_t)1 << 20)

/* What the loader says, in lines as `storywatch check` prints them. */
struct report {
    struct buffer text;
};

static void on_problem(void *owner, const struct settings_problem *problem)
{
    struct report *report = owner;

    assert_true(buffer_append_format(&report->text, "%s:%u:%u: %s%s\n", problem->place.file,
                                     problem->place.line, problem->place.column,
                                     problem->is_warning ? "warning: " : "", problem->message));
}

static int set_up(void **state)
{
    struct report *report = calloc(1, sizeof(*report));

    assert_non_null(report);
    buffer_init(&report->text, REPORT_MAX);
    *state = report;
    return chdir(FIXTURES "/config");
}

static int tear_down(void **state)
{
    struct report *report = *state;

    buffer_free(&report->text);
    free(report);
    return 0;
}

static const char *said(const struct report *report)
{
    return report->text.data == NULL ? "" : report->text.data;
}

static struct settings *load_text(struct report *report, const char *text)
{
    return settings_load_text("storywatch.yaml", text, strlen(text), on_problem, report);
}

/* Loads a text that is right. */
static struct settings *accept_text(struct report *report, const char *text)
{
    struct settings *settings = load_text(report, text);

    assert_string_equal(said(report), "");
    assert_non_null(settings);
    return settings;
}

static char *read_expected(const char *config)
{
    char path[512];
    char *text = calloc(1, REPORT_MAX);

    snprintf(path, sizeof(path), "%.*s.expected", (int)(strlen(config) - strlen(".yaml")), config);
    FILE *file = fopen(path, "r");
    if (text == NULL || file == NULL)
        fail_msg("%s: cannot be read", path);
    else
        assert_true(fread(text, 1, REPORT_MAX - 1, file) < REPORT_MAX - 1);
    if (file != NULL)
        fclose(file);
    return text;
}

static void compare_with_expected(struct report *report, const char *config)
{
    char *expected = read_expected(config);
    struct buffer got;

    buffer_clear(&report->text);
    struct settings *settings = settings_load(config, on_problem, report);
    buffer_init(&got, REPORT_MAX);
    assert_true(buffer_append_format(&got, "%s\n%s", settings == NULL ? "refused" : "accepted",
                                     said(report)));
    assert_string_equal(got.data, expected);
    buffer_free(&got);
    settings_free(settings);
    free(expected);
}

/* Every config of the fixtures, a file or a folder with a storywatch.yaml, says what stands in the
 * file .expected beside it. */
static void each_config_says_what_is_expected_of_it(void **state)
{
    struct dirent **entries;
    int count = scandir(".", &entries, NULL, alphasort), compared = 0;

    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        size_t len = strlen(name);
        char path[512];
        struct stat st;
        snprintf(path, sizeof(path), "%s/storywatch.yaml", name);
        if (len > 5 && strcmp(name + len - 5, ".yaml") == 0)
            compare_with_expected(*state, name);
        else if (name[0] != '.' && stat(path, &st) == 0)
            compare_with_expected(*state, path);
        else
            compared--;
        compared++;
        free(entries[i]);
    }
    free(entries);
    assert_true(compared > 20);
}

static void defaults_are_those_of_the_design(void **state)
{
    struct settings *settings =
        accept_text(*state, "state_dir: /var/lib/storywatch\n"
                            "contact: desk@example.org\n"
                            "feeds:\n"
                            "  - { name: harbour-news, url: https://harbour.example.org/ }\n"
                            "topics:\n"
                            "  - { name: ports, query: harbour }\n");

    assert_int_equal(settings->fetchers, 2);
    assert_int_equal(settings->sandbox, SANDBOX_TRY);
    assert_int_equal(settings->poll.every, 15 * 60);
    assert_int_equal(settings->poll.min, 5 * 60);
    assert_int_equal(settings->poll.max, 86400);
    assert_int_equal(settings->poll.verify, 86400);
    assert_int_equal(settings->fetch.timeout, 30);
    assert_int_equal(settings->fetch.connect_timeout, 10);
    assert_int_equal(settings->fetch.max_body, 16 << 20);
    assert_int_equal(settings->fetch.max_header, 256 << 10);
    assert_int_equal(settings->fetch.connections, 256);
    assert_int_equal(settings->fetch.per_host_connections, 2);
    assert_int_equal(settings->fetch.per_host_spacing_ms, 1000);
    assert_int_equal(settings->fetch.per_address_connections, 8);
    assert_int_equal(settings->fetch.per_address_starts, 10);
    assert_int_equal(settings->fetch.allow_address_count, 0);
    assert_int_equal(settings->alerts.backlog, 86400);
    assert_int_equal(settings->keep.items, 30 * 86400);
    assert_int_equal(settings->keep.alerts, 2 * 365 * 86400);
    assert_int_equal(settings->dedup.window, 14 * 86400);
    assert_true(settings->dedup.is_enabled);
    assert_true(settings->feeds[0].has_dedup);
    assert_false(settings->feeds[0].ignores_hints);
    assert_int_equal(settings->feeds[0].every, 0);
    assert_int_equal(settings->feeds[0].auth, AUTH_NONE);
    assert_int_equal(settings->topics[0].severity, SEVERITY_MEDIUM);
    assert_string_equal(settings->topics[0].stem, "en");
    settings_free(settings);
}

static void every_option_arrives(void **state)
{
    struct settings *settings = settings_load("every-option.yaml", on_problem, *state);

    assert_string_equal(said(*state), "");
    assert_non_null(settings);
    const struct feed_settings *feed = &settings->feeds[0];
    assert_string_equal(settings->state_dir, "/var/lib/storywatch");
    assert_int_equal(settings->fetchers, 4);
    assert_int_equal(settings->fetch.per_host_spacing_ms, 2000);
    assert_int_equal(settings->fetch.allow_address_count, 4);
    assert_string_equal(settings->fetch.allow_addresses[1], "::1");
    assert_string_equal(settings->fetch.proxy, "http://proxy.example.org:3128");
    assert_int_equal(settings->keep.alerts, INT64_C(10) * 365 * 86400);
    assert_string_equal(feed->name, "harbour-news");
    assert_int_equal(feed->every, 600);
    assert_int_equal(feed->verify, 12 * 3600);
    assert_int_equal(feed->timeout, 60);
    assert_true(feed->ignores_hints);
    assert_false(feed->has_dedup);
    assert_string_equal(feed->proxy, "none");
    assert_int_equal(feed->header_count, 2);
    assert_string_equal(feed->headers[1].name, "Accept-Language");
    assert_string_equal(feed->headers[1].value, "no, en");
    assert_int_equal(settings->queries[0].place.line, 53);
    assert_string_equal(settings->topics[0].match[1].text,
                        "Pyongyang sends help\n8,000 soldiers are on their way from Pyongyang.\n");
    assert_int_equal(settings->topics[0].match[1].place.line, 47);
    assert_int_equal(settings->topics[0].match[1].place.column, 11);
    assert_string_equal(settings->topics[0].match[2].text, "4711");
    assert_int_equal(settings->topics[0].match_count, 3);
    assert_int_equal(settings->topics[0].no_match_count, 1);
    assert_int_equal(settings->topics[1].match_count, 0);
    assert_int_equal(settings->sinks[2].give_up, 365 * 86400);
    assert_int_equal(settings->sinks[3].type, SINK_MAIL);
    assert_string_equal(settings->sinks[3].from, "storywatch@example.org");
    settings_free(settings);
}

static void words_that_yaml_would_guess_at_stay_texts(void **state)
{
    struct settings *settings = settings_load("every-option.yaml", on_problem, *state);

    assert_non_null(settings);
    assert_int_equal(settings->feeds[0].group_count, 3);
    assert_string_equal(settings->feeds[0].groups[1], "NO");
    assert_string_equal(settings->feeds[0].groups[2], "42");
    assert_string_equal(settings->topics[0].stem, "no");
    settings_free(settings);
}

static void a_topic_notifies_the_sinks_it_names_else_all(void **state)
{
    struct settings *settings = settings_load("every-option.yaml", on_problem, *state);

    assert_non_null(settings);
    assert_int_equal(settings->topics[0].sink_count, 2);
    assert_int_equal(settings->topics[0].sinks[0], 0);
    assert_int_equal(settings->topics[0].sinks[1], 2);
    assert_int_equal(settings->topics[1].sink_count, settings->sink_count);
    assert_int_equal(settings->topics[1].sinks[3], 3);
    settings_free(settings);
}

static void files_of_the_folder_add_to_the_main_file_in_name_order(void **state)
{
    struct settings *settings = settings_load("folder/storywatch.yaml", on_problem, *state);

    assert_non_null(settings);
    assert_int_equal(settings->file_count, 4);
    assert_string_equal(settings->files[0], "folder/storywatch.yaml");
    assert_string_equal(settings->files[1], "folder/conf.d/10-sport.yaml");
    assert_string_equal(settings->feeds[2].name, "minato");
    assert_string_equal(settings->feeds[2].place.file, "folder/conf.d/20-asia.yaml");
    assert_int_equal(settings->poll.every, 600);
    assert_int_equal(settings->poll.min, 60);
    assert_int_equal(settings->query_count, 2);
    assert_string_equal(settings->queries[1].query.text, "港");
    assert_int_equal(settings->topics[1].sinks[0], 1);
    settings_free(settings);
}

static void a_relative_path_is_beside_the_file_that_names_it(void **state)
{
    struct settings *settings = settings_load("folder/storywatch.yaml", on_problem, *state);

    assert_non_null(settings);
    assert_string_equal(settings->state_dir, "folder/state");
    settings_free(settings);
}

static void a_changed_file_is_read_in_place_of_what_it_holds(void **state)
{
    static const char text[] = "feeds:\n  - { name: ledger, url: https://ledger.example/ }\n";
    static const char sport[] = "folder/conf.d/10-sport.yaml";
    const struct settings_change other = {sport, text, strlen(text)}, none = {.path = sport},
                                 new = {"nowhere.yaml", text, strlen(text)};
    const char *config = "folder/storywatch.yaml";
    bool is_right;
    struct settings *settings =
        settings_load_changed(config, &other, on_problem, *state, &is_right);

    assert_true(is_right);
    assert_int_equal(settings->feed_count, 3);
    assert_string_equal(settings->feeds[2].name, "ledger");
    settings_free(settings);
    settings = settings_load_changed(config, &none, on_problem, *state, &is_right);
    assert_int_equal(settings->feed_count, 2);
    settings_free(settings);
    settings = settings_load_changed(config, &new, on_problem, *state, &is_right);
    assert_int_equal(settings->feed_count, 4);
    settings_free(settings);
}

static void a_missing_file_is_one_line_with_its_path(void **state)
{
    assert_null(settings_load("nowhere/storywatch.yaml", on_problem, *state));
    assert_string_equal(said(*state), "nowhere/storywatch.yaml:1:1: cannot be opened: No such file "
                                      "or directory\n");
}

static void a_device_is_refused(void **state)
{
    assert_null(settings_load("/dev/zero", on_problem, *state));
    assert_string_equal(said(*state),
                        "/dev/zero:1:1: is a device or a pipe; a regular file is due\n");
}

static void a_folder_in_place_of_a_file_is_refused(void **state)
{
    assert_null(settings_load("folder", on_problem, *state));
    assert_string_equal(said(*state), "folder:1:1: is a folder; a file is due\n");
}

/* A config with `count` times `unit` behind `head`, `tail` at its end. */
static char *repeat(const char *head, const char *unit, size_t count, const char *tail)
{
    struct buffer text;

    buffer_init(&text, SIZE_MAX / 2);
    assert_true(buffer_append_string(&text, head));
    for (size_t i = 0; i < count; i++)
        assert_true(buffer_append_string(&text, unit));
    assert_true(buffer_append_string(&text, tail));
    return text.data;
}

static void a_file_over_sixteen_mebibytes_is_refused(void **state)
{
    char path[] = "/tmp/storywatch-large-XXXXXX", expected[256];
    int fd = mkstemp(path);

    assert_true(fd >= 0);
    assert_int_equal(ftruncate(fd, (16 << 20) + 1), 0);
    close(fd);
    struct settings *settings = settings_load(path, on_problem, *state);
    unlink(path);
    assert_null(settings);
    snprintf(expected, sizeof(expected),
             "%s:1:1: is larger than 16777216 bytes, the most for such a file\n", path);
    assert_string_equal(said(*state), expected);
}

static void a_hundred_thousand_open_brackets_end_at_the_depth_limit(void **state)
{
    char *text = repeat("state_dir: /x\ncontact: a@example.org\nfeeds: ", "[", 100000, "");

    assert_null(load_text(*state, text));
    assert_string_equal(said(*state), "storywatch.yaml:3:23: this is nested deeper than 16 levels, "
                                      "the most for a config\n");
    free(text);
}

static void a_million_values_end_at_the_limit(void **state)
{
    char *text = repeat("state_dir: /x\ncontact: a@example.org\nqueries: [", "a,", 1100000, "]");

    assert_null(load_text(*state, text));
    assert_non_null(strstr(said(*state), "more than 1000000 keys and values in one file"));
    free(text);
}

static void a_flood_of_mistakes_is_cut(void **state)
{
    char *text =
        repeat("state_dir: /x\ncontact: a@example.org\nfeeds:\n", "  - { nam: a }\n", 5000, "");

    assert_null(load_text(*state, text));
    assert_non_null(strstr(said(*state), "9000 more mistakes are not shown; mend these first"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(each_config_says_what_is_expected_of_it),
        TEST(defaults_are_those_of_the_design),
        TEST(every_option_arrives),
        TEST(words_that_yaml_would_guess_at_stay_texts),
        TEST(a_topic_notifies_the_sinks_it_names_else_all),
        TEST(files_of_the_folder_add_to_the_main_file_in_name_order),
        TEST(a_relative_path_is_beside_the_file_that_names_it),
        TEST(a_changed_file_is_read_in_place_of_what_it_holds),
        TEST(a_missing_file_is_one_line_with_its_path),
        TEST(a_device_is_refused),
        TEST(a_folder_in_place_of_a_file_is_refused),
        TEST(a_file_over_sixteen_mebibytes_is_refused),
        TEST(a_hundred_thousand_open_brackets_end_at_the_depth_limit),
        TEST(a_million_values_end_at_the_limit),
        TEST(a_flood_of_mistakes_is_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
