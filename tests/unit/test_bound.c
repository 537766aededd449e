/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/arena.h"
#include "feeds/text/bound.h"
#include "tests/helpers/own_arena.h"

#include <string.h>

static void a_text_within_the_bound_stays_whole(void **state)
{
    (void)state;
    assert_int_equal(bound_cut("ferry", 5, 5), 5);
    assert_int_equal(bound_cut("", 0, 5), 0);
}

static void an_accent_stays_with_its_letter(void **state)
{
    static const char text[] = "cafe\u0301s";

    (void)state;
    assert_int_equal(bound_cut(text, strlen(text), 4), 3);
    assert_int_equal(bound_cut(text, strlen(text), 5), 3);
    assert_int_equal(bound_cut(text, strlen(text), 6), 6);
}

static void joined_emoji_and_flags_are_not_parted(void **state)
{
    static const char family[] = "x👩\u200D👧y", flags[] = "🇳🇴🇰🇷";

    (void)state;
    assert_int_equal(bound_cut(family, strlen(family), 6), 1);
    assert_int_equal(bound_cut(flags, strlen(flags), 12), 8);
}

static void an_endless_grapheme_is_cut_between_characters(void **state)
{
    size_t marks = 1000, len = 1 + 2 * marks;
    char *text = arena_alloc(*state, len + 1);

    text[0] = 'e';
    for (size_t i = 0; i < marks; i++)
        memcpy(text + 1 + 2 * i, "\u0301", 2);
    assert_int_equal(bound_cut(text, len, 1000), 999);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_text_within_the_bound_stays_whole),
        TEST(an_accent_stays_with_its_letter),
        TEST(joined_emoji_and_flags_are_not_parted),
        TEST(an_endless_grapheme_is_cut_between_characters),
    };

    return cmocka_run_group_tests_name("bound", tests, NULL, NULL);
}
