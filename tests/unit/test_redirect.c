/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/error.h"
#include "feeds/fetch/redirect.h"

#include <stdlib.h>
#include <string.h>

struct fixture {
    CURLU *url;
    struct redirects redirects;
    struct error err;
};

static void begin(struct fixture *fixture, const char *url)
{
    *fixture = (struct fixture){.url = curl_url()};
    assert_true(redirect_read_url(fixture->url, url, &fixture->err));
    assert_true(redirects_begin(&fixture->redirects, fixture->url));
}

static bool follow(struct fixture *fixture, int status, const char *location)
{
    return redirects_follow(&fixture->redirects, fixture->url, status, location, &fixture->err);
}

static void end(struct fixture *fixture)
{
    redirects_end(&fixture->redirects);
    curl_url_cleanup(fixture->url);
}

static void expect_read(const char *base, const char *text, const char *expected)
{
    CURLU *url = curl_url();
    struct error err = {0};

    assert_true(base == NULL || redirect_read_url(url, base, &err));
    bool is_read = redirect_read_url(url, text, &err);
    if (is_read != (expected != NULL))
        fail_msg("\"%s\" is %s", text, is_read ? "taken" : err.message);
    if (is_read) {
        char *written = redirect_text(url);
        assert_string_equal(written, expected);
        free(written);
    } else {
        assert_string_not_equal(err.message, "");
    }
    curl_url_cleanup(url);
}

static void only_five_statuses_lead_somewhere(void **state)
{
    (void)state;
    for (int status = 0; status < 1000; status++)
        assert_int_equal(redirect_is_followed(status), status == 301 || status == 302 ||
                                                           status == 303 || status == 307 ||
                                                           status == 308);
}

static void a_url_is_cleaned_and_its_query_kept_byte_for_byte(void **state)
{
    (void)state;
    expect_read(NULL, " https://News.example/rss#latest\r\n", "https://News.example/rss");
    expect_read(NULL, "https://news.example/rss?q=%7ea+b&c=%2F",
                "https://news.example/rss?q=%7ea+b&c=%2F");
    expect_read(NULL, "http://desk:secret@news.example/rss", "http://news.example/rss");
    expect_read(NULL, "https://news.example/caf\xc3\xa9 au lait",
                "https://news.example/caf%C3%A9%20au%20lait");
}

static void a_relative_location_is_resolved(void **state)
{
    static const char base[] = "https://news.example/world/rss.xml?page=1";

    (void)state;
    expect_read(base, "atom.xml", "https://news.example/world/atom.xml");
    expect_read(base, "/feeds/", "https://news.example/feeds/");
    expect_read(base, "../sport.xml", "https://news.example/sport.xml");
    expect_read(base, "//cdn.example/rss.xml", "https://cdn.example/rss.xml");
    expect_read(base, "?page=2", "https://news.example/world/rss.xml?page=2");
}

static void what_is_not_of_the_web_is_refused(void **state)
{
    static const char base[] = "https://news.example/rss.xml";
    static const char *const texts[] = {"file:///etc/passwd",
                                        "ftp://news.example/rss",
                                        "gopher://a/",
                                        "javascript:alert(1)",
                                        "",
                                        "   ",
                                        "http://",

                                        "http://news.example:99999/",
                                        "http://[::1/"};

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
        expect_read(base, texts[i], NULL);
}

static void the_leading_permanent_hops_are_remembered(void **state)
{
    struct fixture fixture;

    (void)state;
    begin(&fixture, "http://news.example/a");
    assert_null(redirects_permanent(&fixture.redirects));
    assert_true(follow(&fixture, 301, "https://news.example/a"));
    assert_true(follow(&fixture, 308, "/b"));
    assert_true(follow(&fixture, 307, "/c"));
    assert_true(follow(&fixture, 301, "/d"));
    assert_string_equal(redirects_current(&fixture.redirects), "https://news.example/d");
    assert_string_equal(redirects_permanent(&fixture.redirects), "https://news.example/b");
    end(&fixture);
}

static void a_temporary_hop_first_leaves_nothing_to_remember(void **state)
{
    struct fixture fixture;

    (void)state;
    begin(&fixture, "http://news.example/a");
    assert_true(follow(&fixture, 302, "/b"));
    assert_true(follow(&fixture, 301, "/c"));
    assert_null(redirects_permanent(&fixture.redirects));
    end(&fixture);
}

static void a_way_out_of_https_is_followed_but_not_remembered(void **state)
{
    struct fixture fixture;

    (void)state;
    begin(&fixture, "https://news.example/a");
    assert_true(follow(&fixture, 301, "https://news.example/b"));
    assert_true(follow(&fixture, 301, "http://news.example/c"));
    assert_true(follow(&fixture, 301, "https://news.example/d"));
    assert_string_equal(redirects_permanent(&fixture.redirects), "https://news.example/b");
    end(&fixture);
}

static void a_loop_is_seen_when_it_closes(void **state)
{
    struct fixture fixture;

    (void)state;
    begin(&fixture, "http://news.example/a");
    assert_true(follow(&fixture, 302, "/b"));
    assert_true(follow(&fixture, 302, "/b?again=1"));
    assert_false(follow(&fixture, 302, "/a#top"));
    assert_string_equal(fixture.err.message, "a redirect loop");
    end(&fixture);
}

static void the_eleventh_hop_is_not_followed(void **state)
{
    struct fixture fixture;

    (void)state;
    begin(&fixture, "http://news.example/");
    for (int i = 0; i < REDIRECT_HOPS_MAX; i++)
        assert_true(follow(&fixture, 302, "deeper/"));
    assert_false(follow(&fixture, 302, "deeper/"));
    assert_string_equal(fixture.err.message, "more than 10 redirects");
    end(&fixture);
}

static void a_missing_or_bad_location_says_so(void **state)
{
    struct fixture fixture;

    (void)state;
    begin(&fixture, "http://news.example/");
    assert_false(follow(&fixture, 301, NULL));
    assert_string_equal(fixture.err.message, "a redirect without a Location");
    assert_false(follow(&fixture, 301, "ftp://news.example/"));
    assert_string_equal(fixture.err.message,
                        "a redirect to a bad Location: it is neither http nor https");
    end(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_five_statuses_lead_somewhere),
        cmocka_unit_test(a_url_is_cleaned_and_its_query_kept_byte_for_byte),
        cmocka_unit_test(a_relative_location_is_resolved),
        cmocka_unit_test(what_is_not_of_the_web_is_refused),
        cmocka_unit_test(the_leading_permanent_hops_are_remembered),
        cmocka_unit_test(a_temporary_hop_first_leaves_nothing_to_remember),
        cmocka_unit_test(a_way_out_of_https_is_followed_but_not_remembered),
        cmocka_unit_test(a_loop_is_seen_when_it_closes),
        cmocka_unit_test(the_eleventh_hop_is_not_followed),
        cmocka_unit_test(a_missing_or_bad_location_says_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
