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
#include "tests/helpers/own_arena.h"

#include <string.h>

#define NOT_ASKED (-1.0)

/* What a person reads of a verdict: the words of its stored form. */
static const char *words_of(struct arena *arena, const struct dedup_reason *reason)
{
    struct buffer json;

    buffer_init(&json, 4096);
    assert_true(dedup_reason_write(reason, reason->story, &json));
    const char *text = reason_text(json.data, arena);
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
        "its text is the story's lead: 91 % of its text, same numbers, headline differs");
}

static void each_rule_has_its_words(void **state)
{
    static const struct {
        enum dedup_rule rule;
        const char *words;
    } rules[] = {
        {DEDUP_TEXT, "its text is the story's fullest copy"},
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

static void where_nothing_came_near_there_is_nothing_to_say(void **state)
{
    const struct dedup_reason reason = {.rule = DEDUP_NONE};

    assert_null(words_of(*state, &reason));
    assert_null(reason_text(NULL, *state));
}

/* A store may be damaged, or of a later version. */
static void what_is_no_reason_does_no_harm(void **state)
{
    static const char *const damaged[] = {"", "[1]", "{\"rule\":", "\"text\"", "null"};

    for (size_t i = 0; i < sizeof(damaged) / sizeof(damaged[0]); i++)
        assert_null(reason_text(damaged[i], *state));
    assert_string_equal(
        reason_text("{\"rule\":\"picture\",\"words\":\"many\",\"failed\":\"\\u001b[2J\"}", *state),
        "it is near to the story's lead; what kept it apart: \\x1b[2J is 0.00, the limit 0.00");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_copy_says_by_what_and_how_much),
        TEST(each_rule_has_its_words),
        TEST(a_near_miss_says_what_kept_it_apart),
        TEST(where_nothing_came_near_there_is_nothing_to_say),
        TEST(what_is_no_reason_does_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
