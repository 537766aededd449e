/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/buffer.h"
#include "feeds/parse/mend.h"
#include "tests/helpers/heard_mend.h"

#include <stdio.h>
#include <string.h>

#define NONE 0u
#define ONLY(fault) (1u << (fault))

static void assert_mended(const char *text, const char *wanted, unsigned faults)
{
    struct heard_mend mended;

    heard_mend_document(&mended, &(struct mend_source){text, strlen(text), false});
    assert_string_equal(mended.heard.out.data, wanted);
    assert_int_equal(mended.faults, faults);
    buffer_free(&mended.heard.out);
}

static void sound_xml_is_read_as_it_is(void **state)
{
    (void)state;
    assert_mended("<?xml version='1.0'?>\n<a x=\"1\" y='2'>t &amp; u<b/><![CDATA[<p>]]></a>",
                  "\n<a x=\"1\" y=\"2\">t &amp; u<b></b>&lt;p></a>", NONE);
}

static void a_section_in_two_halves_may_hold_one(void **state)
{
    (void)state;
    assert_mended(
        "<a><![CDATA[/* <![CDATA[ */ x; /* ]]]]><![CDATA[> */ <![CDATA[]]]]><![CDATA[>]]></a>",
        "<a>/* &lt;![CDATA[ */ x; /* ]]> */ &lt;![CDATA[]]></a>", NONE);
    assert_mended("<a><![CDATA[<![CDATA[x]]]><![CDATA[]>]]></a>", "<a>&lt;![CDATA[x]]></a>", NONE);
}

static void lines_end_with_one_sign(void **state)
{
    (void)state;
    assert_mended("<a x='1\r\n2\t3'>x\r\ny\rz<![CDATA[\r\n]]>&#13;</a>",
                  "<a x=\"1 2 3\">x\ny\nz\n\r</a>", NONE);
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
    assert_mended("<!DOCTYPE a [<!ENTITY amp '&amp;'><!ENTITY pub 'Salt &amp; Sons &lt;'>]>"
                  "<a href='&pub;'>&pub; &amp;</a>",
                  "<a href=\"Salt &amp; Sons &lt;\">Salt &amp; Sons &lt; &amp;</a>", NONE);
    assert_mended("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
                  "<a>&amp;x;</a>", ONLY(FAULT_ENTITY));
}

static void the_markup_of_an_entity_is_text(void **state)
{
    (void)state;
    assert_mended("<!DOCTYPE a [<!ENTITY sea '<b>The Sea</b>'>]><a>&sea;</a>",
                  "<a>&lt;b>The Sea&lt;/b></a>", NONE);
}

static void a_subset_without_end_ends_where_a_tag_stands(void **state)
{
    (void)state;
    assert_mended("<!DOCTYPE a [<!ENTITY sea 'The Sea'>\n<a>&sea;</a>", "<a>The Sea</a>", NONE);
    assert_mended("<!DOCTYPE a [<!ENTITY sea 'The Sea'> >\n<a>&sea;</a>", "<a>The Sea</a>", NONE);
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
    assert_mended("<a x=1 y='2' y='3'/>", "<a x=\"1\" y=\"2\"></a>",
                  ONLY(FAULT_DUPLICATE) | ONLY(FAULT_VALUE));
    assert_mended("<a checked href='?a=1&b=2'/>", "<a checked=\"\" href=\"?a=1&amp;b=2\"></a>",
                  ONLY(FAULT_AMPERSAND) | ONLY(FAULT_VALUE));
    assert_mended("<a 1x='2'/>", "<a></a>", ONLY(FAULT_ATTRIBUTE));
    assert_mended("<a\fx='1'\f/>", "<a x=\"1\"></a>", NONE);
}

