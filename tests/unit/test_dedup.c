#include "tests/helpers/dedup_desk.h"

#include <stdio.h>
#include <stdlib.h>

#define SLOGAN                                                                                     \
    "The Argus: news, sport, views and pictures from around the county, every day, with the "      \
    "voices that matter to you and the stories that others miss."

static struct dedup *new_memory(struct desk *desk)
{
    return dedup_new(&SETTINGS, &(struct dedup_source){.load = load, .owner = desk});
}

static void restart(struct desk *desk, int64_t now)
{
    int64_t since = dedup_horizon(&SETTINGS, now);

    dedup_free(desk->dedup);
    desk->dedup = new_memory(desk);
    for (int64_t i = 0; i < desk->count; i++) {
        int64_t story = desk->verdicts[i].story == 0 ? i + 1 : desk->verdicts[i].story;

        if (desk->items[story - 1].seen >= since)
            remember(desk, i);
    }
}

/* A restart that reads the memory from a file. */
static void restart_from_file(struct desk *desk)
{
    FILE *file = tmpfile();

    assert_true(dedup_save(desk->dedup, "store 1", file, INT64_MAX));
    dedup_free(desk->dedup);
    desk->dedup = new_memory(desk);
    rewind(file);
    assert_true(dedup_load(desk->dedup, "store 1", file));
    fclose(file);
}

static void every_version_that_outlets_make_joins_the_story(void **state)
{
    struct desk *desk = *state;
    const struct news versions[] = {
        {.title = "All safe after ferry hits sandbank off Brennholm", .text = REPORT},
        {.title = TITLE, .text = "BRENNHOLM, Sunday (Coast Agency) — " REPORT},
        {.title = TITLE, .text = LEDE "\n" REPORT},
        {.title = TITLE, .text = "By Jon Aker\n" LEDE RESCUE OWNER},
        {.title = TITLE, .text = LEDE},
        {.title = TITLE, .text = REPORT "\nFollow the Harbour Post for more news from the coast."},
        {.title = TITLE,
         .text = LEDE RESCUE
         "The owner, Northline, has withdrawn the sister ship Asta for checks, said its director, "
         "Hanne Lorentz, who called the grounding \"a warning that we take to heart\". " INQUIRY},
        {.title = "Ferry runs aground off Brennholm with 241 on board",
         .text = "A passenger ferry carrying 241 people ran aground on a sandbank off the island "
                 "of Brennholm early on Sunday after its steering failed in heavy seas, the coast "
                 "guard said. " RESCUE OWNER INQUIRY},
    };

    assert_int_equal(story_of(desk, 1, MONDAY, (struct news){.title = TITLE, .text = REPORT}), 1);
    for (size_t i = 0; i < sizeof(versions) / sizeof(*versions); i++) {
        int64_t story = story_of(desk, 2 + (int64_t)i, MONDAY + HOUR, versions[i]);

        if (story != 1)
            fail_msg("version %zu is not joined: %s", i, last_reason(desk)->failed);
        assert_int_equal(last_reason(desk)->rule, DEDUP_TEXT);
    }
}

static void a_summary_may_lead_and_the_full_text_becomes_its_fullest(void **state)
{
    struct desk *desk = *state;

    story_of(desk, 1, MONDAY, (struct news){.title = TITLE, .text = LEDE});
    assert_int_equal(
        story_of(desk, 2, MONDAY + HOUR, (struct news){.title = TITLE, .text = REPORT}), 1);
    assert_true(desk->verdicts[1].is_fullest);
    /* Only the fullest has what this one has. */
    assert_int_equal(story_of(desk, 3, MONDAY + 2 * HOUR,
                              (struct news){.title = TITLE, .text = RESCUE OWNER INQUIRY}),
                     1);
    assert_int_equal(last_reason(desk)->reference, DEDUP_FULLEST);
    assert_false(desk->verdicts[2].is_fullest);
}

/* The fuller text tells an earlier story as well, under the headline of the first. */
static void what_goes_under_the_same_headline_is_no_digest(void **state)
{
    struct desk *desk = *state;
    struct news story = {.title = TITLE, .text = LEDE RESCUE};
    struct news earlier = {.title = "Northline warned over old ferries", .text = OWNER INQUIRY};
    struct news fuller = {.title = TITLE, .text = LEDE RESCUE OWNER INQUIRY};

    story_of(desk, 1, MONDAY, earlier);
    story_of(desk, 2, MONDAY + HOUR, story);
    assert_int_equal(story_of(desk, 3, MONDAY + 2 * HOUR, fuller), 2);
}

