/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/arena.h"
#include "feeds/html_entities.h"
#include "tests/helpers/own_arena.h"

#include <string.h>

/* What `text`, which begins with a reference, becomes, and what is left of it. */
static const char *read(void **state, const char *text)
{
    char out[HTML_ENTITY_SIZE];
    size_t len = 0;
    size_t taken = html_entity_read(text, text + strlen(text), out, &len);

    return arena_format(*state, "%.*s|%s", (int)(taken > 0 ? len : 0), out, text + taken);
}

static void names_are_read_with_their_semicolon(void **state)
{
    assert_string_equal(read(state, "&eacute;t"), "é|t");
    assert_string_equal(read(state, "&CounterClockwiseContourIntegral;"), "∳|");
    assert_string_equal(read(state, "&AElig;&"), "Æ|&");
    assert_string_equal(read(state, "&zwnj;"), "\u200C|");
    assert_string_equal(read(state, "&notin;"), "∉|");
}

static void the_252_names_of_html_4_are_known(void **state)
{
    static const char names[] =
        "Aacute aacute Acirc acirc acute AElig aelig Agrave agrave alefsym Alpha alpha amp and "
        "ang Aring aring asymp Atilde atilde Auml auml bdquo Beta beta brvbar bull cap Ccedil "
        "ccedil cedil cent Chi chi circ clubs cong copy crarr cup curren Dagger dagger dArr "
        "darr deg Delta delta diams divide Eacute eacute Ecirc ecirc Egrave egrave empty emsp "
        "ensp Epsilon epsilon equiv Eta eta ETH eth Euml euml euro exist fnof forall frac12 "
        "frac14 frac34 frasl Gamma gamma ge gt hArr harr hearts hellip Iacute iacute Icirc "
        "icirc iexcl Igrave igrave image infin int Iota iota iquest isin Iuml iuml Kappa kappa "
        "Lambda lambda lang laquo lArr larr lceil ldquo le lfloor lowast loz lrm lsaquo lsquo "
        "lt macr mdash micro middot minus Mu mu nabla nbsp ndash ne ni not notin nsub Ntilde "
        "ntilde Nu nu Oacute oacute Ocirc ocirc OElig oelig Ograve ograve oline Omega omega "
        "Omicron omicron oplus or ordf ordm Oslash oslash Otilde otilde otimes Ouml ouml para "
        "part permil perp Phi phi Pi pi piv plusmn pound Prime prime prod prop Psi psi quot "
        "radic rang raquo rArr rarr rceil rdquo real reg rfloor Rho rho rlm rsaquo rsquo sbquo "
        "Scaron scaron sdot sect shy Sigma sigma sigmaf sim spades sub sube sum sup sup1 sup2 "
        "sup3 supe szlig Tau tau there4 Theta theta thetasym thinsp THORN thorn tilde times "
        "trade Uacute uacute uArr uarr Ucirc ucirc Ugrave ugrave uml upsih Upsilon upsilon Uuml "
        "uuml weierp Xi xi Yacute yacute yen Yuml yuml Zeta zeta zwj zwnj ";
    size_t count = 0, len;

    for (const char *name = names; *name != '\0'; name += len + 1, count++) {
        len = strcspn(name, " ");
        const char *reference = arena_format(*state, "&%.*s;", (int)len, name);
        const char *read_as = read(state, reference);
        if (*read_as == '|' || strchr(read_as, '|')[1] != '\0')
            fail_msg("%s is not known", reference);
    }
    assert_int_equal(count, 252);
}

static void old_names_are_read_without_one(void **state)
{
    assert_string_equal(read(state, "&amp"), "&|");
    assert_string_equal(read(state, "&copy2026"), "©|2026");
    assert_string_equal(read(state, "&notit;"), "¬|it;");
}

static void what_is_no_reference_stays(void **state)
{
    static const char *const plain[] = {"&",    "&;",   "& ",      "&#",       "&#;",
                                        "&#x;", "&#xg", "&hellip", "&Nosuch;", "&amq;"};

    for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
        assert_string_equal(read(state, plain[i]), arena_format(*state, "|%s", plain[i]));
}

static void numbers_are_decimal_or_hexadecimal(void **state)
{
    assert_string_equal(read(state, "&#8364;5"), "€|5");
    assert_string_equal(read(state, "&#x20ac5"), "\U00020AC5|");
    assert_string_equal(read(state, "&#X1F6A2;"), "🚢|");
    assert_string_equal(read(state, "&#65 b"), "A| b");
}

static void two_halves_of_utf_16_are_one_character(void **state)
{
    assert_string_equal(read(state, "&#55357;&#56832;!"), "😀|!");
    assert_string_equal(read(state, "&#xD83D;&#xDE00;"), "😀|");
    assert_string_equal(read(state, "&#xD83D;&#65;"), "\uFFFD|&#65;");
}

static void c1_numbers_are_windows_1252(void **state)
{
    assert_string_equal(read(state, "&#146;"), "’|");
    assert_string_equal(read(state, "&#x80;"), "€|");
}

static void numbers_of_no_character_are_replaced(void **state)
{
    assert_string_equal(read(state, "&#0;"), "\uFFFD|");
    assert_string_equal(read(state, "&#xD800;"), "\uFFFD|");
    assert_string_equal(read(state, "&#x110000;"), "\uFFFD|");
    assert_string_equal(read(state, "&#99999999999999999999;"), "\uFFFD|");
}

static void in_an_attribute_a_bare_name_before_a_sign_is_a_parameter(void **state)
{
    static const char parameter[] = "&copy=1", longer[] = "&reg_id=4", sign[] = "&copy;=1",
                      last[] = "&copy";
    char out[HTML_ENTITY_SIZE];
    size_t len;

    (void)state;
    assert_int_equal(
        html_entity_read_in_attribute(parameter, parameter + strlen(parameter), out, &len), 0);
    assert_int_equal(html_entity_read_in_attribute(longer, longer + strlen(longer), out, &len), 0);
    assert_int_equal(html_entity_read_in_attribute(sign, sign + strlen(sign), out, &len), 6);
    assert_int_equal(html_entity_read_in_attribute(last, last + strlen(last), out, &len), 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(names_are_read_with_their_semicolon),
        TEST(the_252_names_of_html_4_are_known),
        TEST(old_names_are_read_without_one),
        TEST(what_is_no_reference_stays),
        TEST(numbers_are_decimal_or_hexadecimal),
        TEST(two_halves_of_utf_16_are_one_character),
        TEST(c1_numbers_are_windows_1252),
        TEST(numbers_of_no_character_are_replaced),
        TEST(in_an_attribute_a_bare_name_before_a_sign_is_a_parameter),
    };

    return cmocka_run_group_tests_name("html_entities", tests, NULL, NULL);
}