static void an_item_closes_all_but_what_holds_items(void **state)
{
    (void)state;
    assert_mended("<rss><channel><titlx>The Coast</title><item>1</item></channel></rss>",
                  "<rss><channel><titlx>The Coast</titlx><item>1</item></channel></rss>",
                  ONLY(FAULT_STRAY_END) | ONLY(FAULT_UNCLOSED));
    assert_mended("<a:feed><a:x><a:entry/></a:feed>",
                  "<a:feed><a:x></a:x><a:entry></a:entry></a:feed>", ONLY(FAULT_UNCLOSED));
    assert_mended("<rss><item><m:list><m:item/></m:list></item></rss>",
                  "<rss><item><m:list><m:item></m:item></m:list></item></rss>", NONE);
}

static void typographic_quotes_round_a_value_are_quotes(void **state)
{
    (void)state;
    assert_mended("<a b=“one” c=‘two’ d=”>x</a>", "<a b=\"one\" c=\"two\" d=\"”\">x</a>",
                  ONLY(FAULT_VALUE));
}

static void a_quote_that_is_not_closed_ends_with_its_tag(void **state)
{
    (void)state;
    assert_mended("<a x=\"1><b y=\"2\"/></a>", "<a x=\"1\"><b y=\"2\"></b></a>", ONLY(FAULT_VALUE));
    assert_mended("<a x=\"1 < 2\"/>", "<a x=\"1 &lt; 2\"></a>", ONLY(FAULT_LESS_THAN));
}

static void what_stands_beside_the_root_is_told(void **state)
{
    (void)state;
    assert_mended("<a/>\n<b/>", "<a></a>\n<b></b>", ONLY(FAULT_OUTSIDE));
    assert_mended("Notice: x\n<a/>", "Notice: x\n<a></a>", ONLY(FAULT_OUTSIDE));
    assert_mended(" <!-- x -->\n<?xml version='1.0'?><a/>\n<!-- y -->", " \n<a></a>\n", NONE);
}

static void sections_nest_or_stay_open(void **state)
{
    (void)state;
    assert_mended("<a><![CDATA[x</a>", "<a>x</a>", ONLY(FAULT_CDATA));
    assert_mended("<a><![CDATA[x <![CDATA[y]]></a>", "<a>x  y</a>", ONLY(FAULT_CDATA));
    assert_mended("<a><![CDATA[x<![CDATA[<b>]]></b>y<![CDATA[z]]>]]> &amp;</a>",
                  "<a>x &lt;b>&lt;/b>y z &amp;</a>", ONLY(FAULT_CDATA));
    assert_mended("<r><a><![CDATA[x<![CDATA[y]]></a><a><![CDATA[z]]></a></r>",
                  "<r><a>x y</a><a>z</a></r>", ONLY(FAULT_CDATA));
}

static void sections_open_with_blanks_or_without_all_their_signs(void **state)
{
    static const char *const openings[] = {"<! [CDATA[", "< ![CDATA[", "<![ CDATA[", "<![CDATA [",
                                           "<[CDATA[",   "<!CDATA[",   "<CDATA["};
    char text[64];

    (void)state;
    for (size_t i = 0; i < sizeof(openings) / sizeof(openings[0]); i++) {
        (void)snprintf(text, sizeof(text), "<a>%s<b>&x]]></a>", openings[i]);
        assert_mended(text, "<a>&lt;b>&amp;x</a>", ONLY(FAULT_CDATA));
    }
    assert_mended("<r><a><! [CDATA[x] ]></a><a><![CDATA[y]]></a></r>", "<r><a>x</a><a>y</a></r>",
                  ONLY(FAULT_CDATA));
}

static void an_end_tag_may_lack_its_slash(void **state)
{
    (void)state;
    assert_mended("<item><title>x<title><link>y<link></item>",
                  "<item><title>x</title><link>y</link></item>", ONLY(FAULT_UNCLOSED));
    assert_mended("<item><title><![CDATA[x]]> <title>\n<link>y</link></item>",
                  "<item><title>x </title>\n<link>y</link></item>", ONLY(FAULT_UNCLOSED));
    assert_mended("<item><title>\n<title><![CDATA[x]]></title></title></item>",
                  "<item><title>\n<title>x</title></title></item>", NONE);
}

