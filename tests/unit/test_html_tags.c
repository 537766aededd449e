/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/buffer.h"
#include "feeds/parse/html_tags.h"

#include <string.h>

/* The tags as "name key=value; ". */
static void assert_tags(const char *html, const char *expected)
{
    const char *at = html, *end = html + strlen(html);
    struct html_tag tag;
    struct buffer said;

    buffer_init(&said, 4096);
    buffer_append_string(&said, "");
    while (html_next_tag(&at, end, &tag)) {
        buffer_append_format(&said, "%.*s", (int)tag.name.len, tag.name.text);
        for (size_t i = 0; i < tag.attribute_count; i++)
            buffer_append_format(&said, " %.*s=%.*s", (int)tag.attributes[i].name.len,
                                 tag.attributes[i].name.text, (int)tag.attributes[i].value.len,
                                 tag.attributes[i].value.text);
        buffer_append_string(&said, "; ");
    }
    assert_string_equal(said.data == NULL ? "" : said.data, expected);
    assert_ptr_equal(at, end);
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

static void a_tag_keeps_so_many_attributes(void **state)
{
    struct buffer html;
    struct html_tag tag;

    (void)state;
    buffer_init(&html, 65536);
    buffer_append_string(&html, "<a");
    for (int i = 0; i < 1000; i++)
        buffer_append_format(&html, " x%d=%d", i, i);
    buffer_append_string(&html, "><b>");
    const char *at = html.data;
    assert_true(html_next_tag(&at, html.data + html.len, &tag));
    assert_int_equal(tag.attribute_count, HTML_TAG_ATTRIBUTES_MAX);
    assert_true(html_tag_is(&tag, "A"));
    assert_memory_equal(html_tag_value(&tag, "X7").text, "7", 1);
    assert_null(html_tag_value(&tag, "href").text);
    assert_true(html_next_tag(&at, html.data + html.len, &tag));
    buffer_free(&html);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(start_tags_come_with_their_attributes),
        cmocka_unit_test(comments_scripts_and_styles_hold_no_tags),
        cmocka_unit_test(what_is_not_closed_goes_on_to_the_end),
        cmocka_unit_test(a_tag_keeps_so_many_attributes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
