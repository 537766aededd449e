/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "feeds/dedup/pair.h"
#include "tests/helpers/ferry.h"
#include "tests/helpers/news.h"
#include "tests/helpers/shared_arena.h"

#define TITLE "Ferry runs aground off Brennholm with 214 on board"

/* A text of which everything from token `boilerplate_from` on is its feed's boilerplate. */
static struct side *side_of(struct news news, uint32_t boilerplate_from)
{
    struct fingerprint *fingerprint = arena_alloc(arena, sizeof(*fingerprint));
    struct side *side = arena_alloc(arena, sizeof(*side));

    *fingerprint = news_fingerprint(&news, arena);
    uint8_t *counts = arena_alloc(arena, fingerprint->shingle_count + 1);
    for (uint32_t i = 0; i < fingerprint->shingle_count; i++)
        counts[i] = fingerprint->shingles[i].position >= boilerplate_from ? UINT8_MAX : 0;
    side_make(side, fingerprint, counts, arena);
    return side;
}

static struct pair pair_of(const struct side *item, const struct side *reference)
{
    struct pair pair;

    pair_make(&pair, item, reference, NULL, arena);
    pair_find_core(&pair, arena);
    return pair;
}

static uint32_t count_unknown(const struct pair *pair, const struct hash_set *set)
{
    uint32_t unknown = 0;

    for (uint32_t i = 0; i < set->count; i++)
        unknown += !view_knows(&pair->l, set->list[i]);
    return unknown;
}

static void the_text_with_less_of_its_own_is_s(void **state)
{
    (void)state;
    const struct side *report = side_of((struct news){.title = TITLE, .text = REPORT}, UINT32_MAX);
    const struct side *summary = side_of((struct news){.title = TITLE, .text = LEDE}, UINT32_MAX);

    assert_ptr_equal(pair_of(report, summary).s.fingerprint, summary->fingerprint);
    assert_ptr_equal(pair_of(summary, report).s.fingerprint, summary->fingerprint);
    assert_int_equal(pair_of(summary, report).shared, summary->own_count);
}

static void a_dateline_and_a_byline_are_not_asked_for(void **state)
{
    (void)state;
    const struct side *report = side_of((struct news){.title = TITLE, .text = REPORT}, UINT32_MAX);
    const struct side *copy =
        side_of((struct news){.title = TITLE,
                              .text = "STOKE, 5 March 2027 (Coast Agency) - " LEDE RESCUE
                                      "Writing by Pavel Novak; pictures from Grace Mbeki, 31."},
                UINT32_MAX);
    struct pair pair = pair_of(copy, report);

    assert_int_equal(pair.core.own_count, pair.shared);
    assert_int_equal(count_unknown(&pair, &pair.core.numbers), 0);
    assert_int_equal(count_unknown(&pair, &pair.core.names), 0);
}

#define CHARGE(AGE, TOWN, ROAD, TIME, MAN, LOG)                                                    \
    "A man of " AGE " has been charged after an incident in " TOWN " on Wednesday. Police were "   \
    "called to " ROAD " at " TIME " following reports of a fight. " MAN ", of no fixed address, "  \
    "was due to appear before the magistrates today. Anyone with information is asked to call "    \
    "101 quoting log number " LOG

/* Not a dateline: the other report says the same there, of someone else. */
static void the_figures_around_what_two_reports_by_one_template_share_are_asked_for(void **state)
{
    (void)state;
    struct news one = {.text = CHARGE("22", "Walsall", "Hull Road", "9.43", "Tom Brennan", "906")};
    struct news other = {.text = CHARGE("43", "Bury", "Crewe Road", "1.50", "Igor Belov", "333")};
    struct pair pair = pair_of(side_of(one, UINT32_MAX), side_of(other, UINT32_MAX));

    assert_true(pair.shared >= 25);
    assert_int_equal(count_unknown(&pair, &pair.core.numbers), 3); /* 22, 9.43, 906 */
}

static void the_words_of_boilerplate_are_not_asked_for(void **state)
{
    (void)state;
    struct news copy = {.title = TITLE,
                        .text = LEDE "Explained in five charts. Opinion: why it matters. Listen: "
                                     "our harbour podcast, with voices that matter to you, every "
                                     "single day of the week, wherever you happen to live."};
    const struct side *report = side_of((struct news){.title = TITLE, .text = REPORT}, UINT32_MAX);
    uint32_t lede = news_fingerprint(&(struct news){.text = LEDE}, arena).token_count;
    struct pair own = pair_of(side_of(copy, UINT32_MAX), report);
    struct pair boilerplate = pair_of(side_of(copy, lede), report);

    assert_true(count_unknown(&own, &own.core.words) > 10);
    assert_int_equal(count_unknown(&boilerplate, &boilerplate.core.words), 0);
}

static void a_headline_repeated_in_the_text_is_known(void **state)
{
    (void)state;
    struct news copy = {.title = TITLE, .text = LEDE TITLE};
    struct news other = {.title = TITLE, .text = RESCUE OWNER};
    struct pair pair = pair_of(side_of(copy, UINT32_MAX), side_of(other, UINT32_MAX));

    for (uint32_t i = 0; i < pair.s.fingerprint->title_words.count; i++)
        assert_true(view_knows(&pair.l, pair.s.fingerprint->title_words.list[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_text_with_less_of_its_own_is_s),
        cmocka_unit_test(a_dateline_and_a_byline_are_not_asked_for),
        cmocka_unit_test(the_figures_around_what_two_reports_by_one_template_share_are_asked_for),
        cmocka_unit_test(the_words_of_boilerplate_are_not_asked_for),
        cmocka_unit_test(a_headline_repeated_in_the_text_is_known),
    };

    return cmocka_run_group_tests_name("pair", tests, open_arena, close_arena);
}
