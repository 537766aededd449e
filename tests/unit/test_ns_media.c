#include "tests/helpers/reading.h"

static void a_file_has_its_kind_size_and_length(void **state)
{
    const struct item *item =
        read_rss_item(*state, "<media:content url='https://coast.example/1.mp4' type='video/mp4'"
                              " fileSize='1200' duration='90'/>");

    assert_int_equal(item->attachment_count, 1);
    assert_string_equal(item->attachments[0].mime_type, "video/mp4");
    assert_int_equal(item->attachments[0].size_in_bytes, 1200);
    assert_int_equal(item->attachments[0].duration_in_seconds, 90);
    assert_null(item->image);
}

static void what_stands_in_a_group_is_the_items(void **state)
{
    const struct item *item = read_rss_item(
        *state, "<media:group><media:content url='https://coast.example/1.mp4'/>"
                "<media:content url='https://coast.example/1.webm'/>"
                "<media:title>Storm</media:title><media:description>Waves.</media:description>"
                "<media:thumbnail url='https://coast.example/t.png'/></media:group>"
                "<title>Ferry closed</title>");

    assert_int_equal(item->attachment_count, 2);
    assert_string_equal(item->title.str, "Ferry closed");
    assert_string_equal(item->content.str, "Waves.");
    assert_string_equal(item->image, "https://coast.example/t.png");
}

static void a_caption_is_no_summary_of_the_text_beside_it(void **state)
{
    const struct item *item = read_rss_item(
        *state, "<description>Ferries were stopped along the coast.</description>"
                "<media:content url='https://coast.example/1.jpg' medium='image'/>"
                "<media:description>Waves at the quay on Sunday.</media:description>");

    assert_string_equal(item->content.str, "Ferries were stopped along the coast.");
    assert_null(item->summary.str);
}

static void what_a_file_says_of_itself_without_prefix_is_not_the_items(void **state)
{
    static const char *const wraps[] = {"group", "content"};
    struct reading *reading = *state;

    for (size_t i = 0; i < sizeof(wraps) / sizeof(wraps[0]); i++) {
        const struct item *item = read_rss_item(
            reading, arena_format(reading->arena,
                                  "<media:%s><title>Waves at the pier</title>"
                                  "<link>https://photos.example/7</link><credit>"
                                  "<media:title>Ann Moor</media:title></credit></media:%s>"
                                  "<title>Ferry closed</title><link>https://coast.example/1</link>",
                                  wraps[i], wraps[i]));
        assert_string_equal(item->title.str, "Ferry closed");
        assert_string_equal(item->url, "https://coast.example/1");
    }
}

static void a_feed_may_be_named_as_its_files_are(void **state)
{
    struct reading *reading = *state;

    read_feed(reading, "<rss version='2.0'><channel><media:title>The Coast</media:title>"
                       "<media:description>News of the sea</media:description></channel></rss>");

    assert_string_equal(reading->document.title.str, "The Coast");
    assert_string_equal(reading->document.description.str, "News of the sea");
}

static void a_picture_is_the_items_image(void **state)
{
    static const char *const pictures[] = {
        "<media:content medium='image' url='https://coast.example/t.png'/>",
        "<media:content type='image/png' url='https://coast.example/t.png'/>",
        "<enclosure type='image/png' url='https://coast.example/t.png'/>",
        "<media:thumbnail>https://coast.example/t.png</media:thumbnail>",
        "<a10:link rel='enclosure' type='image/png' href='https://coast.example/t.png'/>",
    };

    for (size_t i = 0; i < sizeof(pictures) / sizeof(pictures[0]); i++) {
        const struct item *item = read_rss_item(*state, pictures[i]);
        assert_non_null(item->image);
        assert_string_equal(item->image, "https://coast.example/t.png");
    }
}

static void keywords_and_categories_are_tags(void **state)
{
    const struct item *item = read_rss_item(*state, "<media:keywords>sea, weather</media:keywords>"
                                                    "<media:category>News</media:category>");

    assert_int_equal(item->tag_count, 3);
    assert_string_equal(item->tags[2], "News");
}

static void a_link_to_peers_is_an_attachment(void **state)
{
    const struct item *item =
        read_rss_item(*state, "<media:peerLink href='https://coast.example/1.torrent' "
                              "type='application/x-bittorrent'/>");

    assert_int_equal(item->attachment_count, 1);
    assert_string_equal(item->attachments[0].url, "https://coast.example/1.torrent");
    assert_string_equal(item->attachments[0].mime_type, "application/x-bittorrent");
}

static void what_stands_in_a_group_is_of_its_files(void **state)
{
    static const char group[] = "<media:group><title>Clip</title><link>https://clip.example/</link>"
                                "<media:content url='https://coast.example/1.mp4'/></media:group>";
    struct reading *reading = *state;
    const struct item *item =
        read_rss_item(reading, arena_format(reading->arena,
                                            "%s<title>Ferry back</title><link>"
                                            "https://coast.example/1</link>",
                                            group));

    assert_string_equal(item->title.str, "Ferry back");
    assert_string_equal(item->url, "https://coast.example/1");
    assert_int_equal(item->attachment_count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        reading_test(a_file_has_its_kind_size_and_length),
        reading_test(what_stands_in_a_group_is_the_items),
        reading_test(a_caption_is_no_summary_of_the_text_beside_it),
        reading_test(what_a_file_says_of_itself_without_prefix_is_not_the_items),
        reading_test(a_feed_may_be_named_as_its_files_are),
        reading_test(a_picture_is_the_items_image),
        reading_test(keywords_and_categories_are_tags),
        reading_test(a_link_to_peers_is_an_attachment),
        reading_test(what_stands_in_a_group_is_of_its_files),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
