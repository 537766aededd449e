#include "config/base/utf8.h"
#include "feeds/parse/keep.h"
#include "tests/helpers/reading.h"

static char *repeat(struct reading *reading, const char *text, size_t times)
{
    size_t len = strlen(text);
    char *all = arena_alloc(reading->arena, len * times + 1);

    for (size_t i = 0; i < times; i++)
        memcpy(all + i * len, text, len);
    return all;
}

static void assert_warned_once(const struct reading *reading, const char *part)
{
    size_t found = 0;

    for (size_t i = 0; i < reading->document.warning_count; i++)
        found += strstr(reading->document.warnings[i], part) != NULL;
    if (found != 1)
        fail_msg("%zu warnings say \"%s\"", found, part);
}

static void read_items(struct reading *reading, const char *inside)
{
    read_feed(reading, arena_format(reading->arena,
                                    "<rss version='2.0'><channel><item>%s</item><item>%s</item>"
                                    "</channel></rss>",
                                    inside, inside));
}

static void a_string_that_is_cut_is_told_once(void **state)
{
    struct reading *reading = *state;
    const struct item *item;

    read_items(reading, arena_format(reading->arena, "<title>%s</title><category>%s</category>",
                                     repeat(reading, "Fog ", 300), repeat(reading, "fog ", 80)));
    item = &reading->document.items[1];
    assert_true(strlen(item->title.str) <= ITEM_TITLE_MAX);
    assert_true(strlen(item->tags[0]) <= ITEM_NAME_MAX);
    assert_warned_once(reading, "1 KiB");
    assert_warned_once(reading, "256 bytes");
}

static void a_text_that_is_cut_is_told_and_no_tag_halved(void **state)
{
    struct reading *reading = *state;

    read_items(reading,
               arena_format(reading->arena, "<description><![CDATA[%s]]></description>",
                            repeat(reading, "<img src=fog alt='The coast road in fog'>", 20000)));
    const char *text = reading->document.items[0].content.str;
    assert_true(strlen(text) <= ITEM_TEXT_MAX);
    assert_string_equal(text + strlen(text) - 4, ">\xE2\x80\xA6");
    assert_warned_once(reading, "512 KiB");
}

static void no_character_of_a_html_text_is_halved(void **state)
{
    struct reading *reading = *state;

    read_items(reading,
               arena_format(reading->arena, "<description><![CDATA[<p>%s</p>]]></description>",
                            repeat(reading, "雾", 200000)));
    const char *text = reading->document.items[0].content.str;
    assert_true(strlen(text) <= ITEM_TEXT_MAX && strlen(text) > ITEM_TEXT_MAX - 6);
    assert_true(utf8_is_valid(text, strlen(text)));
}

static void a_url_that_is_too_long_is_left_out(void **state)
{
    struct reading *reading = *state;

    read_items(reading, arena_format(reading->arena, "<link>https://coast.example/%s</link>",
                                     repeat(reading, "fog", 2000)));
    assert_null(reading->document.items[0].url);
    assert_warned_once(reading, "4 KiB");
}

static char *numbered(struct reading *reading, const char *before, const char *after, int count)
{
    char *all = arena_alloc(reading->arena, (size_t)count * 64 + 1), *at = all;

    for (int i = 0; i < count; i++)
        at = stpcpy(at, arena_format(reading->arena, "%s%d%s", before, i, after));
    return all;
}

static void what_is_over_the_length_of_a_list_is_left_out(void **state)
{
    struct reading *reading = *state;

    read_items(reading,
               arena_format(reading->arena, "%s%s%s",
                            numbered(reading, "<category>fog ", "</category>", 300),
                            numbered(reading, "<dc:creator>Ada ", "</dc:creator>", 70),
                            numbered(reading, "<enclosure url='https://a.example/", "'/>", 70)));
    assert_int_equal(reading->document.items[1].tag_count, ITEM_TAGS_MAX);
    assert_int_equal(reading->document.items[1].author_count, ITEM_AUTHORS_MAX);
    assert_int_equal(reading->document.items[1].attachment_count, ITEM_ATTACHMENTS_MAX);
    assert_warned_once(reading, "256 tags");
    assert_warned_once(reading, "64 authors");
    assert_warned_once(reading, "64 attachments");
}

static void what_a_long_base_makes_of_short_urls_is_bounded(void **state)
{
    struct reading *reading = *state;
    const char *item = "<item><link>1</link></item>";

    read_feed(reading,
              arena_format(reading->arena,
                           "<rss version='2.0' xml:base='https://coast.example/%s/'><channel>%s"
                           "<item><link>https://coast.example/2</link></item></channel></rss>",
                           repeat(reading, "fog", 1000), repeat(reading, item, 6000)));
    assert_int_equal(strlen(reading->document.items[0].url), 3024);
    assert_null(reading->document.items[5999].url);
    assert_string_equal(reading->document.items[6000].url, "https://coast.example/2");
    assert_warned_once(reading, "16 MiB");
}

static void json_has_the_same_bounds(void **state)
{
    struct reading *reading = *state;

    read_feed(reading,
              arena_format(reading->arena,
                           "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{"
                           "\"content_html\":\"%s\",\"tags\":[%s0]}]}",
                           repeat(reading, "<img src=fog alt='The coast road in fog'>", 20000),
                           numbered(reading, "\"fog ", "\",", 300)));
    const char *text = reading->document.items[0].content.str;
    assert_string_equal(text + strlen(text) - 4, ">\xE2\x80\xA6");
    assert_int_equal(reading->document.items[0].tag_count, ITEM_TAGS_MAX);
    assert_warned_once(reading, "512 KiB");
    assert_warned_once(reading, "256 tags");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        reading_test(a_string_that_is_cut_is_told_once),
        reading_test(a_text_that_is_cut_is_told_and_no_tag_halved),
        reading_test(no_character_of_a_html_text_is_halved),
        reading_test(a_url_that_is_too_long_is_left_out),
        reading_test(what_is_over_the_length_of_a_list_is_left_out),
        reading_test(what_a_long_base_makes_of_short_urls_is_bounded),
        reading_test(json_has_the_same_bounds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