static void tags_of_feeds_may_have_blanks_before_their_names(void **state)
{
    (void)state;
    assert_mended("< item>< title >x< / title >< link>y</ link></item>",
                  "<item><title>x</title><link>y</link></item>", ONLY(FAULT_BLANKS));
    assert_mended("<a>1 < b > 2 < item 3</a>", "<a>1 &lt; b > 2 &lt; item 3</a>",
                  ONLY(FAULT_LESS_THAN));
}

static void brackets_stay_and_the_rest_of_a_section_goes(void **state)
{
    (void)state;
    assert_mended("<a>]</b>]></a>", "<a>]]></a>", ONLY(FAULT_STRAY_END));
    assert_mended("<a>]\x01]></a>", "<a>]]></a>", ONLY(FAULT_CONTROL));
    assert_mended("<a><![CDATA[]\x01]>]]></a>", "<a>]]></a>", ONLY(FAULT_CONTROL));
    assert_mended("<a>x ]]> y ]]></a>", "<a>x ]]> y </a>", ONLY(FAULT_CDATA));
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
    struct heard_mend mended;
    struct buffer text;

    (void)state;
    buffer_init(&text, 8192);
    for (size_t i = 0; i < 2000; i++)
        buffer_append_string(&text, "<a>");
    heard_mend_document(&mended, &(struct mend_source){text.data, text.len, false});
    assert_true((mended.faults & ONLY(FAULT_DEPTH)) != 0);
    assert_int_equal(mended.heard.out.len, MEND_DEPTH_MAX * strlen("<a></a>"));
    buffer_free(&text);
    buffer_free(&mended.heard.out);
}

static void names_are_bounded(void **state)
{
    struct heard_mend mended;
    struct buffer text;

    (void)state;
    buffer_init(&text, 1 << 20);
    for (size_t i = 0; i <= MEND_NAMES_MAX; i++)
        buffer_append_format(&text, "<a%zu/>", i);
    heard_mend_document(&mended, &(struct mend_source){text.data, text.len, false});
    assert_int_equal(mended.faults, ONLY(FAULT_NAMES) | ONLY(FAULT_OUTSIDE));
    assert_non_null(strstr(mended.heard.out.data, "<a4095>"));
    assert_null(strstr(mended.heard.out.data, "<a4096>"));
    buffer_free(&text);
    buffer_free(&mended.heard.out);
}

static void a_limit_is_named_in_what_is_said_of_it(void **state)
{
    static const struct {
        enum mend_fault fault;
        ptrdiff_t limit;
    } limits[] = {
        {FAULT_DEPTH, MEND_DEPTH_MAX},           {FAULT_ATTRIBUTES, MEND_ATTRIBUTES_MAX},
        {FAULT_NAMESPACES, MEND_NAMESPACES_MAX}, {FAULT_NAMES, MEND_NAMES_MAX},
        {FAULT_TAG, MEND_TAG_MAX / 1024},        {FAULT_SUBSET, MEND_SUBSET_MAX / 1024},
        {FAULT_SUBSET, MEND_ENTITIES_MAX},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
        char number[32];
        snprintf(number, sizeof(number), " %td", limits[i].limit);
        assert_non_null(strstr(mend_fault_text(limits[i].fault), number));
    }
}

static void namespaces_hold_inside_of_their_element(void **state)
{
    (void)state;
    assert_mended("<p:a p:x='1' y='2' xmlns:p='urn:p'><p:b xmlns:p='urn:q'/><p:c/></p:a><p:d/>",
                  "<{urn:p}p:a {urn:p}p:x=\"1\" y=\"2\"><{urn:q}p:b></{urn:q}p:b>"
                  "<{urn:p}p:c></{urn:p}p:c></{urn:p}p:a><p:d></p:d>",
                  ONLY(FAULT_OUTSIDE));
    assert_mended("<a xmlns='urn:a' x=''><b xmlns=''><c/></b><d/></a>",
                  "<{urn:a}a x=\"\"><b><c></c></b><{urn:a}d></{urn:a}d></{urn:a}a>", NONE);
    assert_mended("<a xmlns='urn:&amp;&#97;'/>", "<{urn:&a}a></{urn:&a}a>", NONE);
}