static void a_headline_that_adds_the_other_story_is_a_digests(void **state)
{
    struct desk *desk = *state;
    struct news story = {.title = TITLE, .text = LEDE RESCUE};
    struct news earlier = {.title = "Northline warned over old ferries", .text = OWNER INQUIRY};
    struct news digest = {.title = TITLE " - Northline warned over old ferries",
                          .text = LEDE RESCUE OWNER INQUIRY};

    story_of(desk, 1, MONDAY, earlier);
    story_of(desk, 2, MONDAY + HOUR, story);
    assert_int_equal(story_of(desk, 3, MONDAY + 2 * HOUR, digest), 3);
}

static void a_follow_up_and_a_digest_are_stories_of_their_own(void **state)
{
    struct desk *desk = *state;
    struct news follow_up = {
        .title = "Ferry owner charged over Brennholm grounding",
        .text = "Prosecutors in Estrup on Friday charged the shipping line Northline with having "
                "sent a vessel to sea that it knew to be unsafe, and asked for a fine of nine "
                "million crowns. A judge is to decide next month whether two managers must stand "
                "trial as well. Their lawyers said that the men had followed every rule of the "
                "classification society and would contest the charge with all means. The line "
                "has lost a third of its bookings since the accident, and its shares were "
                "suspended on Thursday. "
                "Here is what happened on the night: " LEDE};
    struct news digest = {
        .title = "Morning briefing: what you need to know",
        .text = "Good morning, these are the stories of the day. " LEDE
                "The central bank left its main rate unchanged for the fifth time in a row. "
                "Growers in the valley expect the poorest apple harvest for twenty years. The "
                "national team begins its tour with a match against a side that it has never "
                "beaten. Engineers have begun to drill the second tunnel under the strait. "
                "And the city library lends out umbrellas from today. Have a good day."};

    story_of(desk, 1, MONDAY, (struct news){.title = TITLE, .text = LEDE RESCUE});
    assert_int_equal(story_of(desk, 2, MONDAY + 5 * DAY, follow_up), 2);
    assert_int_equal(story_of(desk, 3, MONDAY + DAY, digest), 3);
}

#define QUAKE(MAGNITUDE, DISTANCE, PLACE, DEPTH, TIME)                                             \
    "A magnitude " MAGNITUDE " earthquake struck " DISTANCE " km east of " PLACE ", the "          \
    "geological survey said. The quake hit at a depth of " DEPTH " km at " TIME " local time. "    \
    "There were no immediate reports of damage or casualties and no tsunami warning was issued. "  \
    "Earthquakes of this size are common in the region, which lies on the boundary of two "        \
    "tectonic plates."

static void reports_by_one_template_stay_apart(void **state)
{
    struct desk *desk = *state;
    const struct news reports[] = {
        {.title = "M 4.3 - 95 km E of Ostrand",
         .text = QUAKE("4.3", "95", "Ostrand", "195", "21.44")},
        {.title = "M 5.1 - 17 km E of Ostrand",
         .text = QUAKE("5.1", "17", "Ostrand", "30", "03.12")},
        {.title = "M 4.8 - 60 km E of Vellin", .text = QUAKE("4.8", "60", "Vellin", "88", "11.05")},
        {.title = "M 4.3 - 12 km E of Vellin", .text = QUAKE("4.3", "12", "Vellin", "10", "18.20")},
        {.title = "M 6.0 - 33 km E of Sella", .text = QUAKE("6.0", "33", "Sella", "10", "05.59")},
        {.title = "M 4.4 - 71 km E of Ostrand",
         .text = QUAKE("4.4", "71", "Ostrand", "9", "23.01")},
    };

    for (int64_t i = 0; i < 6; i++)
        assert_int_equal(story_of(desk, 1 + i % 3, MONDAY + i * HOUR, reports[i]), i + 1);
    /* The same quake from another outlet is the same story still. */
    assert_int_equal(story_of(desk, 9, MONDAY + 7 * HOUR, reports[4]), 5);
}

