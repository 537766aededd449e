/* told.h: for tests of the core: the alerts about the service that the store has. */
#pragma once

#include "store/deliveries.h"
#include "tests/helpers/core_desk.h"

#include <stdio.h>

struct told {
    int count;
    struct {
        char kind[32], subject[32], feed[32], title[256];
        int64_t id, time, begun_by;
    } list[16];
};

static inline bool told_on_alert(void *owner, const struct stored_alert *alert)
{
    struct told *told = owner;

    assert_non_null(alert->kind);
    assert_true(told->count < 16);
    snprintf(told->list[told->count].kind, 32, "%s", alert->kind);
    snprintf(told->list[told->count].subject, 32, "%s", alert->subject);
    snprintf(told->list[told->count].feed, 32, "%s", alert->feed == NULL ? "" : alert->feed);
    snprintf(told->list[told->count].title, 256, "%s", alert->title);
    told->list[told->count].id = alert->id;
    told->list[told->count].time = alert->time;
    told->list[told->count++].begun_by = alert->begun_by;
    return true;
}

static inline struct told told_all(struct core_desk *desk)
{
    const struct alert_filter all = {.since = NO_TIME, .until = NO_TIME};
    struct told told = {0};

    assert_stored(desk, store_alerts_each(desk->store, &all, told_on_alert, &told, &desk->err));
    return told;
}

/* The last of `count` alerts says this; it ends the one before, or nothing. */
static inline void assert_told(struct core_desk *desk, int count, const char *kind,
                               const char *title, bool is_over)
{
    struct told told = told_all(desk);

    assert_int_equal(told.count, count);
    assert_string_equal(told.list[count - 1].kind, kind);
    assert_string_equal(told.list[count - 1].title, title);
    assert_int_equal(told.list[count - 1].begun_by, is_over ? told.list[count - 2].id : 0);
}

static inline bool told_count(void *owner, const struct stored_delivery *delivery)
{
    (void)delivery;
    ++*(int *)owner;
    return true;
}

/* How many deliveries the sink is to get. */
static inline int told_to(struct core_desk *desk, const char *sink)
{
    const struct delivery_filter all = {.sink = sink, .now = INT64_MAX - 1, .max = 16};
    int count = 0;

    assert_stored(desk, store_deliveries_due(desk->store, &all, told_count, &count, &desk->err));
    return count;
}
