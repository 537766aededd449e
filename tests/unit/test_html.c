/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/arena.h"
#include "config/base/utf8.h"
#include "feeds/item.h"
#include "feeds/text/html.h"
#include "feeds/text/marked.h"
#include "tests/helpers/own_arena.h"

#include <string.h>

/* Furniture is written "[…" here. */
static const char *text_of(void **state, const char *html)
{
    char *text = text_from_html(*state, html, strlen(html));

    for (char *at = text; *at != '\0'; at++) {
        if (*at == MARKED_FURNITURE)
            *at = '[';
    }
    return text;
}

#define assert_text(html, text) assert_string_equal(text_of(state, html), text)

static void paragraphs_lists_and_headings_are_blocks(void **state)
{
    assert_text("<h2>Flood</h2><p>The river rose.</p><ul><li>one<li>two</ul>tail",
                "Flood\nThe river rose.\none\ntwo\ntail\n");
    assert_text("<blockquote>We saw it</blockquote><dl><dt>Dead<dd>none</dl>",
                "We saw it\nDead\nnone\n");
}

static void inline_tags_do_not_part_words(void **state)
{
    assert_text("<b>b</b>old <i>and<span class=x></span></i>new<o:p></o:p>er", "bold andnewer\n");
}

static void a_break_parts_words_and_two_end_the_block(void **state)
{
    assert_text("one<br>two<br/>three<br><br>four", "one two three\nfour\n");
    assert_text("one<br> <br />two", "one\ntwo\n");
}

static void a_table_is_read_by_row(void **state)
{
    assert_text("<table><tr><th>Team<th>Goals<tr><td>Oslo</td><td>3</td></tr></table>",
                "Team Goals\nOslo 3\n");
}

static void a_block_alone_in_its_cell_is_a_part_of_the_row(void **state)
{
    assert_text("<table><tr><td><p>Oslo</p><p>&nbsp;</p></td><td><div>3</div></td></tr>"
                "<tr><td><p>Rome<td><p><b>1</b></table>after",
                "Oslo 3\nRome 1\nafter\n");
    assert_text("<table><tr><td><table><tr><td><p>a</p><td>b</table><td>c</table>", "a b\nc\n");
}

static void blocks_of_a_cell_stay_blocks(void **state)
{
    assert_text("<table><tr><td><h1>Left</h1><p>one</p></td><td><p>Right</p>two</td></table>",
                "Left\none\nRight\ntwo\n");
    assert_text("<table><tr><td>Goals<td><ul><li>one<li>two</ul><td>end</table>",
                "Goals one\ntwo\nend\n");
    assert_text("<table><tr><td>a<aside>About us</aside>b<td>c</table>", "a\n[About us\nb\nc\n");
}

static void white_space_is_folded(void **state)
{
    assert_text("  The\n\t ferry&nbsp; ran \xC2\x85 aground\xE2\x80\xA8now  ",
                "The ferry ran aground now\n");
    assert_text("<p>&nbsp;</p><p> \n</p>", "");
    assert_text("", "");
}

static void preformatted_lines_stay_lines(void **state)
{
    assert_text("<pre>Oslo  3\nRome  1</pre>after\nit", "Oslo 3\nRome 1\nafter it\n");
    assert_text("<pre>a<br>b</pre><listing>c\nd</listing>", "a\nb\nc\nd\n");
}

static void references_are_decoded(void **state)
{
    assert_text("Smith &amp; Sons &ndash; &#8364;5 &#x20AC;5 &eacute;t&eacute;",
                "Smith & Sons – €5 €5 été\n");
    assert_text("it&#146;s &#147;so&#148;", "it’s “so”\n");
    assert_text("&lbrace;&NotEqualTilde;&nosuch; AT&T &copy2026 &", "{≂̸&nosuch; AT&T ©2026 &\n");
    assert_text("&amp;lt;b&amp;gt;", "&lt;b&gt;\n");
}

