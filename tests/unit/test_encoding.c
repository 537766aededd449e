/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/arena.h"
#include "feeds/parse/encoding.h"
#include "feeds/parse/parse.h"
#include "feeds/parse/warnings.h"

#include <string.h>

static void check(const char *bytes, size_t len, const char *content_type, const char *name,
                  const char *part)
{
    struct arena *arena = arena_new();
    struct warnings warnings = {.arena = arena};
    struct parse_input input = {.bytes = bytes, .len = len, .content_type = content_type};
    struct encoded encoded;

    encoding_decode(&input, arena, &warnings, &encoded);
    assert_string_equal(encoded.name, name);
    if (strstr(encoded.text, part) == NULL)
        fail_msg("\"%s\" stands not in \"%s\"", part, encoded.text);
    assert_int_not_equal(strncmp(encoded.text, "\xEF\xBB\xBF", 3), 0);
    assert_int_equal(strlen(encoded.text), encoded.len);
    encoding_free(&encoded);
    arena_free(arena);
}

#define CHECK(bytes, type, name, part) check(bytes, sizeof(bytes) - 1, type, name, part)

static void the_mark_is_believed_before_http_and_http_before_xml(void **state)
{
    (void)state;
    CHECK("\xEF\xBB\xBF<a>\xC3\xA9</a>", "text/xml; charset=koi8-r", "utf-8", "<a>é");
    CHECK("<?xml version='1.0' encoding='koi8-r'?><a>\xE9</a>", "text/xml; charset=windows-1250",
          "windows-1250", "é");
    CHECK("<?xml version='1.0' encoding='koi8-r'?><a>\xC5</a>", "text/xml", "koi8-r", "е");
}

static void ascii_of_a_text_type_without_charset_is_ascii_whatever_it_declares(void **state)
{
    (void)state;
    CHECK("<?xml version='1.0' encoding='gb2312'?><a>x</a>", "text/xml", "utf-8", "x");
    CHECK("<?xml version='1.0' encoding='gb2312'?><a>x</a>", "text/xml; charset=gb2312", "gb18030",
          "x");
    CHECK("<?xml version='1.0' encoding='gb2312'?><a>x</a>", "application/xml", "gb18030", "x");
    CHECK("<?xml version='1.0' encoding='gb2312'?><a>\xC4\xE3</a>", "text/xml", "gb18030", "你");
    CHECK("<?xml version='1.0' encoding='hz'?><a>~{Dc~}</a>", "text/xml", "hz-gb-2312", "你");
}

static void a_mark_behind_bytes_that_are_no_text_is_dropped_too(void **state)
{
    (void)state;
    CHECK("\xEF\xBB\xBF\xEF\xBB\xBF<a>\xC3\xA9</a>", NULL, "utf-8", "<a>é");
    CHECK("\x9D\xEF\xBB\xBF<?xml version='1.0'?><a>\xC3\xA9</a>", NULL, "utf-8", "<?xml");
}

static void utf_16_needs_no_mark(void **state)
{
    (void)state;
    CHECK("<\0a\0>\0\xE9\0<\0/\0a\0>\0", NULL, "utf-16le", "é");
    CHECK("\0<\0a\0>\0\xE9\0<\0/\0a\0>", NULL, "utf-16be", "é");
}

static void utf_32_is_known_by_its_mark_or_its_zeros(void **state)
{
    (void)state;
    CHECK("\xFF\xFE\0\0<\0\0\0a\0\0\0>\0\0\0\xE9\0\0\0", NULL, "utf-32le", "<a>é");
    CHECK("\0\0\xFE\xFF\0\0\0<\0\0\0a\0\0\0>\0\0\0\xE9", NULL, "utf-32be", "<a>é");
    CHECK("<\0\0\0a\0\0\0>\0\0\0\xE9\0\0\0<\0\0\0/\0\0\0", NULL, "utf-32le", "<a>é");
    CHECK("\0\0\0<\0\0\0a\0\0\0>\0\0\0\xE9\0\0\0<\0\0\0/", NULL, "utf-32be", "<a>é");
}

