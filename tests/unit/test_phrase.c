#include "tests/helpers/topics_desk.h"

static void a_word_matches_whatever_its_case_and_accents(void **state)
{
    (void)state;
    assert_true(matches("korea", "KOREA's president left Seoul"));
    assert_true(matches("gdansk", "Ships wait off Gdańsk"));
    assert_false(matches("korea", "Korean troops crossed the border"));
}

static void an_exact_word_matches_its_own_capitals(void **state)
{
    (void)state;
    assert_true(matches("=WHO", "The WHO declared an emergency"));
    assert_false(matches("=WHO", "Nobody knows who declared it"));
    assert_true(matches("=Kore*", "Korean troops"));
    assert_false(matches("=Kore*", "korean troops"));
}

static void a_dotted_acronym_is_its_capitals(void **state)
{
    (void)state;
    assert_true(matches("U.S.", "The US Navy"));
    assert_true(matches("U.S.", "the u.s. navy"));
    assert_false(matches("U.S.", "He gave us hope"));
    assert_true(matches("us", "The U.S. Navy"));
}

static void a_hyphenated_word_matches_its_parts_and_the_joined_word(void **state)
{
    (void)state;
    assert_true(matches("walk-out", "a two-day walk-out"));
    assert_true(matches("walk-out", "the walkout ended"));
    assert_true(matches("\"state-of-the-art plant\"", "a stateoftheart plant"));
    assert_false(matches("\"state-of-the-art plant\"", "a stateof the art plant"));
    assert_false(matches("email", "an e-mail leaked"));
}

static void wildcards_match_within_one_word(void **state)
{
    (void)state;
    assert_true(matches("troop*", "paratroopers and troops"));
    assert_true(matches("wom?n", "two women"));
    assert_true(matches("*stan", "Tajikistan closed its border"));
    assert_false(matches("wom?n", "the womaen"));
    assert_true(matches("\"interest rate*\"", "Interest rates rose"));
    assert_false(matches("\"who is it?\"", "who is its owner"));
}

static void a_stem_matches_the_forms_of_a_word(void **state)
{
    (void)state;
    assert_true(matches("~strike", "Dockers are striking"));
    assert_false(matches("~strike", "Dockers are stricken"));
}

static void a_hyphen_counts_in_quotes_and_after_an_equals_sign_too(void **state)
{
    (void)state;
    assert_true(matches("\"two-day walk-out\"", "a twoday walk out"));
    assert_true(matches("=Walk-out", "a Walkout"));
    assert_false(matches("=Walk-out", "a walkout"));
    assert_true(matches("re-sign", "ministers who resign"));
    assert_true(matches("Bild‑Zeitung", "in der Bildzeitung"));
}

static void a_word_that_cuts_into_several_is_their_phrase(void **state)
{
    (void)state;
    assert_true(matches("AT&T", "at T-Mobile"));
    assert_false(matches("=AT&T", "at T-Mobile"));
    assert_true(matches("=AT&T", "the AT&T deal"));
    assert_true(matches("O'Brien", "Mr O’Brien’s boat"));
    assert_false(matches("O'Brien", "Brien, o friend"));
}

static void numbers_are_words_with_their_signs(void **state)
{
    (void)state;
    assert_true(matches("8000", "8,000 troops"));
    assert_true(matches("8,000", "8000 troops"));
    assert_true(matches("3.5", "a rise of 3.5%"));
    assert_false(matches("35", "a rise of 3.5%"));
    assert_true(matches("24", "٢٤ ساعة"));
}

static void scripts_without_blanks_are_found_inside_longer_runs(void **state)
{
    (void)state;
    assert_true(matches("京都", "東京都で会見"));
    assert_false(matches("부산", "부산항에서 파업"));
    assert_true(matches("부산*", "부산항에서 파업"));
    assert_true(matches("กรุงเทพ", "กรุงเทพมหานคร"));
}

static void marks_that_carry_no_sound_of_their_own_are_removed(void **state)
{
    (void)state;
    assert_true(matches("שלום", "שָׁלוֹם"));
    assert_true(matches("محمد", "مُحَمَّد"));
    assert_true(matches("οδός", "ΟΔΟΣ"));
    assert_true(matches("isik", "IŞIK ışık"));
    assert_false(matches("か", "が"));
}

static void a_wildcard_needs_enough_beside_it(void **state)
{
    (void)state;
    assert_mistake("po*", 1, "3 characters");
    assert_mistake("F-1*", 1, "3 characters");
    assert_mistake("北朝鮮*", 1, "as it is");
    assert_true(matches("북한*", "북한군"));
    assert_true(matches("\"a* court\"", "an appeal court"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word_matches_whatever_its_case_and_accents),
        cmocka_unit_test(an_exact_word_matches_its_own_capitals),
        cmocka_unit_test(a_dotted_acronym_is_its_capitals),
        cmocka_unit_test(a_hyphenated_word_matches_its_parts_and_the_joined_word),
        cmocka_unit_test(wildcards_match_within_one_word),
        cmocka_unit_test(a_stem_matches_the_forms_of_a_word),
        cmocka_unit_test(a_hyphen_counts_in_quotes_and_after_an_equals_sign_too),
        cmocka_unit_test(a_word_that_cuts_into_several_is_their_phrase),
        cmocka_unit_test(numbers_are_words_with_their_signs),
        cmocka_unit_test(scripts_without_blanks_are_found_inside_longer_runs),
        cmocka_unit_test(marks_that_carry_no_sound_of_their_own_are_removed),
        cmocka_unit_test(a_wildcard_needs_enough_beside_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
