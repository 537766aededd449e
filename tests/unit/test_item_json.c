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
#include "daemon/cli/item_json.h"
#include "daemon/cli/replay_item.h"
#include "feeds/text/html.h"
#include "store/items.h"

#include <stdlib.h>
#include <string.h>

#define JSON_MAX ((size_t)8 << 20)
#define MONDAY INT64_C(1795392000) /* 2026-11-23T00:00:00Z */

struct desk {
    struct arena *arena;
    struct buffer json;
};

static int open_desk(void **state)
{
    struct desk *desk = test_calloc(1, sizeof(*desk));

    desk->arena = arena_new();
    buffer_init(&desk->json, JSON_MAX);
    *state = desk;
    return 0;
}

static int close_desk(void **state)
{
    struct desk *desk = *state;

    arena_free(desk->arena);
    buffer_free(&desk->json);
    test_free(desk);
    return 0;
}

/* An item as the store gives it. */
static struct stored_item stored(const char *title, const char *content)
{
    struct stored_item stored = {.feed_name = "bbc-world", .seen = MONDAY, .item = ITEM_EMPTY};

    if (title != NULL)
        stored.item.title = (struct text){title, MARKUP_PLAIN};
    if (content != NULL)
        stored.item.content = (struct text){content, MARKUP_MARKED};
    return stored;
}

static const char *json_of(struct desk *desk, const struct stored_item *item)
{
    buffer_clear(&desk->json);
    item_json_write(item, desk->arena, &desk->json);
    assert_false(desk->json.is_full);
    return desk->json.data;
}

static struct replay_item read_back(struct desk *desk, const struct stored_item *item)
{
    struct replay_item read;
    struct error err = {0};
    const char *json = json_of(desk, item);

    if (!replay_item_read(&read, json, strlen(json), desk->arena, &err))
        fail_msg("%s\nof %s", err.message, json);
    item_read_texts(&read.item, desk->arena);
    return read;
}

static void assert_text(const char *text, const char *expected)
{
    if (expected == NULL)
        assert_null(text);
    else
        assert_string_equal(text == NULL ? "(none)" : text, expected);
}

static void an_item_has_the_members_that_replay_reads(void **state)
{
    static const struct person authors[] = {{.name = "Ana Sørensen", .url = "https://a.example/"},
                                            {.email = "desk@example.org"}};
    static const char *const tags[] = {"ports", "\"strikes\""};
    struct stored_item item = stored("Harbour strike\nends", "Dockers went back.\n");

    item.item.id = "tag:bbc,1";
    item.item.url = "https://www.bbc.co.uk/news/1";
    item.item.summary = (struct text){"Three days.\n\x0eRead more\n", MARKUP_MARKED};
    item.item.authors = authors;
    item.item.author_count = 2;
    item.item.tags = tags;
    item.item.tag_count = 2;
    item.item.published = MONDAY - 60;
    item.item.language = "en-GB";
    assert_string_equal(
        json_of(*state, &item),
        "{\"feed\":\"bbc-world\",\"id\":\"tag:bbc,1\",\"url\":\"https://www.bbc.co.uk/news/1\","
        "\"title\":\"Harbour strike\\nends\",\"summary\":\"Three days.\\n\\nRead more\","
        "\"content_html\":\"<p>Dockers went back.</p>\","
        "\"authors\":[{\"name\":\"Ana Sørensen\",\"url\":\"https://a.example/\"},{\"name\":\"\"}],"
        "\"tags\":[\"ports\",\"\\\"strikes\\\"\"],\"date_published\":\"2026-11-22T23:59:00Z\","
        "\"seen\":\"2026-11-23T00:00:00Z\",\"language\":\"en-GB\",\"_storywatch\":{\"item\":0,\"story\":0}}");
}

static void what_an_item_lacks_is_left_out(void **state)
{
    struct stored_item item = stored(NULL, NULL);

    assert_string_equal(
        json_of(*state, &item),
        "{\"feed\":\"bbc-world\",\"seen\":\"2026-11-23T00:00:00Z\",\"_storywatch\":{\"item\":0,\"story\":0}}");
}

