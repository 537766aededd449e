/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "feeds/html_scan.h"
#include "feeds/text/html_attributes.h"
#include "feeds/text/html_elements.h"

#include <string.h>

static unsigned roles_of(const char *html)
{
    struct html_scan scan;
    struct html_piece piece;

    html_scan_init(&scan, html, strlen(html));
    assert_true(html_scan_next(&scan, &piece));
    assert_int_equal(piece.kind, HTML_START_TAG);
    return html_attribute_roles(&piece);
}

static void a_tag_without_a_word_of_style_has_no_roles(void **state)
{
    (void)state;
    assert_int_equal(roles_of("<p>"), 0);
    assert_int_equal(roles_of("<p class=hidden id='display:none' aria-hidden=true>"), 0);
    assert_int_equal(roles_of("<p style>"), 0);
    assert_int_equal(roles_of("<p style=''>"), 0);
}

static void hidden_says_so_with_any_value_but_one(void **state)
{
    (void)state;
    assert_int_equal(roles_of("<p hidden>"), HTML_UNSEEN);
    assert_int_equal(roles_of("<p HIDDEN=false>"), HTML_UNSEEN);
    assert_int_equal(roles_of("<p hidden=Until-Found>"), 0);
}

static void a_dialog_is_seen_when_it_is_open(void **state)
{
    (void)state;
    assert_int_equal(roles_of("<dialog class=x>"), HTML_UNSEEN);
    assert_int_equal(roles_of("<dialog open>"), 0);
    assert_int_equal(roles_of("<details>"), 0);
}

static void a_style_is_read_as_css_has_it(void **state)
{
    (void)state;
    assert_int_equal(roles_of("<p style=display:none>"), HTML_UNSEEN);
    assert_int_equal(roles_of("<p style=' ;a;b:c; DISPLAY\t: None ! important ; d:e'>"),
                     HTML_UNSEEN);
    assert_int_equal(roles_of("<p style='/* a;b */ display:/* c */ none'>"), HTML_UNSEEN);
    assert_int_equal(roles_of("<p style=\"font:'a;b;display:none';display:inline\">"),
                     HTML_DISPLAY);
    assert_int_equal(roles_of("<p style=\"font:'a;display:none\">"), 0);
    assert_int_equal(roles_of("<p style='-x-display:none;display:nonesuch;display'>"), 0);
    assert_int_equal(roles_of("<p style='/* display:none'>"), 0);
}

static void the_last_of_several_values_counts(void **state)
{
    (void)state;
    assert_int_equal(roles_of("<p style='display:none;display:block'>"), HTML_DISPLAY | HTML_BLOCK);
    assert_int_equal(roles_of("<p style='display:none;display:inline'>"), HTML_DISPLAY);
    assert_int_equal(roles_of("<p style='display:none;display:x'>"), HTML_UNSEEN);
    assert_int_equal(roles_of("<p style='display:none' style='display:inline'>"), HTML_UNSEEN);
}

static void each_property_has_its_say(void **state)
{
    (void)state;
    assert_int_equal(roles_of("<p style='visibility:hidden;display:block'>"),
                     HTML_UNSEEN | HTML_DISPLAY | HTML_BLOCK);
    assert_int_equal(roles_of("<p style='white-space:pre-wrap'>"), HTML_LINES);
    assert_int_equal(roles_of("<p style='display:table-cell'>"), HTML_DISPLAY | HTML_CELL);
}

static void a_class_of_what_stands_round_a_story_is_furniture(void **state)
{
    (void)state;
    assert_int_equal(roles_of("<div class=sharedaddy>"), HTML_BLOCK | HTML_FURNITURE);
    assert_int_equal(roles_of("<a class='x\n Related-Posts y'>"), HTML_BLOCK | HTML_FURNITURE);
    assert_int_equal(roles_of("<div class='share-of-votes unrelated'>"), 0);
    assert_int_equal(roles_of("<div class=''>"), 0);
    assert_int_equal(roles_of("<div class>"), 0);
}

static void the_words_of_a_class_are_joined_in_any_way(void **state)
{
    (void)state;
    assert_int_equal(roles_of("<p class=imageCaption>"), HTML_BLOCK | HTML_FURNITURE);
    assert_int_equal(roles_of("<p class=image__caption->"), HTML_BLOCK | HTML_FURNITURE);
    assert_int_equal(roles_of("<p class=jp_relatedPosts>"), HTML_BLOCK | HTML_FURNITURE);
    assert_int_equal(roles_of("<p class='image caption-s - ca'>"), 0);
}

static void a_class_of_the_rest_of_a_text_says_nothing_of_a_whole_one(void **state)
{
    (void)state;
    assert_int_equal(roles_of("<a class=read-more>"), HTML_BLOCK | HTML_FURNITURE);
    assert_int_equal(roles_of("<p class='x readmore'>"), HTML_BLOCK | HTML_FURNITURE);
    assert_int_equal(roles_of("<div class=readmore>"), 0);
}

static void what_is_for_ears_is_not_seen(void **state)
{
    (void)state;
    assert_int_equal(roles_of("<span class=screen-reader-text>"), HTML_UNSEEN);
    assert_int_equal(roles_of("<span class='x visuallyhidden'>"), HTML_UNSEEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tag_without_a_word_of_style_has_no_roles),
        cmocka_unit_test(hidden_says_so_with_any_value_but_one),
        cmocka_unit_test(a_dialog_is_seen_when_it_is_open),
        cmocka_unit_test(a_style_is_read_as_css_has_it),
        cmocka_unit_test(the_last_of_several_values_counts),
        cmocka_unit_test(each_property_has_its_say),
        cmocka_unit_test(a_class_of_what_stands_round_a_story_is_furniture),
        cmocka_unit_test(the_words_of_a_class_are_joined_in_any_way),
        cmocka_unit_test(a_class_of_the_rest_of_a_text_says_nothing_of_a_whole_one),
        cmocka_unit_test(what_is_for_ears_is_not_seen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