static void names_are_read_as_the_web_reads_them(void **state)
{
    (void)state;
    CHECK("<?xml version='1.0' encoding='ISO-8859-1'?><a>\x93quoted\x94</a>", NULL, "windows-1252",
          "“quoted”");
    CHECK("<?xml version='1.0' encoding='gb2312'?><a>\xB0\xA1</a>", NULL, "gb18030", "啊");
    CHECK("<?xml version='1.0' encoding='windows_1250'?><a>\x80</a>", NULL, "windows-1250", "€");
    CHECK("<?xml version='1.0' encoding='macroman'?><a>\x8E</a>", NULL, "macintosh", "é");
    CHECK("<?xml version='1.0' encoding='mac_iceland'?><a>\xDD\x8E</a>", NULL, "mac-iceland", "ðé");
    CHECK("<?xml version='1.0' encoding='cp949'?><a>\xA2\xE6</a>", NULL, "windows-949", "€");
    CHECK("<?xml version='1.0' encoding='koi8_t'?><a>\x80</a>", NULL, "koi8-t", "қ");
}

static void a_label_that_is_wrong_or_unknown_costs_nothing(void **state)
{
    (void)state;
    CHECK("<?xml version='1.0' encoding='bogus'?><a>\xC3\xA9</a>", NULL, "utf-8", "é");
    CHECK("<?xml version='1.0' encoding='utf-16'?><a>\xC3\xA9</a>", NULL, "utf-8", "é");
    CHECK("<?xml version='1.0' encoding='iso-8859-1'?><a>\xC3\xA9</a>", NULL, "utf-8", "é");
}

static void a_label_whose_encoding_has_other_signs_of_markup_is_not_believed(void **state)
{
    (void)state;
    CHECK("<?xml version='1.0' encoding='cp037'?><a>Ferry</a>", NULL, "utf-8", "Ferry");
    CHECK("<?xml version='1.0' encoding='ebcdic-cp-us'?><a>caf\xC3\xA9</a>", NULL, "utf-8", "café");
    CHECK("<?xml version='1.0' encoding='windows-1252'?><a>caf\xE9</a>", "text/xml; charset=utf-16",
          "windows-1252", "café");
}

static void single_foreign_bytes_in_utf_8_are_read_as_windows_1252(void **state)
{
    (void)state;
    CHECK("<a>\xC3\xA9t\xC3\xA9, caf\xE9 \x96</a>", NULL, "utf-8", "été, café –");
}

static void what_a_cut_left_of_a_character_is_dropped(void **state)
{
    (void)state;
    CHECK("<a>\xD0\x9F\xD0\xBE\xD1</a>", NULL, "utf-8", "<a>По</a>");
    CHECK("<a>Ferry shut \xE2\x80</a>", NULL, "utf-8", "<a>Ferry shut </a>");
    CHECK("<a>\xC3\xA9t\xC3\xA9, \xE9t\xE9</a>", NULL, "utf-8", "<a>été, été</a>");
    CHECK("<a>L'\xC3\xA9t\xC3\xA9 au caf\xC3...</a>", NULL, "utf-8", "<a>L'été au caf...</a>");
    CHECK("<a>D\xC3\xA9j\xC3\xA0 \xC3\xE2\x80\xA6 caf\xC3</a>", NULL, "utf-8", "<a>Déjà … caf</a>");
    CHECK("<a>\xD0\x9F\xD0\xBE\xD1\x82 \xD1&hellip;</a>", NULL, "utf-8", "<a>Пот &hellip;</a>");
    CHECK("<a>\xC3\xA9t\xC3\xA9 d\xC3\xA9j\xC3\xA0 r\xC3\xA9gl\xC3\xA9: S\xC3O, IRM\xC3, "
          "\xC9 caf\xE9...</a>",
          NULL, "utf-8", "<a>été déjà réglé: SÃO, IRMÃ, É café...</a>");
}

static void what_is_no_utf_8_is_of_the_page_for_the_script_of_the_rest(void **state)
{
    (void)state;
    CHECK("<a>Паром закрыт: \xF8\xF2\xEE\xF0\xEC \xE8 \x96 Caf\xE9</a>", NULL, "utf-8",
          "<a>Паром закрыт: шторм и – Café</a>");
    CHECK("<a>Το πλοίο έκλεισε: \xED\xDD\xE1</a>", NULL, "utf-8", "<a>Το πλοίο έκλεισε: νέα</a>");
}