static void a_summary_without_a_word_is_an_empty_text(void **state)
{
    struct stored_item item = stored(NULL, NULL);

    item.item.summary = (struct text){"", MARKUP_MARKED};
    assert_string_equal(
        json_of(*state, &item),
        "{\"feed\":\"bbc-world\",\"summary\":\"\",\"seen\":\"2026-11-23T00:00:00Z\",\"_storywatch\":{\"item\":0,\"story\":0}}");
}

/* What a feed sends may hold sequences that turn a terminal's text around, or end a line. */
static void bidi_controls_and_line_separators_are_escaped(void **state)
{
    struct stored_item item = stored("Ends \xE2\x80\xA8here \xE2\x80\xAE"
                                     "txt.exe\x1b[31m",
                                     NULL);

    assert_non_null(
        strstr(json_of(*state, &item), "\"title\":\"Ends \\u2028here \\u202etxt.exe\\u001b[31m\""));
}

/* DESIGN: the text is stored with its marks, written as content_html, and reads back the same. */
static void an_item_reads_back_as_the_same_revision(void **state)
{
    static const char *const published[] = {
        "Some 8,000 soldiers are near the border.",
        "<p>First paragraph.<p>Second one.<figcaption>Photo: Reuters</figcaption><p>Third.",
        "<nav><a href=/>Home</a> | <a href=/w>World</a></nav>The text.<p><a href=/f>Read more</a>",
        "5 < 6 & 7 > 4; \"quoted\" and 'so'; AT&amp;T, &lt;p&gt; as text, &amp;amp;",
        "&lt;p&gt;not a paragraph&lt;/p&gt; <script>alert(1)</script>",
        "  blanks  inside \n\n  and\taround \r\n",
        "<ul><li>one<li>two</ul><table><tr><td>a<td>b</table><h2>head</h2><pre>x\n  y</pre>",
        "日本の港でストライキ。<br>荷役は三日間<b>止</b>まった。",
        "soft\u00ADhyphen joiner\u200D nbsp\u00A0 bom\uFEFF rtl\u202E e\u0301 \u01C4 \uFB01",
        "- <p>* <p>1.",
        "<p> <p>",
        "",
    };
    static const enum markup markups[] = {MARKUP_PLAIN, MARKUP_HTML};
    struct desk *desk = *state;

    for (size_t i = 0; i < 2 * sizeof(published) / sizeof(published[0]); i++) {
        struct stored_item item = stored("Harbour <b>strike</b> &amp; ferries", NULL);
        item.item.id = "tag:bbc,1";
        item.item.url = "https://www.bbc.co.uk/news/1?a=b&c=d";
        item.item.content = (struct text){published[i / 2], markups[i % 2]};
        item_read_texts(&item.item, desk->arena); /* as the fetcher does */
        struct replay_item read = read_back(desk, &item);
        assert_text(read.item.content.str, item.item.content.str);
        assert_string_equal(read.item.title.str, item.item.title.str);
        assert_int_equal(item_revision(&read.item), item_revision(&item.item));
        assert_int_equal(read.seen, MONDAY);
    }
}

static void a_text_at_its_bound_is_written_whole(void **state)
{
    struct desk *desk = *state;
    char *text = arena_alloc(desk->arena, ITEM_TEXT_MAX + 1);

    for (size_t i = 0; i < ITEM_TEXT_MAX; i++)
        text[i] = i % 64 == 63 ? '\n' : '&';
    struct stored_item item = stored("Ampersands", text);
    item.item.summary = item.item.content;
    struct replay_item read = read_back(desk, &item);
    assert_string_equal(read.item.content.str, text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_desk, close_desk)
        TEST(an_item_has_the_members_that_replay_reads),
        TEST(what_an_item_lacks_is_left_out),
        TEST(a_summary_without_a_word_is_an_empty_text),
        TEST(bidi_controls_and_line_separators_are_escaped),
        TEST(an_item_reads_back_as_the_same_revision),
        TEST(a_text_at_its_bound_is_written_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
