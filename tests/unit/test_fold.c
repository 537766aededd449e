/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/arena.h"
#include "feeds/text/fold.h"
#include "tests/helpers/own_arena.h"

#include <string.h>

static const char *fold(void **state, const char *text)
{
    return text_fold(*state, text, strlen(text));
}

static void case_and_accents_are_folded(void **state)
{
    assert_string_equal(fold(state, "KORÉA"), "korea");
    assert_string_equal(fold(state, "İstanbul"), "istanbul");
    assert_string_equal(fold(state, "Ёлка"), "елка");
    assert_string_equal(fold(state, "ΑΘΉΝΑΣ"), "αθηνασ");
}

static void letters_that_do_not_decompose_are_spelt_out(void **state)
{
    assert_string_equal(fold(state, "ØŁĐĦıŦÆŒÞÐß"), "oldhitaeoethdss");
}

static void points_and_vowel_marks_of_semitic_scripts_go(void **state)
{
    assert_string_equal(fold(state, "שָׁלוֹם"), "שלום");
    assert_string_equal(fold(state, "مُحَمَّد"), "محمد");
}

static void vowel_signs_of_indic_scripts_and_voicing_stay(void **state)
{
    assert_string_equal(fold(state, "हिन्दी"), "हिन्दी");
    assert_string_equal(fold(state, "か\u3099"), "が");
}

static void only_the_case_is_folded_for_a_stemmer(void **state)
{
    assert_string_equal(text_fold_case(*state, "GRÈVES", strlen("GRÈVES")), "grèves");
}

static void composing_and_capitals_keep_accents(void **state)
{
    assert_string_equal(text_compose(*state, "Kore\u0301a", strlen("Kore\u0301a")), "Koréa");
    assert_string_equal(text_capitals(*state, "éu", strlen("éu")), "ÉU");
}

static void a_word_of_any_length_is_folded(void **state)
{
    size_t count = 5000;
    char *word = arena_alloc(*state, 2 * count + 1), *expected = arena_alloc(*state, count + 1);

    for (size_t i = 0; i < count; i++)
        memcpy(word + 2 * i, "É", 2);
    memset(expected, 'e', count);
    assert_string_equal(fold(state, word), expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(case_and_accents_are_folded),
        TEST(letters_that_do_not_decompose_are_spelt_out),
        TEST(points_and_vowel_marks_of_semitic_scripts_go),
        TEST(vowel_signs_of_indic_scripts_and_voicing_stay),
        TEST(only_the_case_is_folded_for_a_stemmer),
        TEST(composing_and_capitals_keep_accents),
        TEST(a_word_of_any_length_is_folded),
    };

    return cmocka_run_group_tests_name("fold", tests, NULL, NULL);
}