static void another_script_is_known_though_latin_is_said(void **state)
{
    (void)state;
    CHECK("<?xml version='1.0' encoding='iso-8859-1'?><a>\xCF\xEE\xF0\xF2 \xE7\xE0\xEA\xF0\xFB"
          "\xF2 \xE8\xE7-\xE7\xE0 \xF8\xF2\xEE\xF0\xEC\xE0</a>",
          NULL, "windows-1251", "Порт закрыт из-за шторма");
    CHECK(
        "<?xml version='1.0' encoding='iso-8859-1'?><a>\xAB\x43\x61\x66\xE9\xBB \x97 \xE9t\xE9</a>",
        NULL, "windows-1252", "«Café» — été");
    CHECK("<?xml version='1.0' encoding='iso-8859-1'?><a>\xC3\xA9t\xC3\xA9 caf\xE9</a>", NULL,
          "utf-8", "été café");
}

static void latin_text_is_known_though_another_script_is_said(void **state)
{
    (void)state;
    CHECK("<?xml version='1.0' encoding='windows-1251'?><a>Gr\xF6\xDF"
          "ter Streit \xFC"
          "ber F\xE4hren: \xD6sterreich pr\xFC"
          "ft Ma\xDFnahmen, W\xE4hler z\xF6gern</a>",
          NULL, "windows-1252", "Größter Streit über Fähren: Österreich");
    CHECK("<?xml version='1.0' encoding='gb2312'?><a>El a\xF1o pr\xF3ximo habr\xE1 m\xE1s "
          "inversi\xF3n en Espa\xF1"
          "a, se\xF1"
          "al\xF3 el ni\xF1o</a>",
          NULL, "windows-1252", "El año próximo habrá más inversión");
    CHECK("<?xml version='1.0' encoding='windows-1251'?><a>IT-\xEE\xF2\xE4\xE5\xEB \xE8 "
          "web\xF1\xE0\xE9\xF2</a>",
          NULL, "windows-1251", "IT-отдел и webсайт");
}

static void a_declaration_may_be_written_in_capitals(void **state)
{
    (void)state;
    CHECK("<?XML VERSION='1.0' ENCODING='KOI8-R'?><a>\xC5</a>", NULL, "koi8-r", "е");
}

static void a_declaration_may_lack_signs_or_stand_behind_another(void **state)
{
    (void)state;
    CHECK("<?xml version='1.0' encoding='koi8-r'><a>\xC5</a>", NULL, "koi8-r", "е");
    CHECK("<? xml version='1.0' encoding='koi8-r' ?><a>\xC5</a>", NULL, "koi8-r", "е");
    CHECK("<xml version='1.0' encoding='koi8-r'?><a>\xC5</a>", NULL, "koi8-r", "е");
    CHECK("<?xml version='1.0'?><?xml version='1.0' encoding='koi8-r'?><a>\xC5</a>", NULL, "koi8-r",
          "е");
    CHECK("<?xml version='1.0'?><a encoding='koi8-r'>\xC5</a>", NULL, "windows-1252", "Å");
    CHECK("<?xml version='1.0'?><a><?xml encoding='koi8-r'?>\xC5</a>", NULL, "windows-1252", "Å");
    CHECK("<?xml-model encoding='koi8-r'?><a>\xC5</a>", NULL, "windows-1252", "Å");
}

static void halves_of_a_pair_that_were_written_apart_are_one_character(void **state)
{
    (void)state;
    CHECK("<a>\xC3\xA9t\xC3\xA9 \xED\xA0\xBD\xED\xBA\xA2</a>", NULL, "utf-8", "<a>été 🚢</a>");
}

static void utf_8_that_was_encoded_twice_is_mended(void **state)
{
    (void)state;
    CHECK("<a>caf\xC3\x83\xC2\xA9</a>", NULL, "utf-8", "<a>café</a>");
    CHECK("<a>ÐŸÐ°Ñ€Ð¾Ð¼</a>", NULL, "utf-8", "<a>Паром</a>");
    CHECK("<a>cafÃƒÂ©</a>", NULL, "utf-8", "<a>café</a>");
    CHECK("<a>São Paulo</a><b>cafÃ©</b>", NULL, "utf-8", "<a>São Paulo</a><b>café</b>");
    CHECK("<a>São Paulo</a><b>IRMÃ… cedo</b>", NULL, "utf-8", "<b>IRMÃ… cedo</b>");
}

