/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/error.h"
#include "config/schema.h"
#include "config/settings.h"
#include "daemon/cli/feed_options.h"
#include "daemon/cli/import_feeds.h"
#include "daemon/cli/opml_write.h"
#include "tests/helpers/own_arena.h"

#include <stdio.h>
#include <string.h>

#define TEXT_MAX ((size_t)1 << 20)

static void on_problem(void *owner, const struct settings_problem *problem)
{
    (void)owner;
    if (!problem->is_warning)
        fail_msg("%u:%u: %s", problem->place.line, problem->place.column, problem->message);
}

static struct settings *load(const char *feeds)
{
    struct buffer text;

    buffer_init(&text, TEXT_MAX);
    buffer_append_format(&text, "state_dir: /x\n%s", feeds);
    struct settings *settings =
        settings_load_text("storywatch.yaml", text.data, text.len, on_problem, NULL);
    buffer_free(&text);
    return settings;
}

static void on_note(void *owner, const char *file, const struct list_note *note)
{
    (void)owner;
    (void)file;
    fail_msg("line %u: %s", note->line, note->text);
}

/* The config that an import of an export of `settings` writes. */
static struct settings *there_and_back(const struct settings *settings, struct arena *arena)
{
    struct import *import = import_new(arena, NULL, on_note, NULL);
    struct buffer opml, yaml;
    struct feed_list list;
    struct error err = {0};

    buffer_init(&opml, TEXT_MAX);
    buffer_init(&yaml, TEXT_MAX);
    opml_write(settings, &opml);
    assert_true(feed_list_read(&list, opml.data, opml.len, arena, &err));
    import_add(import, "feeds.opml", &list);
    import_write(import, &yaml);
    struct settings *back = load(yaml.data);
    buffer_free(&opml);
    buffer_free(&yaml);
    assert_non_null(back);
    return back;
}

static const struct feed_settings *find(const struct settings *settings, const char *name)
{
    size_t at = 0;

    while (at < settings->feed_count && strcmp(settings->feeds[at].name, name) != 0)
        at++;
    if (at == settings->feed_count)
        fail_msg("no feed is named %s", name);
    return &settings->feeds[at];
}

static bool has_group(const struct feed_settings *feed, const char *group)
{
    for (size_t i = 0; i < feed->group_count; i++) {
        if (strcmp(feed->groups[i], group) == 0)
            return true;
    }
    return false;
}

static void assert_same(const struct settings *settings, const struct settings *back)
{
    assert_int_equal(settings->feed_count, back->feed_count);
    for (size_t i = 0; i < settings->feed_count; i++) {
        const struct feed_settings *feed = &settings->feeds[i], *other = find(back, feed->name);
        assert_string_equal(feed->url, other->url);
        assert_int_equal(feed->group_count, other->group_count);
        for (size_t j = 0; j < feed->group_count; j++)
            assert_true(has_group(other, feed->groups[j]));
    }
}

static void names_urls_and_groups_come_back_as_they_were(void **state)
{
    struct settings *settings = load(
        "feeds:\n"
        "  - { name: ledger, url: \"https://ledger.example/a?b=1&c=%3C2%3E#d\" }\n"
        "  - { name: 'The \"Ledger\" & <b>co</b>  &amp; #1', url: \"HTTP://B.example:80/../x\","
        " groups: [wire, wire/asia, 'a//b', /, 'x /y', 'R&amp;D, \"<i>\"', NO] }\n"
        "  - { name: 新聞, url: \"https://c.example/\", groups: [wire, 'far east/日本'] }\n");
    struct settings *back = there_and_back(settings, *state);

    assert_same(settings, back);
    settings_free(back);
    settings_free(settings);
}

/* How a feed would set each type of option. */
static const char *sample_of(const struct option *option)
{
    switch (option->type) {
    case OPTION_DURATION:
        return "17m";
    case OPTION_CHOICE:
        return option->choices[1].word;
    case OPTION_SWITCH:
        return "off";
    case OPTION_PROXY:
        return "\"http://proxy.example:3128/\"";
    case OPTION_HEADERS:
        return "{ X-Key-Id: desk }";
    case OPTION_NAMES:
        return "[wire]";
    case OPTION_SECTION:
        return "{ type: basic, file: ./login }";
    default:
        return NULL;
    }
}

static enum feed_option_fate fate_of(const struct settings *settings, size_t index,
                                     struct arena *arena, const char **value)
{
    *value = NULL;
    return feed_option_of(&settings->feeds[0], index, arena, value);
}

static void each_option_of_the_table_comes_back_or_is_told_to_stay(void **state)
{
    const struct section *section = schema_find(&schema_root, "feeds")->section;
    size_t carried = 0, staying = 0;

    assert_int_equal(feed_option_count(), section->count);
    for (size_t i = 0; i < section->count; i++) {
        const char *sample = sample_of(&section->options[i]), *value, *value_back;
        char text[512];
        if (section->options[i].type == OPTION_NAME || section->options[i].type == OPTION_URL)
            continue;
        if (sample == NULL)
            fail_msg("no sample of %s", section->options[i].name);
        snprintf(text, sizeof(text),
                 "feeds: [{ name: ledger, url: \"https://ledger.example/\", %s: %s }]\n",
                 feed_option_name(i), sample);
        struct settings *settings = load(text), *back = there_and_back(settings, *state);
        enum feed_option_fate fate = fate_of(settings, i, *state, &value);
        enum feed_option_fate fate_back = fate_of(back, i, *state, &value_back);
        if (section->options[i].type == OPTION_NAMES) {
            assert_same(settings, back);
        } else if (fate == OPTION_IS_CARRIED) {
            carried++;
            assert_int_equal(fate_back, OPTION_IS_CARRIED);
            assert_string_equal(value, value_back);
        } else {
            staying++;
            assert_int_equal(fate, OPTION_STAYS);
            assert_int_equal(fate_back, OPTION_IS_ABSENT);
        }
        settings_free(back);
        settings_free(settings);
    }
    assert_int_equal(carried, 6);
    assert_int_equal(staying, 2);
}

static void passwords_stay_at_home(void **state)
{
    struct settings *settings =
        load("feeds: [{ name: ledger, url: \"https://desk:secret@ledger.example/@x\", proxy: "
             "\"http://desk:secret@proxy.example/\" }]\n");
    struct buffer opml;

    (void)state;
    buffer_init(&opml, TEXT_MAX);
    opml_write(settings, &opml);
    assert_null(strstr(opml.data, "secret"));
    assert_non_null(strstr(opml.data, "\"https://ledger.example/@x\""));
    buffer_free(&opml);
    settings_free(settings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(names_urls_and_groups_come_back_as_they_were),
        TEST(each_option_of_the_table_comes_back_or_is_told_to_stay),
        TEST(passwords_stay_at_home),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