static void what_a_browser_does_not_show_is_no_text(void **state)
{
    assert_text("a<script>if (x</p>) y()</script><style>p{}</style>b", "ab\n");
    assert_text("a<!-- <p>note --><template>t</template><noscript>Enable it</noscript>b", "ab\n");
    assert_text("a<svg><title>Icon</title></svg><video>No video here</video><title>t</title>b",
                "ab\n");
    assert_text("<img src=pixel.gif alt='tracking'>a", "a\n");
    assert_text("a<!--[if mso]>Outlook<![endif]-->b<!--x--!>c<!--->d<!----!>e-->f", "abcde-->f\n");
    assert_text("<math><mi>x</mi><annotation>\\x</annotation></math><meter>70 %</meter>", "x\n");
    assert_text("The fer<template><p>x</p></template>ry <noscript><p>x</noscript>ran",
                "The ferry ran\n");
    assert_text("a<dialog>Accept cookies?</dialog><dialog open>Vote</dialog>", "a\nVote\n");
}

static void a_hidden_element_is_no_text_to_its_end(void **state)
{
    assert_text("a<span hidden>x<b>y</b><span>z</span>x</span>b", "ab\n");
    assert_text("<div hidden><p>x<div>y</div>z</div>a", "a\n");
    assert_text("a<SPAN style='color:red; Display : NONE !important'>x</Span>b", "ab\n");
    assert_text("<p style=visibility:hidden>x</p>a<o:p hidden>x</o:p>b", "ab\n");
    assert_text("<a hidden href=x>x</a>Read <b hidden>x</b>it", "Read it\n");
    assert_text("a<br hidden>b<img hidden>c", "abc\n");
}

static void a_hidden_element_without_end_tag_ends_where_a_browser_ends_it(void **state)
{
    assert_text("<p hidden>x<p>a<p hidden>x<h2>b</h2>", "a\nb\n");
    assert_text("<ul><li hidden>x<ul><li>y<li>z</ul><li>a</ul>", "a\n");
    assert_text("<dl><dt hidden>x<dd>a<dd hidden>y<dt>b</dl>", "a\nb\n");
    assert_text("<table><tr><td hidden>x<td>a<tr hidden><td>y<tbody><tr><td>b</table>", "a\nb\n");
    assert_text("<table><tr hidden><td>x<table><tr><td>y</table>z<tr><td>a</table>", "a\n");
    assert_text("<div><span hidden>x</div>a", "a\n");
    assert_text("<a hidden href=x>x<a href=y>a</a> b", "a b\n");
    assert_text("a<div hidden>x<p>y", "a\n");
}

static void a_drawing_without_end_tag_ends_where_html_goes_on(void **state)
{
    assert_text("<svg><path d=x><p>The ferry</p>ran", "The ferry\nran\n");
    assert_text("The fer<svg><g><svg></br>ry", "The fer ry\n");
    assert_text("<math><mi>x</mi><annotation>\\x<p>The ferry", "x\nThe ferry\n");
    assert_text("<svg><desc>x<p>y</p></desc><title>x<b>y</b></title></svg>The ferry",
                "The ferry\n");
    assert_text("<svg><foreignObject><p>x</p></foreignObject><g>y</g></svg>The ferry",
                "The ferry\n");
}

static void raw_text_ends_with_the_drawing_or_noscript_around_it(void **state)
{
    assert_text("<svg><title>Icon</svg>The ferry<p>ran", "The ferry\nran\n");
    assert_text("<noscript><iframe src=x></noscript>The <svg/>ferry<style></svg></style>",
                "The ferry\n");
}

static void an_unseen_element_without_end_tag_ends_with_the_words_around_it(void **state)
{
    assert_text("<a href=x><svg><path/></a>The <b><i><video src=x></i>ferry</b> ran",
                "The ferry ran\n");
    assert_text("The <video><b>x</b><a href=x>x</a>x</video>ferry", "The ferry\n");
    assert_text("The <div hidden>x</b>x</div>ferry", "The ferry\n");
}

