/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/arena.h"
#include "feeds/text/tokens.h"
#include "tests/helpers/own_arena.h"

#include <stdio.h>
#include <string.h>

/* The words of `text`, each form in a row with a blank between; in the arena in `*state`. */
static const char *join(void **state, const char *text, const char *(*form)(const struct token *))
{
    struct tokens tokens;
    const char *joined = "";

    tokens_cut(&tokens, *state, text, 0);
    for (size_t i = 0; i < tokens.count; i++)
        joined = arena_format(*state, "%s%s%s", joined, i == 0 ? "" : " ", form(&tokens.list[i]));
    return joined;
}

static const char *fold_of(const struct token *token)
{
    return token->fold;
}

static const char *surface_of(const struct token *token)
{
    return token->surface;
}

#define assert_folds(text, folds) assert_string_equal(join(state, text, fold_of), folds)
#define assert_surfaces(text, surfaces) assert_string_equal(join(state, text, surface_of), surfaces)

/* What stands in `text` where the word number `index` was found. */
static const char *source_of(void **state, const char *text, size_t index)
{
    struct tokens tokens;

    tokens_cut(&tokens, *state, text, 0);
    assert_true(index < tokens.count);
    const struct token *token = &tokens.list[index];
    return arena_string_of(*state, text + token->begin, token->end - token->begin);
}

static uint32_t flags_of(void **state, const char *text)
{
    struct tokens tokens;

    tokens_cut(&tokens, *state, text, 0);
    assert_int_equal(tokens.count, 1);
    return tokens.list[0].flags;
}

static void blanks_and_signs_part_words(void **state)
{
    assert_folds("Pyongyang, which denied it - twice", "pyongyang which denied it twice");
    assert_folds("km/h AT&T snake_case #tag @name $5", "km h at t snake case tag name 5");
    assert_folds("", "");
    assert_folds(" . , \n - ", "");
}

static void curly_apostrophes_are_straight_ones(void **state)
{
    assert_folds("O’Brien O‘Brien O‛Brien Oʼ Brien Oʹ Brien O′ Brien O´Brien O`Brien O＇Brien",
                 "o brien o brien o brien o brien o brien o brien o brien o brien o brien");
}

static void trade_marks_are_blanks(void **state)
{
    assert_folds("Lego™bricks Aspirin®pills ©Reuters Help℠desk",
                 "lego bricks aspirin pills reuters help desk");
}

static void compatibility_forms_are_read_as_what_they_stand_for(void **state)
{
    assert_folds("ﬁnance Ｔｏｋｙｏ ２０２４ Ⅷ m²", "finance tokyo 2024 viii m2");
    assert_folds("½ cup", "1 2 cup");
    assert_folds("ｶﾞｽ", "ガ ス");
}

static void format_characters_are_deleted(void **state)
{
    assert_folds("mis\u00ADsile zero\u200Bwidth join\u200Der right\u200Ewards",
                 "missile zerowidth joiner rightwards");
    assert_folds("heart\uFE0Fless", "heartless");
    assert_folds("محـــمد", "محمد");
}

static void digits_of_every_script_are_ascii(void **state)
{
    assert_folds("١٢٣ ۴۵۶ ७८९ ๑๒๓ ০১২", "123 456 789 123 012");
    assert_folds("१,२३४.५", "1234.5");
}

static void chinese_japanese_and_thai_letters_are_words(void **state)
{
    assert_folds("北朝鮮の部隊", "北 朝 鮮 の 部 隊");
    assert_folds("プーチン々〇", "プ ー チ ン 々 〇");
    assert_folds("กรุงเทพ", "ก รุ ง เ ท พ");
    assert_folds("ຂ່າວ", "ຂ່ າ ວ");
    assert_folds("ខ្មែរ", "ខ្ មែ រ");
    assert_folds("မြန်မာ", "မြ န် မာ");
    assert_folds("東京Tokyo都", "東 京 tokyo 都");
}

static void korean_is_cut_at_blanks(void **state)
{
    assert_folds("북한군이 러시아에 파병됐다", "북한군이 러시아에 파병됐다");
}

static void a_mark_belongs_to_its_letter_and_starts_no_word(void **state)
{
    assert_folds("か\u3099", "が");
    assert_folds("\u0301 alone", "alone");
    assert_folds("क्षेत्र में हिन्दी", "क्षेत्र में हिन्दी");
}

static void dotted_acronyms_are_one_word_in_capitals(void **state)
{
    assert_surfaces("U.S. u.s. U.S e.g. U.S.A.", "US US US EG USA");
    assert_folds("U.S. troops", "us troops");
    assert_surfaces("С.Ш.А. é.u.", "США ÉU");
}