static void a_feed_whose_summaries_are_all_its_slogan_tells_its_stories_apart(void **state)
{
    struct desk *desk = *state;
    static const char *const TITLES[] = {
        "Two held after market stall thefts", "Storm closes coast road", "Mayor opens rebuilt pool",
        "School choir wins national prize", "Bridge toll plan dropped by county"};

    for (int64_t i = 0; i < 5; i++)
        assert_int_equal(
            story_of(desk, 1, MONDAY + i * HOUR, (struct news){.title = TITLES[i], .text = SLOGAN}),
            i + 1);
}

static void a_slogan_behind_each_text_weighs_nothing_after_three_stories(void **state)
{
    struct desk *desk = *state;
    const char *texts[] = {
        "The county dropped its plan to charge a toll on the Alder bridge on Tuesday. ",
        "A school choir from Stanmoor came home with a prize that nobody had expected. ",
        "Two men were held after thefts from eleven stalls of the covered market. ",
        "High waves closed the coast road between Kelmouth and Brackwell at noon. "};

    for (int64_t i = 0; i < 4; i++)
        story_of(desk, 1, MONDAY + i * HOUR,
                 (struct news){.title = arena_string_of(desk->arena, texts[i], 40),
                               .text = arena_format(desk->arena, "%s%s", texts[i], SLOGAN)});
    /* Elsewhere without the slogan: half of the text is gone, none of what is the feed's own. */
    assert_int_equal(
        story_of(desk, 2, MONDAY + 5 * HOUR,
                 (struct news){.title = "High waves closed the coast road", .text = texts[3]}),
        4);
}

static void one_link_is_one_story_only_while_title_or_text_agree(void **state)
{
    struct desk *desk = *state;
    const char *link = "https://harbour.example/brennholm-ferry";
    struct news lead = {.title = TITLE, .link = link, .text = LEDE};
    struct news rewritten = {
        .title = "Ferry runs aground off Brennholm with 214 people on board",
        .link = "http://www.harbour.example/brennholm-ferry/?utm_source=rss",
        .text = "All passengers of the Runa are ashore, the owner says, and tugs are on their way "
                "to the sandbank where she lies upright and dry at low water."};
    struct news other = {.title = "Choir wins national prize",
                         .link = link,
                         .text = "A school choir from Stanmoor came home with a prize that nobody, "
                                 "least of all its young conductor, had expected."};

    story_of(desk, 1, MONDAY, lead);
    assert_int_equal(story_of(desk, 2, MONDAY + HOUR, rewritten), 1);
    assert_int_equal(last_reason(desk)->rule, DEDUP_LINK);
    assert_int_equal(story_of(desk, 2, MONDAY + 2 * HOUR, other), 3);
}

static void headlines_alone_join_once_per_feed(void **state)
{
    struct desk *desk = *state;
    struct news flash = {.title = "Passenger ferry runs aground near Brennholm island sandbank"};
    struct news live = {.title = "Live updates"};

    assert_int_equal(story_of(desk, 1, MONDAY, flash), 1);
    assert_int_equal(story_of(desk, 2, MONDAY + HOUR, flash), 1);
    assert_int_equal(last_reason(desk)->rule, DEDUP_HEADLINE);
    assert_int_equal(story_of(desk, 2, MONDAY + 2 * HOUR, flash), 3);
    assert_int_equal(story_of(desk, 1, MONDAY, live), 4);
    assert_int_equal(story_of(desk, 2, MONDAY, live), 5);
}

static void the_window_ends_two_weeks_after_the_lead(void **state)
{
    struct desk *desk = *state;
    struct news report = {.title = TITLE, .text = REPORT};

    story_of(desk, 1, MONDAY, report);
    assert_int_equal(story_of(desk, 2, MONDAY + WINDOW, report), 1);
    assert_int_equal(story_of(desk, 3, MONDAY + WINDOW + 1, report), 3);
    assert_int_equal(story_of(desk, 4, MONDAY + WINDOW + 2, report), 3);
}

