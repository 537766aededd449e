#include "daemon/core/backfill.h"
#include "store/alerts.h"
#include "store/deliveries.h"
#include "tests/helpers/core_desk.h"
#include "tests/helpers/ferry.h"

static const char config[] = "state_dir: /var/lib/storywatch\n"
                             "contact: desk@harbour.example.org\n"
                             "alerts: { backlog: 24h }\n"
                             "feeds:\n"
                             "  - { name: bbc, url: 'https://bbc.example.org/', groups: [wire] }\n"
                             "  - { name: dw, url: 'https://dw.example.org/' }\n"
                             "topics:\n"
                             "  - { name: ferries, query: aground }\n"
                             "  - { name: wired, query: 'group:wire AND northline' }\n"
                             "sinks:\n"
                             "  - { name: desk, type: journal }\n";

enum topics {
    FERRIES,
    WIRED
};

struct bench {
    struct core_desk *desk;
    struct roster *roster;
};

/* The items come while nobody watches, as before the topics were there. */
static int open_bench(void **state)
{
    struct bench *bench = test_calloc(1, sizeof(*bench));

    bench->desk = core_desk_open(config);
    pipeline_set_watch(bench->desk->pipeline, NULL);
    bench->roster =
        roster_open(bench->desk->settings, bench->desk->store, MONDAY, &bench->desk->err);
    *state = bench;
    return bench->roster == NULL;
}

static int close_bench(void **state)
{
    struct bench *bench = *state;

    roster_free(bench->roster);
    core_desk_close(bench->desk);
    test_free(bench);
    return 0;
}

static struct arrival_outcome take(struct bench *bench, int64_t feed, const char *id,
                                   const char *text, int64_t seen)
{
    const struct published published = {id, NULL, "Ferry with 214 on board off Brennholm", text,
                                        NO_TIME};

    return core_desk_take(bench->desk, &(struct coming){.feed = feed, .seen = seen}, &published);
}

/* All slices together. */
static struct backfill_slice backfill(struct bench *bench, enum topics topic, int64_t since)
{
    const struct backfilling backfilling = {bench->desk->store, bench->desk->watch, bench->roster,
                                            topic, MONDAY + DAY};
    struct backfill_place place = {.seen = since};
    struct backfill_slice sum = {0}, slice;

    do {
        assert_stored(bench->desk, backfill_next(&backfilling, &place, &slice, &bench->desk->err));
        sum.item_count += slice.item_count;
        sum.alert_count += slice.alert_count;
    } while (!slice.is_last);
    return sum;
}

struct told {
    struct arena *arena;
    struct stored_alert list[4];
    size_t count;
};

static bool on_alert(void *owner, const struct stored_alert *alert)
{
    struct told *told = owner;

    assert_true(told->count < 4);
    told->list[told->count] = *alert;
    told->list[told->count++].topic = arena_string(told->arena, alert->topic);
    return true;
}

static struct told alerts(struct bench *bench)
{
    const struct alert_filter all = {.since = NO_TIME, .until = NO_TIME};
    struct told told = {.arena = bench->desk->arena};

    assert_stored(bench->desk,
                  store_alerts_each(bench->desk->store, &all, on_alert, &told, &bench->desk->err));
    return told;
}

static void a_story_alerts_once_by_its_first_item_that_matches(void **state)
{
    struct bench *bench = *state;
    struct arrival_outcome lead = take(bench, 1, "ferry", LEDE RESCUE, MONDAY);

    assert_true(take(bench, 2, "the same ferry", LEDE RESCUE, MONDAY + HOUR).is_copy);
    struct backfill_slice slice = backfill(bench, FERRIES, MONDAY);
    assert_int_equal(slice.item_count, 2);
    assert_int_equal(slice.alert_count, 1);
    struct told told = alerts(bench);
    assert_int_equal(told.count, 1);
    assert_string_equal(told.list[0].topic, "ferries");
    assert_int_equal(told.list[0].item, lead.item);
    assert_int_equal(told.list[0].story, lead.story);
    assert_int_equal(told.list[0].time, MONDAY + DAY);
}

static void its_alerts_are_delivered_like_any(void **state)
{
    struct bench *bench = *state;
    struct sink_state sink;

    take(bench, 1, "ferry", LEDE RESCUE, MONDAY);
    backfill(bench, FERRIES, MONDAY);
    assert_stored(bench->desk, store_sink_get(bench->desk->store, "desk", bench->desk->arena, &sink,
                                              &bench->desk->err));
    assert_int_equal(sink.pending, 1);
}

static void a_second_run_raises_none(void **state)
{
    struct bench *bench = *state;

    take(bench, 1, "ferry", LEDE RESCUE, MONDAY);
    assert_int_equal(backfill(bench, FERRIES, MONDAY).alert_count, 1);
    assert_int_equal(backfill(bench, FERRIES, MONDAY).alert_count, 0);
}

static void only_items_seen_since_then_are_looked_at(void **state)
{
    struct bench *bench = *state;

    take(bench, 1, "ferry", LEDE RESCUE, MONDAY);
    take(bench, 2, "budget", BUDGET, MONDAY + HOUR);
    struct backfill_slice slice = backfill(bench, FERRIES, MONDAY + HOUR);
    assert_int_equal(slice.item_count, 1);
    assert_int_equal(slice.alert_count, 0);
}

static void the_groups_of_an_item_s_feed_count(void **state)
{
    struct bench *bench = *state;

    take(bench, 2, "not on the wire", LEDE RESCUE OWNER, MONDAY);
    struct arrival_outcome wired = take(bench, 1, "on the wire", LEDE RESCUE OWNER, MONDAY);
    assert_int_equal(backfill(bench, WIRED, MONDAY).alert_count, 1);
    assert_int_equal(alerts(bench).list[0].item, wired.item);
}

static void many_items_come_in_slices_and_each_once(void **state)
{
    struct bench *bench = *state;
    const struct backfilling backfilling = {bench->desk->store, bench->desk->watch, bench->roster,
                                            FERRIES, MONDAY + DAY};
    struct backfill_place place = {.seen = MONDAY};
    struct backfill_slice slice;

    for (int i = 0; i < 600; i++) /* all seen in one second, as of one document */
        take(bench, 2, arena_format(bench->desk->arena, "%d", i),
             arena_format(bench->desk->arena, "Budget line %d: %d crowns", i, i * 7919), MONDAY);
    assert_stored(bench->desk, backfill_next(&backfilling, &place, &slice, &bench->desk->err));
    assert_false(slice.is_last);
    assert_in_range(slice.item_count, 1, 256);
    assert_int_equal(backfill(bench, FERRIES, MONDAY).item_count, 600);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_bench, close_bench)
        TEST(a_story_alerts_once_by_its_first_item_that_matches),
        TEST(its_alerts_are_delivered_like_any),
        TEST(a_second_run_raises_none),
        TEST(only_items_seen_since_then_are_looked_at),
        TEST(the_groups_of_an_item_s_feed_count),
        TEST(many_items_come_in_slices_and_each_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
