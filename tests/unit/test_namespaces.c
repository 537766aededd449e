#include "feeds/parse/namespaces.h"
#include "tests/helpers/reading.h"

static void a_namespace_is_told_by_its_uri_and_not_by_its_prefix(void **state)
{
    (void)state;
    assert_int_equal(ns_of("http://www.w3.org/2005/Atom", "dc"), NS_ATOM);
    assert_int_equal(ns_of("http://purl.org/dc/elements/1.1/", "x"), NS_DC);
    assert_int_equal(ns_of("http://purl.org/dc/elements/1.1/", NULL), NS_DC);
    assert_int_equal(ns_of("urn:x", "x"), NS_OTHER);
    assert_int_equal(ns_of(NULL, NULL), NS_NONE);
    assert_int_equal(ns_of("", NULL), NS_NONE);
}

static void a_uri_may_be_of_another_scheme_or_case_and_lack_its_end(void **state)
{
    static const char *const uris[] = {
        "http://search.yahoo.com/mrss/",    "https://search.yahoo.com/mrss",
        "HTTP://www.search.yahoo.com/MRSS", " http://search.yahoo.com/mrss/ ",
        "http://search.yahoo.com/mrss#",    "http://www.rssboard.org/media-rss",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(uris) / sizeof(uris[0]); i++)
        assert_int_equal(ns_of(uris[i], NULL), NS_MEDIA);
}

static void a_well_known_prefix_counts_where_its_uri_says_nothing(void **state)
{
    (void)state;
    assert_int_equal(ns_of(NULL, "dc"), NS_DC);
    assert_int_equal(ns_of(NULL, "Content"), NS_CONTENT);
    assert_int_equal(ns_of("http://purl.org/dc/element/1.1/", "dc"), NS_DC);
    assert_int_equal(ns_of(NULL, "x"), NS_OTHER);
}

static void assert_item(struct reading *reading, const char *text)
{
    const struct item *item = read_feed(reading, text);

    assert_string_equal(reading->document.format, "rss-2.0");
    assert_string_equal(item->title.str, "Ferry back");
    assert_int_equal(item->published, 1772530761);
}

#define DATE "Tue, 03 Mar 2026 09:39:21 GMT"

static void rss_may_stand_in_a_namespace_or_behind_a_prefix(void **state)
{
    static const char *const uris[] = {
        "http://purl.org/rss/1.0/",
        "http://my.netscape.com/rdf/simple/0.9/",
        "http://backend.userland.com/rss2",
        "http://blogs.law.harvard.edu/tech/rss",
    };
    struct reading *reading = *state;

    for (size_t i = 0; i < sizeof(uris) / sizeof(uris[0]); i++) {
        assert_item(reading, arena_format(reading->arena,
                                          "<rss version='2.0' xmlns='%s'><channel><item>"
                                          "<title>Ferry back</title><pubDate>" DATE "</pubDate>"
                                          "</item></channel></rss>",
                                          uris[i]));
        assert_item(reading, arena_format(reading->arena,
                                          "<r:rss version='2.0' xmlns:r='%s'><r:channel><r:item>"
                                          "<r:title>Ferry back</r:title><r:pubDate>" DATE
                                          "</r:pubDate></r:item></r:channel></r:rss>",
                                          uris[i]));
        assert_item(reading, arena_format(reading->arena,
                                          "<rss version='2.0' xmlns:r='%s'><channel><item>"
                                          "<r:title>Ferry back</r:title><r:pubDate>" DATE
                                          "</r:pubDate></item></channel></rss>",
                                          uris[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_namespace_is_told_by_its_uri_and_not_by_its_prefix),
        cmocka_unit_test(a_uri_may_be_of_another_scheme_or_case_and_lack_its_end),
        cmocka_unit_test(a_well_known_prefix_counts_where_its_uri_says_nothing),
        reading_test(rss_may_stand_in_a_namespace_or_behind_a_prefix),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