static void what_cannot_be_declared_is_not(void **state)
{
    static const char xml[] = "<a {http://www.w3.org/XML/1998/namespace}xml:lang=\"de\"></a>";

    (void)state;
    assert_mended("<a xml:lang='de'/>", xml, NONE);
    assert_mended("<a xmlns:xml='urn:p' xml:lang='de'/>", xml, NONE);
    assert_mended("<a xmlns='http://www.w3.org/XML/1998/namespace' xml:lang='de'/>", xml, NONE);
    assert_mended("<p:a xmlns:p=''/>", "<p:a></p:a>", NONE);
    assert_mended("<xmlns:a xmlns:xmlns='urn:p'/>", "<xmlns:a></xmlns:a>", NONE);
    assert_mended("<a xmlns='http://www.w3.org/2000/xmlns/'/>", "<a></a>", NONE);
}

static void assert_first_fault(const char *text, size_t offset)
{
    struct heard_mend mended;

    heard_mend_document(&mended, &(struct mend_source){text, strlen(text), false});
    assert_int_equal(mended.first_fault, offset);
    buffer_free(&mended.heard.out);
}

static void a_fault_says_where_it_stood_first(void **state)
{
    (void)state;
    assert_first_fault("<a>\n<b>&x</b></a>", 7);
    assert_first_fault("<a b='\x01' xmlns='\x01'/>", 6);
    assert_non_null(strstr(mend_fault_text(FAULT_AMPERSAND), "\"&\""));
}

struct told {
    struct buffer tags;
    const char *uri; /* of the last */
    bool is_same_uri;
    size_t count;
    size_t wanted;
};

static void on_start(void *owner, const struct mend_tag *tag)
{
    struct told *told = owner;

    buffer_append_format(&told->tags, "%s at %zu, ", tag->name, tag->offset);
    told->is_same_uri = tag->uri != NULL && tag->uri == told->uri;
    told->uri = tag->uri;
    told->count++;
}

static void on_text(void *owner, const char *text, size_t len)
{
    (void)owner, (void)text, (void)len;
}

static void on_end(void *owner)
{
    (void)owner;
}

static void on_fault(void *owner, enum mend_fault fault, size_t offset)
{
    (void)owner, (void)fault, (void)offset;
}

static bool has_enough(void *owner)
{
    const struct told *told = owner;

    return told->count == told->wanted;
}

static struct told tell(const char *text, size_t wanted)
{
    struct told told = {.wanted = wanted};
    const struct mend_sink sink = {on_start, on_text, on_end, on_fault, has_enough, &told};

    buffer_init(&told.tags, 1024);
    mend_document(&(struct mend_source){text, strlen(text), false}, &sink);
    return told;
}

static void each_tag_says_where_it_stood(void **state)
{
    struct told told = tell("<!DOCTYPE a><a b=1><!-- <c> --><br></x><d/><![CDATA[<e>]]></a>", 9);

    (void)state;
    assert_string_equal(told.tags.data, "a at 12, br at 31, d at 39, ");
    buffer_free(&told.tags);
}

static void equal_uris_are_one_pointer(void **state)
{
    struct told told = tell("<p:a xmlns:p='urn:p'/><q:a xmlns:q='urn:&#112;'/>", 9);

    (void)state;
    assert_true(told.is_same_uri);
    buffer_free(&told.tags);
}

static void who_has_enough_hears_no_more(void **state)
{
    struct told told = tell("<a><b/><c/><d/></a>", 2);

    (void)state;
    assert_string_equal(told.tags.data, "a at 0, b at 3, ");
    buffer_free(&told.tags);
}

static void a_cut_document_leaves_open_what_is_open(void **state)
{
    static const char text[] = "<a><b>x</b><c>y</c";
    struct heard_mend mended;

    (void)state;
    heard_mend_document(&mended, &(struct mend_source){text, strlen(text), true});
    assert_string_equal(mended.heard.out.data, "<a><b>x</b><c>y");
    assert_int_equal(mended.faults, ONLY(FAULT_CUT));
    buffer_free(&mended.heard.out);
}

