/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "feeds/parse/json_mend.h"

#include <string.h>

static void assert_mended(const char *json, const char *wanted)
{
    struct buffer mended;

    buffer_init(&mended, 1024);
    json_mend(json, strlen(json), &mended);
    assert_int_equal(mended.len, strlen(wanted));
    assert_memory_equal(mended.data, wanted, mended.len);
    buffer_free(&mended);
}

static void sound_json_stays_as_it_is(void **state)
{
    (void)state;
    assert_mended("{\"id\": \"\\u00e9\\n\\\"\", \"n\": [1, -2.5e3, true]}",
                  "{\"id\": \"\\u00e9\\n\\\"\", \"n\": [1, -2.5e3, true]}");
    assert_mended("[\"\\ud83d\\ude00\"]", "[\"\\ud83d\\ude00\"]");
}

static void half_a_surrogate_pair_is_a_character_that_cannot_be_read(void **state)
{
    (void)state;
    assert_mended("[\"a\\ud83dz\"]", "[\"a\\uFFFDz\"]");
    assert_mended("[\"\\ude00\"]", "[\"\\uFFFD\"]");
}

static void a_long_integer_keeps_its_digits_as_a_string(void **state)
{
    (void)state;
    assert_mended("{\"id\":12345678901234567890}", "{\"id\":\"12345678901234567890\"}");
    assert_mended("[123456789012345678]", "[123456789012345678]");
}

static void a_number_beyond_all_counts_is_none(void **state)
{
    (void)state;
    assert_mended("[1e400]", "[0]");
    assert_mended("[-1E-999]", "[0]");
}

static void a_line_break_inside_a_string_is_a_blank(void **state)
{
    (void)state;
    assert_mended("[\"The\nferry\"]", "[\"The ferry\"\n]");
}

static void comments_are_left_out_and_lines_keep_their_numbers(void **state)
{
    (void)state;
    assert_mended("{// the \"port\"\n\"a\":1}", "{\n\"a\":1}");
    assert_mended("{\"a\":/* one\n \"two\" */\"//b\"}", "{\"a\":\n\"//b\"}");
    assert_mended("[1]/* open", "[1]");
}

static void words_of_scripts_are_what_they_mean(void **state)
{
    (void)state;
    assert_mended("[NaN,-Infinity,Infinity,undefined,None,True,False,true,null]",
                  "[null,null,null,null,null,true,false,true,null]");
    assert_mended("{id : 'It\\'s \"it\"', _b:\"It's\"}",
                  "{\"id\" : \"It's \\\"it\\\"\", \"_b\":\"It's\"}");
}

static void what_json_does_not_escape_stands_for_itself(void **state)
{
    (void)state;
    assert_mended("[\"it\\'s\\q\"]", "[\"it'sq\"]");
}

static void a_document_that_is_cut_keeps_its_whole_items(void **state)
{
    (void)state;
    assert_mended("{\"items\":[{\"id\":1},{\"id\":[2]},{\"id\":3",
                  "{\"items\":[{\"id\":1},{\"id\":[2]}]}");
    assert_mended("{\"items\":[{\"id\":1}],\"title\":\"The Co", "{\"items\":[{\"id\":1}]}");
    assert_mended("{\"items\":[{\"id\":1", "{\"items\":[{\"id\":1");
}

static void what_stands_behind_too_many_values_is_cut_off(void **state)
{
    struct buffer json, mended;

    (void)state;
    buffer_init(&json, 8 * JSON_VALUES_MAX);
    buffer_append_string(&json, "{\"items\":[");
    for (size_t i = 0; i < JSON_VALUES_MAX; i++)
        buffer_append_string(&json, "{},");
    buffer_append_string(&json, "{}]}");
    buffer_init(&mended, json.len);
    assert_int_equal(json_mend(json.data, json.len, &mended), JSON_TOO_MANY);
    assert_true(mended.len < json.len);
    assert_string_equal(mended.data + mended.len - 6, "},{}]}");
    buffer_free(&mended);
    buffer_free(&json);
}

static void what_stands_round_the_feed_is_left_out(void **state)
{
    (void)state;
    assert_mended("show({\"version\":\"https://jsonfeed.org/version/1\"});",
                  "{\"version\":\"https://jsonfeed.org/version/1\"}");
    assert_mended("{\"items\":[]}\n<!-- 12 ms -->", "{\"items\":[]}");
    assert_mended("{}{\"items\":[]}", "{}{\"items\":[]}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sound_json_stays_as_it_is),
        cmocka_unit_test(half_a_surrogate_pair_is_a_character_that_cannot_be_read),
        cmocka_unit_test(a_long_integer_keeps_its_digits_as_a_string),
        cmocka_unit_test(a_number_beyond_all_counts_is_none),
        cmocka_unit_test(a_line_break_inside_a_string_is_a_blank),
        cmocka_unit_test(comments_are_left_out_and_lines_keep_their_numbers),
        cmocka_unit_test(words_of_scripts_are_what_they_mean),
        cmocka_unit_test(what_json_does_not_escape_stands_for_itself),
        cmocka_unit_test(a_document_that_is_cut_keeps_its_whole_items),
        cmocka_unit_test(what_stands_behind_too_many_values_is_cut_off),
        cmocka_unit_test(what_stands_round_the_feed_is_left_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
