/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "feeds/dedup/verdict.h"
#include "tests/helpers/judge.h"

#include <stdio.h>
#include <string.h>

/* A report of eight sentences, in pieces, so that each version says what an outlet did to it. */
#define LEDE                                                                                       \
    "The harbour authority of Kelmouth closed its western bridge to all traffic on Monday night "  \
    "after divers found deep cracks in two of the piers that carry the road over the river. "
#define DIVERS                                                                                     \
    "The divers had been sent down to look for a lost anchor, said chief engineer Maud Perrin, "   \
    "and instead came back with photographs that nobody in the office could quite believe. "
#define TRAFFIC                                                                                    \
    "About 41,000 vehicles cross the bridge on a working day, and the detour by Stanmoor adds "    \
    "27 kilometres to the way between the docks and the motorway. "
#define FERRY                                                                                      \
    "Two ferries that were sold to a museum in Ostrand are to be chartered back until spring, "    \
    "mayor Tobias Quill told a crowded meeting in the old customs house. "
#define COST                                                                                       \
    "A first estimate puts the repair at 38 million crowns, of which the state would bear half "   \
    "if parliament agrees to declare the crossing a road of national importance. "
#define HISTORY                                                                                    \
    "The bridge was opened in 1961 and was last inspected in full nine years ago, when the "       \
    "inspectors asked for new bearings that were never ordered. "
#define BUSINESS                                                                                   \
    "Shopkeepers on the western bank fear for their trade in the weeks before Christmas and have " \
    "asked the city to waive the parking fees on the eastern side. "
#define OUTLOOK                                                                                    \
    "Engineers from the technical university will drill into the piers next week, and only then "  \
    "will the authority say whether lorries may ever cross again. "
#define REPORT LEDE DIVERS TRAFFIC FERRY COST HISTORY BUSINESS OUTLOOK

/* Other news of the town, for tails and background. */
#define CHOIR                                                                                      \
    "In other news the cathedral choir returned from its journey through the northern provinces "  \
    "with a silver cup, a cold and a long list of invitations for the coming summer season. "
#define ORCHARD                                                                                    \
    "Growers in the valley expect the poorest apple harvest since the great hail, because late "   \
    "frost killed the blossom on three nights in a row and bees stayed in their hives. "
#define THEATRE                                                                                    \
    "The municipal theatre sold every seat for its comedy about a stubborn lighthouse keeper, "    \
    "which critics had called far too gentle for an audience used to louder evenings. "
#define MUSEUM                                                                                     \
    "A private collector lent the museum eleven portraits by a painter whom scholars had long "    \
    "believed to have burnt everything he made before leaving for the colonies. "

#define TITLE "Kelmouth closes western bridge after divers find cracked piers"

static void the_same_text_is_a_copy_and_other_news_of_the_town_is_not(void **state)
{
    (void)state;
    struct news report = {.title = TITLE, .text = REPORT};
    struct news other = {.title = "Choir home with cup", .text = CHOIR ORCHARD THEATRE MUSEUM};

    assert_agrees(judge(report, report, ELSEWHERE));
    assert_fails(judge(other, report, ELSEWHERE), "contained");
}

static void a_dateline_and_another_ending_are_not_held_against_a_copy(void **state)
{
    (void)state;
    struct news report = {.title = TITLE, .text = REPORT};
    struct news copy = {.title = TITLE,
                        .text = "KELMOUTH, Tuesday (Northern Press Agency) - " LEDE DIVERS TRAFFIC
                            FERRY COST HISTORY "Reporting by Ada Brandt; editing by "
                                "Jonas Feld. Read more of our stories every day."};

    struct verdict verdict = judge(copy, report, ELSEWHERE);
    assert_agrees(verdict);
    assert_true(verdict.measures.contained > .95);
}

static void a_text_that_shares_only_its_first_sentences_is_another_story(void **state)
{
    (void)state;
    struct news report = {.title = TITLE, .text = REPORT};
    struct news other = {.title = TITLE, .text = LEDE CHOIR ORCHARD THEATRE MUSEUM};

    assert_fails(judge(other, report, ELSEWHERE), "contained");
}

