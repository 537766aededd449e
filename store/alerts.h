/* alerts.h: one alert per story and topic, and those about the service itself. */
#pragma once

#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct stored_alert {
    int64_t id; /* strictly increasing */
    int64_t time;
    const char *topic;
    const char *severity;
    int64_t story;
    int64_t item;
    const char *feed; /* name; this and the three below are the item's at the time of the alert */
    const char *title;
    const char *url;
    int64_t published;
    const char *matched; /* JSON array */
    int64_t copies;      /* at the time of the alert */
    int64_t copies_now;
    int64_t outlets_now;
    /* Of an alert about the service itself, which has no story, item and url. */
    const char *kind; /* NULL: it is about a story */
    const char *subject;
    bool is_over;
    int64_t begun_by; /* the alert that this one ends; 0: none */
};

/* STORE_NONE: this story has had no alert of this topic. */
enum store_status store_alert_find(struct store *store, int64_t story, const char *topic,
                                   struct error *err);

/* Records the alert and one delivery for each sink. Feed, title, url and published are taken from
 * the stored item. STORE_NONE: this story has had its alert of this topic. */
enum store_status store_alert_add(struct store *store, const struct stored_alert *alert,
                                  const char *const *sinks, size_t sink_count, int64_t *id,
                                  struct error *err);

/* Alerts about the service itself: one when a trouble begins and one when it is over, each once
 * (service_alerts.c). What is set of `alert`: time, title, kind and subject, and for the beginning
 * topic, severity and feed, which the end takes over. STORE_NONE: that trouble is told already; of
 * an end: there is none that was told. */
enum store_status store_service_alert_begin(struct store *store, const struct stored_alert *alert,
                                            const char *const *sinks, size_t sink_count,
                                            struct error *err);
enum store_status store_service_alert_end(struct store *store, const struct stored_alert *alert,
                                          const char *const *sinks, size_t sink_count,
                                          struct error *err);
/* The trouble of this kind that has not ended and follows `subject`, in order of subjects. */
enum store_status store_service_alert_next(struct store *store, const char *kind,
                                           const char *subject, struct arena *arena,
                                           const char **next, struct error *err);

/* Makes the ids of later alerts follow `id`, which a log file has that is ahead of this store.
 * STORE_NONE: they do anyway. */
enum store_status store_alerts_continue_after(struct store *store, int64_t id, struct error *err);

/* The id of the last alert that was ever recorded; 0: there was none. */
enum store_status store_alerts_last(struct store *store, int64_t *id, struct error *err);
/* Gives the alerts after `after` that `sink` has not got, up to `last`, ids that follow all others:
 * the log of `sink` holds theirs already, of other alerts. In a transaction. */
enum store_status store_alerts_renumber(struct store *store, const char *sink, int64_t after,
                                        int64_t last, struct error *err);

struct alert_filter {
    int64_t since;
    int64_t until;
    const char *topic;
    const char *severity;
    const char *feed;
    int64_t story;    /* 0: all */
    int64_t after_id; /* 0: all */
    int64_t limit;    /* newest so many; 0: all */
};

/* In order of id. */
enum store_status store_alerts_each(struct store *store, const struct alert_filter *filter,
                                    bool (*on_alert)(void *owner, const struct stored_alert *alert),
                                    void *owner, struct error *err);

/* How often a topic alerted. */
struct topic_counts {
    const char *topic;
    int64_t day, week, month; /* in the last 1, 7, 30 days before `now` */
    int64_t all;
    int64_t last; /* time of the newest */
};

/* Topics that have stored alerts, in order of their names. */
enum store_status store_topics_each(struct store *store, int64_t now,
                                    bool (*on_topic)(void *owner,
                                                     const struct topic_counts *counts),
                                    void *owner, struct error *err);