static void references_to_the_bytes_of_utf_8_are_the_characters_that_those_make(void **state)
{
    (void)state;
    CHECK("<a>F&#195;&#182;hn, Stra&#xC3;&#x9F;e</a>", NULL, "utf-8", "<a>Föhn, Straße</a>");
    CHECK("<a>It&#226;&#8364;&#8482;s</a><b>It&#226;&#128;&#153;s</b>", NULL, "utf-8",
          "<a>It’s</a><b>It’s</b>");
    CHECK("<a>caf&Atilde;&copy;</a><b>caf&amp;Atilde;&amp;copy;</b>", NULL, "utf-8",
          "<a>café</a><b>café</b>");
    CHECK("<a>&#208;&#159;&#208;&#176;&#209;&#8364; &#240;&#159;&#154;&#162;</a>", NULL, "utf-8",
          "<a>Пар 🚢</a>");
}

static void a_closing_quote_of_which_a_byte_was_lost_is_one(void **state)
{
    (void)state;
    CHECK("<a>â€œFerry backâ€ says Zoë</a><b>â€œFerry backâ€, says ZoÃ«</b>", NULL, "utf-8",
          "<a>â€œFerry backâ€ says Zoë</a><b>“Ferry back”, says Zoë</b>");
    CHECK("<a>&acirc;&euro;&oelig;Ferry back&acirc;&euro;</a>", NULL, "utf-8",
          "<a>“Ferry back”</a>");
    CHECK("<a>It is â€ here</a>", NULL, "utf-8", "<a>It is â€ here</a>");
}

static void references_to_latin_letters_side_by_side_are_those(void **state)
{
    (void)state;
    CHECK("<a>&laquo;CAF&Eacute;&raquo;</a>", NULL, "utf-8", "CAF&Eacute;&raquo;");
    CHECK("<a>IRM&Atilde;&hellip;</a>", NULL, "utf-8", "IRM&Atilde;&hellip;");
    CHECK("<a>F&#246;hn &#8211; &#195;&#182;</a>", NULL, "utf-8", "F&#246;hn &#8211; &#195;&#182;");
    CHECK("<a>&#9835;&lt;&nothing;&amp;&amp;lt;&#195;</a>", NULL, "utf-8",
          "&#9835;&lt;&nothing;&amp;&amp;lt;&#195;");
}

static void shifted_text_is_known_by_its_escapes(void **state)
{
    (void)state;
    CHECK("<a>\x1B$BF|K\\\x1B(B</a>", NULL, "iso-2022-jp", "日本");
    CHECK("<?xml version='1.0' encoding='utf-8'?><a>\x1B$BF|K\\\x1B(B</a>", "text/xml",
          "iso-2022-jp", "日本");
    CHECK("<a>\x1B$A</a>", NULL, "utf-8", "\x1B$A");
    CHECK("<?xml version='1.0' encoding='shift_jis'?><a>\x93\xFA\x96\x7B</a>", NULL, "cp932",
          "日本");
}

static void a_foreign_letter_or_two_are_latin(void **state)
{
    (void)state;
    CHECK("<a>\xE9</a>", NULL, "windows-1252", "<a>é");
    CHECK("<a>\x93\xE9\x94 \x97 \x80</a>", NULL, "windows-1252", "“é” — €");
    CHECK("<a>caf\xC3\xA9 \xE9t\xC3\xA9 \x93q\x94</a>", NULL, "utf-8", "café été “q”");
}

static void hanzi_between_tildes_are_known_undeclared(void **state)
{
    (void)state;
    CHECK("<a>~{::WV::WV::WV~} 1</a>", NULL, "hz-gb-2312", "<a>汉字汉字汉字 1");
    CHECK("<a>~{ x ~}</a>", NULL, "utf-8", "<a>~{ x ~}");
    CHECK("<a>~{::WV::WV::WV</a>", NULL, "utf-8", "<a>~{::WV");
}

