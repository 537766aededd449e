#include "config/base/buffer.h"
#include "tests/helpers/reading.h"

static const char *content_of(struct reading *reading, const char *inside)
{
    const struct item *item = read_atom_entry(
        reading, arena_format(reading->arena,
                              "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>"
                              "%s</div></content>",
                              inside));

    assert_int_equal(item->content.markup, MARKUP_HTML);
    return item->content.str;
}

static void the_outer_div_is_no_part_of_the_text(void **state)
{
    assert_string_equal(content_of(*state, "<p>A <b>storm</b>.</p>"), "<p>A <b>storm</b>.</p>");
}

static void an_inner_div_stays(void **state)
{
    assert_string_equal(content_of(*state, "<div>A storm.</div>"), "<div>A storm.</div>");
}

static void characters_of_markup_are_escaped_again(void **state)
{
    assert_string_equal(content_of(*state, "<p title='&quot;a&quot;'>1 &lt; 2 &amp; 3</p>"),
                        "<p title=\"&quot;a&quot;\">1 &lt; 2 &amp; 3</p>");
}

static void what_is_escaped_beside_elements_is_html_where_html_is_escaped(void **state)
{
#define REST "<br/>1 &lt; 2<i>x &lt;b&gt;</i>&lt;hr&gt;"
    static const char *const elements[] = {
        "<description><![CDATA[<p>A storm.</p>]]>" REST "</description>",
        "<description>&lt;p&gt;A storm.&lt;/p&gt;" REST "</description>",
        "<a10:content type='html'>&lt;p&gt;A storm.&lt;/p&gt;" REST "</a10:content>",
    };
    struct reading *reading = *state;

    for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]); i++) {
        const struct item *item = read_rss_item(reading, elements[i]);
        assert_int_equal(item->content.markup, MARKUP_HTML);
        assert_string_equal(item->content.str, "<p>A storm.</p><br>1 &lt; 2<i>x &lt;b&gt;</i><hr>");
    }
    assert_string_equal(content_of(reading, "A &lt;b&gt;storm<br/>"), "A &lt;b&gt;storm<br>");
}

static void markup_in_an_id_or_a_language_is_none(void **state)
{
    const struct item *item = read_rss_item(
        *state, "<guid>coast-1<br/></guid><language><b>en</b></language><title>Storm</title>");

    assert_string_equal(item->id, "coast-1");
    assert_string_equal(item->language, "en");
}

static void void_elements_have_no_end(void **state)
{
    assert_string_equal(content_of(*state, "A<br/>storm<img alt='x'></img>"),
                        "A<br>storm<img alt=\"x\">");
}

static void drawings_lose_their_prefix_and_attributes_keep_theirs(void **state)
{
    assert_string_equal(content_of(*state,
                                   "<s:svg xmlns:s='http://www.w3.org/2000/svg'"
                                   " xmlns:xlink='http://www.w3.org/1999/xlink'>"
                                   "<s:a xlink:href='https://coast.example/'>x</s:a></s:svg>"),
                        "<svg><a xlink:href=\"https://coast.example/\">x</a></svg>");
}

static void links_are_resolved_by_the_innermost_base(void **state)
{
    assert_string_equal(content_of(*state, "<a xml:base='https://coast.example/a/' href='1'>x</a>"),
                        "<a href=\"https://coast.example/a/1\">x</a>");
}

static void links_that_would_grow_without_bound_stay(void **state)
{
    struct reading *reading = *state;
    char base[3001] = {0};
    struct buffer text;

    memset(base, 'x', sizeof(base) - 1);
    buffer_init(&text, SIZE_MAX / 2);
    buffer_append_format(&text, "<rss version='2.0' xml:base='https://coast.example/%s/'><channel>",
                         base);
    for (size_t i = 0; i < 100 * 100; i++)
        buffer_append_string(&text, i % 100 == 0    ? "<item><description><a href='1'/>"
                                    : i % 100 == 99 ? "<a href='1'/></description></item>"
                                                    : "<a href='1'/>");
    buffer_append_string(&text, "</channel></rss>");
    read_feed(reading, text.data);
    assert_null(strstr(reading->document.items[0].content.str, "\"1\""));
    assert_non_null(strstr(reading->document.items[99].content.str, "\"1\""));
    buffer_free(&text);
}

static void naked_markup_in_a_description_is_html(void **state)
{
    const struct item *item =
        read_rss_item(*state, "<description>1 &lt; 2 <b>storms</b><br></description>");

    assert_int_equal(item->content.markup, MARKUP_HTML);
    assert_string_equal(item->content.str, "1 &lt; 2 <b>storms</b><br>");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        reading_test(the_outer_div_is_no_part_of_the_text),
        reading_test(an_inner_div_stays),
        reading_test(characters_of_markup_are_escaped_again),
        reading_test(what_is_escaped_beside_elements_is_html_where_html_is_escaped),
        reading_test(markup_in_an_id_or_a_language_is_none),
        reading_test(void_elements_have_no_end),
        reading_test(drawings_lose_their_prefix_and_attributes_keep_theirs),
        reading_test(links_are_resolved_by_the_innermost_base),
        reading_test(naked_markup_in_a_description_is_html),
        reading_test(links_that_would_grow_without_bound_stay),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
