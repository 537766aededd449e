#include "tests/helpers/dedup_desk.h"

#define CHOIR                                                                                      \
    "The cathedral choir returned from its journey through the northern provinces with a silver "  \
    "cup, a cold and a long list of invitations for the coming summer season. "
#define ORCHARD                                                                                    \
    "Growers in the valley expect the poorest apple harvest since the great hail, because late "   \
    "frost killed the blossom on three nights in a row and bees stayed in their hives. "
#define MORE " The dean thanked them all on Monday and promised the boys a day at the seaside."

#define DIGEST "Ferry aground off Brennholm, choir home with a cup, apples scarce"

static void two_stories_are_known(struct desk *desk)
{
    assert_int_equal(story_of(desk, 1, MONDAY, (struct news){.title = TITLE, .text = LEDE RESCUE}),
                     1);
    assert_int_equal(story_of(desk, 2, MONDAY + HOUR,
                              (struct news){.title = "Choir home with cup", .text = CHOIR MORE}),
                     2);
}

static void a_digest_that_begins_with_a_whole_story_is_none_of_those_it_tells(void **state)
{
    struct desk *desk = *state;

    two_stories_are_known(desk);
    assert_int_equal(
        story_of(desk, 3, MONDAY + 3 * HOUR,
                 (struct news){.title = "Apples: a poor year", .text = ORCHARD "More soon."}),
        3);
    assert_int_equal(story_of(desk, 4, MONDAY + 4 * HOUR,
                              (struct news){.title = DIGEST, .text = LEDE RESCUE CHOIR ORCHARD}),
                     4);
    assert_int_equal(last_reason(desk)->story, 1);
    assert_string_equal(last_reason(desk)->failed, "other stories");
    assert_true(last_reason(desk)->value > last_reason(desk)->limit);
}

static void what_nobody_else_has_told_is_the_rest_of_the_story(void **state)
{
    struct desk *desk = *state;

    two_stories_are_known(desk);
    assert_int_equal(story_of(desk, 3, MONDAY + 3 * HOUR,
                              (struct news){.title = TITLE, .text = LEDE RESCUE OWNER INQUIRY}),
                     1);
    assert_true(desk->verdicts[2].is_fullest);
}

static void one_paragraph_about_an_earlier_story_makes_no_digest(void **state)
{
    struct desk *desk = *state;

    two_stories_are_known(desk);
    assert_int_equal(
        story_of(desk, 3, MONDAY + 3 * HOUR,
                 (struct news){.title = TITLE, .text = LEDE RESCUE OWNER INQUIRY ORCHARD CHOIR}),
        1);
}

/* A story that was missed as a copy tells the same, not something else. */
static void another_telling_of_the_story_itself_makes_no_digest(void **state)
{
    struct desk *desk = *state;

    assert_int_equal(story_of(desk, 1, MONDAY, (struct news){.title = TITLE, .text = LEDE}), 1);
    assert_int_equal(
        story_of(desk, 2, MONDAY + HOUR,
                 (struct news){.title = "Owner under pressure", .text = OWNER INQUIRY BUDGET LEDE}),
        2);
    assert_int_equal(story_of(desk, 3, MONDAY + 2 * HOUR,
                              (struct news){.title = TITLE, .text = LEDE OWNER INQUIRY BUDGET}),
                     1);
}

int main(void)
{
#define desk(name) cmocka_unit_test_setup_teardown(name, open_desk, close_desk)
    const struct CMUnitTest tests[] = {
        desk(a_digest_that_begins_with_a_whole_story_is_none_of_those_it_tells),
        desk(what_nobody_else_has_told_is_the_rest_of_the_story),
        desk(one_paragraph_about_an_earlier_story_makes_no_digest),
        desk(another_telling_of_the_story_itself_makes_no_digest),
    };

    return cmocka_run_group_tests_name("digest", tests, NULL, NULL);
}
