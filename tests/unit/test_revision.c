#include "feeds/dedup/revision.h"
#include "tests/helpers/news.h"
#include "tests/helpers/shared_arena.h"

/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#define FIRST                                                                                      \
    "Polling stations in Varnholm opened at seven on Sunday morning, and by noon a third of the "  \
    "city's 210,000 voters had cast their ballots for a new council, the election office said. "
#define SECOND                                                                                     \
    "Long queues formed in the harbour district, where two stations had run out of envelopes and " \
    "volunteers fetched new ones by bicycle from the town hall. "
#define THIRD                                                                                      \
    "Mayor Ilse Brandt, who seeks a third term, voted with her family at the school of music and " \
    "said that she was looking forward to a quiet evening. "
#define RESULT                                                                                     \
    "Challenger Anton Reuss won the mayor's office with 53 percent of the vote after the last of " \
    "the districts had been counted shortly before midnight, ending eight years of coalition. "    \
    "He thanked the volunteers, promised cheaper ferries and announced that the first session of " \
    "the new council would deal with the flooded archive under the market square. "

#define TITLE "Varnholm votes for a new council"
#define LINK "https://news.example.org/varnholm-live"

static bool agrees(const struct news *before, const struct news *after)
{
    struct fingerprint old_text = news_fingerprint(before, arena);
    struct fingerprint new_text = news_fingerprint(after, arena);
    struct verdict verdict;

    verdict_of_revision(&verdict, &old_text, &new_text, arena);
    assert_true(verdict.agrees == (verdict.failed == NULL));
    return verdict.agrees;
}

static void a_text_that_has_grown_agrees(void **state)
{
    const struct news before = {TITLE, LINK, FIRST SECOND};
    const struct news after = {TITLE, LINK, FIRST SECOND THIRD};

    (void)state;
    assert_true(agrees(&before, &after));
}

static void a_new_headline_over_the_same_text_agrees(void **state)
{
    const struct news before = {TITLE, LINK, FIRST SECOND};
    const struct news after = {"Queues and bicycles: how a Sunday went", LINK, FIRST SECOND};

    (void)state;
    assert_true(agrees(&before, &after));
}

static void a_corrected_figure_agrees(void **state)
{
    const struct news before = {TITLE, LINK, FIRST SECOND};
    const struct news after = {
        TITLE, LINK,
        "Polling stations in Varnholm opened at seven on Sunday morning, and by noon a third of "
        "the city's 201,000 voters had cast their ballots for a new council, the election office "
        "said. " SECOND};

    (void)state;
    assert_true(agrees(&before, &after));
}

static void a_live_page_with_a_new_text_under_the_old_headline_does_not_agree(void **state)
{
    const struct news before = {TITLE, LINK, FIRST SECOND THIRD};
    const struct news after = {TITLE, LINK, RESULT};

    (void)state;
    assert_false(agrees(&before, &after));
}

static void a_headline_alone_agrees_with_its_corrected_spelling(void **state)
{
    const struct news before = {"Varnholm votes today for a new council and mayor", LINK, NULL};
    const struct news after = {"Varnholm votes today for new council and a mayor", LINK, NULL};

    (void)state;
    assert_true(agrees(&before, &after));
}

static void a_headline_alone_does_not_agree_with_another(void **state)
{
    const struct news before = {"Varnholm votes today for a new council and mayor", LINK, NULL};
    const struct news after = {"Ferry to the outer islands cancelled until Thursday", LINK, NULL};

    (void)state;
    assert_false(agrees(&before, &after));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_text_that_has_grown_agrees),
        TEST(a_new_headline_over_the_same_text_agrees),
        TEST(a_corrected_figure_agrees),
        TEST(a_live_page_with_a_new_text_under_the_old_headline_does_not_agree),
        TEST(a_headline_alone_agrees_with_its_corrected_spelling),
        TEST(a_headline_alone_does_not_agree_with_another),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
