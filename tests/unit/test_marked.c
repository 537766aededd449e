/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/arena.h"
#include "feeds/text/html.h"
#include "feeds/text/marked.h"
#include "tests/helpers/own_arena.h"

#include <string.h>

static const char story[] = "The ferry ran aground.\n\x0EPhoto: Coast Guard\nAll are safe.\n";

static void blocks_are_stepped_through(void **state)
{
    const char *at = story;
    struct marked_block block;

    (void)state;
    assert_true(marked_next(&at, &block));
    assert_int_equal(block.len, strlen("The ferry ran aground."));
    assert_false(block.is_furniture);
    assert_true(marked_next(&at, &block));
    assert_memory_equal(block.text, "Photo: Coast Guard", block.len);
    assert_true(block.is_furniture);
    assert_true(marked_next(&at, &block));
    assert_false(marked_next(&at, &block));
}

static void a_last_block_without_an_end_is_one(void **state)
{
    const char *at = "half";
    struct marked_block block;

    (void)state;
    assert_true(marked_next(&at, &block));
    assert_int_equal(block.len, 4);
    assert_false(marked_next(&at, &block));
}

static void the_display_leaves_furniture_out(void **state)
{
    assert_string_equal(marked_display(*state, story), "The ferry ran aground.\n\nAll are safe.");
    assert_string_equal(marked_display(*state, "\x0EPhoto\n"), "");
    assert_string_equal(marked_display(*state, ""), "");
}

static void html_names_furniture_and_escapes_text(void **state)
{
    assert_string_equal(marked_to_html(*state, "1 < 2 & \"so\" it's > 0\n\x0EPhoto\n"),
                        "<p>1 &lt; 2 &amp; &quot;so&quot; it&#39;s &gt; 0</p><aside>Photo</aside>");
    assert_string_equal(marked_to_html(*state, ""), "");
}

static void html_reads_back_as_the_same_text(void **state)
{
    static const char marked[] = "“Safe” &amp; sound <b>\n\x0E&copy; AT&T &#38;\n北朝鮮 🚢\n";
    const char *html = marked_to_html(*state, marked);

    assert_string_equal(text_from_html(*state, html, strlen(html)), marked);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(blocks_are_stepped_through),       TEST(a_last_block_without_an_end_is_one),
        TEST(the_display_leaves_furniture_out), TEST(html_names_furniture_and_escapes_text),
        TEST(html_reads_back_as_the_same_text),
    };

    return cmocka_run_group_tests_name("marked", tests, NULL, NULL);
}