static void what_can_be_unfolded_is_text(void **state)
{
    assert_text("<details><summary>Dead</summary><p>none</p></details>", "Dead\nnone\n");
    assert_text("<p hidden=until-found>none</p>", "none\n");
}

static void ruby_annotations_are_left_out(void **state)
{
    assert_text("<ruby>東京<rp>(</rp><rt>とうきょう</rt><rp>)</rp></ruby>都", "東京都\n");
    assert_text("<ruby>東<rp>(<rt>とう<rb>京<rt>きょう</ruby>都", "東京都\n");
}

static void a_quotation_has_the_marks_that_a_browser_writes(void **state)
{
    assert_text("He said <q>no, <q>never</q></q> twice<q hidden>x</q>.",
                "He said “no, ‘never’” twice.\n");
    assert_text("<p>He said <q>no<p>She did not.", "He said “no”\nShe did not.\n");
    assert_text("He said <q>no", "He said “no”\n");
    assert_string_equal(text_line_from_html(*state, "<q>No</q>", 9), "No");
}

static void a_style_makes_blocks_and_lines(void **state)
{
    assert_text("<span style='display:block'>a<span>b</span>c</span>d<span>e</span>", "abc\nde\n");
    assert_text("The <div style=display:inline>fer<p style=display:contents>r</div>y<p>ran",
                "The ferry\nran\n");
    assert_text("<div style='display:table-row'><div style='display:table-cell'>Oslo</div>"
                "<div style='display:table-cell'>3</div></div>",
                "Oslo 3\n");
    assert_text("<div style='white-space: pre-wrap'>a\nb</div>c\nd", "a\nb\nc d\n");
}

static void naked_signs_are_text(void **state)
{
    assert_text("if 1 < 2 and 3<4 then 5 > 4 <3", "if 1 < 2 and 3<4 then 5 > 4 <3\n");
}

static void unclosed_and_crossed_tags_lose_no_text(void **state)
{
    assert_text("<p>one<p>two<div><b>three</div>four</b></section>five",
                "one\ntwo\nthree\nfour\nfive\n");
    assert_text("one</body></html> two <p>three", "one\ntwo\nthree\n");
    assert_text("one<script src=x />two", "onetwo\n");
    assert_text("text <a href='x", "text\n");
}

static void captions_navigation_and_forms_are_furniture(void **state)
{
    assert_text("<figure><img><figcaption>A <b>crew</b></figcaption></figure>Story",
                "[A crew\nStory\n");
    assert_text("<nav>Home <p>World</p></nav><aside>About us</aside>Story",
                "[Home\n[World\n[About us\nStory\n");
    assert_text("<form>Subscribe<button>Go</button></form>Story", "[Subscribe\n[Go\nStory\n");
}

static void a_form_or_button_ends_the_one_that_it_stands_in(void **state)
{
    assert_text("<form>a<form>b</form>Story", "[a\n[b\nStory\n");
    assert_text("<form><button>a<p>b<button>c</button></form>Story", "[a\n[b\n[c\nStory\n");
    assert_text("<select><option>a<select><option>b</select>Story", "[a\n[b\nStory\n");
}

static void furniture_without_end_that_holds_most_of_the_text_is_none(void **state)
{
    assert_text("Oslo<figure><img><figcaption>A crew</figcaption><p>The ferry ran aground.",
                "Oslo\n[A crew\nThe ferry ran aground.\n");
    assert_text("<form><input><p>The ferry ran aground.<aside>About us</aside>",
                "The ferry ran aground.\n[About us\n");
    assert_text("<div class=sharing><a>x</a><p>The ferry ran aground.",
                "[x\nThe ferry ran aground.\n");
    assert_text("The ferry ran aground.<aside><p>About us", "The ferry ran aground.\n[About us\n");
    assert_text("<aside>About our ferry</aside>Oslo", "[About our ferry\nOslo\n");
}

