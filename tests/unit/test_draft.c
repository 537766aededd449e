#include "feeds/parse/reader.h"
#include "tests/helpers/reading.h"

#include <inttypes.h>

static void of_two_rivals_the_higher_row_stays_in_any_order(void **state)
{
    const struct item *item =
        read_rss_item(*state, "<dc:title>Dublin</dc:title><title>Ferry closed</title>"
                              "<pubDate>Tue, 03 Mar 2026 09:39:21 GMT</pubDate>"
                              "<dc:date>2020-01-01</dc:date>");

    assert_string_equal(item->title.str, "Ferry closed");
    assert_int_equal(item->published, 1772530761);
}

struct rival {
    const char *before; /* what it says */
    const char *behind;
};

static const char *value_of(struct reading *reading, enum field field, const char *inside)
{
    const struct item *item = read_rss_item(reading, inside);

    if (field == FIELD_URL)
        return item->url;
    if (field == FIELD_ID)
        return item->id;
    if (field == FIELD_CONTENT)
        return item->content.str;
    int64_t time = field == FIELD_PUBLISHED ? item->published : item->updated;
    return arena_format(reading->arena, "%" PRId64, time);
}

static const char *say(struct reading *reading, const struct rival *rival, const char *value)
{
    return arena_format(reading->arena, "%s%s%s", rival->before, value, rival->behind);
}

/* Each stands above those behind it, whichever comes first. */
static void assert_order(struct reading *reading, enum field field, const char *const values[2],
                         const struct rival *rivals)
{
    for (const struct rival *above = rivals; above->before != NULL; above++) {
        const char *said = say(reading, above, values[0]);
        const char *wanted = value_of(reading, field, said);
        assert_non_null(wanted);
        for (const struct rival *below = above + 1; below->before != NULL; below++) {
            const char *other = say(reading, below, values[1]);
            const char *orders[] = {
                arena_format(reading->arena, "%s%s", said, other),
                arena_format(reading->arena, "%s%s", other, said),
            };
            for (size_t i = 0; i < 2; i++)
                assert_string_equal(value_of(reading, field, orders[i]), wanted);
        }
    }
}

#define IN(name)                                                                                   \
    {                                                                                              \
        "<" name ">", "</" name ">"                                                                \
    }

static void rivals_stand_in_the_order_of_the_table(void **state)
{
    static const char *const texts[] = {"Storm", "Ice"};
    static const char *const urls[] = {"https://coast.example/1", "https://coast.example/2"};
    static const char *const days[] = {"2026-03-03", "2026-03-04"};
    static const struct rival contents[] = {
        IN("content:encoded"), IN("xhtml:body"),     IN("fullitem"),
        IN("atom:content"),    IN("description"),    IN("summary"),
        IN("dc:description"),  IN("itunes:summary"), {NULL, NULL},
    };
    static const struct rival links[] = {
        {"<atom:link href='", "'/>"},
        IN("feedburner:origLink"),
        IN("link"),
        IN("guid"),
        {"<enclosure url='", "'/>"},
        {NULL, NULL},
    };
    static const struct rival ids[] = {
        IN("guid"), IN("atom:id"), IN("dc:identifier"), {NULL, NULL}};
    static const struct rival published[] = {
        IN("atom:published"), IN("pubDate"), IN("atom:issued"),
        IN("atom:created"),   IN("dc:date"), {NULL, NULL},
    };
    static const struct rival updated[] = {
        IN("atom:updated"), IN("atom:modified"), IN("lastBuildDate"), {NULL, NULL}};

    assert_order(*state, FIELD_CONTENT, texts, contents);
    assert_order(*state, FIELD_URL, urls, links);
    assert_order(*state, FIELD_ID, texts, ids);
    assert_order(*state, FIELD_PUBLISHED, days, published);
    assert_order(*state, FIELD_UPDATED, days, updated);
}

static void of_two_equals_the_first_one_stays(void **state)
{
    const struct item *item =
        read_rss_item(*state, "<title></title><title>Ferry closed</title><title>Again</title>");

    assert_string_equal(item->title.str, "Ferry closed");
}

static void an_only_body_is_the_content_and_of_two_the_short_kind_the_summary(void **state)
{
    const struct item *item = read_rss_item(*state, "<description>Short.</description>");

    assert_string_equal(item->content.str, "Short.");
    assert_null(item->summary.str);
    item = read_rss_item(*state, "<description>Short.</description>"
                                 "<content:encoded>&lt;p>Long.&lt;/p></content:encoded>");
    assert_string_equal(item->content.str, "<p>Long.</p>");
    assert_string_equal(item->summary.str, "Short.");
}