static void a_trimmed_text_is_a_copy_whichever_came_first(void **state)
{
    (void)state;
    struct news report = {.title = TITLE, .text = REPORT};
    struct news trimmed = {.title = TITLE, .text = LEDE DIVERS TRAFFIC};

    assert_agrees(judge(trimmed, report, ELSEWHERE));
    assert_agrees(judge(report, trimmed, ELSEWHERE));
}

static void a_long_foreign_ending_fails_by_its_words(void **state)
{
    (void)state;
    struct news report = {.title = TITLE, .text = REPORT};
    struct news mixed = {.title = TITLE, .text = LEDE DIVERS TRAFFIC CHOIR ORCHARD THEATRE};

    assert_fails(judge(mixed, report, ELSEWHERE), "words");
}

static void one_corrected_number_is_a_copy_and_two_are_another_report(void **state)
{
    (void)state;
    struct news report = {.title = TITLE,
                          .text = LEDE DIVERS TRAFFIC FERRY "It is the first of 6 "
                                                            "bridges. " BUSINESS};
    struct news corrected = {
        .title = TITLE,
        .text = LEDE DIVERS
        "About 43,000 vehicles cross the bridge on a working day, and the detour by Stanmoor "
        "adds 27 kilometres to the way between the docks and the motorway. " FERRY
        "It is the first of 6 bridges. " BUSINESS};
    struct news others = {
        .title = TITLE,
        .text = LEDE DIVERS
        "About 43,000 vehicles cross the bridge on a working day, and the detour by Stanmoor "
        "adds 31 kilometres to the way between the docks and the motorway. " FERRY
        "It is the first of 6 bridges. " BUSINESS};

    assert_agrees(judge(corrected, report, ELSEWHERE));
    assert_fails(judge(others, report, ELSEWHERE), "numbers");
}

static void a_follow_up_with_the_report_as_background_is_another_story(void **state)
{
    (void)state;
    struct news report = {.title = TITLE, .text = REPORT};
    struct news follow_up = {
        .title = "Kelmouth bridge to stay closed for a year, divers find more cracked piers",
        .text = CHOIR ORCHARD THEATRE MUSEUM CHOIR "Here is what was reported before. " REPORT};
    struct news after_a_note = {.title = TITLE, .text = ORCHARD REPORT};

    assert_fails(judge(follow_up, report, ELSEWHERE), "lede");
    assert_agrees(judge(after_a_note, report, ELSEWHERE));
}

static void a_digest_that_begins_with_a_story_is_not_its_copy(void **state)
{
    (void)state;
    struct news summary = {.title = TITLE, .text = LEDE};
    struct news digest = {.title = "Good morning, here are five things to know",
                          .text = LEDE CHOIR ORCHARD THEATRE MUSEUM};
    struct news report = {.title = "Western bridge closed as divers find cracks", .text = REPORT};

    assert_fails(judge(summary, digest, ELSEWHERE), "summary title");
    assert_agrees(judge(summary, report, ELSEWHERE));
}

static void a_report_that_tells_an_earlier_story_last_is_not_its_copy(void **state)
{
    (void)state;
    struct news summary = {.title = TITLE, .text = LEDE DIVERS};
    struct news choir = {.title = "Choir comes home with silver cup", .text = CHOIR LEDE DIVERS};
    struct news report = {.title = "Piers of western bridge are cracked",
                          .text = CHOIR LEDE DIVERS};

    assert_fails(judge(summary, choir, ELSEWHERE), "opening title");
    assert_agrees(judge(summary, report, ELSEWHERE));
}

static void a_summary_of_the_middle_of_a_long_text_is_not_its_copy(void **state)
{
    (void)state;
    struct news summary = {.title = TITLE,
                           .text = "The harbour authority of Kelmouth closed its western bridge to "
                                   "all traffic on Monday night. " HISTORY};
    struct news report = {.title = TITLE, .text = REPORT};

    assert_fails(judge(summary, report, ELSEWHERE), "summary lede");
}