static void an_acronym_ends_before_a_longer_word(void **state)
{
    assert_surfaces("U.S.Army", "US Army");
    assert_surfaces("J.Smith", "J Smith");
    assert_surfaces("A. Smith", "A Smith");
    assert_surfaces("www.u.sa", "www u sa");
    assert_surfaces("日.本.", "日 本");
}

static void a_point_between_digits_stays(void **state)
{
    assert_folds("3.5 percent, 1.2.3 and 7. Then .5", "3.5 percent 1.2.3 and 7 then 5");
    assert_folds("v2.x 3.a", "v2 x 3 a");
}

static void a_comma_before_three_digits_joins(void **state)
{
    assert_folds("8,000 troops; 1,234,567.89", "8000 troops 1234567.89");
    assert_folds("1,2345 12,34 8,000,00 a,000", "1 2345 12 34 8000 00 a 000");
}

static void the_possessive_is_dropped(void **state)
{
    assert_folds("China’s CHINA'S U.S.'s 北's", "china china us 北");
    assert_folds("James' don't '90s Kim'st O'sullivan", "james don t 90s kim st o sullivan");
    assert_folds("it's1 it's\u0301", "it s1 it s");
}

static void the_fold_knows_no_case_and_no_accents(void **state)
{
    assert_folds("Ünïcödé STRAẞE straße ŁÓDŹ Ærø Þór Œuvre",
                 "unicode strasse strasse lodz aero thor oeuvre");
    assert_folds("İstanbul ISPARTA ısı", "istanbul isparta isi");
    assert_folds("Ёлка Йод ΑΘΉΝΑΣ Αθήνας", "елка иод αθηνασ αθηνασ");
    assert_folds("שָׁלוֹם مُحَمَّد أحمد", "שלום محمد احمد");
    assert_folds("Việt Nam", "viet nam");
}

static void composed_and_decomposed_text_is_the_same(void **state)
{
    assert_surfaces("Kore\u0301a ha\u0302\u0301t 각", "Koréa hất 각");
    assert_surfaces("\u1100\u1161\u11A8", "각");
    assert_folds("Kore\u0301a Koréa", "korea korea");
}

static void indic_vowel_signs_and_kana_voicing_stay(void **state)
{
    assert_folds("की का", "की का");
    assert_folds("ガ カ", "ガ カ");
}

static void the_surface_keeps_case_and_accents(void **state)
{
    assert_surfaces("WHO says Koréa’s 8,000", "WHO says Koréa 8000");
}

static void equal_forms_are_one_string(void **state)
{
    struct tokens tokens;

    tokens_cut(&tokens, *state, "troops россия Troops", 0);
    assert_ptr_equal(tokens.list[0].fold, tokens.list[0].surface);
    assert_ptr_equal(tokens.list[1].fold, tokens.list[1].surface);
    assert_ptr_not_equal(tokens.list[2].fold, tokens.list[2].surface);
    assert_true(tokens.list[0].hash == tokens.list[2].hash);
    assert_int_equal(tokens.list[1].fold_len, strlen(tokens.list[1].fold));
}

static void flags_say_what_a_word_is(void **state)
{
    assert_int_equal(flags_of(state, "7,300.5"), TOKEN_NUMBER);
    assert_int_equal(flags_of(state, "5km"), 0);
    assert_int_equal(flags_of(state, "Moscow"), TOKEN_CAPITALISED);
    assert_int_equal(flags_of(state, "NATO"), TOKEN_CAPITALISED | TOKEN_ALL_CAPS);
    assert_int_equal(flags_of(state, "A"), TOKEN_CAPITALISED);
    assert_int_equal(flags_of(state, "Москва"), TOKEN_CAPITALISED);
    assert_int_equal(flags_of(state, "U.S."), TOKEN_ACRONYM | TOKEN_CAPITALISED | TOKEN_ALL_CAPS);
    assert_int_equal(flags_of(state, "e.g."), TOKEN_ACRONYM);
    assert_int_equal(flags_of(state, "軍"), TOKEN_UNSPACED | TOKEN_CASELESS);
    assert_int_equal(flags_of(state, "موسكو"), TOKEN_CASELESS);
}