static void undeclared_cyrillic_is_read_in_the_page_it_was_written_in(void **state)
{
    (void)state;
    CHECK("<a>\x8F\xA0\xE0\xAE\xAC \xA7\xA0\xE2\xAE\xAD\xE3\xAB \xA2 \xAF\xAE\xE0\xE2\xE3</a>",
          NULL, "ibm866", "<a>Паром затонул в порту");
    CHECK("<a>\xDD\xA0\xE1\xD6\xD2 \xF3\xA0\xE5\xD6\xD4\xE7\xD0 \xEB \xD8\xD6\xE1\xE5\xE7</a>",
          NULL, "ibm855", "<a>Паром затонул в порту");
    CHECK("<a>\x8F\xE0\xF0\xEE\xEC \xE7\xE0\xF2\xEE\xED\xF3\xEB \xE2 \xEF\xEE\xF0\xF2\xF3</a>",
          NULL, "x-mac-cyrillic", "<a>Паром затонул в порту");
    CHECK("<a>\xF0\xC1\xD2\xCF\xCD \xDA\xC1\xD4\xCF\xCE\xD5\xCC \xD7 \xD0\xCF\xD2\xD4\xD5</a>",
          NULL, "koi8-r", "<a>Паром затонул в порту");
}

static void undeclared_korean_is_not_taken_for_thai(void **state)
{
    static const char korean[] =
        "<a>\xBF\xA9\xB0\xB4\xBC\xB1\xC0\xCC \xC7\xD7\xB1\xB8\xBF\xA1\xBC\xAD "
        "\xC4\xA7\xB8\xF4\xC7\xDF\xB4\xD9. \xB1\xB8\xC1\xB6\xB4\xEB\xB4\xC2 "
        "\xBD\xC7\xC1\xBE\xC0\xDA\xB8\xA6 \xC3\xA3\xB0\xED \xC0\xD6\xB4\xD9.</a>";

    (void)state;
    CHECK(korean, NULL, "windows-949", "<a>여객선이 항구에서 침몰했다");
}

static void the_page_of_ebcdic_is_the_one_that_http_or_the_declaration_says(void **state)
{
    (void)state;
    CHECK("\x4C\x6F\xA7\x94\x93\x6F\x6E\x4C\x81\x6E\xC0\x4C\x61\x81\x6E", "text/xml; charset=cp273",
          "ibm273", "ä");
    CHECK("\x4C\x6F\xB7\x75\x74\x6F\x6E\x4C\x62\x6E\x81\x4C\x61\x62\x6E", NULL, "cp930", "<a>ｱ");
}

static void numbers_are_code_pages_or_what_java_calls_iso_8859(void **state)
{
    (void)state;
    CHECK("<?xml version='1.0' encoding='8859_2'?><a>\xB1</a>", NULL, "iso-8859-2", "ą");
    CHECK("<?xml version='1.0' encoding='5601'?><a>\xB0\xA1</a>", NULL, "windows-949", "가");
    CHECK("<?xml version='1.0' encoding='1251'?><a>\xE4</a>", NULL, "windows-1251", "д");
}

static void utf_8_is_read_as_such_whatever_script_is_said(void **state)
{
    (void)state;
    CHECK("<a>Новый бюджет принят</a>", "text/xml; charset=windows-1251", "utf-8", "Новый");
    CHECK("<?xml version='1.0' encoding='gb2312'?><a>新闻：今日</a>", NULL, "utf-8", "新闻：今日");
    CHECK("<?xml version='1.0' encoding='windows-1251'?><a>新闻中心</a>", NULL, "utf-8",
          "新闻中心");
    CHECK("<?xml version='1.0' encoding='gb2312'?><a>政府公布明年的新预算</a>", NULL, "utf-8",
          "政府");
    CHECK("<?xml version='1.0' encoding='gb2312'?><a>\xC1\xAA\xCD\xA8</a>", NULL, "gb18030",
          "联通");
}

static void escapes_are_known_under_another_label(void **state)
{
    (void)state;
    CHECK("<?xml version='1.0' encoding='iso-2022-jp'?><a>\x1B$B8!:w\x1B(B</a>",
          "text/xml; charset=utf-8", "iso-2022-jp", "検索");
    CHECK("<?xml version='1.0' encoding='euc-jp'?><a>\x1B$B8!:w\x1B(B</a>", NULL, "iso-2022-jp",
          "検索");
}

