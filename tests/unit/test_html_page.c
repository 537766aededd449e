/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "feeds/parse/html_page.h"
#include "feeds/parse/parse.h"

#include <string.h>

#define BASE "https://ledger.example/world/"
#define RSS "type='application/rss+xml'"

/* The links, one after the other; '+' before those that the page declares. */
static void assert_links(const char *html, const char *expected)
{
    struct arena *arena = arena_new();
    struct page_link links[PAGE_LINKS_MAX];
    size_t count = html_page_links(arena, html, strlen(html), BASE, links);
    struct buffer said;

    buffer_init(&said, 65536);
    for (size_t i = 0; i < count; i++)
        buffer_append_format(&said, "%s%s%s", i > 0 ? " " : "",
                             links[i].kind == PAGE_LINK_DECLARED ? "+" : "", links[i].url);
    assert_string_equal(said.data == NULL ? "" : said.data, expected);
    buffer_free(&said);
    arena_free(arena);
}

static void feeds_are_declared_by_rel_and_type(void **state)
{
    (void)state;
    assert_links("<link rel=alternate " RSS " href=/a><LINK REL='ALTERNATE home' "
                 "TYPE='application/atom+xml; charset=utf-8' HREF=b.xml>"
                 "<link rel=feed href=//c.example/c>",
                 "+https://ledger.example/a +https://ledger.example/world/b.xml "
                 "+https://c.example/c");
    assert_links("<link rel=alternate hreflang=fr href=/fr><link rel=stylesheet href=/x.css>"
                 "<link rel=alternate type='application/json' href=/wp-json/>"
                 "<link rel=alternate type='text/xml+oembed' href=/oembed>"
                 "<link rel=alternatives " RSS " href=/x>",
                 "");
}

static void a_base_of_the_page_counts_and_references_are_read(void **state)
{
    (void)state;
    assert_links("<base href='https://cdn.example/x/'><link rel=alternate " RSS
                 " href='feed?a=1&amp;b=2'>",
                 "+https://cdn.example/x/feed?a=1&b=2");
    assert_links("<base target=_top><link rel=alternate " RSS " href=feed>",
                 "+https://ledger.example/world/feed");
}

static void links_that_look_like_feeds_come_after_those_of_the_own_host(void **state)
{
    (void)state;
    assert_links("<a href=/about>About</a><a href=https://other.example/rss.xml>O</a>"
                 "<a href=/comments/feed/>C</a><a href='/world/feed/'>W</a>"
                 "<a href=https://feeds.other.example/news>F</a><a href=/sitemap.xml>S</a>"
                 "<a href=/?feed=rss2>Q</a><a href=/x.RDF>R</a><a href='mailto:rss@x'>M</a>"
                 "<link rel=alternate " RSS " href=/comments/rss><link rel=alternate " RSS
                 " href=/all>",
                 "+https://ledger.example/all +https://ledger.example/comments/rss "
                 "https://ledger.example/world/feed/ https://ledger.example/?feed=rss2 "
                 "https://ledger.example/x.RDF https://ledger.example/comments/feed/ "
                 "https://other.example/rss.xml https://feeds.other.example/news");
}

static void each_url_stands_once_and_as_declared(void **state)
{
    (void)state;
    assert_links("<a href=/rss.xml>R</a><link rel=alternate " RSS " href=/rss.xml>"
                 "<link rel=alternate " RSS " href=/rss.xml>",
                 "+https://ledger.example/rss.xml");
}

static void what_is_no_url_for_all_is_left_out(void **state)
{
    (void)state;
    assert_links("<link rel=alternate " RSS " href='https://desk:secret@a.example/feed'>"
                 "<link rel=alternate " RSS " href='javascript:feed()'>"
                 "<link rel=alternate " RSS "><link rel=alternate " RSS " href=' '>"
                 "<link rel=alternate " RSS " href='/@desk/feed'>",
                 "+https://ledger.example/@desk/feed");
}

static void titles_are_plain_text(void **state)
{
    static const char html[] = "<link rel=alternate " RSS " href=/a title=' News &amp; views '>";
    struct arena *arena = arena_new();
    struct page_link links[PAGE_LINKS_MAX];

    (void)state;
    assert_int_equal(html_page_links(arena, html, sizeof(html) - 1, BASE, links), 1);
    assert_string_equal(links[0].title, "News & views");
    arena_free(arena);
}

static void without_a_base_a_declared_link_stays_as_written_and_only_a_relative_one(void **state)
{
    static const char html[] = "<link rel=alternate " RSS " href='/all news.xml'>"
                               "<link rel=alternate " RSS " href='javascript:news()'>"
                               "<link rel=alternate " RSS " href=''><a href='feed.rss'>Feed</a>";
    struct arena *arena = arena_new();
    struct page_link links[PAGE_LINKS_MAX];

    (void)state;
    assert_int_equal(html_page_links(arena, html, sizeof(html) - 1, NULL, links), 1);
    assert_string_equal(links[0].url, "/all%20news.xml");
    arena_free(arena);
}

static void so_many_links_are_enough(void **state)
{
    struct arena *arena = arena_new();
    struct page_link links[PAGE_LINKS_MAX];
    struct buffer html;

    (void)state;
    buffer_init(&html, 1 << 20);
    for (int i = 0; i < 1000; i++)
        buffer_append_format(&html, "<a href=/%d.rss>", i);
    assert_int_equal(html_page_links(arena, html.data, html.len, BASE, links), PAGE_LINKS_MAX);
    buffer_free(&html);
    arena_free(arena);
}

static void a_document_is_decoded_and_its_content_location_the_base(void **state)
{
    static const char html[] = "<\0a\0 \0h\0r\0e\0f\0=\0f\0e\0e\0d\0.\0r\0s\0s\0>\0";
    const struct parse_input input = {.bytes = html,
                                      .len = sizeof(html) - 1,
                                      .url = "https://a.example/x/",
                                      .content_type = "text/html; charset=utf-16le",
                                      .content_location = "/y/"};
    struct arena *arena = arena_new();
    struct page_link links[PAGE_LINKS_MAX];

    (void)state;
    assert_int_equal(html_page_links_of(&input, arena, links), 1);
    assert_string_equal(links[0].url, "https://a.example/y/feed.rss");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(feeds_are_declared_by_rel_and_type),
        cmocka_unit_test(a_base_of_the_page_counts_and_references_are_read),
        cmocka_unit_test(links_that_look_like_feeds_come_after_those_of_the_own_host),
        cmocka_unit_test(each_url_stands_once_and_as_declared),
        cmocka_unit_test(what_is_no_url_for_all_is_left_out),
        cmocka_unit_test(titles_are_plain_text),
        cmocka_unit_test(without_a_base_a_declared_link_stays_as_written_and_only_a_relative_one),
        cmocka_unit_test(so_many_links_are_enough),
        cmocka_unit_test(a_document_is_decoded_and_its_content_location_the_base),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
