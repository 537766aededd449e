/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/buffer.h"
#include "daemon/cli/list_json.h"
#include "tests/helpers/list_desk.h"

static void a_list_arrives_as_it_was_sent(void **state)
{
    const struct feed_list sent = read_list(
        state,
        "<opml xmlns:s='urn:storywatch:feed'><body>\n<outline text='a'><outline text='\"Ä\"' "
        "xmlUrl='https://a.example/' category='/x/y' s:name='the a' s:every='9m' "
        "userAgent='D/1' crawler='true'/></outline>"
        "<outline xmlUrl='https://b.example/'/><outline xmlUrl='x'/></body></opml>");
    struct feed_list got;
    struct buffer json;
    struct error err = {0};

    buffer_init(&json, 1 << 20);
    list_json_write(&sent, &json);
    assert_true(list_json_read(&got, &json, *state, &err));
    assert_int_equal(got.feed_count, 2);
    assert_string_equal(got.feeds[0].url, "https://a.example/");
    assert_string_equal(got.feeds[0].title, "\"Ä\"");
    assert_string_equal(got.feeds[0].name, "the a");
    assert_string_equal(got.feeds[0].user_agent, "D/1");
    assert_int_equal(got.feeds[0].line, 2);
    assert_groups(&got.feeds[0], "a, x/y");
    assert_int_equal(got.feeds[0].option_count, 1);
    assert_string_equal(got.feeds[0].options[0].name, "every");
    assert_string_equal(got.feeds[0].options[0].value, "9m");
    assert_null(got.feeds[1].title);
    assert_null(got.feeds[1].name);
    assert_int_equal(got.note_count, 2);
    assert_false(assert_note(&got, 2, "no counterpart for crawler")->is_mistake);
    assert_true(assert_note(&got, 2, "neither http nor https")->is_mistake);
    buffer_free(&json);
}

static void what_is_no_list_is_refused(void **state)
{
    static const char *const wrong[] = {
        "",
        "[]",
        "{\"feeds\":[{\"url\":7}],\"notes\":[]}",
        "{\"feeds\":[{\"url\":\"https://a.example/\",\"groups\":[1]}],\"notes\":[]}",
        "{\"feeds\":[{\"url\":\"https://a.example/\",\"options\":[[\"every\"]]}],\"notes\":[]}",
        "{\"feeds\":[],\"notes\":[{\"line\":1}]}",
        "{\"feeds\":[],\"notes\":[]} and more",
        "{\"feeds\":[],\"notes\":[{\"text\":\"\xFF\"}]}",
    };

    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct buffer json;
        struct feed_list list;
        struct error err = {0};
        buffer_init(&json, 1024);
        buffer_append_string(&json, wrong[i]);
        assert_false(list_json_read(&list, &json, *state, &err));
        assert_string_equal(err.message, "the process that read it broke the rules");
        buffer_free(&json);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LIST_TEST(a_list_arrives_as_it_was_sent),
        LIST_TEST(what_is_no_list_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