static void latin_pages_are_told_apart_by_the_alphabets_of_languages(void **state)
{
    (void)state;
    CHECK("<a>Vyriausyb\xEB patvirtino kit\xF8 met\xF8 biud\xFE\x65t\xE0</a>", NULL, "windows-1257",
          "biudžetą");
    CHECK("<a>\xC8i\x9A\xE6\x65nje obale po\xE8inje u o\x9Eujku</a>", NULL, "windows-1250",
          "Čišćenje");
    CHECK("<a>Gda\xF1sk: \xBF\xF3\xB3te tramwaje wr\xF3\x63\xB1 na ulice</a>", NULL, "iso-8859-2",
          "żółte");
    CHECK("<a>La majorit\x8E s'inqui\x8Fte, a d\x8E\x63lar\x8E le pr\x8Esident</a>", NULL,
          "macintosh", "majorité");
    CHECK(
        "<?xml version='1.0' encoding='iso-8859-1'?><a>P\xF8\xED\x9At\xED t\xFD\x64\x65n za\xE8ne "
        "rekonstrukce \x9E\x65leznice \xE8\x65sk\xFDmi</a>",
        NULL, "windows-1250", "Příští");
    CHECK(
        "<?xml version='1.0' encoding='iso-8859-1'?><a>Sigur\xF0ur, Bj\xF6rk, S\xF8ren und M\xFCller: "
        "na\xEFve Gr\xFC\xDF\x65</a>",
        NULL, "windows-1252", "Sigurður");
}

static void letters_that_are_nearly_all_faults_are_of_another_encoding(void **state)
{
    (void)state;
    CHECK("<?xml version='1.0' encoding='euc-jp'?><a>La citt\xE0 \xE8 pi\xF9 sicura</a>", NULL,
          "windows-1252", "città è più");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_mark_is_believed_before_http_and_http_before_xml),
        cmocka_unit_test(ascii_of_a_text_type_without_charset_is_ascii_whatever_it_declares),
        cmocka_unit_test(a_mark_behind_bytes_that_are_no_text_is_dropped_too),
        cmocka_unit_test(utf_16_needs_no_mark),
        cmocka_unit_test(utf_32_is_known_by_its_mark_or_its_zeros),
        cmocka_unit_test(names_are_read_as_the_web_reads_them),
        cmocka_unit_test(a_label_that_is_wrong_or_unknown_costs_nothing),
        cmocka_unit_test(a_label_whose_encoding_has_other_signs_of_markup_is_not_believed),
        cmocka_unit_test(single_foreign_bytes_in_utf_8_are_read_as_windows_1252),
        cmocka_unit_test(what_a_cut_left_of_a_character_is_dropped),
        cmocka_unit_test(what_is_no_utf_8_is_of_the_page_for_the_script_of_the_rest),
        cmocka_unit_test(another_script_is_known_though_latin_is_said),
        cmocka_unit_test(latin_text_is_known_though_another_script_is_said),
        cmocka_unit_test(a_declaration_may_be_written_in_capitals),
        cmocka_unit_test(a_declaration_may_lack_signs_or_stand_behind_another),
        cmocka_unit_test(halves_of_a_pair_that_were_written_apart_are_one_character),
        cmocka_unit_test(shifted_text_is_known_by_its_escapes),
        cmocka_unit_test(a_foreign_letter_or_two_are_latin),
        cmocka_unit_test(hanzi_between_tildes_are_known_undeclared),
        cmocka_unit_test(utf_8_that_was_encoded_twice_is_mended),
        cmocka_unit_test(references_to_the_bytes_of_utf_8_are_the_characters_that_those_make),
        cmocka_unit_test(a_closing_quote_of_which_a_byte_was_lost_is_one),
        cmocka_unit_test(references_to_latin_letters_side_by_side_are_those),
        cmocka_unit_test(undeclared_cyrillic_is_read_in_the_page_it_was_written_in),
        cmocka_unit_test(undeclared_korean_is_not_taken_for_thai),
        cmocka_unit_test(the_page_of_ebcdic_is_the_one_that_http_or_the_declaration_says),
        cmocka_unit_test(numbers_are_code_pages_or_what_java_calls_iso_8859),
        cmocka_unit_test(utf_8_is_read_as_such_whatever_script_is_said),
        cmocka_unit_test(escapes_are_known_under_another_label),
        cmocka_unit_test(latin_pages_are_told_apart_by_the_alphabets_of_languages),
        cmocka_unit_test(letters_that_are_nearly_all_faults_are_of_another_encoding),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
