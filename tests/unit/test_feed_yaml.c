/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/buffer.h"
#include "config/settings.h"
#include "daemon/cli/feed_yaml.h"
#include "feeds/lists/feed_list.h"

#include <string.h>

static void on_problem(void *owner, const struct settings_problem *problem)
{
    fail_msg("%u:%u: %s\n%s", problem->place.line, problem->place.column, problem->message,
             (const char *)owner);
}

static void assert_written(const struct feed_entry *entry, const char *expected)
{
    struct buffer out;

    buffer_init(&out, 65536);
    feed_yaml_write(&out, entry);
    assert_string_equal(out.data, expected);
    buffer_free(&out);
}

static void what_yaml_could_misread_is_quoted(void **state)
{
    static const char *const groups[] = {"wire", "a/b", "NO", "12", "1:30", "x: y", "", "-", "a#b"};

    (void)state;
    assert_written(&(struct feed_entry){.name = "null",
                                        .url = "https://a.example/x?a=1&b=2",
                                        .groups = groups,
                                        .group_count = 9},
                   "  - name: \"null\"\n    url: https://a.example/x?a=1&b=2\n"
                   "    groups: [wire, a/b, \"NO\", \"12\", \"1:30\", \"x: y\", \"\", \"-\", "
                   "\"a#b\"]\n");
}

static void options_follow_and_a_title_is_a_comment_of_one_line(void **state)
{
    static const struct listed_option options[] = {{"every", "10m"}, {"dedup", "off"}};

    (void)state;
    assert_written(&(struct feed_entry){.name = "ledger",
                                        .url = "https://a.example/",
                                        .title = "The\nLedger\x1b",
                                        .user_agent = "Desk: \"1\"",
                                        .options = options,
                                        .option_count = 2},
                   "  # The\\x0aLedger\\x1b\n  - name: ledger\n    url: https://a.example/\n"
                   "    headers: { User-Agent: \"Desk: \\\"1\\\"\" }\n    every: 10m\n"
                   "    dedup: off\n");
    assert_written(
        &(struct feed_entry){.name = "ledger", .url = "https://a.example/", .title = "ledger"},
        "  - name: ledger\n    url: https://a.example/\n");
}

/* Whatever a name is made of, the config reads it back. */
static void every_character_comes_back(void **state)
{
    (void)state;
    for (unsigned c = 0x20; c < 0x3000; c += c < 0x2100 ? 1 : 61) {
        char name[16] = "a";
        size_t len = 1;
        if (c >= 0x7F && c < 0xA0)
            continue; /* controls, which no name has */
        if (c < 0x80) {
            name[len++] = (char)c;
        } else if (c < 0x800) {
            name[len++] = (char)(0xC0 | c >> 6);
            name[len++] = (char)(0x80 | (c & 0x3F));
        } else {
            name[len++] = (char)(0xE0 | c >> 12);
            name[len++] = (char)(0x80 | (c >> 6 & 0x3F));
            name[len++] = (char)(0x80 | (c & 0x3F));
        }
        name[len++] = 'b';
        const char *const groups[] = {name};
        struct buffer text;
        buffer_init(&text, 65536);
        buffer_append_string(&text, "state_dir: /x\ncontact: a@example.org\n");
        feed_yaml_begin(&text);
        feed_yaml_write(&text, &(struct feed_entry){.name = name,
                                                    .url = "https://a.example/",
                                                    .title = name + 1,
                                                    .groups = groups,
                                                    .group_count = 1});
        struct settings *settings =
            settings_load_text("x", text.data, text.len, on_problem, text.data);
        assert_non_null(settings);
        assert_string_equal(settings->feeds[0].name, name);
        assert_string_equal(settings->feeds[0].groups[0], name);
        settings_free(settings);
        buffer_free(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_yaml_could_misread_is_quoted),
        cmocka_unit_test(options_follow_and_a_title_is_a_comment_of_one_line),
        cmocka_unit_test(every_character_comes_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
