#include "daemon/core/service_health.h"
#include "daemon/core/sinks_state.h"
#include "store/deliveries.h"
#include "tests/helpers/told.h"
#include "tests/helpers/virtual_clock.h"

#include <event2/event.h>

static const char config[] =
    "state_dir: /nowhere\n"
    "feeds:\n"
    "  - { name: harbour-news, url: 'https://harbour.example/rss' }\n"
    "sinks:\n"
    "  - { name: alerts, type: log, path: /nowhere/alerts.jsonl }\n"
    "  - { name: desk, type: webhook, url: 'https://desk.example/hook' }\n";

#define LOG 0
#define WEBHOOK 1

struct watched { /* a service without processes */
    struct core_desk *desk;
    struct event_base *base;
    struct committer *committer;
    struct sink list[2];
    struct sinks sinks;
    struct service_health *health;
};

static void on_event(void *owner)
{
    (void)owner;
}

static const struct committer_handler handler = {on_event, on_event, on_event};

static void launch(struct watched *watched)
{
    const struct service_health_parts parts = {watched->base, watched->desk->store,
                                               watched->committer, &watched->sinks};

    watched->health = service_health_new(&parts);
    service_health_config_taken(watched->health, watched->desk->settings);
}

static int open_watched(void **state)
{
    struct watched *watched = test_calloc(1, sizeof(*watched));

    watched->desk = core_desk_open(config);
    watched->base = event_base_new();
    watched->committer =
        committer_new(watched->base, watched->desk->store, NULL, &handler, watched);
    watched->sinks = (struct sinks){.list = watched->list, .count = 2};
    launch(watched);
    *state = watched;
    return 0;
}

static int close_watched(void **state)
{
    struct watched *watched = *state;

    service_health_free(watched->health);
    committer_free(watched->committer);
    event_base_free(watched->base);
    core_desk_close(watched->desk);
    test_free(watched);
    return 0;
}

/* The service looks at itself with every config, as it does every minute. */
static void look(struct watched *watched)
{
    service_health_config_taken(watched->health, watched->desk->settings);
    assert_true(committer_flush(watched->committer));
}

static void restart(struct watched *watched)
{
    service_health_free(watched->health);
    launch(watched);
}

static void fail_sink(struct watched *watched, int index, char *why)
{
    watched->list[index].trouble = why;
    assert_stored(watched->desk,
                  store_sink_fails(watched->desk->store, watched->desk->settings->sinks[index].name,
                                   clock_wall(), &watched->desk->err));
}

static void mend_sink(struct watched *watched, int index)
{
    watched->list[index].trouble = NULL;
    assert_stored(watched->desk,
                  store_sink_works(watched->desk->store, watched->desk->settings->sinks[index].name,
                                   &watched->desk->err));
}

static void a_refused_config_is_told_once_and_when_one_is_taken(void **state)
{
    struct watched *watched = *state;

    assert_int_equal(told_all(watched->desk).count, 0);
    service_health_config_refused(watched->health, "storywatch.yaml:3:5: no such key: fedes");
    service_health_config_refused(watched->health, "storywatch.yaml:4:5: no such key: topcis");
    assert_told(watched->desk, 1, "config-refused",
                "The changed config was refused, the old one goes on: storywatch.yaml:3:5: no such "
                "key: fedes",
                false);
    look(watched);
    look(watched);
    assert_told(watched->desk, 2, "config-refused", "The config was read: it is in force", true);
}

static void a_restart_with_a_good_config_ends_the_refusal(void **state)
{
    struct watched *watched = *state;

    service_health_config_refused(watched->health, "storywatch.yaml:3:5: no such key: fedes");
    restart(watched);
    assert_told(watched->desk, 2, "config-refused", "The config was read: it is in force", true);
}

static void a_sink_is_dead_after_an_hour_and_told_once_and_when_it_works(void **state)
{
    struct watched *watched = *state;

    fail_sink(watched, WEBHOOK, (char[]){"500 Internal Server Error"});
    for (int minute = 0; minute < 60; minute++) {
        look(watched);
        virtual_clock_pass(60000);
    }
    assert_int_equal(told_all(watched->desk).count, 0);
    look(watched);
    look(watched);
    assert_told(watched->desk, 1, "sink-dead",
                "The sink desk has taken no alert for an hour: 500 Internal Server Error", false);
    mend_sink(watched, WEBHOOK);
    look(watched);
    look(watched);
    assert_told(watched->desk, 2, "sink-dead", "The sink desk takes alerts again", true);
    assert_int_equal(told_to(watched->desk, "alerts"), 2);
    assert_int_equal(told_to(watched->desk, "desk"), 0);
}

static void
a_restart_neither_forgets_a_dead_sink_nor_tells_it_before_it_has_failed_anew(void **state)
{
    struct watched *watched = *state;

    fail_sink(watched, LOG, (char[]){"No space left on device"});
    virtual_clock_pass(3600 * 1000);
    watched->list[LOG].trouble = NULL; /* it has not been tried yet */
    restart(watched);
    assert_int_equal(told_all(watched->desk).count, 0);
    fail_sink(watched, LOG, (char[]){"No space left on device"});
    look(watched);
    restart(watched);
    assert_told(watched->desk, 1, "sink-dead",
                "The sink alerts has taken no alert for an hour: No space left on device", false);
}

static void a_full_disk_is_told_of_from_beginning_to_end_when_there_is_room_again(void **state)
{
    struct watched *watched = *state;

    service_health_store_failed(watched->health, "database or disk is full");
    virtual_clock_pass(10 * 60 * 1000);
    service_health_store_failed(watched->health, "disk I/O error"); /* it still fails */
    assert_int_equal(told_all(watched->desk).count, 0);
    int64_t began = clock_wall() - 600;
    service_health_store_recovered(watched->health);
    assert_told(watched->desk, 2, "store-failed", "The store can be written again", true);
    struct told told = told_all(watched->desk);
    assert_int_equal(told.list[0].time, began);
    assert_int_equal(told.list[1].time, began + 600);
    assert_non_null(strstr(told.list[0].title, ": database or disk is full"));
    service_health_store_recovered(watched->health);
    assert_int_equal(told_all(watched->desk).count, 2);
}

static void a_store_that_fails_for_less_than_a_minute_is_not_told_of(void **state)
{
    struct watched *watched = *state;

    service_health_store_failed(watched->health, "database or disk is full");
    virtual_clock_pass(SERVICE_STORE_FAILED_MS - 1);
    service_health_store_recovered(watched->health);
    assert_int_equal(told_all(watched->desk).count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_watched, close_watched)
        TEST(a_refused_config_is_told_once_and_when_one_is_taken),
        TEST(a_restart_with_a_good_config_ends_the_refusal),
        TEST(a_sink_is_dead_after_an_hour_and_told_once_and_when_it_works),
        TEST(a_restart_neither_forgets_a_dead_sink_nor_tells_it_before_it_has_failed_anew),
        TEST(a_full_disk_is_told_of_from_beginning_to_end_when_there_is_room_again),
        TEST(a_store_that_fails_for_less_than_a_minute_is_not_told_of),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
