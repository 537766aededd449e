/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "feeds/dedup/compare.h"
#include "tests/helpers/news.h"
#include "tests/helpers/own_arena.h"

#include <string.h>

#define REPORT                                                                                     \
    "A passenger ferry carrying 214 people ran aground on a sandbank off the island of Brennholm " \
    "early on Sunday after its steering failed in heavy seas, the coast guard said. Lifeboats "    \
    "from three harbours took off the passengers within four hours, and nobody was seriously "     \
    "hurt, although eleven people were treated for cold and bruises at a school hall."
#define TITLE "Passenger ferry runs aground near Brennholm island sandbank"
#define LINK "https://harbour.example/brennholm-ferry"

static struct comparison compare(struct arena *arena, struct news a, struct news b)
{
    const struct fingerprint item = news_fingerprint(&a, arena);
    const struct fingerprint reference = news_fingerprint(&b, arena);
    struct comparison comparison;

    comparison_make(&comparison, &(struct dedup_item){.feed = 1, .fingerprint = &item},
                    &(struct dedup_item){.feed = 2, .fingerprint = &reference}, arena);
    return comparison;
}

__attribute__((noinline)) static const struct verdict_test *
find(const struct comparison *comparison, const char *name)
{
    for (size_t i = 0; i < comparison->tests.count; i++) {
        if (strcmp(comparison->tests.list[i].name, name) == 0)
            return &comparison->tests.list[i];
    }
    fail_msg("%s was not asked", name);
    return NULL;
}

static void a_copy_passes_every_test(void **state)
{
    struct news report = {.title = TITLE, .text = REPORT};
    struct comparison comparison = compare(*state, report, report);

    assert_true(comparison.agrees);
    assert_int_equal(comparison.rule, DEDUP_TEXT);
    for (size_t i = 0; i < comparison.tests.count; i++)
        assert_true(comparison.tests.list[i].passes);
}

static void every_test_is_asked_behind_one_that_fails(void **state)
{
    struct news other = {.title = "Council of Estrup passes its budget",
                         .text = "The city council of Estrup has passed a budget of 84 million for "
                                 "the coming year after a debate that lasted until midnight."};
    struct comparison comparison =
        compare(*state, (struct news){.title = TITLE, .text = REPORT}, other);

    assert_false(comparison.agrees);
    assert_false(find(&comparison, "contained")->passes);
    assert_false(find(&comparison, "words")->passes);
    assert_false(find(&comparison, "lede")->passes);
}

static void a_corrected_figure_passes_below_the_limit(void **state)
{
    struct news corrected = {.title = TITLE,
                             .text = "A passenger ferry carrying 241 people" /* was 214 */
                                     " ran aground on a sandbank off the island of Brennholm early "
                                     "on Sunday after its steering failed in heavy seas, the coast "
                                     "guard said. Lifeboats from three harbours took off the "
                                     "passengers within four hours, and nobody was seriously hurt, "
                                     "although eleven people were treated for cold and bruises at "
                                     "a school hall."};
    struct comparison comparison =
        compare(*state, corrected, (struct news){.title = TITLE, .text = REPORT});
    const struct verdict_test *numbers = find(&comparison, "numbers");

    assert_true(comparison.agrees);
    assert_true(numbers->passes);
    assert_true(numbers->value < numbers->limit);
}

static void one_link_and_one_headline_say_more_than_two_texts(void **state)
{
    struct news rewritten = {.title = TITLE,
                             .link = LINK "?utm_source=rss",
                             .text = "All passengers of the Runa are ashore, the owner says, and "
                                     "tugs are on their way to the sandbank where she lies."};
    struct comparison comparison =
        compare(*state, rewritten, (struct news){.title = TITLE, .link = LINK, .text = REPORT});

    assert_true(comparison.agrees);
    assert_int_equal(comparison.rule, DEDUP_LINK);
    assert_true(find(&comparison, "link title")->passes);
}

static void headlines_without_text_are_asked_for_their_words(void **state)
{
    struct comparison comparison = compare(*state, (struct news){.title = "Live updates"},
                                           (struct news){.title = "Live updates"});

    assert_false(comparison.agrees);
    assert_int_equal(comparison.rule, DEDUP_HEADLINE);
    assert_true(find(&comparison, "headline")->passes);
    assert_false(find(&comparison, "headline words")->passes);
    assert_true(
        compare(*state, (struct news){.title = TITLE}, (struct news){.title = TITLE}).agrees);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_copy_passes_every_test),
        TEST(every_test_is_asked_behind_one_that_fails),
        TEST(a_corrected_figure_passes_below_the_limit),
        TEST(one_link_and_one_headline_say_more_than_two_texts),
        TEST(headlines_without_text_are_asked_for_their_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