static void a_short_text_under_a_headline_about_something_else_is_not_a_copy(void **state)
{
    (void)state;
    struct news summary = {.title = "Cracks shut Kelmouth crossing", .text = LEDE};
    struct news reworded = {.title = "End of the road for commuters", .text = LEDE};
    struct news slogan = {.title = "Apple growers expect poorest harvest", .text = LEDE};

    assert_agrees(judge(reworded, summary, ELSEWHERE));
    assert_fails(judge(slogan, reworded, ELSEWHERE), "title");
}

#define SERIES_TEXT                                                                                \
    "The daily word from the harbour office, read out at noon, lists the ships that are expected " \
    "and those that lie at anchor, and closes with the water level at the old gauge."

static void a_series_of_one_feed_is_told_apart_by_time_and_title_numbers(void **state)
{
    (void)state;
    struct verdict_context soon = {.is_same_feed = true, .hours_apart = 2};
    struct verdict_context late = {.is_same_feed = true, .hours_apart = 37};
    struct news first = {.title = "Harbour word, part 11",
                         .link = "https://kelmouth.example/word/11",
                         .text = SERIES_TEXT};
    struct news again = {.title = "Harbour word, part 11",
                         .link = "https://kelmouth.example/word/11b",
                         .text = SERIES_TEXT};
    struct news next = {.title = "Harbour word, part 12",
                        .link = "https://kelmouth.example/word/12",
                        .text = SERIES_TEXT};
    struct news unnumbered = {.title = "Harbour word, next part",
                              .link = "https://kelmouth.example/word/next",
                              .text = SERIES_TEXT};

    assert_agrees(judge(again, first, soon));
    assert_agrees(judge(first, first, late)); /* the same link: the page itself again */
    assert_fails(judge(again, first, late), "series hours");
    assert_fails(judge(next, first, soon), "series title numbers");
    assert_agrees(judge(unnumbered, first, soon));
}

static void a_short_report_of_another_feed_is_no_copy_days_later(void **state)
{
    (void)state;
    struct verdict_context soon = {.hours_apart = 95};
    struct verdict_context late = {.hours_apart = 97};
    struct news first = {.title = "Harbour word", .text = SERIES_TEXT};
    struct news longer = {.title = "Harbour word", .text = SERIES_TEXT " " HISTORY};
    struct news report = {.title = TITLE, .text = REPORT};
    struct news trimmed = {.title = TITLE, .text = LEDE DIVERS TRAFFIC FERRY};

    assert_agrees(judge(longer, first, soon));
    assert_fails(judge(longer, first, late), "late hours");
    assert_agrees(judge(first, first, late)); /* word for word */
    assert_agrees(judge(trimmed, report, late));
}

static void a_headline_that_says_nothing_of_a_short_text_heads_a_digest(void **state)
{
    (void)state;
    struct news story = {.title = "Divers find cracks in Kelmouth bridge piers",
                         .text = LEDE CHOIR};
    struct news digest = {.title = "Evening highlights, 1800", .text = LEDE};
    struct news reworded = {.title = "Road over the Kelm shut by night", .text = LEDE};

    assert_fails(judge(digest, story, ELSEWHERE), "own title");
    assert_agrees(judge(reworded, story, ELSEWHERE));
}

static void a_text_by_formula_needs_the_headline_too(void **state)
{
    (void)state;
    uint8_t everywhere[256];
    uint8_t rare[256];
    struct news first = {.title = "Sunny weather for Kelmouth harbour", .text = SERIES_TEXT LEDE};
    struct news reordered = {.title = "Stormy weather for Kelmouth harbour today",
                             .text = LEDE SERIES_TEXT BUSINESS};

    memset(everywhere, 4, sizeof(everywhere));
    memset(rare, 3, sizeof(rare));
    assert_agrees(judge(reordered, first, (struct verdict_context){.story_counts = rare}));
    assert_fails(judge(reordered, first, (struct verdict_context){.story_counts = everywhere}),
                 "formula title");
    assert_agrees(judge(first, first, (struct verdict_context){.story_counts = everywhere}));
}

