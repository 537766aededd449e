#include "tests/helpers/reading.h"

#define RDF "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns="
#define SIMPLE "'http://my.netscape.com/rdf/simple/0.9/'"

static void a_format_is_told_by_its_root_namespace_and_version(void **state)
{
    static const struct {
        const char *text;
        const char *format;
    } samples[] = {
        {"<rss version='0.90'/>", "rss-0.90"},
        {"<rss version='0.91'/>", "rss-0.91"},
        {"<rss version='0.92'/>", "rss-0.92"},
        {"<rss version='0.93'/>", "rss-0.93"},
        {"<rss version='0.94'/>", "rss-0.94"},
        {"<rss version='2.0'/>", "rss-2.0"},
        {"<rss version='2.0.1'/>", "rss-2.0"},
        {"<rss/>", "rss"},
        {RDF SIMPLE "><channel/></rdf:RDF>", "rss-0.90"},
        {RDF "'http://purl.org/rss/1.0/'><channel/></rdf:RDF>", "rss-1.0"},
        {"<feed version='0.3' xmlns='http://purl.org/atom/ns#'/>", "atom-0.3"},
        {"<feed version='0.3'/>", "atom-0.3"},
        {"<feed xmlns='http://www.w3.org/2005/Atom'/>", "atom-1.0"},
        {"<a:feed xmlns:a='http://www.w3.org/2005/Atom'/>", "atom-1.0"},
        {"<feed/>", "atom"},
        {"<CHANNEL HREF='https://coast.example/'><TITLE>The Coast</TITLE></CHANNEL>", "cdf"},
    };
    const struct reading *reading = *state;

    for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
        read_feed(*state, samples[i].text);
        assert_string_equal(reading->document.format, samples[i].format);
    }
}

static void an_entry_alone_is_a_feed_of_one_item(void **state)
{
    static const struct {
        const char *root;
        const char *format;
    } samples[] = {
        {"<entry xmlns='http://www.w3.org/2005/Atom' xml:base='https://coast.example/'>",
         "atom-1.0"},
        {"<entry version='0.3' xmlns='http://purl.org/atom/ns#'"
         " xml:base='https://coast.example/'>",
         "atom-0.3"},
    };
    struct reading *reading = *state;

    for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
        const struct item *item =
            read_feed(reading, arena_format(reading->arena,
                                            "%s<title>Ferry back</title><link href='1'/></entry>",
                                            samples[i].root));
        assert_string_equal(reading->document.format, samples[i].format);
        assert_int_equal(reading->document.item_count, 1);
        assert_string_equal(item->title.str, "Ferry back");
        assert_string_equal(item->url, "https://coast.example/1");
        assert_null(reading->document.title.str);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        reading_test(a_format_is_told_by_its_root_namespace_and_version),
        reading_test(an_entry_alone_is_a_feed_of_one_item),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
