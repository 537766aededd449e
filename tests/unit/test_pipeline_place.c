#include "store/feeds.h"
#include "store/retention.h"
#include "tests/helpers/core_desk.h"
#include "tests/helpers/ferry.h"

#define LINK "https://bbc.example.org/ferry"

static const char config[] = "state_dir: /var/lib/storywatch\n"
                             "contact: desk@harbour.example.org\n"
                             "alerts: { backlog: 24h }\n"
                             "feeds: [ { name: bbc, url: 'https://bbc.example.org/' } ]\n"
                             "topics: [ { name: ferries, query: aground } ]\n";

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

static struct published report(const char *id, const char *url, int64_t date)
{
    return (struct published){id, url, "Ferry with 214 on board off Brennholm", REPORT, date};
}

static const struct coming first_document = {.feed = 1, .seen = MONDAY, .is_first_document = true};
static const struct coming next_day = {.feed = 1, .seen = MONDAY + DAY};

/* The feed's document of Monday has this one item. */
static struct arrival_outcome take_first(struct core_desk *desk, const struct published *published)
{
    return core_desk_take(desk, &first_document, published);
}

static int64_t count_items(struct core_desk *desk)
{
    struct store_counts counts;

    assert_stored(desk, store_count(desk->store, &counts, &desk->err));
    return counts.items;
}

static void an_entry_whose_id_changed_is_the_same_item_and_alerts_nobody(void **state)
{
    const struct published old = report("http://bbc/?p=7", LINK, MONDAY - 9 * DAY);
    const struct published again = report("urn:bbc:7", LINK, MONDAY - 9 * DAY);
    struct core_desk *desk = *state;
    struct stored_item stored;

    struct arrival_outcome first = take_first(desk, &old);
    struct arrival_outcome second = core_desk_take(desk, &next_day, &again);
    assert_int_equal(first.alerts.count, 0); /* it is of the backlog */
    assert_int_equal(second.kind, ARRIVAL_KNOWN);
    assert_int_equal(second.item, first.item);
    assert_int_equal(second.alerts.count, 0);
    assert_int_equal(count_items(desk), 1);
    assert_stored(desk,
                  store_item_find(desk->store, 1, "urn:bbc:7", desk->arena, &stored, &desk->err));
    assert_int_equal(stored.revised, NO_TIME);
    assert_string_equal(stored.item.id, "urn:bbc:7");
    assert_int_equal(core_desk_take(desk, &next_day, &again).kind, ARRIVAL_KNOWN);
}

static void a_link_with_another_tracking_parameter_is_the_same_item(void **state)
{
    const struct published old = report(NULL, LINK "?utm_campaign=monday", NO_TIME);
    const struct published again = report(NULL, LINK "?utm_campaign=tuesday", NO_TIME);
    struct core_desk *desk = *state;

    struct arrival_outcome first = take_first(desk, &old);
    struct arrival_outcome second = core_desk_take(desk, &next_day, &again);
    assert_int_equal(second.kind, ARRIVAL_KNOWN);
    assert_int_equal(second.item, first.item);
}

static void a_text_that_is_published_anew_after_the_window_is_a_new_item(void **state)
{
    const struct published old = report("warning-1", LINK, MONDAY - 20 * DAY);
    const struct published again = report("warning-2", LINK, MONDAY);
    struct core_desk *desk = *state;

    take_first(desk, &old);
    assert_int_equal(core_desk_take(desk, &next_day, &again).kind, ARRIVAL_NEW);
}

static void what_has_left_the_document_comes_as_a_new_item(void **state)
{
    const struct published old = report("warning-1", LINK, NO_TIME);
    const struct published again = report("warning-2", LINK, NO_TIME);
    struct core_desk *desk = *state;

    take_first(desk, &old);
    assert_stored(desk, store_feed_set_document(desk->store, 1, NULL, 0, &desk->err));
    assert_int_equal(core_desk_take(desk, &next_day, &again).kind, ARRIVAL_NEW);
}

static void where_all_items_share_a_link_the_date_has_to_be_the_same_too(void **state)
{
    const struct coming shared = {.feed = 1, .seen = MONDAY + DAY, .shares_link = true};
    const struct published old = report("a", LINK, MONDAY - DAY);
    const struct published again = report("b", LINK, MONDAY - DAY);
    const struct published later = report("c", LINK, MONDAY);
    struct core_desk *desk = *state;

    struct arrival_outcome first = take_first(desk, &old);
    struct arrival_outcome second = core_desk_take(desk, &shared, &again);
    assert_int_equal(second.kind, ARRIVAL_KNOWN);
    assert_int_equal(second.item, first.item);
    assert_int_equal(core_desk_take(desk, &shared, &later).kind, ARRIVAL_NEW);
}

static void another_text_at_the_same_link_is_judged_by_its_text(void **state)
{
    const struct published old = report("a", LINK, NO_TIME);
    struct published other = report("b", LINK, NO_TIME);
    struct core_desk *desk = *state;

    other.title = "Council passes the budget";
    other.text = BUDGET;
    struct arrival_outcome first = take_first(desk, &old);
    struct arrival_outcome second = core_desk_take(desk, &next_day, &other);
    assert_int_equal(second.kind, ARRIVAL_NEW);
    assert_int_not_equal(second.story, first.story);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_desk, close_desk)
        TEST(an_entry_whose_id_changed_is_the_same_item_and_alerts_nobody),
        TEST(a_link_with_another_tracking_parameter_is_the_same_item),
        TEST(a_text_that_is_published_anew_after_the_window_is_a_new_item),
        TEST(what_has_left_the_document_comes_as_a_new_item),
        TEST(where_all_items_share_a_link_the_date_has_to_be_the_same_too),
        TEST(another_text_at_the_same_link_is_judged_by_its_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
