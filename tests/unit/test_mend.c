/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/buffer.h"
#include "feeds/parse/mend.h"

#include <string.h>

struct mended {
    struct buffer xml;
    unsigned faults; /* bits */
    size_t first_offset;
};

static bool on_xml(void *owner, const char *xml, size_t len)
{
    struct mended *mended = owner;

    return buffer_append(&mended->xml, xml, len);
}

static void on_fault(void *owner, enum mend_fault fault, size_t offset)
{
    struct mended *mended = owner;

    if (mended->faults == 0)
        mended->first_offset = offset;
    mended->faults |= 1u << fault;
}

#define NONE 0u
#define ONLY(fault) (1u << (fault))

/* What stands inside of the element round the whole. */
static void assert_mended(const char *text, const char *wanted, unsigned faults)
{
    struct mended mended = {.faults = 0};
    struct mend_sink sink = {.write = on_xml, .on_fault = on_fault, .owner = &mended};
    struct mend_source source = {text, strlen(text), false};

    buffer_init(&mended.xml, 1 << 20);
    mend_document(&source, &sink);
    const char *begin = memchr(mended.xml.data, '>', mended.xml.len);
    size_t len = mended.xml.len - (size_t)(begin + 1 - mended.xml.data) - strlen("</document>");
    if (len != strlen(wanted) || memcmp(begin + 1, wanted, len) != 0)
        fail_msg("%s\nbecame\n%.*s", text, (int)len, begin + 1);
    assert_int_equal(mended.faults, faults);
    buffer_free(&mended.xml);
}

static void sound_xml_stays_as_it_is(void **state)
{
    (void)state;
    assert_mended("<a x=\"1\" y='2'>t &amp; u<b/><![CDATA[<p>]]></a>",
                  "<a x=\"1\" y='2'>t &amp; u<b/><![CDATA[<p>]]></a>", NONE);
}

static void signs_that_begin_nothing_are_text(void **state)
{
    (void)state;
    assert_mended("<a>AT&T</a>", "<a>AT&amp;T</a>", ONLY(FAULT_AMPERSAND));
    assert_mended("<a>1 < 2</a>", "<a>1 &lt; 2</a>", ONLY(FAULT_LESS_THAN));
    assert_mended("<a>Ada <ada@coast.example></a>", "<a>Ada &lt;ada@coast.example></a>",
                  ONLY(FAULT_LESS_THAN));
}

static void entities_of_html_are_known_and_others_kept(void **state)
{
    (void)state;
    assert_mended("<a>Caf&eacute;</a>", "<a>Caf\xC3\xA9</a>", NONE);
    assert_mended("<a>&nothing;</a>", "<a>&amp;nothing;</a>", ONLY(FAULT_ENTITY));
    assert_mended("<a>&#146;&#x26;</a>", "<a>\xE2\x80\x99&amp;</a>", NONE);
    assert_mended("<a>&#0;&#xFFFF;</a>", "<a></a>", ONLY(FAULT_REFERENCE));
    assert_mended("<a>&#55357;&#56832;</a>", "<a>\xF0\x9F\x98\x80</a>", NONE);
}

static void a_doctype_is_passed_over_and_its_plain_entities_kept(void **state)
{
    (void)state;
    assert_mended("<!DOCTYPE a [<!ENTITY sea 'The Sea'><!ENTITY bomb '&sea;&sea;'>]><a>&sea;</a>",
                  "<a>The Sea</a>", NONE);
    assert_mended("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
                  "<a>&amp;x;</a>", ONLY(FAULT_ENTITY));
}

static void elements_are_closed_where_they_must_end(void **state)
{
    (void)state;
    assert_mended("<a><b>x</a>", "<a><b>x</b></a>", ONLY(FAULT_UNCLOSED));
    assert_mended("<a><b>x", "<a><b>x</b></a>", ONLY(FAULT_UNCLOSED));
    assert_mended("<a>x</b></a>", "<a>x</a>", ONLY(FAULT_STRAY_END));
    assert_mended("<c><item><title>x<item>y</item></c>",
                  "<c><item><title>x</title></item><item>y</item></c>", ONLY(FAULT_UNCLOSED));
}

static void attributes_are_made_sound(void **state)
{
    (void)state;
    assert_mended("<a x=1 y='2' y='3'/>", "<a x=\"1\" y=\"2\"/>", ONLY(FAULT_DUPLICATE));
    assert_mended("<a checked href='?a=1&b=2'/>", "<a checked=\"\" href=\"?a=1&amp;b=2\"/>",
                  ONLY(FAULT_AMPERSAND));
    assert_mended("<a 1x='2'/>", "<a/>", ONLY(FAULT_ATTRIBUTE));
    assert_mended("<a\fx='1'\f/>", "<a x=\"1\"/>", NONE);
}

static void an_item_closes_all_but_what_holds_items(void **state)
{
    (void)state;
    assert_mended("<rss><channel><titlx>The Coast</title><item>1</item></channel></rss>",
                  "<rss><channel><titlx>The Coast</titlx><item>1</item></channel></rss>",
                  ONLY(FAULT_STRAY_END) | ONLY(FAULT_UNCLOSED));
    assert_mended("<a:feed><a:x><a:entry/></a:feed>", "<a:feed><a:x></a:x><a:entry/></a:feed>",
                  ONLY(FAULT_UNCLOSED));
    assert_mended("<rss><item><m:list><m:item/></m:list></item></rss>",
                  "<rss><item><m:list><m:item/></m:list></item></rss>", NONE);
}

