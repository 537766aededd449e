/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "config/base/buffer.h"

#include <string.h>

static void what_is_appended_stands_in_a_row_and_is_ended(void **state)
{
    (void)state;
    struct buffer buffer;

    buffer_init(&buffer, 100);
    assert_null(buffer.data);
    assert_true(buffer_append_string(&buffer, "harbour"));
    assert_true(buffer_append_byte(&buffer, '-'));
    assert_true(buffer_append(&buffer, "news desk", 4));
    assert_true(buffer_append_format(&buffer, " %d", 24));
    assert_string_equal(buffer.data, "harbour-news 24");
    assert_int_equal(buffer.len, strlen("harbour-news 24"));
    buffer_free(&buffer);
}

static void the_limit_itself_is_reached_and_not_passed(void **state)
{
    (void)state;
    struct buffer buffer;

    buffer_init(&buffer, 7);
    assert_true(buffer_append_string(&buffer, "harbour"));
    assert_false(buffer_append_byte(&buffer, 's'));
    assert_string_equal(buffer.data, "harbour");
    buffer_free(&buffer);
}

static void room_is_given_up_to_the_limit(void **state)
{
    (void)state;
    struct buffer buffer;

    buffer_init(&buffer, 12);
    assert_true(buffer_append_string(&buffer, "harbour"));
    memcpy(buffer_extend(&buffer, 5), " news", 5);
    assert_string_equal(buffer.data, "harbour news");
    assert_null(buffer_extend(&buffer, 1));
    assert_true(buffer.is_full);
    assert_string_equal(buffer.data, "harbour news");
    buffer_free(&buffer);
}

static void a_full_buffer_refuses_what_would_still_fit(void **state)
{
    (void)state;
    struct buffer buffer;

    buffer_init(&buffer, 10);
    assert_true(buffer_append_string(&buffer, "port"));
    assert_false(buffer_append_string(&buffer, "authority"));
    assert_false(buffer_append_string(&buffer, "s"));
    assert_true(buffer.is_full);
    assert_string_equal(buffer.data, "port");
    buffer_free(&buffer);
}

static void a_cleared_buffer_takes_again(void **state)
{
    (void)state;
    struct buffer buffer;

    buffer_init(&buffer, 4);
    assert_false(buffer_append_string(&buffer, "ferry"));
    buffer_clear(&buffer);
    assert_true(buffer_append_string(&buffer, "port"));
    assert_string_equal(buffer.data, "port");
    buffer_free(&buffer);
}

static void a_freed_buffer_may_be_used_again(void **state)
{
    (void)state;
    struct buffer buffer;

    buffer_init(&buffer, 4);
    assert_true(buffer_append_string(&buffer, "port"));
    buffer_free(&buffer);
    assert_true(buffer_append_string(&buffer, "quay"));
    assert_string_equal(buffer.data, "quay");
    buffer_free(&buffer);
}

static void many_bytes_one_by_one_arrive(void **state)
{
    (void)state;
    struct buffer buffer;

    buffer_init(&buffer, 100000);
    for (int i = 0; i < 100000; i++)
        assert_true(buffer_append_byte(&buffer, (char)('a' + i % 26)));
    assert_int_equal(buffer.data[99999], 'a' + 99999 % 26);
    assert_false(buffer_append_byte(&buffer, 'x'));
    buffer_free(&buffer);
}

static void no_limit_at_all_is_a_limit_too(void **state)
{
    (void)state;
    struct buffer buffer;

    buffer_init(&buffer, SIZE_MAX);
    for (int i = 0; i < 1000; i++)
        assert_true(buffer_append_string(&buffer, "The ferry to Busan is late. "));
    assert_int_equal(buffer.len, 1000 * strlen("The ferry to Busan is late. "));
    buffer_free(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_appended_stands_in_a_row_and_is_ended),
        cmocka_unit_test(the_limit_itself_is_reached_and_not_passed),
        cmocka_unit_test(room_is_given_up_to_the_limit),
        cmocka_unit_test(a_full_buffer_refuses_what_would_still_fit),
        cmocka_unit_test(a_cleared_buffer_takes_again),
        cmocka_unit_test(a_freed_buffer_may_be_used_again),
        cmocka_unit_test(many_bytes_one_by_one_arrive),
        cmocka_unit_test(no_limit_at_all_is_a_limit_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
