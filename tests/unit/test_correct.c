#include "daemon/core/correct.h"
#include "tests/helpers/core_desk.h"
#include "tests/helpers/ferry.h"

enum feeds {
    BBC = 1,
    DW
};

static const char config[] = "state_dir: /var/lib/storywatch\n"
                             "contact: desk@harbour.example.org\n"
                             "alerts: { backlog: 24h }\n"
                             "feeds:\n"
                             "  - { name: bbc, url: 'https://bbc.example.org/' }\n"
                             "  - { name: dw, url: 'https://dw.example.org/' }\n"
                             "topics:\n"
                             "  - { name: ferries, query: aground }\n"
                             "  - { name: owner, query: northline }\n";

static int open_desk(void **state)
{
    *state = core_desk_open(config);
    return 0;
}

static int close_desk(void **state)
{
    core_desk_close(*state);
    return 0;
}

static struct arrival_outcome take(struct core_desk *desk, enum feeds feed, const char *id,
                                   const char *text)
{
    const struct published published = {id, NULL, "Ferry with 214 on board off Brennholm", text,
                                        NO_TIME};

    return core_desk_take(desk, &(struct coming){.feed = feed, .seen = MONDAY}, &published);
}

/* As the service does it: and then the memory is what a restart would make. */
static struct split_outcome split(struct core_desk *desk, int64_t item)
{
    struct arena *arena = arena_new();
    const struct correcting correcting = {desk->store, desk->watch, desk->settings, MONDAY + HOUR,
                                          arena};
    struct split_outcome outcome;

    assert_stored(desk, correct_split(&correcting, item, &outcome, &desk->err));
    if (outcome.split.story != 0)
        assert_stored(desk, pipeline_split(desk->pipeline, &outcome.split, &desk->err));
    arena_free(arena);
    return outcome;
}

static void join(struct core_desk *desk, int64_t a, int64_t b)
{
    struct store_join outcome;

    assert_stored(desk, store_items_join(desk->store, a, b, &outcome, &desk->err));
}

static int64_t story_of(struct core_desk *desk, int64_t item)
{
    struct stored_item stored;

    assert_stored(desk, store_item_get(desk->store, item, desk->arena, &stored, &desk->err));
    return stored.story;
}

static void a_copy_that_is_split_off_alerts_once_for_its_own_story(void **state)
{
    struct core_desk *desk = *state;

    take(desk, BBC, "ferry", LEDE RESCUE);
    struct arrival_outcome copy = take(desk, DW, "the same ferry", LEDE RESCUE);
    assert_true(copy.is_copy);
    assert_int_equal(copy.alerts.count, 0);
    struct split_outcome outcome = split(desk, copy.item);
    assert_int_equal(outcome.alert_count, 1);
    assert_int_equal(story_of(desk, copy.item), outcome.split.story);
}

static void a_story_whose_alert_goes_with_the_item_alerts_by_another(void **state)
{
    struct core_desk *desk = *state;

    take(desk, BBC, "ferry", LEDE RESCUE);
    struct arrival_outcome first = take(desk, DW, "with the owner", LEDE RESCUE OWNER);
    struct arrival_outcome second = take(desk, BBC, "again", LEDE RESCUE OWNER);
    assert_int_equal(first.alerts.count, 1); /* owner */
    assert_int_equal(second.alerts.count, 0);
    /* its own alert of ferries, and that of the owner which the story has by its third item */
    assert_int_equal(split(desk, first.item).alert_count, 2);
}

static void an_item_that_was_split_off_does_not_come_back_with_another_text(void **state)
{
    struct core_desk *desk = *state;
    struct arrival_outcome lead = take(desk, BBC, "ferry", LEDE RESCUE);
    struct arrival_outcome copy = take(desk, DW, "live page", LEDE RESCUE);

    split(desk, copy.item);
    struct arrival_outcome other = take(desk, DW, "live page", BUDGET);
    assert_int_equal(other.kind, ARRIVAL_NEW);
    struct arrival_outcome back = take(desk, DW, "live page", LEDE RESCUE OWNER);
    assert_int_not_equal(story_of(desk, back.item), lead.story);
}

/* It was the fullest of its former story, and leads a story now: the memory knows both, as it would
 * after a restart. */
static void later_copies_of_what_was_split_off_join_it(void **state)
{
    struct core_desk *desk = *state;
    struct arrival_outcome lead = take(desk, BBC, "ferry", LEDE RESCUE);
    struct arrival_outcome fullest = take(desk, DW, "in full", LEDE RESCUE OWNER INQUIRY);

    assert_int_equal(fullest.story, lead.story);
    int64_t own = split(desk, fullest.item).split.story;
    for (int restarted = 0; restarted < 2; restarted++) {
        const char *id = restarted == 0 ? "rest" : "rest again";
        assert_int_equal(story_of(desk, take(desk, BBC, id, LEDE RESCUE OWNER INQUIRY).item), own);
        assert_stored(desk, pipeline_rebuild(desk->pipeline, MONDAY + HOUR, &desk->err));
    }
    assert_int_equal(story_of(desk, take(desk, DW, "lede", LEDE RESCUE).item), lead.story);
}

static void later_copies_of_both_join_stories_that_were_joined(void **state)
{
    struct core_desk *desk = *state;
    struct arrival_outcome ferry = take(desk, BBC, "ferry", LEDE RESCUE);
    struct arrival_outcome budget = take(desk, DW, "budget", BUDGET);

    assert_int_not_equal(ferry.story, budget.story);
    join(desk, ferry.item, budget.item);
    struct arrival_outcome later = take(desk, BBC, "budget in full", BUDGET);
    assert_int_equal(story_of(desk, later.item), ferry.story);
    assert_int_equal(story_of(desk, take(desk, DW, "ferry again", LEDE RESCUE).item), ferry.story);
}

static void a_joined_story_alerts_once_for_both(void **state)
{
    struct core_desk *desk = *state;
    struct arrival_outcome ferry = take(desk, BBC, "ferry", LEDE RESCUE);
    struct arrival_outcome budget = take(desk, DW, "budget", BUDGET);

    assert_int_equal(ferry.alerts.count, 1);
    join(desk, ferry.item, budget.item);
    assert_int_equal(
        take(desk, BBC, "aground", BUDGET " The mayor's ship is aground.").alerts.count, 0);
    assert_int_equal(take(desk, BBC, "owner", BUDGET " Northline will pay.").alerts.count, 1);
}

static void an_item_that_was_joined_stays_with_its_story_whatever_it_says(void **state)
{
    struct core_desk *desk = *state;
    struct arrival_outcome ferry = take(desk, BBC, "ferry", LEDE RESCUE);
    struct arrival_outcome live = take(desk, DW, "live page", BUDGET);

    join(desk, live.item, ferry.item);
    struct arrival_outcome revised = take(desk, DW, "live page", OWNER);
    assert_int_equal(revised.kind, ARRIVAL_REVISED);
    assert_int_equal(revised.story, ferry.story);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_desk, close_desk)
        TEST(a_copy_that_is_split_off_alerts_once_for_its_own_story),
        TEST(a_story_whose_alert_goes_with_the_item_alerts_by_another),
        TEST(an_item_that_was_split_off_does_not_come_back_with_another_text),
        TEST(later_copies_of_what_was_split_off_join_it),
        TEST(later_copies_of_both_join_stories_that_were_joined),
        TEST(a_joined_story_alerts_once_for_both),
        TEST(an_item_that_was_joined_stays_with_its_story_whatever_it_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
