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

static void utf_16_needs_no_mark(void **state)
{
    (void)state;
    CHECK("<\0a\0>\0\xE9\0<\0/\0a\0>\0", NULL, "utf-16le", "é");
    CHECK("\0<\0a\0>\0\xE9\0<\0/\0a\0>", NULL, "utf-16be", "é");
}

static void names_are_read_as_the_web_reads_them(void **state)
{
    (void)state;
    CHECK("<?xml version='1.0' encoding='ISO-8859-1'?><a>\x93quoted\x94</a>", NULL, "windows-1252",
          "“quoted”");
    CHECK("<?xml version='1.0' encoding='gb2312'?><a>\xB0\xA1</a>", NULL, "gb18030", "啊");
    CHECK("<?xml version='1.0' encoding='windows_1250'?><a>\x80</a>", NULL, "windows-1250", "€");
    CHECK("<?xml version='1.0' encoding='macroman'?><a>\x8E</a>", NULL, "macintosh", "é");
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

static void single_foreign_bytes_in_utf_8_are_read_as_windows_1252(void **state)
{
    (void)state;
    CHECK("<a>\xC3\xA9t\xC3\xA9, caf\xE9 \x96</a>", NULL, "utf-8", "été, café –");
}

static void utf_8_that_was_encoded_twice_is_mended(void **state)
{
    (void)state;
    CHECK("<a>caf\xC3\x83\xC2\xA9</a>", NULL, "utf-8", "<a>café</a>");
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_mark_is_believed_before_http_and_http_before_xml),
        cmocka_unit_test(utf_16_needs_no_mark),
        cmocka_unit_test(names_are_read_as_the_web_reads_them),
        cmocka_unit_test(a_label_that_is_wrong_or_unknown_costs_nothing),
        cmocka_unit_test(single_foreign_bytes_in_utf_8_are_read_as_windows_1252),
        cmocka_unit_test(shifted_text_is_known_by_its_escapes),
        cmocka_unit_test(a_foreign_letter_or_two_are_latin),
        cmocka_unit_test(hanzi_between_tildes_are_known_undeclared),
        cmocka_unit_test(utf_8_that_was_encoded_twice_is_mended),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
