/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/arena.h"
#include "feeds/item.h"
#include "feeds/text/html.h"
#include "tests/helpers/own_arena.h"

#include <string.h>

static void assert_links(void **state, const char *html, const char *expected)
{
    assert_string_equal(
        html_resolve_links(*state, html, strlen(html), "https://news.example/world/"), expected);
}

static void links_and_sources_become_absolute(void **state)
{
    assert_links(state, "<a href=\"../sport\">x</a><img src=a.png alt=b />",
                 "<a href=\"https://news.example/sport\">x</a>"
                 "<img src=\"https://news.example/world/a.png\" alt=b />");
    assert_links(state, "<VIDEO POSTER='p.jpg'><q cite=//q.example/>",
                 "<VIDEO POSTER=\"https://news.example/world/p.jpg\">"
                 "<q cite=\"https://q.example/\">");
    assert_links(state, "<a href=\"#note\">1</a>",
                 "<a href=\"https://news.example/world/#note\">1</a>");
}

static void image_candidates_become_absolute_one_by_one(void **state)
{
    assert_links(state, "<img srcset='a.png 1x, b,c.png 2x,d.png'>",
                 "<img srcset=\"https://news.example/world/a.png 1x, "
                 "https://news.example/world/b,c.png 2x,https://news.example/world/d.png\">");
    assert_links(state, "<img srcset='a.png,\u200F'>",
                 "<img srcset=\"https://news.example/world/a.png,\">");
    assert_links(state, "<img srcset='a.png,\xE2\x02\x80\x8F b.png'>",
                 "<img srcset=\"https://news.example/world/a.png, "
                 "https://news.example/world/b.png\">");
}

static void references_in_links_are_read_and_written(void **state)
{
    assert_links(state, "<a href='?a=1&amp;b=2&copy=3'>",
                 "<a href=\"https://news.example/world/?a=1&amp;b=2&amp;copy=3\">");
}

static void everything_else_stays_as_it_is(void **state)
{
    static const char *const same[] = {
        "<a  href='https://other.example/a' >it's</a >",
        "<a href=javascript:void(0)>x</a><a href=\"mailto:a@b.example\">",
        "<!-- <a href=x> --><script>\"<a href=x>\"</script>",
        "<img src=\"\"><p title='href=x'>1 < 2 & 3 &nbsp;</p><a href=\"cut",
        "",
    };

    for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
        assert_links(state, same[i], same[i]);
}

static void without_a_base_nothing_changes(void **state)
{
    assert_string_equal(html_resolve_links(*state, "<a href=x>", 10, NULL), "<a href=x>");
}

static void links_that_would_grow_without_bound_stay(void **state)
{
    size_t links = 2000;
    char base[2048] = "https://news.example/";
    char *html = arena_alloc(*state, links * 10 + 1), *out = html;

    memset(base + strlen(base), 'x', sizeof(base) - strlen(base) - 2);
    base[sizeof(base) - 2] = '/';
    for (size_t i = 0; i < links; i++)
        out = stpcpy(out, "<a href=y>");
    assert_string_equal(html_resolve_links(*state, html, strlen(html), base), html);
}

static const char *picture_of(struct arena *arena, const char *html)
{
    struct item item = {.content = {html, MARKUP_HTML}, .base = "https://news.example/world/"};

    item_read_image(&item, arena);
    return item.image;
}

static void the_first_picture_of_the_content_is_the_items(void **state)
{
    assert_string_equal(picture_of(*state, "<p>Fog.<img alt=x src='a.png'><img src='b.png'>"),
                        "https://news.example/world/a.png");
    assert_string_equal(picture_of(*state, "<IMG SRC=/map?a=1&amp;b=2>"),
                        "https://news.example/map?a=1&b=2");
}

static void what_counts_readers_or_is_no_web_address_is_no_picture(void **state)
{
    assert_string_equal(picture_of(*state, "<img src='https://count.example/p' width='1' height=1>"
                                           "<img src='data:image/gif;base64,R0'><img src=''>"
                                           "<!-- <img src='c.png'> --><img src='a.png'>"),
                        "https://news.example/world/a.png");
    assert_null(picture_of(*state, "<p>Fog over the bay.</p>"));
}

static void an_item_that_has_a_picture_keeps_it(void **state)
{
    struct item item = {.image = "https://news.example/own.png",
                        .content = {"<img src='https://news.example/a.png'>", MARKUP_HTML}};

    item_read_image(&item, *state);
    assert_string_equal(item.image, "https://news.example/own.png");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(links_and_sources_become_absolute),
        TEST(image_candidates_become_absolute_one_by_one),
        TEST(references_in_links_are_read_and_written),
        TEST(everything_else_stays_as_it_is),
        TEST(without_a_base_nothing_changes),
        TEST(links_that_would_grow_without_bound_stay),
        TEST(the_first_picture_of_the_content_is_the_items),
        TEST(what_counts_readers_or_is_no_web_address_is_no_picture),
        TEST(an_item_that_has_a_picture_keeps_it),
    };

    return cmocka_run_group_tests_name("html_links", tests, NULL, NULL);
}
