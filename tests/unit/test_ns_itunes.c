#include "tests/helpers/reading.h"

static void a_podcast_is_understood_whatever_the_spelling_of_its_namespace(void **state)
{
    static const char *const uris[] = {
        "http://www.itunes.com/dtds/podcast-1.0.dtd", "http://www.itunes.com/DTDs/Podcast-1.0.dtd",
        "http://example.com/DTDs/PodCast-1.0.dtd", "https://itunes.apple.com/dtds/podcast-1.0.dtd"};
    struct reading *reading = *state;

    for (size_t i = 0; i < sizeof(uris) / sizeof(uris[0]); i++) {
        const struct item *item = read_feed(
            reading, arena_format(reading->arena,
                                  "<rss version='2.0' xmlns:p='%s'><channel>"
                                  "<p:image href='https://coast.example/i.png'/><item>"
                                  "<p:author>Ada Marsh</p:author><p:summary>Storms.</p:summary>"
                                  "<p:keywords>sea, weather</p:keywords><p:category text='News'/>"
                                  "</item></channel></rss>",
                                  uris[i]));
        assert_string_equal(reading->document.icon, "https://coast.example/i.png");
        assert_string_equal(item->authors[0].name, "Ada Marsh");
        assert_string_equal(item->content.str, "Storms.");
        assert_int_equal(item->tag_count, 3);
    }
}

static int64_t duration_of(struct reading *reading, const char *inside)
{
    const struct item *item = read_rss_item(reading, inside);

    assert_true(item->attachment_count > 0);
    return item->attachments[item->attachment_count - 1].duration_in_seconds;
}

static void a_duration_may_be_a_clock_or_have_units(void **state)
{
    static const struct {
        const char *written;
        int64_t meant;
    } samples[] = {{"1:02:03", 3723},    {"62:03", 3723},        {"3723.5", 3723},
                   {"PT1H2M3S", 3723},   {"P1DT1H", 90000},      {"1h 2m 3s", 3723},
                   {"62 minutes", 3720}, {"1 hr, 2 min.", 3720}, {"long", 0},
                   {"1:02:03:04", 0},    {"62 pages", 0},        {"PT", 0}};
    struct reading *reading = *state;

    for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
        const char *inside = arena_format(reading->arena,
                                          "<itunes:duration>%s</itunes:duration>"
                                          "<enclosure url='https://coast.example/1.mp3'/>",
                                          samples[i].written);
        assert_int_equal(duration_of(reading, inside), samples[i].meant);
    }
    assert_int_equal(duration_of(reading, "<media:content duration='PT5M'"
                                          " url='https://coast.example/1.mp3'/>"),
                     300);
}

static void the_duration_is_the_recordings_wherever_it_stands(void **state)
{
    static const char recording[] = "<enclosure url='https://coast.example/1.mp3'/>";
    struct reading *reading = *state;

    assert_int_equal(duration_of(reading, arena_format(reading->arena,
                                                       "<itunes:duration>1:02:03</itunes:duration>"
                                                       "%s",
                                                       recording)),
                     3723);
    assert_int_equal(
        duration_of(reading, arena_format(reading->arena,
                                          "%s<itunes:duration>62:03</itunes:duration>", recording)),
        3723);
    assert_int_equal(duration_of(reading, arena_format(reading->arena,
                                                       "<media:content type='image/png'"
                                                       " url='https://coast.example/i.png'/>%s"
                                                       "<itunes:duration>90</itunes:duration>",
                                                       recording)),
                     90);
}

static void the_first_podcasts_linked_to_their_picture(void **state)
{
    struct reading *reading = *state;

    read_feed(reading, "<rss version='2.0'><channel>"
                       "<itunes:link rel='image' href='https://coast.example/i.png'>x</itunes:link>"
                       "</channel></rss>");
    assert_string_equal(reading->document.icon, "https://coast.example/i.png");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        reading_test(a_podcast_is_understood_whatever_the_spelling_of_its_namespace),
        reading_test(a_duration_may_be_a_clock_or_have_units),
        reading_test(the_duration_is_the_recordings_wherever_it_stands),
        reading_test(the_first_podcasts_linked_to_their_picture),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