static void idle_moments_give_the_memory_of_old_stories_back(void **state)
{
    struct desk *desk = *state;

    for (int64_t i = 0; i < 500; i++)
        arrive(desk, i, MONDAY + i,
               (struct news){.title = arena_format(desk->arena, "Report %d of the day", (int)i),
                             .text = arena_format(desk->arena, "%d a%d b%d c%d d%d e%d f%d g%d h%d",
                                                  (int)i, (int)i, (int)i, (int)i, (int)i, (int)i,
                                                  (int)i, (int)i, (int)i)});
    size_t before = dedup_memory(desk->dedup);
    for (int i = 0; i < 64; i++)
        dedup_expire(desk->dedup, MONDAY + 3 * WINDOW);
    assert_true(dedup_memory(desk->dedup) < before / 2);
}

static void an_item_that_arrives_late_finds_the_story_that_is_newer(void **state)
{
    struct desk *desk = *state;
    struct news report = {.title = TITLE, .text = REPORT};

    story_of(desk, 1, MONDAY + 2 * DAY, report);
    assert_int_equal(story_of(desk, 2, MONDAY, report), 1);
    assert_int_equal(story_of(desk, 2, MONDAY, report), 1); /* and again */
}

/* Each version replaces two more of the report's words; each is near the one before. */
static void a_story_does_not_drift_by_small_edits(void **state)
{
    struct desk *desk = *state;
    enum {
        VERSIONS = 40,
        WORDS = 80
    };
    struct buffer text;
    int64_t last = 0;

    for (int64_t version = 0; version < VERSIONS; version++) {
        buffer_init(&text, 4096);
        for (int64_t word = 0; word < WORDS; word++)
            buffer_append_format(&text, "%c%c%s ", (int)('a' + word / 26), (int)('a' + word % 26),
                                 word < 2 * version ? "new" : "old");
        last = story_of(desk, version, MONDAY + version * HOUR,
                        (struct news){.title = TITLE, .text = text.data});
        buffer_free(&text);
        if (version == 1)
            assert_int_equal(last, 1);
    }
    assert_int_not_equal(last, 1);
}

/* A stream over five weeks: 40 reports in several versions from 12 feeds, some with a slogan, some
 * by a template that the figures alone tell apart. */
static struct news stream_item(struct desk *desk, unsigned at)
{
    unsigned report = at * 7919U % 40U;
    unsigned kept = 20 + at * 31U % 50U;
    struct buffer text;
    struct news news = {.title =
                            arena_format(desk->arena, "Council %u of Harbour%u votes on bridge%u",
                                         report, report, report % 7)};

    buffer_init(&text, 8192);
    if (report % 5 == 0) {
        buffer_append_format(&text,
                             "The draw of the day gave %u and %u and %u, and the jackpot "
                             "grows to %u million crowns until the next one on Saturday.",
                             at, at % 11, at % 13, at % 17);
    } else {
        for (unsigned word = 0; word < kept; word++)
            buffer_append_format(&text, "%c%cr%u ", 'a' + (int)(word % 26), 'a' + (int)(word / 26),
                                 report);
    }
    if (at % 12 < 3)
        buffer_append_string(&text, SLOGAN);
    news.text = arena_string(desk->arena, text.data);
    buffer_free(&text);
    return news;
}

enum {
    STREAM = 900,
    RESTARTED = 600
};

enum disturbance {
    UNDISTURBED,
    RESTARTS, /* now and then */
    SAVES,    /* restarts that read the memory from a file */
    SWEEPS,   /* after each item, which lays the index's partitions anew, one behind the other */
};

/* The stories of the stream's items, by a new memory. Returns how many are copies. */
static int64_t run_stream(struct desk *desk, enum disturbance disturbance, int64_t stories[STREAM])
{
    int64_t copies = 0;

    dedup_free(desk->dedup);
    desk->dedup = new_memory(desk);
    desk->count = 0;
    memset(desk->fullest, 0, sizeof(desk->fullest));
    for (unsigned at = 0; at < STREAM; at++) {
        int64_t seen = MONDAY + at * HOUR - (at % 10 == 0 ? 5 * HOUR : 0);

        if (disturbance == RESTARTS && at >= RESTARTED && at % 50 == 0)
            restart(desk, desk->items[desk->count - 1].seen);
        if (disturbance == SAVES && at % 50 == 0)
            restart_from_file(desk);
        stories[at] = story_of(desk, at % 12, seen, stream_item(desk, at));
        if (disturbance == SWEEPS)
            dedup_expire(desk->dedup, seen);
        copies += stories[at] != (int64_t)at + 1;
    }
    return copies;
}