static void tables_quotations_and_code_in_a_figure_are_the_storys(void **state)
{
    assert_text("<figure class=wp-block-table><table><tr><td>Oslo<td>3</table>"
                "<figcaption>Goals</figcaption></figure>Story",
                "Oslo 3\n[Goals\nStory\n");
    assert_text("<figure><blockquote>We saw it<figure>A crew</figure></blockquote>Anna</figure>",
                "We saw it\n[A crew\n[Anna\n");
    assert_text("<aside><figure><pre>x</pre></figure></aside>Story", "[x\nStory\n");
    assert_text("<figure><table class=sharing><tr><td>Oslo</table></figure>Story",
                "[Oslo\nStory\n");
    assert_text("<figure class=sharing><pre>x</pre></figure>Story", "[x\nStory\n");
}

static void furniture_ends_with_the_element_around_it(void **state)
{
    assert_text("<div><aside>About us</div>Story", "[About us\nStory\n");
}

static void a_short_block_of_links_is_furniture(void **state)
{
    assert_text("<p>Read more: <a href=x>Ferry runs aground off the coast</a></p>",
                "[Read more: Ferry runs aground off the coast\n");
    assert_text("<p>The <a href=x>ferry</a> ran aground off the coast</p>",
                "The ferry ran aground off the coast\n");
    assert_text("<p><a href=x>渡轮在奥斯陆附近搁浅</a></p>", "[渡轮在奥斯陆附近搁浅\n");
}

static void a_row_with_words_beside_its_links_is_text(void **state)
{
    assert_text("<table><tr><td>1<td><a href=x>Bergen United</a><td>30"
                "<tr><td>|<td><a href=x>Results</a><td><a href=x>Clubs</a></table>",
                "1 Bergen United 30\n[| Results Clubs\n");
}

static void what_leads_on_is_furniture_behind_the_story(void **state)
{
    assert_text("The ferry ran&#8230; <a href=x>Continue reading <b>Ferry</b> →</a>",
                "The ferry ran…\n[Continue reading Ferry →\n");
    assert_text("<p>A. <i>It is a long story that was told.</i> <a>Read more about it</a>.</p>B",
                "A. It is a long story that was told.\n[Read more about it.\nB\n");
    assert_text("<p>It is so.<p>Share this: <p>The post Ferry appeared first on Coast.",
                "It is so.\n[Share this:\n[The post Ferry appeared first on Coast.\n");
    assert_text("It is so.<br><br>Read more<br><br>© 2026 The Coast",
                "It is so.\n[Read more\n[© 2026 The Coast\n");
    assert_text("© 2026 The Coast<p>It is so. Read more",
                "© 2026 The Coast\nIt is so.\n[Read more\n");
    assert_text("Read more<p>© 2026", "[Read more\n[© 2026\n");
}

static void what_a_class_says_is_furniture(void **state)
{
    assert_text("It is <span class=more-link>here</span>so<div class='x sharing'><p>A<p>B</div>C",
                "It is\n[here\nso\n[A\n[B\nC\n");
}

static void a_long_block_of_links_is_text(void **state)
{
    assert_text(
        "<p><a href=x>one two three four five six seven eight nine ten eleven twelve thirteen "
        "fourteen fifteen sixteen seventeen eighteen nineteen twenty and ten or more words that "
        "make it long enough</a></p>",
        "one two three four five six seven eight nine ten eleven twelve thirteen "
        "fourteen fifteen sixteen seventeen eighteen nineteen twenty and ten or more words that "
        "make it long enough\n");
}

static void a_forgotten_end_of_a_link_ends_with_its_block(void **state)
{
    assert_text("<p><a href=x>Home</p><p>The ferry is safe.</p>", "[Home\nThe ferry is safe.\n");
}

