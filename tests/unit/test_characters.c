/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/arena.h"
#include "config/base/utf8.h"
#include "feeds/text/characters.h"
#include "feeds/text/fold.h"
#include "feeds/text/unicode_rules.h"
#include "feeds/text/utf.h"

#include <stdbool.h>
#include <string.h>

#define LAST_CHARACTER 0x10FFFFu

static bool is_surrogate(uint32_t c)
{
    return c >= 0xD800 && c < 0xE000;
}

static void classes_known_by_heart_are_those_of_icu(void **state)
{
    (void)state;
    for (uint32_t c = 0; c <= LAST_CHARACTER; c++) {
        if (!is_surrogate(c) && character_class(c) != unicode_class(c))
            fail_msg("U+%04X: %x, ICU says %x", c, character_class(c), unicode_class(c));
    }
}

static void folds_known_by_heart_are_those_of_icu(void **state)
{
    unsigned known = 0;

    (void)state;
    struct arena *arena = arena_new();
    for (uint32_t c = 1; c <= LAST_CHARACTER; c++) {
        char out[CHARACTER_FOLD_SIZE], source[UTF8_SIZE_MAX];
        size_t len = is_surrogate(c) ? 0 : character_fold(c, out);
        if (len == 0)
            continue;
        arena_reset(arena);
        const char *fold = text_fold(arena, source, utf8_write(source, c));
        if (strlen(fold) != len || memcmp(fold, out, len) != 0)
            fail_msg("U+%04X: %.*s, ICU says %s", c, (int)len, out, fold);
        known++;
    }
    arena_free(arena);
    assert_true(known > 40000); /* Han and Hangul among them */
}

/* Only then may a word's fold be put together from those of its characters. */
static void every_fold_known_by_heart_is_of_a_plain_character(void **state)
{
    (void)state;
    for (uint32_t c = 0x80; c <= LAST_CHARACTER; c++) {
        char out[CHARACTER_FOLD_SIZE];
        uint32_t size;
        size_t len = is_surrogate(c) ? 0 : character_fold(c, out);
        if (len == 0)
            continue;
        assert_true(unicode_class(c) & CHARACTER_PLAIN);
        assert_true(unicode_class(utf8_read(out, out + len, &size)) & CHARACTER_PLAIN);
    }
}

static void a_broken_sequence_is_read_byte_by_byte(void **state)
{
    static const char text[] = "\xE2\x80x";
    struct character ch = character_at(text, text + 3);

    (void)state;
    assert_int_equal(ch.c, UTF_REPLACEMENT);
    assert_int_equal(ch.size, 1);
    assert_int_equal(ch.class & CHARACTER_WORD, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(classes_known_by_heart_are_those_of_icu),
        cmocka_unit_test(folds_known_by_heart_are_those_of_icu),
        cmocka_unit_test(every_fold_known_by_heart_is_of_a_plain_character),
        cmocka_unit_test(a_broken_sequence_is_read_byte_by_byte),
    };

    return cmocka_run_group_tests_name("characters", tests, NULL, NULL);
}