static void words_of_furniture_are_flagged(void **state)
{
    struct tokens tokens;

    tokens_cut(&tokens, *state, "Troops moved.\n\x0EPhoto: Reuters\nMore\n", 0);
    assert_int_equal(tokens.count, 5);
    assert_false(tokens.list[1].flags & TOKEN_FURNITURE);
    assert_true(tokens.list[2].flags & TOKEN_FURNITURE);
    assert_true(tokens.list[3].flags & TOKEN_FURNITURE);
    assert_false(tokens.list[4].flags & TOKEN_FURNITURE);
    assert_int_equal(tokens.list[4].begin, strlen("Troops moved.\n\x0EPhoto: Reuters\n"));
}

static void offsets_point_into_the_text_as_it_was(void **state)
{
    static const char text[] = "“ﬁnance” Kore\u0301a’s 8,000 ½\u200B Ｔｏ U.S. end";

    assert_string_equal(source_of(state, text, 0), "ﬁnance");
    assert_string_equal(source_of(state, text, 1), "Kore\u0301a");
    assert_string_equal(source_of(state, text, 2), "8,000");
    assert_string_equal(source_of(state, text, 3), "½");
    assert_string_equal(source_of(state, text, 4), "½");
    assert_string_equal(source_of(state, text, 5), "Ｔｏ");
    assert_string_equal(source_of(state, text, 6), "U.S.");
    assert_string_equal(source_of(state, text, 7), "end");
    /* what is deleted at the begin moves all that follows, at the end nothing */
    assert_string_equal(source_of(state, "\u200BTroops moved", 1), "moved");
    assert_string_equal(source_of(state, "Troops moved\u200B", 1), "moved");
}

static void the_cut_stops_at_the_maximum(void **state)
{
    struct tokens tokens;

    tokens_cut(&tokens, *state, "one two three\nfour five", 4);
    assert_int_equal(tokens.count, 4);
    assert_string_equal(tokens.list[3].fold, "four");
}

static void prepared_text_is_what_regexes_see(void **state)
{
    uint32_t *offsets;
    const char *text = "‘ＣＶＥ’™ ٣";
    const char *prepared = text_prepare(*state, text, &offsets);

    assert_string_equal(prepared, "'CVE'  3");
    assert_int_equal(offsets[1], strlen("‘"));
    assert_int_equal(offsets[7], strlen("‘ＣＶＥ’™ "));
    assert_int_equal(offsets[8], strlen(text));
    assert_string_equal(text_prepare(*state, "plain", NULL), "plain");
}

static void a_tower_of_marks_takes_linear_time(void **state)
{
    size_t pairs = 100000;
    char *text = arena_alloc(*state, pairs * 4 + 2), *out = text;
    struct tokens tokens;

    *out++ = 'e';
    for (size_t i = 0; i < pairs; i++) {
        memcpy(out, i % 2 == 0 ? "\u0301" : "\u0316", 2);
        out += 2;
    }
    tokens_cut(&tokens, *state, text, 0);
    assert_int_equal(tokens.count, 1);
    assert_string_equal(tokens.list[0].fold, "e");
}

static void bytes_that_are_no_text_part_words(void **state)
{
    assert_folds("left\xFFright \xC3", "left right");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(blanks_and_signs_part_words),
        TEST(curly_apostrophes_are_straight_ones),
        TEST(trade_marks_are_blanks),
        TEST(compatibility_forms_are_read_as_what_they_stand_for),
        TEST(format_characters_are_deleted),
        TEST(digits_of_every_script_are_ascii),
        TEST(chinese_japanese_and_thai_letters_are_words),
        TEST(korean_is_cut_at_blanks),
        TEST(a_mark_belongs_to_its_letter_and_starts_no_word),
        TEST(dotted_acronyms_are_one_word_in_capitals),
        TEST(an_acronym_ends_before_a_longer_word),
        TEST(a_point_between_digits_stays),
        TEST(a_comma_before_three_digits_joins),
        TEST(the_possessive_is_dropped),
        TEST(the_fold_knows_no_case_and_no_accents),
        TEST(composed_and_decomposed_text_is_the_same),
        TEST(indic_vowel_signs_and_kana_voicing_stay),
        TEST(the_surface_keeps_case_and_accents),
        TEST(equal_forms_are_one_string),
        TEST(flags_say_what_a_word_is),
        TEST(words_of_furniture_are_flagged),
        TEST(offsets_point_into_the_text_as_it_was),
        TEST(the_cut_stops_at_the_maximum),
        TEST(prepared_text_is_what_regexes_see),
        TEST(a_tower_of_marks_takes_linear_time),
        TEST(bytes_that_are_no_text_part_words),
    };

    return cmocka_run_group_tests_name("tokens", tests, NULL, NULL);
}
