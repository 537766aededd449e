#include "daemon/core/service_alert.h"
#include "tests/helpers/told.h"

static const char config[] =
    "state_dir: /nowhere\n"
    "feeds:\n"
    "  - { name: harbour-news, url: 'https://harbour.example/rss' }\n"
    "  - { name: ledger, url: 'https://ledger.example/rss' }\n"
    "sinks:\n"
    "  - { name: alerts, type: log, path: /nowhere/alerts.jsonl }\n"
    "  - { name: desk, type: webhook, url: 'https://desk.example/hook' }\n";

static const char shrunk[] = "state_dir: /nowhere\n"
                             "feeds:\n"
                             "  - { name: ledger, url: 'https://ledger.example/rss' }\n"
                             "sinks:\n"
                             "  - { name: alerts, type: log, path: /nowhere/alerts.jsonl }\n";

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

/* A feed that has answered on Monday, and then failed so many hours. */
static struct feed_state failing_for(int64_t hours)
{
    return (struct feed_state){.name = "harbour-news",
                               .status = FEED_FAILED,
                               .failures = 3,
                               .last_error = "connection refused",
                               .first_poll = MONDAY - 30 * DAY,
                               .last_success = MONDAY,
                               .last_poll = MONDAY + hours * HOUR,
                               .silent_since = NO_TIME};
}

static struct feed_state working_at(int64_t hours)
{
    struct feed_state feed = failing_for(hours);

    feed.status = FEED_OK;
    feed.failures = 0;
    feed.last_success = feed.last_poll;
    return feed;
}

static void look_at(struct core_desk *desk, const struct feed_state *feed)
{
    if (service_alert_feed(desk->store, desk->settings, feed, desk->arena, &desk->err) ==
        STORE_FAILED)
        fail_msg("%s", desk->err.message);
}

static void a_feed_that_fails_for_7_days_is_told_once_and_when_it_answers(void **state)
{
    struct core_desk *desk = *state;

    for (int64_t hours = 1; hours < 7 * 24; hours += 24) {
        struct feed_state feed = failing_for(hours);
        look_at(desk, &feed);
    }
    assert_int_equal(told_all(desk).count, 0);
    for (int64_t hours = 7 * 24; hours < 9 * 24; hours++) {
        struct feed_state feed = failing_for(hours);
        look_at(desk, &feed);
    }
    assert_told(desk, 1, "feed-broken",
                "The feed harbour-news has failed for 7 days: connection refused", false);
    struct told told = told_all(desk);
    assert_string_equal(told.list[0].subject, "harbour-news");
    assert_string_equal(told.list[0].feed, "harbour-news");
    assert_int_equal(told.list[0].time, MONDAY + 7 * DAY);
    for (int64_t hours = 9 * 24; hours < 9 * 24 + 3; hours++) {
        struct feed_state feed = working_at(hours);
        look_at(desk, &feed);
    }
    assert_told(desk, 2, "feed-broken", "The feed harbour-news answers again", true);
    assert_int_equal(told_to(desk, "alerts"), 2);
    assert_int_equal(told_to(desk, "desk"), 2);
}

static void a_feed_that_never_answered_is_told_after_7_days_too(void **state)
{
    struct core_desk *desk = *state;
    struct feed_state feed = failing_for(7 * 24);

    feed.last_success = NO_TIME;
    feed.first_poll = MONDAY + HOUR;
    look_at(desk, &feed);
    assert_int_equal(told_all(desk).count, 0);
    feed.first_poll = MONDAY;
    look_at(desk, &feed);
    assert_int_equal(told_all(desk).count, 1);
}

static void a_feed_that_is_gone_is_told_at_once(void **state)
{
    struct core_desk *desk = *state;
    struct feed_state feed = failing_for(1);

    feed.status = FEED_GONE;
    feed.last_error = "410 Gone";
    look_at(desk, &feed);
    look_at(desk, &feed);
    assert_told(desk, 1, "feed-broken",
                "The feed harbour-news is gone and not asked any more: 410 Gone", false);
}

