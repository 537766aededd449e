#include "tests/helpers/reading.h"

static void a_json_feed_gives_both_forms_of_its_content(void **state)
{
    const struct item *item = read_feed(
        *state, "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Hill\",\"items\":"
                "[{\"id\":12,\"content_html\":\"<p>a</p>\",\"content_text\":\"a\\u0000b\","
                "\"title\":\"x\\ud800\",\"_big\":1e400,\"tags\":[\"snow\"]}]}");
    const struct reading *reading = *state;

    assert_string_equal(reading->document.format, "json-1.1");
    assert_string_equal(item->id, "12");
    assert_string_equal(item->content.str, "<p>a</p>");
    assert_string_equal(reading->document.plain_contents[0], "ab");
    assert_string_equal(item->title.str, "x\xEF\xBF\xBD");
}

static void a_json_feed_may_say_its_version_as_a_number(void **state)
{
    const struct reading *reading = *state;

    read_feed(*state, "{\"version\":\"1.1\",\"items\":[{\"id\":\"1\"}]}");
    assert_string_equal(reading->document.format, "json-1.1");
    read_feed(*state, "{\"version\":\"1\",\"items\":[]}");
    assert_string_equal(reading->document.format, "json-1.0");
}

static void a_json_list_names_each_thing_once(void **state)
{
    const struct item *item =
        read_feed(*state, "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{"
                          "\"id\":\"https://coast.example/1\",\"tags\":[\"sea\",\"sea\",\" \"],"
                          "\"attachments\":[{\"url\":\"https://coast.example/a\"},"
                          "{\"url\":\"https://coast.example/a\",\"mime_type\":\"audio/mpeg\"}]}]}");

    assert_int_equal(item->tag_count, 1);
    assert_int_equal(item->attachment_count, 1);
    assert_string_equal(item->attachments[0].mime_type, "audio/mpeg");
    assert_string_equal(item->url, "https://coast.example/1");
}

static void authors_without_a_name_leave_it_to_the_author(void **state)
{
    const struct item *item = read_feed(
        *state, "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{\"id\":\"1\","
                "\"authors\":[{\"name\":\"\"}],\"author\":{\"name\":\"Ada Marsh\"}}]}");

    assert_int_equal(item->author_count, 1);
    assert_string_equal(item->authors[0].name, "Ada Marsh");
}

static void a_broken_json_feed_keeps_its_items_and_says_where(void **state)
{
    const struct reading *reading = *state;
    const struct item *item = read_feed(
        *state, "{\"version\":\"https://jsonfeed.org/version/1.1\",\n"
                "\"title\":\"The Coast\",\"items\":[\n{\"id\":\"1\" \"title\":\"Bridge\"},\n"
                "{\"id\":\"2\",\"title\":\"Ferry\"}]}");

    assert_string_equal(item->title.str, "Ferry");
    assert_int_equal(reading->document.item_count, 1);
    assert_string_equal(reading->document.title.str, "The Coast");
    assert_non_null(strstr(reading->document.warnings[0], "line 3, column 17: no JSON"));
}