static void assert_changes_no_verdict(struct desk *desk, enum disturbance disturbance)
{
    int64_t undisturbed[STREAM];
    int64_t disturbed[STREAM];

    assert_true(run_stream(desk, UNDISTURBED, undisturbed) > STREAM / 4); /* there are copies */
    run_stream(desk, disturbance, disturbed);
    for (unsigned at = 0; at < STREAM; at++)
        assert_int_equal(disturbed[at], undisturbed[at]);
}

static void a_restart_changes_no_verdict(void **state)
{
    assert_changes_no_verdict(*state, RESTARTS);
}

static void a_restart_from_a_file_changes_no_verdict(void **state)
{
    assert_changes_no_verdict(*state, SAVES);
}

/* Whether a new memory takes a file of these bytes. */
static bool is_taken(struct desk *desk, const char *bytes, size_t len, const char *stamp)
{
    FILE *file = tmpfile();
    struct dedup *dedup = new_memory(desk);

    assert_int_equal(fwrite(bytes, 1, len, file), len);
    rewind(file);
    bool is_taken = dedup_load(dedup, stamp, file);
    dedup_free(dedup);
    fclose(file);
    return is_taken;
}

static void a_file_that_is_torn_or_changed_or_of_another_store_is_of_no_use(void **state)
{
    struct desk *desk = *state;
    int64_t stories[STREAM];
    char *bytes = NULL;
    size_t len = 0;

    run_stream(desk, UNDISTURBED, stories);
    FILE *file = open_memstream(&bytes, &len);
    assert_true(dedup_save(desk->dedup, "store 1", file, INT64_MAX));
    fclose(file);
    assert_true(is_taken(desk, bytes, len, "store 1"));
    assert_false(is_taken(desk, bytes, len, "store 2"));
    assert_false(is_taken(desk, bytes, len, "store"));
    assert_false(is_taken(desk, bytes, len, "store 12"));
    for (size_t cut = 0; cut < len; cut += 1 + len / 50)
        assert_false(is_taken(desk, bytes, cut, "store 1"));
    for (size_t at = 0; at < len; at += 1 + len / 50) {
        bytes[at] ^= 0x40;
        assert_false(is_taken(desk, bytes, len, "store 1"));
        bytes[at] ^= 0x40;
    }
    for (size_t at = 0; at < 200; at++) { /* the counts of what follows */
        bytes[at] = (char)~bytes[at];
        assert_false(is_taken(desk, bytes, len, "store 1"));
        bytes[at] = (char)~bytes[at];
    }
    free(bytes);
}

static void a_memory_that_takes_too_long_to_write_is_not_saved(void **state)
{
    struct desk *desk = *state;
    FILE *file = tmpfile();

    assert_false(dedup_save(desk->dedup, "store 1", file, -1));
    fclose(file);
}

static void the_order_of_the_index_changes_no_verdict(void **state)
{
    assert_changes_no_verdict(*state, SWEEPS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_desk, close_desk)
        TEST(every_version_that_outlets_make_joins_the_story),
        TEST(a_summary_may_lead_and_the_full_text_becomes_its_fullest),
        TEST(a_follow_up_and_a_digest_are_stories_of_their_own),
        TEST(what_goes_under_the_same_headline_is_no_digest),
        TEST(a_headline_that_adds_the_other_story_is_a_digests),
        TEST(reports_by_one_template_stay_apart),
        TEST(a_feed_whose_summaries_are_all_its_slogan_tells_its_stories_apart),
        TEST(a_slogan_behind_each_text_weighs_nothing_after_three_stories),
        TEST(one_link_is_one_story_only_while_title_or_text_agree),
        TEST(headlines_alone_join_once_per_feed),
        TEST(the_window_ends_two_weeks_after_the_lead),
        TEST(idle_moments_give_the_memory_of_old_stories_back),
        TEST(an_item_that_arrives_late_finds_the_story_that_is_newer),
        TEST(a_story_does_not_drift_by_small_edits),
        TEST(a_restart_changes_no_verdict),
        TEST(a_restart_from_a_file_changes_no_verdict),
        TEST(a_file_that_is_torn_or_changed_or_of_another_store_is_of_no_use),
        TEST(a_memory_that_takes_too_long_to_write_is_not_saved),
        TEST(the_order_of_the_index_changes_no_verdict),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
