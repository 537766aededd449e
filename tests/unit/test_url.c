/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/arena.h"
#include "feeds/item.h"
#include "feeds/url.h"
#include "tests/helpers/own_arena.h"

#include <string.h>

#define BASE "http://a/b/c/d;p?q"

static void assert_joined(void **state, const char *base, const char *reference,
                          const char *expected)
{
    const char *url = url_join(*state, base, reference);

    if (expected == NULL && url != NULL)
        fail_msg("%s: no URL is due, got %s", reference, url);
    if (expected != NULL && (url == NULL || strcmp(url, expected) != 0))
        fail_msg("%s: %s is due, got %s", reference, expected, url == NULL ? "none" : url);
}

static void the_normal_examples_of_rfc_3986_resolve(void **state)
{
    static const char *const examples[][2] = {
        {"g:h", NULL},
        {"g", "http://a/b/c/g"},
        {"./g", "http://a/b/c/g"},
        {"g/", "http://a/b/c/g/"},
        {"/g", "http://a/g"},
        {"//g", "http://g"},
        {"?y", "http://a/b/c/d;p?y"},
        {"g?y", "http://a/b/c/g?y"},
        {"#s", "http://a/b/c/d;p?q#s"},
        {"g#s", "http://a/b/c/g#s"},
        {"g?y#s", "http://a/b/c/g?y#s"},
        {";x", "http://a/b/c/;x"},
        {"g;x", "http://a/b/c/g;x"},
        {"", "http://a/b/c/d;p?q"},
        {".", "http://a/b/c/"},
        {"./", "http://a/b/c/"},
        {"..", "http://a/b/"},
        {"../", "http://a/b/"},
        {"../g", "http://a/b/g"},
        {"../..", "http://a/"},
        {"../../", "http://a/"},
        {"../../g", "http://a/g"},
    };

    for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++)
        assert_joined(state, BASE, examples[i][0], examples[i][1]);
}

static void a_host_without_a_scheme_is_asked_by_https(void **state)
{
    assert_joined(state, NULL, "//coast.example/1", "https://coast.example/1");
    assert_joined(state, "http://a/", "//coast.example/1", "http://coast.example/1");
    assert_joined(state, NULL, "//coast.example\\.2\\1", "https://coast.example/.2/1");
    assert_joined(state, NULL, "//", NULL);
}

static void an_address_that_no_bracket_closes_is_no_host(void **state)
{
    assert_joined(state, NULL, "http://[2001:db8::1", NULL);
    assert_joined(state, NULL, "http://[2001:db8::1]/1", "http://[2001:db8::1]/1");
    assert_joined(state, BASE, "//[/1", NULL);
}

static void the_abnormal_examples_of_rfc_3986_resolve(void **state)
{
    static const char *const examples[][2] = {
        {"../../../g", "http://a/g"},
        {"../../../../g", "http://a/g"},
        {"/./g", "http://a/g"},
        {"/../g", "http://a/g"},
        {"g.", "http://a/b/c/g."},
        {".g", "http://a/b/c/.g"},
        {"g..", "http://a/b/c/g.."},
        {"..g", "http://a/b/c/..g"},
        {"./../g", "http://a/b/g"},
        {"./g/.", "http://a/b/c/g/"},
        {"g/./h", "http://a/b/c/g/h"},
        {"g/../h", "http://a/b/c/h"},
        {"g;x=1/../y", "http://a/b/c/y"},
        {"g?y/../x", "http://a/b/c/g?y/../x"},
        {"g#s/../x", "http://a/b/c/g#s/../x"},
        {"http:g", "http://a/b/c/g"},
    };

    for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++)
        assert_joined(state, BASE, examples[i][0], examples[i][1]);
}

static void white_space_and_controls_are_cleaned_away(void **state)
{
    assert_joined(state, NULL, " \n\thttp://news.example/a\xC2\xA0\r\n", "http://news.example/a");
    assert_joined(state, NULL, "http://news.\nexample/lo\tng/\x01path",
                  "http://news.example/long/path");
    assert_joined(state, BASE, "two words.html", "http://a/b/c/two%20words.html");
}

