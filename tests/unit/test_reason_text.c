/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "daemon/cli/reason_text.h"
#include "feeds/dedup/dedup.h"
#include "store/items.h"
#include "tests/helpers/own_arena.h"

#include <string.h>

#define NOT_ASKED (-1.0)

/* What a person reads of a verdict: the words of its stored form. */
static const char *words_of(struct arena *arena, const struct dedup_reason *reason)
{
    struct buffer json;

    buffer_init(&json, 4096);
    assert_true(dedup_reason_write(reason, reason->story, &json));
    const char *text = reason_text(json.data, reason->story, arena);
    buffer_free(&json);
    return text;
}

static const struct dedup_measures none_asked = {NOT_ASKED, NOT_ASKED, NOT_ASKED, NOT_ASKED,
                                                 NOT_ASKED, NOT_ASKED, NOT_ASKED};

static void a_copy_says_by_what_and_how_much(void **state)
{
    struct dedup_reason reason = {.rule = DEDUP_TEXT, .story = 17, .measures = none_asked};

    reason.measures.contained = 0.914;
    reason.measures.numbers = 1;
    reason.measures.title = .1;
    assert_string_equal(
        words_of(*state, &reason),
        "it has the text of the story's lead: 91 % of its text, same numbers, headline differs");
}

static void each_rule_has_its_words(void **state)
{
    static const struct {
        enum dedup_rule rule;
        const char *words;
    } rules[] = {
        {DEDUP_TEXT, "it has the text of the story's fullest copy"},
        {DEDUP_LINK, "it has the link and much of the text of the story's fullest copy"},
        {DEDUP_HEADLINE,
         "it has little text of its own and the headline of the story's fullest copy"},
    };

    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        const struct dedup_reason reason = {
            .rule = rules[i].rule, .reference = DEDUP_FULLEST, .measures = none_asked};
        assert_string_equal(words_of(*state, &reason), rules[i].words);
    }
}

static void a_near_miss_says_what_kept_it_apart(void **state)
{
    struct dedup_reason reason = {.rule = DEDUP_TEXT,
                                  .story = 17,
                                  .measures = none_asked,
                                  .failed = "numbers",
                                  .value = 0.25,
                                  .limit = 0.6};

    reason.measures.contained = 0.8;
    assert_string_equal(words_of(*state, &reason),
                        "nearest to story 17: 80 % of its text; what kept it apart: numbers is "
                        "0.25, the limit 0.60");
}

/* A two-sentence summary that leads the story of a full report has none of the report's rest. */
static void a_text_that_is_a_part_of_the_other_is_not_called_the_same(void **state)
{
    struct dedup_reason reason = {.rule = DEDUP_TEXT, .story = 17, .measures = none_asked};

    reason.measures.contained = 1;
    reason.measures.resembles = .12;
    reason.measures.words = 1;
    reason.measures.names = .8;
    assert_string_equal(words_of(*state, &reason),
                        "it has the text of the story's lead: all of the shorter text, all of its "
                        "words, 80 % of its names");
    reason.measures.contained = .9;
    assert_non_null(strstr(words_of(*state, &reason), "lead: 90 % of the shorter text, "));
    reason.measures.resembles = .88;
    assert_non_null(strstr(words_of(*state, &reason), "lead: 90 % of its text, same words"));
}

#define A_COPY "{\"rule\":\"text\",\"story\":17,\"reference\":\"lead\",\"contained\":1.000}"
#define A_MISS                                                                                     \
    "{\"rule\":\"text\",\"story\":17,\"reference\":\"lead\",\"contained\":0.440,"                  \
    "\"near_miss\":true,\"failed\":\"contained\",\"value\":0.440,\"limit\":0.550}"
#define MISSED                                                                                     \
    "nearest to story 17: 44 % of its text; what kept it apart: contained is 0.44, the limit 0.55"

static void what_kept_an_item_apart_is_told_of_the_story_that_it_came_nearest_to(void **state)
{
    assert_string_equal(reason_kept_apart(A_MISS, 17, *state), "contained is 0.44, the limit 0.55");
    assert_null(reason_kept_apart(A_MISS, 18, *state));
    assert_null(reason_kept_apart(A_COPY, 17, *state));
    assert_null(reason_kept_apart(NULL, 17, *state));
}

static void an_item_says_what_an_operator_made_of_its_verdict(void **state)
{
    static const struct {
        struct stored_item item;
        const char *words;
    } items[] = {
        {{.story = 17, .reason = A_COPY}, "a copy: it has the text of the story's lead: same text"},
        {{.story = 18, .is_lead = true, .reason = A_MISS}, "a story of its own: " MISSED},
        {{.story = 17, .correction = ITEM_JOINED, .reason = A_MISS},
         "a copy: joined by hand; before: a story of its own: " MISSED},
        {{.story = 17, .correction = ITEM_JOINED},
         "a copy: joined by hand; before: a story of its own"},
        {{.story = 18, .correction = ITEM_SPLIT, .reason = A_COPY},
         "a story of its own: split off by hand; before: a copy: it has the text of story 17's "
         "lead: same text"},
        {{.story = 16, .reason = A_COPY}, /* a copy of what was joined to another */
         "a copy: it has the text of story 17's lead: same text"},
    };

    for (size_t i = 0; i < sizeof(items) / sizeof(items[0]); i++)
        assert_string_equal(reason_of_item(&items[i].item, *state), items[i].words);
    assert_null(reason_of_item(&(struct stored_item){.story = 18, .is_lead = true}, *state));
}

static void an_item_says_which_story_its_revised_text_left(void **state)
{
    struct stored_item item = {.story = 18, .left_story = 12};

    assert_string_equal(reason_of_item(&item, *state),
                        "a story of its own; its text before was of story 12, with which it no "
                        "longer agrees");
    item.reason = A_COPY;
    assert_non_null(strstr(reason_of_item(&item, *state), "same text; its text before was of "));
    item.left_story = item.story; /* it came back */
    assert_null(strstr(reason_of_item(&item, *state), "before"));
}

static void where_nothing_came_near_there_is_nothing_to_say(void **state)
{
    const struct dedup_reason reason = {.rule = DEDUP_NONE};

    assert_null(words_of(*state, &reason));
    assert_null(reason_text(NULL, 17, *state));
}

/* A store may be damaged, or of a later version. */
static void what_is_no_reason_does_no_harm(void **state)
{
    static const char *const damaged[] = {"", "[1]", "{\"rule\":", "\"text\"", "null"};

    for (size_t i = 0; i < sizeof(damaged) / sizeof(damaged[0]); i++)
        assert_null(reason_text(damaged[i], 17, *state));
    assert_string_equal(
        reason_text("{\"rule\":\"picture\",\"words\":\"many\",\"failed\":\"\\u001b[2J\"}", 17,
                    *state),
        "it is near to the story's lead; what kept it apart: \\x1b[2J is 0.00, the limit 0.00");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_copy_says_by_what_and_how_much),
        TEST(each_rule_has_its_words),
        TEST(a_near_miss_says_what_kept_it_apart),
        TEST(what_kept_an_item_apart_is_told_of_the_story_that_it_came_nearest_to),
        TEST(a_text_that_is_a_part_of_the_other_is_not_called_the_same),
        TEST(an_item_says_what_an_operator_made_of_its_verdict),
        TEST(an_item_says_which_story_its_revised_text_left),
        TEST(where_nothing_came_near_there_is_nothing_to_say),
        TEST(what_is_no_reason_does_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
