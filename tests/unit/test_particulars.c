/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "feeds/dedup/particulars.h"
#include "tests/helpers/judge.h"

/* Reports that are written by one template: what tells two of them apart. */

static void a_short_text_misses_no_number(void **state)
{
    (void)state;
    struct news quake = {.title = "Strong quake off Ostrand",
                         .text = "A quake of magnitude 6.1 shook the islands off Ostrand before "
                                 "dawn and woke people as far away as Kelmouth, rescuers said."};
    struct news aftershock = {.title = "Strong quake off Ostrand",
                              .text =
                                  "A quake of magnitude 5.4 shook the islands off Ostrand before "
                                  "dawn and woke people as far away as Kelmouth, rescuers said."};

    assert_agrees(judge(quake, quake, ELSEWHERE));
    assert_fails(judge(aftershock, quake, ELSEWHERE), "numbers");
}

#define BOND(COUPON, DAY)                                                                          \
    "The salt works are issuing a 200 million crown equity warrant bond due June 28, 1992 with "   \
    "an indicated coupon of " COUPON " per cent and par pricing, lead manager Perrin said. "       \
    "The final terms for the issue will be set on June " DAY ", with a selling concession of 2.5 " \
    "per cent while management and underwriting pays 0.75 combined. The bond will be listed in "   \
    "Ostrand in denominations of 5,000 crowns, and payment is due June 30."

static void of_texts_that_agree_in_part_a_fifth_of_the_numbers_may_differ(void **state)
{
    (void)state;
    struct news first = {
        .title = "Salt works issue warrant bond",
        .text = "The salt works are issuing a 200 million crown equity warrant bond due June 28, "
                "1992 with an indicated coupon of 1.5 per cent and par pricing, lead manager "
                "Perrin said. Final terms for the issue will be set on June 10. The selling "
                "concession is 2.5 per cent while management and underwriting combined pays 0.75. "
                "Listing will be in Ostrand, denominations are 5,000 crowns, and payment is due on "
                "June 30."};
    struct news another = {.title = "Salt works issue warrant bond", .text = BOND("1.6", "9")};
    struct news corrected = {.title = "Salt works issue warrant bond", .text = BOND("1.6", "10")};

    assert_fails(judge(another, first, ELSEWHERE), "numbers");
    assert_agrees(judge(corrected, first, ELSEWHERE));
}

#define SHIPS(LOADING, WAITING, BULK, MYRTLE, GROWERS)                                             \
    "Grain ships at the elevators of Kelmouth, loading and waiting, by noon, agents said: "        \
    "western quay " LOADING " and " WAITING ", myrtle basin " BULK                                 \
    " and 20, growers' pier " MYRTLE " and 31, Ostrand silo 17 and 22, old dock 14 and " GROWERS   \
    "."

static void a_table_is_its_numbers(void **state)
{
    (void)state;
    struct news monday = {.title = "Grain ships waiting at Kelmouth",
                          .text = SHIPS("10", "18", "13", "12", "24")};
    struct news tuesday = {.title = "Grain ships waiting at Kelmouth",
                           .text = SHIPS("10", "16", "13", "12", "25")};

    assert_agrees(judge(monday, monday, ELSEWHERE));
    assert_fails(judge(tuesday, monday, ELSEWHERE), "numbers");
}

#define POSTING(WHO)                                                                               \
    "The refiner said it raised the contract price that it will pay for all grades of crude oil "  \
    "by 50 cents a barrel from Friday on. The increase brings the postings of " WHO " for the "    \
    "sweet and the sour grades of the northern fields to 19 crowns a barrel, while the light "     \
    "grade of the islands is now priced at 19.35 crowns, the firm said."

