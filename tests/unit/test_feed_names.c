/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/arena.h"
#include "config/settings.h"
#include "config/values.h"
#include "daemon/cli/feed_names.h"
#include "tests/helpers/own_arena.h"

#include <stdio.h>
#include <string.h>

static void assert_name(struct arena *arena, const char *title, const char *url,
                        const char *expected)
{
    const char *name = feed_names_make(feed_names_new(arena, NULL), title, url);

    assert_string_equal(name, expected);
    assert_true(value_check_name(name, FEED_NAME_MAX, NULL));
}

static void a_name_is_the_words_of_the_title(void **state)
{
    const char *url = "https://www.ledger.example/feed";

    assert_name(*state, "BBC News - World", url, "bbc-news-world");
    assert_name(*state, "  The \"Ledger\": what's new? ", url, "the-ledger-whats-new");
    assert_name(*state, "Neue Zürcher Zeitung", url, "neue-zurcher-zeitung");
    assert_name(*state, "Łódź Ærø Straße İzmir", url, "lodz-aero-strasse-izmir");
    assert_name(*state, "新聞 日本", url, "新聞-日本");
    assert_name(*state, "Лента новостей", url, "лента-новостей");
    assert_name(*state, "Ραδιόφωνο", url, "ραδιόφωνο");
    assert_name(*state, "हिन्दी ガイド", url, "हिन्दी-ガイド");
    assert_name(*state, "...", url, "ledger-example");
    assert_name(*state, NULL, "https://feeds.bbci.co.uk/news", "bbci-co-uk");
    assert_name(*state, "\xF0\x9F\x93\xB0", "https://[::1]/", "1");
}

static void a_long_title_is_cut_between_words(void **state)
{
    assert_name(
        *state, "All the news of the harbour and the ships that come and go by night and by day",
        "https://a.example/", "all-the-news-of-the-harbour-and-the-ships-that-come-and-go-by");
    char word[400];
    memset(word, 'x', sizeof(word) - 1);
    word[sizeof(word) - 1] = '\0';
    const char *name = feed_names_make(feed_names_new(*state, NULL), word, "https://a.example/");
    assert_int_equal(strlen(name), FEED_NAME_MAX);
}

static void no_two_feeds_have_one_name(void **state)
{
    static const char text[] =
        "state_dir: /x\ncontact: a@example.org\nfeeds: [{ name: ledger, url: \"https://a.example/\" }]\n";
    struct settings *settings = settings_load_text("x", text, sizeof(text) - 1, NULL, NULL);
    struct feed_names *names = feed_names_new(*state, settings);

    assert_string_equal(feed_names_make(names, "Ledger", "https://b.example/"), "ledger-2");
    assert_true(feed_names_take(names, "ledger-3"));
    assert_false(feed_names_take(names, "ledger-3"));
    assert_string_equal(feed_names_make(names, "Ledger!", "https://c.example/"), "ledger-4");
    settings_free(settings);
}

static void a_hundred_thousand_feeds_of_one_title_take_no_time(void **state)
{
    struct feed_names *names = feed_names_new(*state, NULL);
    char due[32];

    for (int i = 2; i <= 100000; i++)
        (void)feed_names_make(names, "Ledger", "https://b.example/");
    snprintf(due, sizeof(due), "ledger-%d", 100000);
    assert_string_equal(feed_names_make(names, "Ledger", "https://b.example/"), due);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_name_is_the_words_of_the_title),
        TEST(a_long_title_is_cut_between_words),
        TEST(no_two_feeds_have_one_name),
        TEST(a_hundred_thousand_feeds_of_one_title_take_no_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