static void an_end_tag_may_have_blanks_before_its_name(void **state)
{
    (void)state;
    assert_mended("<a><title>The ferry</ title></a>", "<a><title>The ferry</title></a>", NONE);
    assert_mended("<a>x </ b> y</a>", "<a>x &lt;/ b> y</a>", ONLY(FAULT_LESS_THAN));
}

static void a_section_that_is_closed_nearly_ends_with_its_element(void **state)
{
    (void)state;
    assert_mended("<a><![CDATA[x]]&gt;</a>", "<a>x</a>", ONLY(FAULT_CDATA));
    assert_mended("<a><![CDATA[x]] ></a>", "<a>x</a>", ONLY(FAULT_CDATA));
    assert_mended("<a><![CDATA[x]></a>", "<a>x</a>", ONLY(FAULT_CDATA));
}

static void a_field_whose_end_tag_is_missing_ends_where_the_next_begins(void **state)
{
    (void)state;
    assert_mended("<entry><id>urn:1<updated>2024-06-03<summary>x</summary></entry>",
                  "<entry><id>urn:1</id><updated>2024-06-03</updated><summary>x</summary></entry>",
                  NONE);
    assert_mended(
        "<item><description>The <b>ferry</b><pubDate>today</pubDate></item>",
        "<item><description>The <b>ferry</b></description><pubDate>today</pubDate></item>", NONE);
    assert_mended("<item><description><link>x</link></description></item>",
                  "<item><description><link>x</link></description></item>", NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sound_xml_is_read_as_it_is),
        cmocka_unit_test(a_section_in_two_halves_may_hold_one),
        cmocka_unit_test(lines_end_with_one_sign),
        cmocka_unit_test(signs_that_begin_nothing_are_text),
        cmocka_unit_test(entities_of_html_are_known_and_others_kept),
        cmocka_unit_test(a_doctype_is_passed_over_and_its_plain_entities_kept),
        cmocka_unit_test(the_markup_of_an_entity_is_text),
        cmocka_unit_test(a_subset_without_end_ends_where_a_tag_stands),
        cmocka_unit_test(elements_are_closed_where_they_must_end),
        cmocka_unit_test(attributes_are_made_sound),
        cmocka_unit_test(an_item_closes_all_but_what_holds_items),
        cmocka_unit_test(typographic_quotes_round_a_value_are_quotes),
        cmocka_unit_test(a_quote_that_is_not_closed_ends_with_its_tag),
        cmocka_unit_test(what_stands_beside_the_root_is_told),
        cmocka_unit_test(sections_nest_or_stay_open),
        cmocka_unit_test(sections_open_with_blanks_or_without_all_their_signs),
        cmocka_unit_test(an_end_tag_may_lack_its_slash),
        cmocka_unit_test(tags_of_feeds_may_have_blanks_before_their_names),
        cmocka_unit_test(brackets_stay_and_the_rest_of_a_section_goes),
        cmocka_unit_test(controls_and_comments_are_left_out),
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(names_are_bounded),
        cmocka_unit_test(a_limit_is_named_in_what_is_said_of_it),
        cmocka_unit_test(namespaces_hold_inside_of_their_element),
        cmocka_unit_test(what_cannot_be_declared_is_not),
        cmocka_unit_test(a_fault_says_where_it_stood_first),
        cmocka_unit_test(each_tag_says_where_it_stood),
        cmocka_unit_test(equal_uris_are_one_pointer),
        cmocka_unit_test(who_has_enough_hears_no_more),
        cmocka_unit_test(a_cut_document_leaves_open_what_is_open),
        cmocka_unit_test(an_end_tag_may_have_blanks_before_its_name),
        cmocka_unit_test(a_section_that_is_closed_nearly_ends_with_its_element),
        cmocka_unit_test(a_field_whose_end_tag_is_missing_ends_where_the_next_begins),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