static void a_report_about_another_company_names_it_in_the_headline(void **state)
{
    (void)state;
    struct news kelm = {.title = "Kelmoil raises crude prices", .text = POSTING("Kelmoil")};
    struct news ostra = {.title = "Ostroil raises crude prices", .text = POSTING("Ostroil")};
    struct news reworded = {.title = "Refiner Kelmoil pays more for crude",
                            .text = POSTING("Kelmoil")};
    struct news elsewhere = {.title = "Crude prices raised - Stanmoor Herald",
                             .text = POSTING("Kelmoil") " Read on in Stanmoor Herald."};

    assert_fails(judge(ostra, kelm, ELSEWHERE), "subject");
    assert_agrees(judge(reworded, kelm, ELSEWHERE));
    assert_agrees(judge(elsewhere, kelm, ELSEWHERE)); /* an outlet's own name is no subject */
}

#define DIVIDEND(DAY)                                                                              \
    "The quarterly dividend is 5 crowns as before, to be paid on July 15 to holders of record "    \
    "June " DAY

/* The last shingle stands in so many stories of its feed that it is boilerplate. */
static struct verdict judge_ended_by_boilerplate(struct news item, struct news reference)
{
    struct fingerprint fingerprint = news_fingerprint(&item, arena);
    uint8_t counts[32] = {0};
    struct verdict verdict;
    struct side side;

    counts[fingerprint.shingle_count - 1] = 3;
    side_make(&side, &fingerprint, counts, arena);
    verdict_of_texts(&verdict, &side, side_of(reference), &ELSEWHERE, arena);
    return verdict;
}

static void short_texts_answer_for_boilerplate_numbers_where_each_has_its_own(void **state)
{
    (void)state;
    struct news salt = {.title = "Kelmouth Salt pays out", .text = DIVIDEND("26.")};
    struct news ferry = {.title = "Ostrand Ferry pays out", .text = DIVIDEND("30.")};
    struct news agency = {.title = "Kelmouth Salt pays out", .text = DIVIDEND("26. Wire 2026")};

    assert_fails(judge_ended_by_boilerplate(salt, ferry), "numbers");
    assert_agrees(judge_ended_by_boilerplate(agency, salt));
}

#define MATCH(HOME, GUEST, SCORER, KEEPER)                                                         \
    HOME " came from behind to beat " GUEST " on a wet evening and stay in the hunt for a place "  \
         "among the four that go up at the end of the season. The decisive goal fell deep into "   \
         "stoppage time when " SCORER " turned in a loose ball after a corner that the referee "   \
         "had at first not wanted to give. It was the third win in a row for the side, which "     \
         "had looked tired before the break and was lucky that " KEEPER " kept out a header from " \
         "close range. The coach praised the patience of the crowd and said that his team would "  \
         "now rest for two days before the journey to the coast."

static void the_same_match_report_with_other_names_is_another_match(void **state)
{
    (void)state;
    struct news match = {.title = "Late goal lifts home side",
                         .text = MATCH("Kelmouth", "Stanmoor", "Ivo Lantz", "Piet Okafor")};
    struct news another = {.title = "Late goal lifts home side",
                           .text = MATCH("Ostrand", "Brackwell", "Sven Adair", "Nils Toma")};
    struct news misspelt = {.title = "Late goal lifts home side",
                            .text = MATCH("Kelmouth", "Stanmoor", "Ivo Lanz", "Piet Okafor")};

    assert_fails(judge(another, match, ELSEWHERE), "names");
    assert_agrees(judge(misspelt, match, ELSEWHERE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_short_text_misses_no_number),
        cmocka_unit_test(of_texts_that_agree_in_part_a_fifth_of_the_numbers_may_differ),
        cmocka_unit_test(a_table_is_its_numbers),
        cmocka_unit_test(a_report_about_another_company_names_it_in_the_headline),
        cmocka_unit_test(short_texts_answer_for_boilerplate_numbers_where_each_has_its_own),
        cmocka_unit_test(the_same_match_report_with_other_names_is_another_match),
    };

    return cmocka_run_group_tests_name("particulars", tests, open_arena, close_arena);
}
