/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/buffer.h"
#include "feeds/parse/json_mend.h"
#include "feeds/parse/json_salvage.h"

#include <stdlib.h>
#include <string.h>

/* What is left of a broken document, as JSON. */
static void assert_salvaged(const char *text, const char *wanted)
{
    json_t *root = json_salvage(text, strlen(text));
    char *left = root == NULL ? NULL : json_dumps(root, JSON_COMPACT);

    if (wanted == NULL)
        assert_null(left);
    else
        assert_string_equal(left == NULL ? "nothing" : left, wanted);
    free(left);
    json_decref(root);
}

static void items_round_a_broken_one_are_left(void **state)
{
    (void)state;
    assert_salvaged(
        "{\"title\":\"The Coast\",\"items\":[{\"id\":1},{\"id\":2 \"url\":3},{\"id\":4}]}",
        "{\"title\":\"The Coast\",\"items\":[{\"id\":1},{\"id\":4}]}");
    assert_salvaged("{\"items\":[{\"id\":1}x{\"id\":2}]}", "{\"items\":[{\"id\":1},{\"id\":2}]}");
    assert_salvaged("{\"items\":[{\"id\":1},]}", "{\"items\":[{\"id\":1}]}");
}

static void a_missing_quote_costs_its_item_only(void **state)
{
    (void)state;
    assert_salvaged("{\"items\":[{\"id\":\"1},{\"id\":\"2\"},{\"id\":\"3\",\"title\":\"a {b\"}]}",
                    "{\"items\":[{\"id\":\"2\"},{\"id\":\"3\",\"title\":\"a {b\"}]}");
}

static void what_jansson_refuses_in_an_item_is_mended(void **state)
{
    (void)state;
    assert_salvaged("{\"items\":[{\"id\":\"The\nferry\"},{\"id\":\"\\ud83d\"},]}",
                    "{\"items\":[{\"id\":\"The ferry\"},{\"id\":\"\uFFFD\"}]}");
}

static void what_stands_before_the_items_may_be_broken(void **state)
{
    (void)state;
    assert_salvaged("{\"title:\"The Coast\",\"items\":[{\"id\":1}]}", "{\"items\":[{\"id\":1}]}");
    assert_salvaged("{\"author\":{\"name\":\"Ada\" ,\"items\":[{\"id\":1}]}",
                    "{\"items\":[{\"id\":1}]}");
    assert_salvaged("x\"items\":[{\"id\":1}]}", "{\"items\":[{\"id\":1}]}");
    assert_salvaged("{\"version\":\"https://jsonfeed.org/version/1.1\",\"itemx:[{\"id\":1}]}",
                    "{\"items\":[{\"id\":1}]}");
}

static void an_author_or_an_attachment_is_no_item(void **state)
{
    (void)state;
    assert_salvaged("{\"items\":[{\"id\" 1,\"authors\":[{\"name\":\"Ada\",\"url\":\"x\"}]}]}",
                    NULL);
}

static void broken_json_of_another_kind_is_no_feed(void **state)
{
    (void)state;
    assert_salvaged("{\"list\":[{\"id\":1},]}", NULL);
    assert_salvaged("{\"items\":[", NULL);
    assert_salvaged("{", NULL);
    assert_salvaged("", NULL);
}

/* A budget ends what would take quadratic time. */
static void objects_in_objects_take_no_longer_than_others(void **state)
{
    struct buffer text;

    (void)state;
    buffer_init(&text, 8u << 20);
    buffer_append_string(&text, "{\"items\":[{\"id\":1},");
    for (size_t i = 0; i < 200000; i++)
        buffer_append_string(&text, "{\"a\":");
    json_t *root = json_salvage(text.data, text.len);
    assert_int_equal(json_array_size(json_object_get(root, "items")), 1);
    json_decref(root);
    buffer_free(&text);
}

static void values_are_bounded_over_all_items(void **state)
{
    struct buffer text;
    size_t values = 0;

    (void)state;
    buffer_init(&text, 16u << 20);
    buffer_append_string(&text, "{\"items\":[x");
    for (size_t i = 0; i < 20; i++) {
        buffer_append_string(&text, "{\"id\":[0");
        for (size_t n = 0; n < JSON_VALUES_MAX / 10; n++)
            buffer_append_string(&text, ",0");
        buffer_append_string(&text, "]},");
    }
    json_t *root = json_salvage(text.data, text.len);
    const json_t *items = json_object_get(root, "items");
    for (size_t i = 0; i < json_array_size(items); i++)
        values += json_array_size(json_object_get(json_array_get(items, i), "id"));
    assert_true(values > JSON_VALUES_MAX / 2);
    assert_true(values <= JSON_VALUES_MAX);
    json_decref(root);
    buffer_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_round_a_broken_one_are_left),
        cmocka_unit_test(a_missing_quote_costs_its_item_only),
        cmocka_unit_test(what_jansson_refuses_in_an_item_is_mended),
        cmocka_unit_test(what_stands_before_the_items_may_be_broken),
        cmocka_unit_test(an_author_or_an_attachment_is_no_item),
        cmocka_unit_test(broken_json_of_another_kind_is_no_feed),
        cmocka_unit_test(objects_in_objects_take_no_longer_than_others),
        cmocka_unit_test(values_are_bounded_over_all_items),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