static void a_quote_too_many_in_a_json_feed_costs_its_item_alone(void **state)
{
    const struct reading *reading = *state;

    read_feed(*state, "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":["
                      "{\"id\":\"1\",\"title\":\"Bridge\"},"
                      "{\"id\":\"2\",\"title\":\"The 12\" pipe\"},"
                      "{\"id\":\"3\",\"title\":\"Ferry\"}]}");
    assert_int_equal(reading->document.item_count, 2);
    assert_string_equal(reading->document.items[1].title.str, "Ferry");
    assert_int_equal(reading->document.warning_count, 1);
    assert_non_null(strstr(reading->document.warnings[0], "no JSON"));
}

static void a_json_feed_that_is_mended_says_where(void **state)
{
    const struct reading *reading = *state;
    const struct item *item =
        read_feed(*state, "{\"version\":\"https://jsonfeed.org/version/1.1\",\n\"items\":["
                          "{\"id\":\"1\",\n\"title\":\"Ferry\",\"size\":NaN // not yet\n}]}");

    assert_string_equal(item->title.str, "Ferry");
    assert_int_equal(reading->document.warning_count, 1);
    assert_string_equal(reading->document.warnings[0],
                        "line 3: no JSON; it was read as what it must mean");
}

static void a_json_feed_that_is_cut_off_says_so(void **state)
{
    const struct reading *reading = *state;

    read_feed(*state, "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":["
                      "{\"id\":\"1\",\"title\":\"Bridge\"},{\"id\":\"2\",\"title\":\"Fer");
    assert_int_equal(reading->document.item_count, 1);
    assert_int_equal(reading->document.warning_count, 1);
    assert_non_null(strstr(reading->document.warnings[0], "cut off"));
}

static void a_json_list_of_another_name_is_read(void **state)
{
    const struct reading *reading = *state;

    read_feed(*state, "{\"version\":\"https://jsonfeed.org/version/1.1\","
                      "\"authors\":[{\"name\":\"Ada\"}],\"itens\":[{\"id\":\"1\"}]}");
    assert_int_equal(reading->document.item_count, 1);
    assert_non_null(strstr(reading->document.warnings[0], "another name"));
}

static void a_json_map_of_items_names_them_by_its_keys(void **state)
{
    struct reading *reading = *state;
    const struct item *item = read_feed(
        reading, "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":{"
                 "\"a\":{\"title\":\"Ferry back\"},\"b\":{\"id\":7,\"title\":\"Snow\"}}}");

    assert_int_equal(reading->document.item_count, 2);
    assert_string_equal(item->id, "a");
    assert_string_equal(item->title.str, "Ferry back");
    assert_string_equal(reading->document.items[1].id, "7");
}

static void a_single_value_stands_for_a_json_list_of_one(void **state)
{
    const struct reading *reading = *state;
    const struct item *item = read_feed(
        *state, "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":{\"id\":\"1\","
                "\"tags\":\"ice\",\"attachments\":\"https://coast.example/1.mp3\"}}");

    assert_int_equal(reading->document.item_count, 1);
    assert_string_equal(item->tags[0], "ice");
    assert_string_equal(item->attachments[0].url, "https://coast.example/1.mp3");
}

static void what_is_relative_in_json_is_resolved_by_the_feeds_own_link(void **state)
{
    const struct reading *reading = *state;
    const struct item *item = read_feed(
        *state, "{\"version\":\"https://jsonfeed.org/version/1.1\",\"icon\":\"/icon.png\","
                "\"feed_url\":\"https://coast.example/feed.json\",\"items\":[{\"url\":\"1\"}]}");

    assert_string_equal(reading->document.icon, "https://coast.example/icon.png");
    assert_string_equal(item->url, "https://coast.example/1");
}

static void items_in_json_are_relative_to_the_feeds_page(void **state)
{
    struct reading *reading = *state;

    read_with(reading,
              "{\"version\":\"https://jsonfeed.org/version/1.1\",\"feed_url\":\"all.json\","
              "\"home_page_url\":\"https://coast.example/blog/\",\"items\":[{\"url\":\"1\"}]}",
              (struct parse_input){.url = "https://feeds.example/coast/feed.json"});
    assert_string_equal(reading->document.items->url, "https://coast.example/blog/1");
    assert_string_equal(reading->document.feed_url, "https://feeds.example/coast/all.json");
}

static void escapes_of_the_bytes_of_utf_8_are_the_characters_that_those_make(void **state)
{
    const struct item *item =
        read_feed(*state, "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{"
                          "\"title\":\"F\\u00c3\\u00b6hn\"}]}");

    assert_string_equal(item->title.str, "Föhn");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        reading_test(a_json_feed_gives_both_forms_of_its_content),
        reading_test(a_json_feed_may_say_its_version_as_a_number),
        reading_test(a_json_list_names_each_thing_once),
        reading_test(authors_without_a_name_leave_it_to_the_author),
        reading_test(a_broken_json_feed_keeps_its_items_and_says_where),
        reading_test(a_quote_too_many_in_a_json_feed_costs_its_item_alone),
        reading_test(a_json_feed_that_is_mended_says_where),
        reading_test(a_json_feed_that_is_cut_off_says_so),
        reading_test(a_json_list_of_another_name_is_read),
        reading_test(a_json_map_of_items_names_them_by_its_keys),
        reading_test(a_single_value_stands_for_a_json_list_of_one),
        reading_test(what_is_relative_in_json_is_resolved_by_the_feeds_own_link),
        reading_test(items_in_json_are_relative_to_the_feeds_page),
        reading_test(escapes_of_the_bytes_of_utf_8_are_the_characters_that_those_make),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
