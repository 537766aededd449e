/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/buffer.h"
#include "config/settings.h"
#include "daemon/cli/import_feeds.h"
#include "tests/helpers/list_desk.h"

static void on_note(void *owner, const char *file, const struct list_note *note)
{
    struct buffer *text = owner;

    buffer_append_format(text, "%s:%u: %s%s\n", file, note->line,
                         note->is_mistake ? "mistake: " : "", note->text);
}

/* What an import of these lists into the config writes, and what it tells. */
static void assert_import(void **state, const char *config, const char *const *lists,
                          const char *yaml, const char *told)
{
    struct settings *settings =
        config == NULL ? NULL : settings_load_text("c", config, strlen(config), NULL, NULL);
    struct buffer notes, out;
    struct import *import = import_new(*state, settings, on_note, &notes);

    buffer_init(&notes, 1 << 20);
    buffer_init(&out, 1 << 20);
    for (size_t i = 0; lists[i] != NULL; i++) {
        struct feed_list list = read_list(state, lists[i]);
        import_add(import, i == 0 ? "a" : "b", &list);
    }
    import_write(import, &out);
    assert_string_equal(out.data, yaml);
    assert_string_equal(notes.data == NULL ? "" : notes.data, told);
    buffer_free(&notes);
    buffer_free(&out);
    settings_free(settings);
}

#define LISTS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void feeds_are_written_as_the_config_has_them(void **state)
{
    assert_import(
        state, NULL,
        LISTS("<opml><body><outline text='far east'><outline text='The &quot;Ledger&quot;: #1' "
              "xmlUrl='https://ledger.example/a?b=[1]'/></outline>"
              "<outline text='ports' xmlUrl='https://ports.example/' userAgent='Desk/1' "
              "proxyUrl='none'/></body></opml>"),
        "feeds:\n"
        "  # The \"Ledger\": #1\n"
        "  - name: the-ledger-1\n"
        "    url: \"https://ledger.example/a?b=[1]\"\n"
        "    groups: [\"far east\"]\n"
        "  - name: ports\n"
        "    url: https://ports.example/\n"
        "    headers: { User-Agent: \"Desk/1\" }\n"
        "    proxy: none\n",
        "");
}

static void what_the_config_has_is_left_out_and_said(void **state)
{
    assert_import(
        state,
        "state_dir: /x\ncontact: a@example.org\nfeeds: [{ name: ours, url: \"https://a.example/\" }]\n",
        LISTS("https://a.example/ \"~Theirs\"\nhttps://b.example/ ~Ours\n"),
        "feeds:\n  # Ours\n  - name: ours-2\n    url: https://b.example/\n",
        "a:1: \"Theirs\" is in the config already, as ours\n");
}

static void one_feed_in_several_places_is_one_in_the_groups_of_all(void **state)
{
    assert_import(state, NULL,
                  LISTS("https://a.example/ wire ~Ledger\n"
                        "https://a.example/ asia wire ~Ledger\n",
                        "https://a.example/ ports ~Times\n"),
                  "feeds:\n  # Ledger\n  - name: ledger\n    url: https://a.example/\n"
                  "    groups: [wire, asia, ports]\n",
                  "b:1: \"Times\" has the URL of \"Ledger\": one feed, in the groups of both\n");
}

static void mistakes_are_told_in_the_order_of_the_lines(void **state)
{
    assert_import(state, NULL,
                  LISTS("https://desk:secret@a.example/ ~A\n"
                        "exec:x\n"
                        "https:///nowhere ~B\n"
                        "https://c.example/ ~C\n"),
                  "feeds:\n  # C\n  - name: c\n    url: https://c.example/\n",
                  "a:1: mistake: \"A\" was left out: its URL holds a name or password; put them in "
                  "a file that others cannot read, and the feed in the config with auth: { type: "
                  "basic, file: … }\n"
                  "a:2: exec:x: feeds that a program makes have no counterpart\n"
                  "a:3: mistake: \"B\" was left out: the URL names no host; write "
                  "https://example.org/feed.xml\n");
}

static void options_that_no_config_takes_are_left_out(void **state)
{
    assert_import(
        state, NULL,
        LISTS("<opml xmlns:s='urn:storywatch:feed'><body><outline xmlUrl='https://a.example/' "
              "s:name='a' s:every='soon' s:auth='x' s:hints='maybe' s:dedup='off' s:timeout='9s' "
              "s:proxy='http://u:p@x.example/'/>\n"
              "<outline xmlUrl='https://b.example/' text='B' s:name='a'/></body></opml>"),
        "feeds:\n  - name: a\n    url: https://a.example/\n    dedup: off\n    timeout: 9s\n"
        "  # B\n  - name: b\n    url: https://b.example/\n",
        "a:1: \"a feed\": every was left out: \"soon\" is not a duration; write a number and one of "
        "s m h d w y, as 15m\n"
        "a:1: \"a feed\": auth was left out: no feed has an option auth that a list could carry\n"
        "a:1: \"a feed\": hints was left out: hints has no \"maybe\"\n"
        "a:1: \"a feed\": proxy was left out: the URL of the proxy holds a name or password\n"
        "a:2: the name \"a\" is another feed's; the feed is now named b\n");
}

static void a_group_that_no_config_takes_is_left_out(void **state)
{
    char list[1024] = "https://a.example/ wire ";

    memset(list + strlen(list), 'x', 300);
    assert_import(state, NULL, LISTS(list),
                  "feeds:\n  - name: a-example\n    url: https://a.example/\n    groups: [wire]\n",
                  "a:1: \"a feed\": a group was left out: the text is longer than 256 bytes, the "
                  "most allowed\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LIST_TEST(feeds_are_written_as_the_config_has_them),
        LIST_TEST(what_the_config_has_is_left_out_and_said),
        LIST_TEST(one_feed_in_several_places_is_one_in_the_groups_of_all),
        LIST_TEST(mistakes_are_told_in_the_order_of_the_lines),
        LIST_TEST(options_that_no_config_takes_are_left_out),
        LIST_TEST(a_group_that_no_config_takes_is_left_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
