/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "feeds/text/plain_word.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static char fold[PLAIN_WORD_SPACE];

/* Of memory that ends where the text does, so that a byte read behind it is found out. */
static struct plain_word read_word(const char *text)
{
    size_t len = strlen(text);
    char *copy = malloc(len + 1);

    assert_non_null(copy);
    memcpy(copy + 1, text, len);
    struct plain_word word = plain_word_read(copy + 1, copy + 1 + len, fold);
    free(copy);
    return word;
}

static void a_word_ends_before_what_is_no_ascii_letter(void **state)
{
    char text[] = "harbours opened";

    (void)state;
    for (unsigned c = 1; c < 256; c++) {
        for (size_t at = 0; at < 12; at++) {
            char before = text[at];
            text[at] = (char)c;
            bool is_letter = c < 0x80 && isalpha((int)c);
            size_t len = at < 8 ? 8 : at == 8 ? 15 : 8;
            assert_int_equal(read_word(text).len, is_letter ? len : at < 8 ? at : 8);
            text[at] = before;
        }
    }
}

static void a_word_may_end_with_the_text_at_any_length(void **state)
{
    const char *letters = "abcdefghijklmnopqrstuvwxyzABCDE"; /* 31 */

    (void)state;
    for (size_t len = 0; len <= PLAIN_WORD_MAX; len++) {
        const char *text = letters + PLAIN_WORD_MAX - len;
        assert_int_equal(read_word(text).len, len);
        assert_int_equal(strlen(fold), len);
        assert_true(strncasecmp(fold, text, len) == 0);
    }
}

static void a_word_that_is_too_long_is_said_to_be(void **state)
{
    (void)state;
    assert_true(read_word("Rindfleischetikettierungsueberwachung").len > PLAIN_WORD_MAX);
    assert_true(read_word("abcdefghijklmnopqrstuvwxyzABCDEF").len > PLAIN_WORD_MAX);
}

static void the_fold_is_lower_case(void **state)
{
    (void)state;
    read_word("McDonald's");
    assert_string_equal(fold, "mcdonald");
    read_word("AZaz@[`{");
    assert_string_equal(fold, "azaz");
}

static void both_cases_are_told(void **state)
{
    struct plain_word word;

    (void)state;
    word = read_word("harbour AND");
    assert_true(word.has_lower && !word.has_upper);
    word = read_word("NATO and");
    assert_true(!word.has_lower && word.has_upper);
    word = read_word("Constantinople");
    assert_true(word.has_lower && word.has_upper);
    word = read_word("constantinoplE");
    assert_true(word.has_lower && word.has_upper);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word_ends_before_what_is_no_ascii_letter),
        cmocka_unit_test(a_word_may_end_with_the_text_at_any_length),
        cmocka_unit_test(a_word_that_is_too_long_is_said_to_be),
        cmocka_unit_test(the_fold_is_lower_case),
        cmocka_unit_test(both_cases_are_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