static void the_same_text_twice_is_no_summary(void **state)
{
    const struct item *item = read_rss_item(*state, "<description>Storm.</description>"
                                                    "<itunes:summary>Storm.</itunes:summary>");

    assert_string_equal(item->content.str, "Storm.");
    assert_null(item->summary.str);
}

static void of_two_descriptions_the_longer_one_is_the_content(void **state)
{
    static const char *const orders[] = {
        "<description>Storm.</description><description>A storm closed both.</description>",
        "<description>A storm closed both.</description><description>Storm.</description>",
    };

    for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
        const struct item *item = read_rss_item(*state, orders[i]);
        assert_string_equal(item->content.str, "A storm closed both.");
        assert_string_equal(item->summary.str, "Storm.");
    }
}

static void authors_are_all_that_an_item_names_each_once(void **state)
{
    const struct item *item =
        read_rss_item(*state, "<dc:creator>Ada Marsh</dc:creator><dc:creator>Ida Reed</dc:creator>"
                              "<dc:creator>ada marsh</dc:creator>");

    assert_int_equal(item->author_count, 2);
    item = read_rss_item(*state, "<itunes:author>Coast Radio</itunes:author>"
                                 "<dc:creator>Ada Marsh</dc:creator>"
                                 "<dc:creator>Ida Reed</dc:creator>"
                                 "<author>ada@coast.example (Ada Marsh)</author>");
    assert_int_equal(item->author_count, 3);
    assert_string_equal(item->authors[0].name, "Ada Marsh");
    assert_string_equal(item->authors[0].email, "ada@coast.example");
    assert_string_equal(item->authors[1].name, "Ida Reed");
    assert_string_equal(item->authors[2].name, "Coast Radio");
}

static void of_a_feeds_owner_and_webmaster_one_is_the_author(void **state)
{
    struct reading *reading = *state;

    read_feed(reading, "<rss version='2.0'><channel><webMaster>web@coast.example (Ben)</webMaster>"
                       "<itunes:author>Coast Radio</itunes:author><itunes:owner><itunes:name>Ida"
                       "</itunes:name></itunes:owner></channel></rss>");
    assert_int_equal(reading->document.author_count, 1);
    assert_string_equal(reading->document.authors[0].name, "Coast Radio");
}

static void a_date_that_is_none_leaves_the_next_rival(void **state)
{
    const struct item *item = read_rss_item(*state, "<pubDate>soon</pubDate>"
                                                    "<dc:date>2026-03-03T09:39:21Z</dc:date>");

    assert_int_equal(item->published, 1772530761);
}

static void a_journals_dates_count_where_nothing_else_says_one(void **state)
{
    static const char inside[] =
        "<prism:publicationDate>2026-11-03</prism:publicationDate>"
        "<prism:modificationDate>2026-11-05T10:00:00Z</prism:modificationDate>";
    struct reading *reading = *state;
    const struct item *item = read_rss_item(reading, inside);

    assert_int_equal(item->published, INT64_C(1793664000));
    assert_int_equal(item->updated, INT64_C(1793872800));
    item = read_rss_item(reading,
                         arena_format(reading->arena, "%s<dc:date>2026-11-04</dc:date>", inside));
    assert_int_equal(item->published, INT64_C(1793750400));
}

static void a_long_title_is_cut_on_a_character_and_marked(void **state)
{
    struct reading *reading = *state;
    char *title = arena_alloc(reading->arena, 4001);

    for (size_t i = 0; i < 4000; i += 2) {
        title[i] = '\xC3';
        title[i + 1] = '\xA9';
    }
    const struct item *item =
        read_rss_item(reading, arena_format(reading->arena, "<title>%s</title>", title));
    size_t len = strlen(item->title.str);
    assert_true(len <= ITEM_TITLE_MAX);
    assert_string_equal(item->title.str + len - 5, "\xC3\xA9\xE2\x80\xA6");
}

static void only_addresses_of_the_web_come_out(void **state)
{
    const struct item *item = read_rss_item(*state, "<link>javascript:alert(1)</link>"
                                                    "<enclosure url='ftp://coast.example/1'/>");

    assert_null(item->url);
    assert_int_equal(item->attachment_count, 0);
}

