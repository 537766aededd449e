/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "config/base/buffer.h"
#include "daemon/core/watch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD                                                                                       \
    "state_dir: /var/lib/storywatch\n"                                                             \
    "contact: desk@harbour.example.org\n"                                                          \
    "feeds:\n"                                                                                     \
    "  - { name: harbour, url: 'https://harbour.example.org/', groups: [wire] }\n"

/* A config in a folder of its own, and what is said of it. */
struct desk {
    char *folder;
    struct buffer said;
    struct settings *settings;
    struct watch *watch;
};

static int open_desk(void **state)
{
    struct desk *desk = test_calloc(1, sizeof(*desk));

    desk->folder = strdup("/tmp/storywatch-watch-XXXXXX");
    buffer_init(&desk->said, 1 << 20);
    *state = desk;
    return mkdtemp(desk->folder) == NULL || chdir(desk->folder) != 0 || mkdir("conf.d", 0700) != 0;
}

static int close_desk(void **state)
{
    struct desk *desk = *state;

    watch_free(desk->watch);
    settings_free(desk->settings);
    buffer_free(&desk->said);
    (void)unlink("conf.d/desk.yaml");
    (void)unlink("storywatch.yaml");
    (void)rmdir("conf.d");
    int result = rmdir(desk->folder);
    free(desk->folder);
    test_free(desk);
    return result;
}

static void on_problem(void *owner, const struct settings_problem *problem)
{
    struct desk *desk = owner;

    assert_true(buffer_append_format(&desk->said, "%s:%u:%u: %s%s\n", problem->place.file,
                                     problem->place.line, problem->place.column,
                                     problem->is_warning ? "warning: " : "", problem->message));
}

static void on_no_problem(void *owner, const struct settings_problem *problem)
{
    (void)owner;
    fail_msg("%u:%u: %s", problem->place.line, problem->place.column, problem->message);
}

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "we");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static bool load(struct desk *desk, const char *config)
{
    write_text("storywatch.yaml", config);
    assert_true(buffer_append_string(&desk->said, ""));
    return watch_load_config("storywatch.yaml", NULL, on_problem, desk, &desk->settings,
                             &desk->watch);
}

/* The mistakes are told in lines that begin so. */
static void assert_said(const struct desk *desk, const char *const *beginnings, size_t count)
{
    const char *at = desk->said.data;

    for (size_t i = 0; i < count; i++) {
        if (strncmp(at, beginnings[i], strlen(beginnings[i])) != 0)
            fail_msg("%s is due, this is said:\n%s", beginnings[i], desk->said.data);
        at = strchr(at, '\n') + 1;
    }
    assert_string_equal(at, "");
}

static void topics_are_compiled_in_their_order_with_their_sinks(void **state)
{
    struct desk *desk = *state;
    size_t count;

    assert_true(load(desk,
                     HEAD "topics:\n"
                          "  - { name: ferries, query: '@ships AND aground', notify: [desk] }\n"
                          "  - { name: strikes, query: strike* }\n"
                          "queries: { ships: ferry OR ship }\n"
                          "sinks:\n"
                          "  - { name: journal, type: journal }\n"
                          "  - { name: desk, type: webhook, url: 'https://desk.example.org/' }\n"));
    assert_string_equal(desk->said.data, "");
    assert_int_equal(watch_list_count(watch_compiled(desk->watch)), 2);
    assert_string_equal(watch_topic(desk->watch, 1)->name, "strikes");
    const char *const *sinks = watch_topic_sinks(desk->watch, 0, &count);
    assert_int_equal(count, 1);
    assert_string_equal(sinks[0], "desk");
    sinks = watch_topic_sinks(desk->watch, 1, &count);
    assert_int_equal(count, 2);
    assert_string_equal(sinks[0], "journal");
    assert_string_equal(sinks[1], "desk");
}

/* As a reload does; what was in force is given back. */
static bool load_next(struct desk *desk, const char *config)
{
    struct settings *settings;
    struct watch *watch;

    write_text("storywatch.yaml", config);
    buffer_clear(&desk->said);
    if (!watch_load_config("storywatch.yaml", desk->watch, on_problem, desk, &settings, &watch))
        return false;
    watch_take_over(watch, desk->watch);
    watch_free(desk->watch);
    settings_free(desk->settings);
    desk->watch = watch;
    desk->settings = settings;
    return true;
}

static void the_next_config_takes_the_place_of_the_one_in_force(void **state)
{
    struct desk *desk = *state;

    assert_true(load(desk, HEAD "topics:\n"
                                "  - { name: ferries, query: ferry OR ship }\n"
                                "  - { name: strikes, query: strike* }\n"));
    assert_true(load_next(desk, HEAD "topics:\n"
                                     "  - { name: ships, query: ferry OR ship }\n"
                                     "  - { name: walkouts, query: walkout* }\n"
                                     "  - { name: strikes, query: strike* }\n"));
    assert_int_equal(watch_list_count(watch_compiled(desk->watch)), 3);
    assert_string_equal(watch_topic(desk->watch, 0)->name, "ships");
    assert_false(load_next(desk, HEAD "topics:\n  - { name: ferries, query: ferry OR }\n"));
    assert_int_equal(watch_list_count(watch_compiled(desk->watch)), 3);
}

