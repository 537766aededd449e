/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/arena.h"
#include "feeds/parse/guess.h"
#include "tests/helpers/own_arena.h"

#include <string.h>

static enum markup guess(const char *text)
{
    return guess_markup(text, strlen(text));
}

static void tags_and_references_that_html_knows_are_markup(void **state)
{
    (void)state;
    assert_int_equal(guess("The <b>ferry</b>"), MARKUP_HTML);
    assert_int_equal(guess("The ferry<br/>"), MARKUP_HTML);
    assert_int_equal(guess("Ferry &amp; bridge"), MARKUP_HTML);
    assert_int_equal(guess("Ferry &#8211; closed"), MARKUP_HTML);
    assert_int_equal(guess("Ferry &check;, bridge &copy 2026"), MARKUP_HTML);
    assert_int_equal(guess("Ferry<hr noshade>"), MARKUP_HTML);
}

static void signs_that_begin_neither_are_plain(void **state)
{
    (void)state;
    assert_int_equal(guess(""), MARKUP_PLAIN);
    assert_int_equal(guess("The ferry"), MARKUP_PLAIN);
    assert_int_equal(guess("1 < 2 > 0"), MARKUP_PLAIN);
    assert_int_equal(guess("Ferry & bridge"), MARKUP_PLAIN);
    assert_int_equal(guess("List<String> grows"), MARKUP_PLAIN);
    assert_int_equal(guess("AT&T; Ferry"), MARKUP_PLAIN);
    assert_int_equal(guess("<ada@coast.example>"), MARKUP_PLAIN);
    assert_int_equal(guess("a<b and c>d"), MARKUP_PLAIN);
    assert_int_equal(guess("Research&region"), MARKUP_PLAIN);
}

static void assert_plain(struct arena *arena, const char *text, const char *wanted)
{
    size_t len = strlen(text);
    const char *plain = guess_plain(arena, text, &len);

    assert_string_equal(plain, wanted);
    assert_int_equal(len, strlen(wanted));
}

static void plain_text_has_no_tags_and_its_references_read(void **state)
{
    assert_plain(*state, "The <b class='x'>ferry</b> &amp; the bridge", "The ferry & the bridge");
    assert_plain(*state, "Caf&eacute; &#8211; &#x41;&#150;&#0;",
                 "Caf\xC3\xA9 \xE2\x80\x93 A\xE2\x80\x93");
    assert_plain(*state, "1 < 2 &nothing; &", "1 < 2 &nothing; &");
    assert_plain(*state, "", "");
}

static void assert_title(struct arena *arena, const char *text, const char *wanted)
{
    size_t len = strlen(text);
    const char *title = guess_title(arena, text, &len);

    assert_string_equal(title, wanted);
    assert_int_equal(len, strlen(wanted));
}

static void a_title_may_talk_about_tags(void **state)
{
    assert_title(*state, "When <script> goes <b>wrong</b>", "When &lt;script> goes <b>wrong</b>");
    assert_title(*state, "Ice<script>x()</script> on the <i>quay",
                 "Ice<script>x()</script> on the <i>quay");
    assert_title(*state, "<td>Ice</TD>", "<td>Ice</TD>");
    assert_title(*state, "<a> as <area> in <i>maps</i>", "&lt;a> as &lt;area> in <i>maps</i>");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tags_and_references_that_html_knows_are_markup),
        cmocka_unit_test(signs_that_begin_neither_are_plain),
        cmocka_unit_test(plain_text_has_no_tags_and_its_references_read),
        cmocka_unit_test(a_title_may_talk_about_tags),
    };

    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
