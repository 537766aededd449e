/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/buffer.h"
#include "daemon/notifier/one_line.h"

#include <string.h>

static void assert_line(const char *text, size_t max, const char *expected)
{
    struct buffer out;

    buffer_init(&out, 4096);
    buffer_append_string(&out, "");
    one_line_append(&out, text, strlen(text), max);
    assert_string_equal(out.data, expected);
    buffer_free(&out);
}

static void what_can_be_read_stays(void **state)
{
    (void)state;
    assert_line("Québec's ferry, 평양", 256, "Québec's ferry, 평양");
    assert_line("می\xE2\x80\x8Cخواهم", 256, "می\xE2\x80\x8Cخواهم"); /* with its non-joiner */
}

static void a_line_end_is_a_space(void **state)
{
    (void)state;
    assert_line(" Ferry\r\nBcc: all\t \xE2\x80\xA8 aground\n", 256, "Ferry Bcc: all aground");
    assert_line("\xC2\xA0", 256, "");
}

static void what_cannot_be_seen_is_left_out(void **state)
{
    (void)state;
    assert_line("Fer\xE2\x80\xAEry \xEF\xBB\xBF", 256, "Ferry");
    assert_line("a\x1B[2J", 256, "a [2J");
}

static void a_byte_that_is_no_text_is_a_question_mark(void **state)
{
    (void)state;
    assert_line("caf\xE9 \xFF!", 256, "caf? ?!");
}

static void a_long_line_is_cut_on_a_character(void **state)
{
    (void)state;
    assert_line("Ferry", 5, "Ferry");
    assert_line("Ferry aground", 5, "Ferry…");
    assert_line("Québec", 2, "Qu…");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_can_be_read_stays),
        cmocka_unit_test(a_line_end_is_a_space),
        cmocka_unit_test(what_cannot_be_seen_is_left_out),
        cmocka_unit_test(a_byte_that_is_no_text_is_a_question_mark),
        cmocka_unit_test(a_long_line_is_cut_on_a_character),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