static void a_mistake_in_a_query_is_said_at_its_place_in_the_file(void **state)
{
    static const char *const said[] = {"storywatch.yaml:9:14: this parenthesis was not opened",
                                       "storywatch.yaml:10:30: a phrase stands in double quotes",
                                       "conf.d/desk.yaml:2:13: this parenthesis was not opened"};
    struct desk *desk = *state;

    write_text("conf.d/desk.yaml", "queries:\n  ships: 'a )'\n");
    assert_false(load(desk, HEAD "topics:\n"
                                 "  - name: ferries\n"
                                 "    query: >\n"
                                 "      ferry AND\n"
                                 "      aground)\n"
                                 "  - { name: strikes, query: \"'a\" }\n"));
    assert_said(desk, said, sizeof(said) / sizeof(said[0]));
}

static void mistakes_of_the_config_and_of_queries_are_told_in_one_run(void **state)
{
    static const char *const said[] = {
        "storywatch.yaml:6:22: unknown key \"querry\"; did you mean query?",
        "storywatch.yaml:7:31: this parenthesis was not opened"};
    struct desk *desk = *state;

    assert_false(load(desk, HEAD "topics:\n"
                                 "  - { name: ferries, querry: aground }\n"
                                 "  - { name: strikes, query: a ) }\n"));
    assert_said(desk, said, sizeof(said) / sizeof(said[0]));
}

static void a_flood_of_mistakes_in_queries_is_cut(void **state)
{
    struct desk *desk = *state;
    struct buffer config;
    size_t count = 0;

    buffer_init(&config, 1 << 20);
    assert_true(buffer_append_string(&config, HEAD "topics:\n"));
    for (unsigned i = 1; i <= 1500; i++)
        assert_true(buffer_append_format(&config, "  - { name: t%u, query: a ) }\n", i));
    assert_false(load(desk, config.data));
    for (const char *at = desk->said.data; (at = strchr(at, '\n')) != NULL; at++)
        count++;
    assert_int_equal(count, 1001);
    assert_non_null(strstr(desk->said.data, "yaml:1005:29: this parenthesis was not opened"));
    assert_non_null(strstr(desk->said.data, "yaml:1005:29: 500 more mistakes are not shown"));
    buffer_free(&config);
}

static void a_group_that_no_feed_has_is_a_warning(void **state)
{
    struct desk *desk = *state;

    assert_true(load(desk, HEAD "topics:\n"
                                "  - { name: ferries, query: 'aground group:wires' }\n"));
    assert_string_equal(desk->said.data,
                        "storywatch.yaml:6:44: warning: no group of the config is named wires\n");
}

static void a_config_without_topics_is_right(void **state)
{
    struct desk *desk = *state;

    assert_true(load(desk, HEAD));
    assert_int_equal(watch_list_count(watch_compiled(desk->watch)), 0);
}

/* The hash of the one topic of a config. */
static uint64_t hash_of(const char *rest)
{
    char config[1024];

    (void)snprintf(config, sizeof(config), "%s%s", HEAD, rest);
    struct settings *settings =
        settings_load_text("storywatch.yaml", config, strlen(config), on_no_problem, NULL);
    uint64_t hash = watch_topic_hash(settings, &settings->topics[0]);
    settings_free(settings);
    return hash;
}

static void a_topic_s_hash_is_of_its_query_with_the_names_that_it_may_use(void **state)
{
    static const char topic[] = "topics: [{ name: ferries, query: '@aground OR sunk' }]\n";
    static const char plain[] = "topics: [{ name: ferries, query: aground OR sunk }]\n";
    static const char titled[] =
        "topics: [{ name: ferries, title: Ships, severity: low, query: aground OR sunk }]\n";
    static const char stemmed[] = "topics: [{ name: ferries, query: aground OR sunk, stem: de }]\n";
    static const char names[] = "queries: { aground: stranded }\n";
    static const char other_names[] = "queries: { aground: beached }\n";
    char one[512], other[512];

    (void)state;
    assert_true(hash_of(plain) == hash_of(titled));
    assert_true(hash_of(plain) != hash_of(stemmed));
    (void)snprintf(one, sizeof(one), "%s%s", topic, names);
    (void)snprintf(other, sizeof(other), "%s%s", topic, other_names);
    assert_true(hash_of(one) == hash_of(one));
    assert_true(hash_of(one) != hash_of(other));
    (void)snprintf(one, sizeof(one), "%s%s", plain, names);
    assert_true(hash_of(one) == hash_of(plain));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_desk, close_desk)
        TEST(topics_are_compiled_in_their_order_with_their_sinks),
        TEST(the_next_config_takes_the_place_of_the_one_in_force),
        TEST(a_mistake_in_a_query_is_said_at_its_place_in_the_file),
        TEST(mistakes_of_the_config_and_of_queries_are_told_in_one_run),
        TEST(a_flood_of_mistakes_in_queries_is_cut),
        TEST(a_group_that_no_feed_has_is_a_warning),
        TEST(a_config_without_topics_is_right),
        TEST(a_topic_s_hash_is_of_its_query_with_the_names_that_it_may_use),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
