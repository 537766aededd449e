/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/buffer.h"
#include "feeds/html_scan.h"

#include <string.h>

/* The start tags as "name key=value; "; all pieces together are the whole. */
static void assert_tags(const char *html, const char *expected)
{
    const char *end = html;
    struct html_scan scan;
    struct html_piece piece;
    struct buffer said;

    buffer_init(&said, 4096);
    html_scan_init(&scan, html, strlen(html));
    while (html_scan_next(&scan, &piece)) {
        struct html_attribute attribute;
        const char *at = NULL;
        assert_ptr_equal(piece.begin, end);
        end = piece.end;
        if (piece.kind != HTML_START_TAG)
            continue;
        buffer_append_format(&said, "%.*s", (int)piece.name_len, piece.name);
        while (html_next_attribute(&piece, &at, &attribute))
            buffer_append_format(&said, " %.*s=%.*s", (int)attribute.name_len, attribute.name,
                                 (int)attribute.value_len, attribute.value);
        buffer_append_string(&said, "; ");
    }
    assert_string_equal(said.data == NULL ? "" : said.data, expected);
    assert_int_equal(end - html, strlen(html));
    buffer_free(&said);
}

static void start_tags_come_with_their_attributes(void **state)
{
    (void)state;
    assert_tags("a <b>c</b><link rel=alternate HREF = '/a b'/ x>d<BR/>",
                "b; link rel=alternate HREF=/a b x=; BR; ");
    assert_tags("<a href=/x?a=1&b=2>y", "a href=/x?a=1&b=2; ");
    assert_tags("<a href=\"a>b\">", "a href=a>b; ");
    assert_tags("1 < 2 <3 </p> <!doctype html> <? x ?>", "");
}

static void comments_scripts_and_styles_hold_no_tags(void **state)
{
    (void)state;
    assert_tags("<!-- <a> --><b><!--><i><script>'<a>'</script><style><u></style><p>",
                "b; i; script; style; p; ");
    assert_tags("<title>a <b> c</title><i>", "title; i; ");
}

static void what_is_not_closed_goes_on_to_the_end(void **state)
{
    (void)state;
    assert_tags("<b><!-- <a> <i>", "b; ");
    assert_tags("<b><script><a> <i>", "b; script; ");
    assert_tags("<b><a href=\"x><i>", "b; ");
    assert_tags("<b><a href", "b; ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(start_tags_come_with_their_attributes),
        cmocka_unit_test(comments_scripts_and_styles_hold_no_tags),
        cmocka_unit_test(what_is_not_closed_goes_on_to_the_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