static void depth_is_bounded_and_the_text_stays(void **state)
{
    size_t depth = 100000;
    char *html = arena_alloc(*state, depth * 12 + 16), *out = html;

    for (size_t i = 0; i < depth; i++)
        out = stpcpy(out, "<div>");
    out = stpcpy(out, "deep");
    for (size_t i = 0; i < depth; i++)
        out = stpcpy(out, "</div>");
    stpcpy(out, "end");
    assert_text(html, "deep\nend\n");
}

static void a_text_over_the_bound_is_cut_and_marked(void **state)
{
    size_t len = ITEM_TEXT_MAX + 1000;
    char *html = arena_alloc(*state, len + 1);

    memset(html, 'a', len);
    memcpy(html + ITEM_TEXT_MAX - 5, "e\u0301e\u0301", 6);
    const char *text = text_from_html(*state, html, len);
    size_t text_len = strlen(text);
    assert_true(text_len <= ITEM_TEXT_MAX);
    assert_string_equal(text + text_len - 5, "a…\n");
    assert_int_equal(text_len, ITEM_TEXT_MAX - 1);
}

static void bytes_that_are_no_utf8_become_replacement_characters(void **state)
{
    assert_text("caf\xE9 <b>\xFF</b>", "caf\uFFFD \uFFFD\n");
}

static void a_name_with_a_nul_in_it_is_an_unknown_one(void **state)
{
    static const char html[] = "one<p\0>two";

    assert_string_equal(text_from_html(*state, html, sizeof(html) - 1), "onetwo\n");
}

static void a_nul_in_a_text_is_nothing(void **state)
{
    static const char html[] = "fer\0ry &#0;";

    assert_string_equal(text_from_html(*state, html, sizeof(html) - 1), "ferry \uFFFD\n");
}

static void plain_text_is_parted_by_blank_lines(void **state)
{
    const char *plain = "The ferry\nran <aground>.\r\n \r\n\r\nAll &amp; sundry\x01 are safe.\n";

    assert_string_equal(text_from_plain(*state, plain, strlen(plain)),
                        "The ferry ran <aground>.\nAll &amp; sundry are safe.\n");
}

static void a_title_is_one_line(void **state)
{
    const char *html = " <p>Ferry <b>runs</b> aground</p>\n<p>AT&amp;T says</p> ";

    assert_string_equal(text_line_from_html(*state, html, strlen(html)),
                        "Ferry runs aground AT&T says");
}

static void a_long_title_is_cut_and_marked(void **state)
{
    char html[3 * ITEM_TITLE_MAX];

    memset(html, 'x', sizeof(html));
    const char *title = text_line_from_html(*state, html, sizeof(html));
    assert_int_equal(strlen(title), ITEM_TITLE_MAX);
    assert_string_equal(title + ITEM_TITLE_MAX - 4, "x…");
    title = text_line_from_html(*state, html, ITEM_TITLE_MAX);
    assert_int_equal(strlen(title), ITEM_TITLE_MAX);
    assert_string_equal(title + ITEM_TITLE_MAX - 3, "xxx");
}

static void a_summary_is_one_line_however_long(void **state)
{
    char html[4 * ITEM_TITLE_MAX];

    memset(html, 'x', sizeof(html));
    memcpy(html + 3000, "<p>", 3);
    const char *line = text_long_line_from_html(*state, html, sizeof(html));
    assert_int_equal(strlen(line), sizeof(html) - 2);
    assert_memory_equal(line + 2999, "x x", 3);
}

static void nothing_of_a_title_is_furniture(void **state)
{
    const char *html = "It is so | <a href=x>Read more</a>";

    assert_string_equal(text_line_from_html(*state, html, strlen(html)), "It is so | Read more");
}

