/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "config/base/utf8.h"

#include <string.h>

static void every_script_is_valid(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",           "harbour",          "Łódź",          "港がストに",
        "부산항에서", "إضراب في الميناء", "🚢 leaves port", "\xF4\x8F\xBF\xBF",
    };

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        assert_true(utf8_is_valid(texts[i], strlen(texts[i])));
    assert_true(utf8_is_valid("a\0b", 3));
}

static void malformed_bytes_are_not_valid(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "\x80",                  /* a continuation alone */
        "caf\xE9",               /* Latin-1 */
        "\xC0\xAF",              /* overlong */
        "\xE0\x80\xAF",          /* overlong */
        "\xF0\x80\x80\xAF",      /* overlong */
        "\xED\xA0\x80",          /* a surrogate */
        "\xF4\x90\x80\x80",      /* above U+10FFFF */
        "\xF5\x80\x80\x80",      /* no lead byte */
        "\xE6\xB8",              /* cut short */
        "eight ASCII\xFF bytes", /* behind a word that is ASCII */
    };

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        assert_false(utf8_is_valid(texts[i], strlen(texts[i])));
}

static void a_text_is_cut_between_characters(void **state)
{
    (void)state;
    assert_int_equal(utf8_cut("harbour", 7, 4), 4);
    assert_int_equal(utf8_cut("harbour", 7, 7), 7);
    assert_int_equal(utf8_cut("harbour", 7, 100), 7);
    assert_int_equal(utf8_cut("港港", 6, 5), 3);
    assert_int_equal(utf8_cut("港港", 6, 2), 0);
    assert_int_equal(utf8_cut("港港", 6, 0), 0);
}

static void a_character_has_its_length(void **state)
{
    (void)state;
    assert_int_equal(utf8_length_at("a", 1), 1);
    assert_int_equal(utf8_length_at("Ł", 2), 2);
    assert_int_equal(utf8_length_at("港", 3), 3);
    assert_int_equal(utf8_length_at("🚢", 4), 4);
    assert_int_equal(utf8_length_at("🚢", 3), 0);
    assert_int_equal(utf8_length_at("\xA0", 1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_script_is_valid),
        cmocka_unit_test(malformed_bytes_are_not_valid),
        cmocka_unit_test(a_text_is_cut_between_characters),
        cmocka_unit_test(a_character_has_its_length),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