static void a_link_without_base_is_resolved_by_the_feeds_own(void **state)
{
    const struct item *item =
        read_feed(*state, "<rss version='2.0'><channel><link>https://coast.example/news/</link>"
                          "<item><link>1</link></item></channel></rss>");

    assert_string_equal(item->url, "https://coast.example/news/1");
    item = read_feed(*state, "<feed xmlns='http://www.w3.org/2005/Atom'><link rel='self'"
                             " href='https://coast.example/feed'/><entry><link href='/1'/>"
                             "</entry></feed>");
    assert_string_equal(item->url, "https://coast.example/1");
}

static void the_feeds_own_link_may_stand_behind_the_items(void **state)
{
    const struct reading *reading = *state;
    const struct item *item = read_feed(
        *state, "<rss version='2.0'><channel><item><link>1</link><enclosure url='/1.mp3'/>"
                "<title>a & b</title></item><link>https://coast.example/news/</link>"
                "</channel></rss>");

    assert_string_equal(item->url, "https://coast.example/news/1");
    assert_string_equal(item->attachments[0].url, "https://coast.example/1.mp3");
    assert_int_equal(reading->document.item_count, 1);
    assert_int_equal(reading->document.warning_count, 1);
}

static void a_mail_alone_has_the_name_that_a_rival_says(void **state)
{
    static const char *const orders[] = {
        "<author>ada@coast.example</author><dc:creator>Ada Marsh</dc:creator>",
        "<dc:creator>Ada Marsh</dc:creator><author>ada@coast.example</author>",
    };

    for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
        const struct item *item = read_rss_item(*state, orders[i]);
        assert_int_equal(item->author_count, 1);
        assert_string_equal(item->authors[0].name, "Ada Marsh");
        assert_string_equal(item->authors[0].email, "ada@coast.example");
    }
}

static void the_feeds_webmaster_gives_its_editor_no_name(void **state)
{
    struct reading *reading = *state;

    read_feed(reading, "<rss version='2.0'><channel><webMaster>web@coast.example (Ben)</webMaster>"
                       "<managingEditor>ada@coast.example</managingEditor></channel></rss>");
    assert_string_equal(reading->document.authors[0].name, "ada@coast.example");
}

static void a_podcasts_author_stands_above_its_editor(void **state)
{
    struct reading *reading = *state;

    read_feed(reading,
              "<rss version='2.0'><channel><managingEditor>studio@coast.example"
              "</managingEditor><itunes:author>Radio Coast</itunes:author></channel></rss>");
    assert_string_equal(reading->document.authors[0].name, "Radio Coast");
}

static void several_persons_of_one_element_are_parted(void **state)
{
    static const char *const lists[] = {
        "ada@coast.example (Ada Marsh), ben@coast.example (Ben Reed)",
        "Ada Marsh &lt;ada@coast.example&gt;; Ben Reed &lt;ben@coast.example&gt;",
        "ada@coast.example, Ada Marsh; ben@coast.example, Ben Reed",
    };
    struct reading *reading = *state;

    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        const struct item *item =
            read_rss_item(reading, arena_format(reading->arena, "<author>%s</author>", lists[i]));
        assert_int_equal(item->author_count, 2);
        assert_string_equal(item->authors[0].name, "Ada Marsh");
        assert_string_equal(item->authors[1].name, "Ben Reed");
        assert_string_equal(item->authors[1].email, "ben@coast.example");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        reading_test(of_two_rivals_the_higher_row_stays_in_any_order),
        reading_test(rivals_stand_in_the_order_of_the_table),
        reading_test(of_two_equals_the_first_one_stays),
        reading_test(an_only_body_is_the_content_and_of_two_the_short_kind_the_summary),
        reading_test(the_same_text_twice_is_no_summary),
        reading_test(of_two_descriptions_the_longer_one_is_the_content),
        reading_test(authors_are_all_that_an_item_names_each_once),
        reading_test(of_a_feeds_owner_and_webmaster_one_is_the_author),
        reading_test(a_date_that_is_none_leaves_the_next_rival),
        reading_test(a_journals_dates_count_where_nothing_else_says_one),
        reading_test(a_long_title_is_cut_on_a_character_and_marked),
        reading_test(only_addresses_of_the_web_come_out),
        reading_test(a_link_without_base_is_resolved_by_the_feeds_own),
        reading_test(the_feeds_own_link_may_stand_behind_the_items),
        reading_test(a_mail_alone_has_the_name_that_a_rival_says),
        reading_test(the_feeds_webmaster_gives_its_editor_no_name),
        reading_test(a_podcasts_author_stands_above_its_editor),
        reading_test(several_persons_of_one_element_are_parted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