static void boilerplate_weighs_nothing(void **state)
{
    (void)state;
    struct news slogan = {.title = TITLE, .text = LEDE};
    struct fingerprint fingerprint = news_fingerprint(&slogan, arena);
    uint8_t counts[256];
    struct side side;

    memset(counts, 3, sizeof(counts));
    side_make(&side, &fingerprint, counts, arena);
    assert_int_equal(side.own_count, 0);
    memset(counts, 2, sizeof(counts));
    side_make(&side, &fingerprint, counts, arena);
    assert_int_equal(side.own_count, fingerprint.shingle_count);
}

static struct verdict judge_links(struct news item, struct news reference)
{
    struct verdict verdict;

    verdict_of_links(&verdict, side_of(item), side_of(reference), arena);
    return verdict;
}

static void one_link_joins_what_agrees_by_title_or_text(void **state)
{
    (void)state;
    struct news report = {.title = TITLE, .text = LEDE DIVERS};
    struct news retold = {.title = "Kelmouth closes western bridge after cracked piers",
                          .text = FERRY COST};
    struct news updated = {.title = "Ferries to replace crossing", .text = LEDE DIVERS FERRY};
    struct news other = {.title = "Choir home with cup", .text = CHOIR ORCHARD};

    assert_agrees(judge_links(retold, report));
    assert_agrees(judge_links(updated, report));
    assert_fails(judge_links(other, report), "link title");
}

static void one_link_and_a_headline_that_says_nothing_join_nothing(void **state)
{
    (void)state;
    struct news live = {.title = "Live updates"};

    assert_fails(judge_links(live, live), "link title words");
}

static struct verdict judge_headlines(struct news item, struct news reference, double hours)
{
    struct verdict_context context = {.hours_apart = hours};
    struct verdict verdict;

    verdict_of_headlines(&verdict, side_of(item), side_of(reference), &context);
    return verdict;
}

static void a_long_headline_alone_joins_the_same_headline_within_two_days(void **state)
{
    (void)state;
    struct news flash = {.title = TITLE};
    struct news with_text = {.title = TITLE, .text = LEDE};
    struct news short_one = {.title = "Kelmouth closes western bridge"};
    struct news other = {.title = TITLE " again"};

    assert_agrees(judge_headlines(flash, flash, 47));
    assert_fails(judge_headlines(flash, flash, 49), "headline hours");
    assert_fails(judge_headlines(flash, with_text, 1), "headline own text");
    assert_fails(judge_headlines(short_one, short_one, 1), "headline words");
    assert_fails(judge_headlines(flash, other, 1), "headline");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_text_is_a_copy_and_other_news_of_the_town_is_not),
        cmocka_unit_test(a_dateline_and_another_ending_are_not_held_against_a_copy),
        cmocka_unit_test(a_text_that_shares_only_its_first_sentences_is_another_story),
        cmocka_unit_test(a_trimmed_text_is_a_copy_whichever_came_first),
        cmocka_unit_test(a_long_foreign_ending_fails_by_its_words),
        cmocka_unit_test(one_corrected_number_is_a_copy_and_two_are_another_report),
        cmocka_unit_test(a_follow_up_with_the_report_as_background_is_another_story),
        cmocka_unit_test(a_digest_that_begins_with_a_story_is_not_its_copy),
        cmocka_unit_test(a_report_that_tells_an_earlier_story_last_is_not_its_copy),
        cmocka_unit_test(a_summary_of_the_middle_of_a_long_text_is_not_its_copy),
        cmocka_unit_test(a_short_text_under_a_headline_about_something_else_is_not_a_copy),
        cmocka_unit_test(a_series_of_one_feed_is_told_apart_by_time_and_title_numbers),
        cmocka_unit_test(a_short_report_of_another_feed_is_no_copy_days_later),
        cmocka_unit_test(a_headline_that_says_nothing_of_a_short_text_heads_a_digest),
        cmocka_unit_test(a_text_by_formula_needs_the_headline_too),
        cmocka_unit_test(boilerplate_weighs_nothing),
        cmocka_unit_test(one_link_joins_what_agrees_by_title_or_text),
        cmocka_unit_test(one_link_and_a_headline_that_says_nothing_join_nothing),
        cmocka_unit_test(a_long_headline_alone_joins_the_same_headline_within_two_days),
    };

    return cmocka_run_group_tests_name("verdict", tests, open_arena, close_arena);
}