static void a_quote_that_is_not_closed_ends_with_its_tag(void **state)
{
    (void)state;
    assert_mended("<a x=\"1><b y=\"2\"/></a>", "<a x=\"1\"><b y=\"2\"/></a>", NONE);
    assert_mended("<a x=\"1 < 2\"/>", "<a x=\"1 &lt; 2\"/>", ONLY(FAULT_LESS_THAN));
}

static void sections_nest_or_stay_open(void **state)
{
    (void)state;
    assert_mended("<a><![CDATA[x</a>", "<a><![CDATA[x]]></a>", ONLY(FAULT_CDATA));
    assert_mended("<a><![CDATA[x <![CDATA[y]]></a>", "<a><![CDATA[x  y]]></a>", ONLY(FAULT_CDATA));
}

static void the_end_of_a_section_does_not_come_about_in_text(void **state)
{
    (void)state;
    assert_mended("<a>]</b>]></a>", "<a>]]&gt;</a>", ONLY(FAULT_STRAY_END));
    assert_mended("<a>&#93;]></a>", "<a>]]&gt;</a>", NONE);
    assert_mended("<a>]\x01]></a>", "<a>]]&gt;</a>", ONLY(FAULT_CONTROL));
    assert_mended("<a><![CDATA[]\x01]>]]></a>", "<a><![CDATA[] ]>]]></a>", ONLY(FAULT_CONTROL));
}

static void controls_and_comments_are_left_out(void **state)
{
    (void)state;
    assert_mended("<a>x\x01\x0By</a>", "<a>xy</a>", ONLY(FAULT_CONTROL));
    assert_mended("<a><!-- x --><?php echo 1 ?>y</a>", "<a>y</a>", NONE);
    assert_mended("<a><!-- x>y</a>", "<a>y</a>", ONLY(FAULT_COMMENT));
}

static void depth_is_bounded(void **state)
{
    struct mended mended = {.faults = 0};
    struct mend_sink sink = {.write = on_xml, .on_fault = on_fault, .owner = &mended};
    struct buffer text;

    (void)state;
    buffer_init(&text, 8192);
    for (size_t i = 0; i < 2000; i++)
        buffer_append_string(&text, "<a>");
    buffer_init(&mended.xml, 1 << 20);
    mend_document(&(struct mend_source){text.data, text.len, false}, &sink);
    buffer_free(&text);
    assert_true((mended.faults & ONLY(FAULT_DEPTH)) != 0);
    assert_true(mended.xml.len < 4000);
    buffer_free(&mended.xml);
}

static void a_fault_says_where_it_stands(void **state)
{
    struct mended mended = {.faults = 0};
    struct mend_sink sink = {.write = on_xml, .on_fault = on_fault, .owner = &mended};

    (void)state;
    buffer_init(&mended.xml, 1 << 20);
    mend_document(&(struct mend_source){"<a>\n<b>&x</b></a>", 17, false}, &sink);
    assert_int_equal(mended.first_offset, 7);
    assert_non_null(strstr(mend_fault_text(FAULT_AMPERSAND), "\"&\""));
    buffer_free(&mended.xml);
}

static void on_tag(void *owner, size_t offset)
{
    struct buffer *offsets = owner;

    buffer_append_format(offsets, "%zu ", offset);
}

static bool drop(void *owner, const char *xml, size_t len)
{
    (void)owner, (void)xml, (void)len;
    return true;
}

static void drop_fault(void *owner, enum mend_fault fault, size_t offset)
{
    (void)owner, (void)fault, (void)offset;
}

static void each_tag_that_is_written_says_where_it_stood(void **state)
{
    static const char text[] = "<!DOCTYPE a><a b=1><!-- <c> --><br></x><d/><![CDATA[<e>]]></a>";
    struct buffer offsets;
    struct mend_sink sink = {
        .write = drop, .on_fault = drop_fault, .owner = &offsets, .on_tag = on_tag};

    (void)state;
    buffer_init(&offsets, 1024);
    mend_document(&(struct mend_source){text, strlen(text), false}, &sink);
    assert_string_equal(offsets.data, "12 31 39 ");
    buffer_free(&offsets);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sound_xml_stays_as_it_is),
        cmocka_unit_test(signs_that_begin_nothing_are_text),
        cmocka_unit_test(entities_of_html_are_known_and_others_kept),
        cmocka_unit_test(a_doctype_is_passed_over_and_its_plain_entities_kept),
        cmocka_unit_test(elements_are_closed_where_they_must_end),
        cmocka_unit_test(attributes_are_made_sound),
        cmocka_unit_test(an_item_closes_all_but_what_holds_items),
        cmocka_unit_test(a_quote_that_is_not_closed_ends_with_its_tag),
        cmocka_unit_test(sections_nest_or_stay_open),
        cmocka_unit_test(the_end_of_a_section_does_not_come_about_in_text),
        cmocka_unit_test(controls_and_comments_are_left_out),
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(a_fault_says_where_it_stands),
        cmocka_unit_test(each_tag_that_is_written_says_where_it_stood),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
