/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "config/base/arena.h"
#include "config/base/error.h"
#include "daemon/cli/replay_item.h"
#include "tests/helpers/own_arena.h"

#include <string.h>

static struct replay_item read(struct arena *arena, const char *line)
{
    struct replay_item item;
    struct error err = {0};

    if (!replay_item_read(&item, line, strlen(line), arena, &err))
        fail_msg("%s", err.message);
    return item;
}

static void an_item_may_have_all_members(void **state)
{
    const struct replay_item item =
        read(*state, "{\"feed\":\"bbc\",\"id\":\"1\",\"url\":\"https://bbc.example/1\","
                     "\"title\":\"Ferry <aground>\",\"summary\":\"Short\","
                     "\"content_html\":\"<p>ignored\",\"content_text\":\"Long <p>\","
                     "\"authors\":[{\"name\":\"Ana\",\"url\":\"x\"}],\"tags\":[\"ports\",\"sea\"],"
                     "\"date_published\":\"2026-11-23T01:00:00+01:00\","
                     "\"seen\":\"2026-11-23T00:00:01Z\",\"language\":\"en\",\"later\":[1]}");

    assert_string_equal(item.feed, "bbc");
    assert_string_equal(item.item.id, "1");
    assert_string_equal(item.item.url, "https://bbc.example/1");
    assert_string_equal(item.item.title.str, "Ferry <aground>");
    assert_int_equal(item.item.title.markup, MARKUP_PLAIN);
    assert_string_equal(item.item.summary.str, "Short");
    assert_string_equal(item.item.content.str, "Long <p>");
    assert_int_equal(item.item.content.markup, MARKUP_PLAIN);
    assert_int_equal(item.item.author_count, 1);
    assert_string_equal(item.item.authors[0].name, "Ana");
    assert_int_equal(item.item.tag_count, 2);
    assert_string_equal(item.item.tags[1], "sea");
    assert_int_equal(item.item.published, INT64_C(1795392000));
    assert_int_equal(item.seen, INT64_C(1795392001));
    assert_string_equal(item.item.language, "en");
}

static void only_the_feed_is_needed_and_null_is_absent(void **state)
{
    const struct replay_item item =
        read(*state, "{\"feed\":\"bbc\",\"title\":null,\"seen\":null,\"tags\":null}");

    assert_null(item.item.title.str);
    assert_int_equal(item.item.title.markup, MARKUP_NONE);
    assert_int_equal(item.seen, NO_TIME);
    assert_int_equal(item.item.published, NO_TIME);
    assert_int_equal(item.item.tag_count, 0);
}

static void a_text_without_markup_is_plain(void **state)
{
    const struct replay_item item =
        read(*state, "{\"feed\":\"bbc\",\"content_text\":\"5 < 6 & <b>\"}");

    assert_string_equal(item.item.content.str, "5 < 6 & <b>");
    assert_int_equal(item.item.content.markup, MARKUP_PLAIN);
}

static void an_empty_text_gives_way_to_the_html(void **state)
{
    const struct replay_item item =
        read(*state, "{\"feed\":\"bbc\",\"content_text\":\"\",\"content_html\":\"<p>Long\"}");

    assert_string_equal(item.item.content.str, "<p>Long");
    assert_int_equal(item.item.content.markup, MARKUP_HTML);
}

static void what_is_wrong_is_named(void **state)
{
    static const struct {
        const char *line, *why;
    } lines[] = {
        {"", "no JSON: "},
        {"{\"feed\":\"bbc\"", "no JSON: "},
        {"{\"feed\":\"bbc\",\"feed\":\"dw\"}", "no JSON: duplicate object key"},
        {"{\"feed\":\"b\xE9\"}", "no JSON: "},
        {"[]", "an item must be a JSON object"},
        {"{}", "\"feed\" must be there, the name of the item's feed"},
        {"{\"feed\":7}", "\"feed\" must be a string"},
        {"{\"feed\":\"bbc\",\"title\":[]}", "\"title\" must be a string"},
        {"{\"feed\":\"bbc\",\"seen\":\"yesterday\"}", "\"seen\" must be a time such as "},
        {"{\"feed\":\"bbc\",\"date_published\":1795392000}", "\"date_published\" must be a string"},
        {"{\"feed\":\"bbc\",\"authors\":\"Ana\"}", "\"authors\" must be a list"},
        {"{\"feed\":\"bbc\",\"authors\":[\"Ana\"]}", "\"authors\" must be a list of {"},
        {"{\"feed\":\"bbc\",\"tags\":[\"sea\",1]}", "\"tags\" must be a list of strings"},
        {"{\"feed\":\"bbc\",\"title\":1,\"tags\":2}", "\"title\" must be a string"},
    };

    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        struct replay_item item;
        struct error err = {0};
        assert_false(replay_item_read(&item, lines[i].line, strlen(lines[i].line), *state, &err));
        if (strncmp(err.message, lines[i].why, strlen(lines[i].why)) != 0)
            fail_msg("of %s this is said: %s", lines[i].line, err.message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_item_may_have_all_members),   TEST(only_the_feed_is_needed_and_null_is_absent),
        TEST(a_text_without_markup_is_plain), TEST(an_empty_text_gives_way_to_the_html),
        TEST(what_is_wrong_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