static void what_a_url_is_wrapped_in_is_taken_off(void **state)
{
    assert_joined(state, NULL, "\"http://news.example/a\"", "http://news.example/a");
    assert_joined(state, NULL, "\xE2\x80\x8Bhttp://news.example/a \xEF\xBB\xBF",
                  "http://news.example/a");
    assert_joined(state, NULL, "http://news.example/?q=\"ferry\"",
                  "http://news.example/?q=\"ferry\"");
}

static void a_folded_url_is_one_line(void **state)
{
    assert_joined(state, NULL, "http://news.example/\n    ferry?page=2",
                  "http://news.example/ferry?page=2");
    assert_joined(state, NULL, "http://news.example/two\t words",
                  "http://news.example/two%20words");
}

static void slashes_are_read_as_browsers_read_them(void **state)
{
    assert_joined(state, NULL, "http:\\\\news.example\\a", "http://news.example/a");
    assert_joined(state, NULL, "http:///news.example/a", "http://news.example/a");
    assert_joined(state, NULL, "http:/news.example/a", "http://news.example/a");
    assert_joined(state, "https://news.example/x", "//cdn.example/y", "https://cdn.example/y");
}

static void the_scheme_is_lower_case_and_the_host_stays(void **state)
{
    assert_joined(state, NULL, "HTTP://Bücher.Example/Ä", "http://Bücher.Example/Ä");
}

static void what_is_not_the_web_is_no_link(void **state)
{
    assert_joined(state, BASE, "javascript:alert(1)", NULL);
    assert_joined(state, BASE, "mailto:desk@news.example", NULL);
    assert_joined(state, BASE, "ftp://news.example/a", NULL);
    assert_joined(state, NULL, "tag:news.example,2026:1", NULL);
    assert_joined(state, NULL, "/relative", NULL);
    assert_joined(state, NULL, "http://", NULL);
    assert_joined(state, NULL, "http://\u00A0#top", NULL);
    assert_joined(state, NULL, "http://two words.example/", NULL);
    assert_joined(state, "http://", "page", NULL);
    assert_null(url_join(*state, BASE, NULL));
}

static void a_link_over_the_bound_is_none(void **state)
{
    char long_path[ITEM_URL_MAX + 1];

    memset(long_path, 'a', ITEM_URL_MAX);
    long_path[ITEM_URL_MAX] = '\0';
    assert_null(url_join(*state, BASE, long_path));
    assert_non_null(url_join_any(*state, BASE, long_path));
}

static void any_scheme_passes_where_any_is_asked_for(void **state)
{
    assert_string_equal(url_join_any(*state, BASE, " mailto:desk@news.example "),
                        "mailto:desk@news.example");
    assert_string_equal(url_join_any(*state, NULL, "/relative path"), "/relative%20path");
    assert_string_equal(url_join_any(*state, "not a base", "page"), "page");
}

static void what_stood_before_the_fragment_of_a_base_is_trimmed(void **state)
{
    assert_string_equal(url_join(*state, "https://news.example/rss?a\u00A0#top", ""),
                        "https://news.example/rss?a");
}

static void urls_that_ask_for_the_same_have_one_form(void **state)
{
    static const char *const forms[][2] = {
        {"HTTPS://News.Example.org:443", "https://news.example.org/"},
        {"https://news.example.org#top", "https://news.example.org/"},
        {"http://news.example.org:443/", "http://news.example.org:443/"},
        {"http://desk@news.example.org:80/A/%7eb/?B=1&&a#x",
         "http://news.example.org/A/%7eb/?B=1&&a"},
        {"https://www.news.example.org/rss?utm_source=x",
         "https://www.news.example.org/rss?utm_source=x"},
        {"http://[2001:DB8::1]:80/rss", "http://[2001:db8::1]/rss"},
        {"https://news.example.org/?", "https://news.example.org/?"},
        {"https://news.example.org/a?b\u00A0#c", "https://news.example.org/a?b"},
        {"https://news.example.org/a/.\u00A0#c", "https://news.example.org/a/"},
    };

    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
        assert_string_equal(url_as_asked(*state, forms[i][0]), forms[i][1]);
    assert_null(url_as_asked(*state, "gopher://news.example.org/"));
}