static void neither_a_dead_network_nor_a_hold_begins_or_ends_anything(void **state)
{
    static const enum feed_status undecided[] = {FEED_OFFLINE, FEED_HELD, FEED_FAILED};
    struct core_desk *desk = *state;
    struct feed_state feed = failing_for(8 * 24);

    feed.status = FEED_OFFLINE;
    look_at(desk, &feed);
    assert_int_equal(told_all(desk).count, 0);
    feed.status = FEED_FAILED;
    look_at(desk, &feed);
    for (size_t i = 0; i < 3; i++) {
        feed = working_at(9 * 24);
        feed.status = undecided[i];
        look_at(desk, &feed);
    }
    assert_int_equal(told_all(desk).count, 1);
}

static void a_silent_feed_is_told_once_and_when_it_has_something_new(void **state)
{
    struct core_desk *desk = *state;
    struct feed_state feed = working_at(72);

    look_at(desk, &feed);
    assert_int_equal(told_all(desk).count, 0);
    feed.silent_since = MONDAY;
    look_at(desk, &feed);
    look_at(desk, &feed);
    assert_told(desk, 1, "feed-silent",
                "The feed harbour-news has had nothing new since 2026-11-23T00:00:00Z, though by "
                "its rhythm it should have",
                false);
    feed.silent_since = NO_TIME;
    look_at(desk, &feed);
    look_at(desk, &feed);
    assert_told(desk, 2, "feed-silent", "The feed harbour-news has something new again", true);
}

static void a_dead_sink_is_told_to_the_others(void **state)
{
    struct core_desk *desk = *state;
    const struct service_alert alert = {SERVICE_SINK_DEAD, "desk", MONDAY, "The sink desk …"};

    assert_stored(desk, service_alert_begin(desk->store, desk->settings, &alert, &desk->err));
    assert_stored(desk, service_alert_end(desk->store, desk->settings, &alert, &desk->err));
    assert_int_equal(told_to(desk, "alerts"), 2);
    assert_int_equal(told_to(desk, "desk"), 0);
}

static void what_leaves_the_config_is_no_trouble_any_more(void **state)
{
    struct core_desk *desk = *state;
    struct feed_state broken = failing_for(8 * 24), other = broken;
    const struct service_alert dead = {SERVICE_SINK_DEAD, "desk", MONDAY, "The sink desk …"};
    struct settings *left =
        settings_load_text("storywatch.yaml", shrunk, strlen(shrunk), core_desk_on_problem, NULL);

    other.name = "ledger";
    look_at(desk, &broken);
    look_at(desk, &other);
    assert_stored(desk, service_alert_begin(desk->store, desk->settings, &dead, &desk->err));
    assert_int_not_equal(service_alert_leave(desk->store, desk->settings, MONDAY + DAY, &desk->err),
                         STORE_FAILED);
    assert_int_equal(told_all(desk).count, 3);
    for (int i = 0; i < 2; i++)
        assert_int_not_equal(service_alert_leave(desk->store, left, MONDAY + DAY, &desk->err),
                             STORE_FAILED);
    struct told told = told_all(desk);
    assert_int_equal(told.count, 5);
    assert_string_equal(told.list[3].title, "The feed harbour-news has left the config");
    assert_int_equal(told.list[3].begun_by, told.list[0].id);
    assert_string_equal(told.list[4].title, "The sink desk has left the config");
    assert_int_equal(told.list[4].begun_by, told.list[2].id);
    settings_free(left);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_desk, close_desk)
        TEST(a_feed_that_fails_for_7_days_is_told_once_and_when_it_answers),
        TEST(a_feed_that_never_answered_is_told_after_7_days_too),
        TEST(a_feed_that_is_gone_is_told_at_once),
        TEST(neither_a_dead_network_nor_a_hold_begins_or_ends_anything),
        TEST(a_silent_feed_is_told_once_and_when_it_has_something_new),
        TEST(a_dead_sink_is_told_to_the_others),
        TEST(what_leaves_the_config_is_no_trouble_any_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
