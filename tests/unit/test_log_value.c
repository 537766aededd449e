/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/buffer.h"
#include "daemon/service/log_value.h"

#include <string.h>

static void assert_escaped(const char *text, unsigned max, const char *expected)
{
    struct buffer out;

    buffer_init(&out, 4096);
    buffer_append_string(&out, "");
    log_value_escape(&out, text, max);
    assert_string_equal(out.data, expected);
    buffer_free(&out);
}

static void what_can_be_read_stays(void **state)
{
    (void)state;
    assert_escaped("https://example.org/a?b=c", 256, "https://example.org/a?b=c");
    assert_escaped("Québec, 평양", 256, "Québec, 평양");
}

static void what_moves_a_terminal_is_escaped(void **state)
{
    (void)state;
    assert_escaped("a\x1B[2Jb", 256, "a\\u001B[2Jb");
    assert_escaped("one\ntwo\r\t\x7F", 256, "one\\u000Atwo\\u000D\\u0009\\u007F");
    assert_escaped("\xC2\x9B", 256, "\\u009B");
    assert_escaped("\xE2\x80\xA8", 256, "\\u2028");
}

static void what_turns_a_line_around_is_escaped(void **state)
{
    (void)state;
    assert_escaped("\xE2\x80\xAE"
                   "gpj",
                   256, "\\u202Egpj");
    assert_escaped("\xE2\x81\xA6", 256, "\\u2066");
    assert_escaped("\xF3\xA0\x80\x81", 256, "\\U000E0001");
}

static void bytes_that_are_no_text_are_shown_as_bytes(void **state)
{
    (void)state;
    assert_escaped("\xFF\xC3(", 256, "\\xFF\\xC3(");
    assert_escaped("caf\xE9", 256, "caf\\xE9");
}

static void quotes_cannot_end_a_value(void **state)
{
    (void)state;
    assert_escaped("a\" level=\"error", 256, "a\\\" level=\\\"error");
    assert_escaped("C:\\news", 256, "C:\\\\news");
}

static void a_long_value_is_cut_on_a_character(void **state)
{
    (void)state;
    assert_escaped("abcdef", 6, "abcdef");
    assert_escaped("abcdefg", 6, "abcdef…");
    assert_escaped("abcdeé", 6, "abcde…");
}

static void only_values_without_spaces_go_without_quotes(void **state)
{
    (void)state;
    assert_true(log_value_is_plain("bbc-world"));
    assert_true(log_value_is_plain("304"));
    assert_false(log_value_is_plain(""));
    assert_false(log_value_is_plain("two words"));
    assert_false(log_value_is_plain("a=b"));
    assert_false(log_value_is_plain("\\\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_can_be_read_stays),
        cmocka_unit_test(what_moves_a_terminal_is_escaped),
        cmocka_unit_test(what_turns_a_line_around_is_escaped),
        cmocka_unit_test(bytes_that_are_no_text_are_shown_as_bytes),
        cmocka_unit_test(quotes_cannot_end_a_value),
        cmocka_unit_test(a_long_value_is_cut_on_a_character),
        cmocka_unit_test(only_values_without_spaces_go_without_quotes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