static void links_to_one_page_have_one_canonical_form(void **state)
{
    const char *canonical = "news.example/world/story?id=7&page=2";

    assert_string_equal(url_canonical(*state, "https://www.news.example/world/story/?page=2&id=7"),
                        canonical);
    assert_string_equal(
        url_canonical(*state, "http://News.Example:80/world/story?utm_source=rss&id=7&page=2#top"),
        canonical);
    assert_string_equal(
        url_canonical(*state,
                      "http://user@news.example/worl%64/story?page=2&fbclid=x&&id=7&ref=feed"),
        canonical);
}

static void links_to_two_pages_stay_two(void **state)
{
    const char *one = url_canonical(*state, "https://news.example/story?id=7");

    assert_string_not_equal(one, url_canonical(*state, "https://news.example/story?id=8"));
    assert_string_not_equal(one, url_canonical(*state, "https://news.example/Story?id=7"));
    assert_string_not_equal(one, url_canonical(*state, "https://news.example:8080/story?id=7"));
    assert_string_not_equal(one, url_canonical(*state, "https://m.news.example/story?id=7"));
    assert_string_not_equal(one,
                            url_canonical(*state, "https://news.example/story?id=7&reference=1"));
}

static void the_canonical_form_spells_each_byte_one_way(void **state)
{
    assert_string_equal(url_canonical(*state, "https://news.example/caf%c3%a9"),
                        url_canonical(*state, "https://news.example/café"));
    assert_string_equal(url_canonical(*state, "https://news.example/a%2fb"), "news.example/a%2Fb");
    assert_string_equal(url_canonical(*state, "https://news.example/100%"), "news.example/100%");
}

static void only_the_web_has_a_canonical_form(void **state)
{
    assert_null(url_canonical(*state, "mailto:desk@news.example"));
    assert_null(url_canonical(*state, NULL));
}

static void the_host_is_the_outlet(void **state)
{
    assert_string_equal(url_host(*state, "https://user:pw@WWW.News.Example:8080/a@b"),
                        "www.news.example");
    assert_string_equal(url_host(*state, "http://[2001:DB8::1]:80/"), "[2001:db8::1]");
    assert_null(url_host(*state, "urn:isbn:1"));
}

static void a_login_is_not_shown(void **state)
{
    assert_string_equal(url_without_login(*state, "https://desk:s3cret@news.example/a@b"),
                        "https://***@news.example/a@b");
    assert_string_equal(url_without_login(*state, "moved to http://a@b@news.example"),
                        "moved to http://***@news.example");
    assert_string_equal(url_without_login(*state, "https://news.example/a@b?c=://d@e"),
                        "https://news.example/a@b?c=://d@e");
    assert_null(url_without_login(*state, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_normal_examples_of_rfc_3986_resolve),
        TEST(a_host_without_a_scheme_is_asked_by_https),
        TEST(an_address_that_no_bracket_closes_is_no_host),
        TEST(the_abnormal_examples_of_rfc_3986_resolve),
        TEST(white_space_and_controls_are_cleaned_away),
        TEST(what_a_url_is_wrapped_in_is_taken_off),
        TEST(a_folded_url_is_one_line),
        TEST(slashes_are_read_as_browsers_read_them),
        TEST(the_scheme_is_lower_case_and_the_host_stays),
        TEST(what_is_not_the_web_is_no_link),
        TEST(a_link_over_the_bound_is_none),
        TEST(a_login_is_not_shown),
        TEST(any_scheme_passes_where_any_is_asked_for),
        TEST(what_stood_before_the_fragment_of_a_base_is_trimmed),
        TEST(urls_that_ask_for_the_same_have_one_form),
        TEST(links_to_one_page_have_one_canonical_form),
        TEST(links_to_two_pages_stay_two),
        TEST(the_canonical_form_spells_each_byte_one_way),
        TEST(only_the_web_has_a_canonical_form),
        TEST(the_host_is_the_outlet),
    };

    return cmocka_run_group_tests_name("url", tests, NULL, NULL);
}
