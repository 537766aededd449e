/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "feeds/topics/test_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct test_key key_of(const char *text, enum test_kind kind)
{
    return (struct test_key){.hash = strlen(text), .text = text, .len = strlen(text), .kind = kind};
}

static void the_same_test_has_the_same_number(void **state)
{
    struct test_table *table = test_table_new();
    struct test_key strike = key_of("strike", TEST_FOLD), surface = key_of("strike", TEST_SURFACE);
    struct test_key french = key_of("strike", TEST_STEM), english = french;

    (void)state;
    french.language = 1;
    assert_int_equal(test_table_add(table, &strike), 0);
    assert_int_equal(test_table_add(table, &surface), 1);
    assert_int_equal(test_table_add(table, &french), 2);
    assert_int_equal(test_table_add(table, &english), 3);
    assert_int_equal(test_table_add(table, &strike), 0);
    assert_int_equal(test_table_find(table, &french), 2);
    assert_string_equal(test_table_text(table, 1), "strike");
    assert_int_equal(test_table_kind(table, 2), TEST_STEM);
    test_table_free(table);
}

/* All hashes are equal here: words are told apart by their letters. */
static void words_of_one_hash_are_told_apart(void **state)
{
    struct test_table *table = test_table_new();
    char text[8];

    (void)state;
    for (unsigned i = 0; i < 300; i++) {
        (void)snprintf(text, sizeof(text), "w%05u", i);
        struct test_key key = key_of(text, TEST_FOLD);
        assert_int_equal(test_table_add(table, &key), i);
    }
    struct test_key known = key_of("w00123", TEST_FOLD), unknown = key_of("w00300", TEST_FOLD);
    assert_int_equal(test_table_find(table, &known), 123);
    assert_int_equal(test_table_find(table, &unknown), TEST_NONE);
    test_table_free(table);
}

static void a_pair_is_not_the_pair_turned_round(void **state)
{
    struct test_table *table = test_table_new();
    struct test_key north = key_of("north", TEST_FOLD), korea = key_of("korea", TEST_FOLD_PREFIX);
    uint32_t left = test_table_add(table, &north), right = test_table_add(table, &korea);
    uint32_t pair = test_table_add_pair(table, left, right);

    (void)state;
    assert_int_equal(test_table_find_pair(table, left, right), pair);
    assert_int_equal(test_table_add_pair(table, left, right), pair);
    assert_int_equal(test_table_find_pair(table, right, left), TEST_NONE);
    assert_true(test_table_begins_pair(table, left));
    assert_false(test_table_ends_pair(table, left));
    assert_true(test_table_ends_pair(table, right));
    assert_int_equal(test_table_kind(table, pair), TEST_PAIR);
    test_table_free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_test_has_the_same_number),
        cmocka_unit_test(words_of_one_hash_are_told_apart),
        cmocka_unit_test(a_pair_is_not_the_pair_turned_round),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