static void an_item_is_read_field_by_field(void **state)
{
    struct item item = ITEM_EMPTY;

    item.title = (struct text){.str = "Ferry <b>aground</b>", .markup = MARKUP_HTML};
    item.summary = (struct text){.str = "1 < 2\n\nsafe", .markup = MARKUP_PLAIN};
    item.content = (struct text){.str = "<img src=x>", .markup = MARKUP_HTML};
    item_read_texts(&item, *state);
    assert_string_equal(item.title.str, "Ferry aground");
    assert_int_equal(item.title.markup, MARKUP_PLAIN);
    assert_string_equal(item.summary.str, "1 < 2\nsafe\n");
    assert_int_equal(item.summary.markup, MARKUP_MARKED);
    assert_null(item.content.str);
    assert_int_equal(item.content.markup, MARKUP_NONE);
}

static void reading_an_item_again_changes_nothing(void **state)
{
    struct item item = ITEM_EMPTY;

    item.title = (struct text){.str = "1 < 2 &amp; 3", .markup = MARKUP_PLAIN};
    item.content =
        (struct text){.str = "<p>a &lt;b&gt;</p><aside>c</aside>", .markup = MARKUP_HTML};
    item_read_texts(&item, *state);
    struct item again = item;
    item_read_texts(&again, *state);
    assert_string_equal(again.title.str, "1 < 2 &amp; 3");
    assert_string_equal(again.content.str, item.content.str);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(paragraphs_lists_and_headings_are_blocks),
        TEST(inline_tags_do_not_part_words),
        TEST(a_break_parts_words_and_two_end_the_block),
        TEST(a_table_is_read_by_row),
        TEST(a_block_alone_in_its_cell_is_a_part_of_the_row),
        TEST(blocks_of_a_cell_stay_blocks),
        TEST(white_space_is_folded),
        TEST(preformatted_lines_stay_lines),
        TEST(references_are_decoded),
        TEST(what_a_browser_does_not_show_is_no_text),
        TEST(a_hidden_element_is_no_text_to_its_end),
        TEST(a_hidden_element_without_end_tag_ends_where_a_browser_ends_it),
        TEST(a_drawing_without_end_tag_ends_where_html_goes_on),
        TEST(raw_text_ends_with_the_drawing_or_noscript_around_it),
        TEST(an_unseen_element_without_end_tag_ends_with_the_words_around_it),
        TEST(what_can_be_unfolded_is_text),
        TEST(ruby_annotations_are_left_out),
        TEST(a_quotation_has_the_marks_that_a_browser_writes),
        TEST(a_style_makes_blocks_and_lines),
        TEST(naked_signs_are_text),
        TEST(unclosed_and_crossed_tags_lose_no_text),
        TEST(captions_navigation_and_forms_are_furniture),
        TEST(a_form_or_button_ends_the_one_that_it_stands_in),
        TEST(furniture_without_end_that_holds_most_of_the_text_is_none),
        TEST(tables_quotations_and_code_in_a_figure_are_the_storys),
        TEST(furniture_ends_with_the_element_around_it),
        TEST(a_short_block_of_links_is_furniture),
        TEST(a_row_with_words_beside_its_links_is_text),
        TEST(what_leads_on_is_furniture_behind_the_story),
        TEST(what_a_class_says_is_furniture),
        TEST(a_long_block_of_links_is_text),
        TEST(a_forgotten_end_of_a_link_ends_with_its_block),
        TEST(depth_is_bounded_and_the_text_stays),
        TEST(a_text_over_the_bound_is_cut_and_marked),
        TEST(bytes_that_are_no_utf8_become_replacement_characters),
        TEST(a_name_with_a_nul_in_it_is_an_unknown_one),
        TEST(a_nul_in_a_text_is_nothing),
        TEST(plain_text_is_parted_by_blank_lines),
        TEST(a_title_is_one_line),
        TEST(a_long_title_is_cut_and_marked),
        TEST(a_summary_is_one_line_however_long),
        TEST(nothing_of_a_title_is_furniture),
        TEST(an_item_is_read_field_by_field),
        TEST(reading_an_item_again_changes_nothing),
    };

    return cmocka_run_group_tests_name("html", tests, NULL, NULL);
}
