/* store.h: what is remembered, in operations of the domain (SQLite; no SQL outside this folder).
 *
 * One process writes, with transactions it opens and commits itself; others read. Every function
 * that can fail returns a store_status and fills `err`; after STORE_FAILED inside a transaction the
 * only thing to do is store_rollback(). Strings and blobs handed out live in the arena given, or
 * until the callback returns. */
#pragma once

#include "feeds/item.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct error;
struct store;

enum store_status {
    STORE_OK,
    STORE_NONE, /* no such row; nothing left; already there */
    STORE_FAILED,
};

enum store_mode {
    STORE_WRITER, /* creates or migrates the store, holds the lock in the folder */
    STORE_READER, /* beside a running service or without one; an error when there is no store yet */
    STORE_MEMORY, /* empty, private, gone at close; `state_dir` is not looked at */
};

/* NULL and `err` (which names the path and what to do) when the store is damaged, of a newer
 * version, locked by another service, or not accessible. */
struct store *store_open(const char *state_dir, enum store_mode mode, struct error *err);
void store_close(struct store *store); /* NULL is allowed */

/* "<uuid>" made with the store; part of the key of deliveries. */
const char *store_uuid(const struct store *store);

/* Whether a call failed since it was opened because the database is damaged, and not for want of
 * memory, say, or by a disk that fails. */
bool store_is_damaged(const struct store *store);

/* Whether the folder has a store, of whatever state. */
bool store_is_there(const char *state_dir);

/* Looks at every page, for minutes when there are many, and tells of the first 20 faults in
 * SQLite's words. STORE_FAILED: it could not look at all. */
enum store_status store_quick_check(struct store *store,
                                    void (*on_fault)(void *owner, const char *what), void *owner,
                                    struct error *err);

enum store_status store_begin(struct store *store, struct error *err);
enum store_status store_commit(struct store *store, struct error *err);
void store_rollback(struct store *store);

/* After a failure: closes the database, opens it anew and tries a small write, so that nothing the
 * page cache only pretends to hold is believed (TRUST 5.5). STORE_OK: transactions may go on from
 * the last commit. */
enum store_status store_probe(struct store *store, struct error *err);

/* Reads a little, in no time whatever the store holds: STORE_OK says that it answers. */
enum store_status store_answers(struct store *store, struct error *err);

/* Moves what the write-ahead log holds into the database; for idle moments. `force`: also while it
 * is small. */
enum store_status store_checkpoint(struct store *store, bool force, struct error *err);

struct bytes {
    const void *data;
    size_t len;
    bool is_present; /* an empty value is not an absent one */
};

/* ---- feeds ---- */

enum feed_status {
    FEED_NEW,
    FEED_OK,
    FEED_FAILED,
    FEED_HELD,
    FEED_GONE,
    FEED_REFUSED,
    FEED_OFFLINE, /* failed with everything else: not the feed's fault, and not counted */
};

/* Which of its validators a feed is trusted with (POLLING, "Verify"). */
enum feed_trust {
    FEED_TRUSTED,
    FEED_TRUSTED_WITHOUT_ETAG,
    FEED_UNTRUSTED
};

/* A feed's row: all that is known of it but its items. */
struct feed_state {
    int64_t id;
    const char *name;
    const char *url;      /* as configured */
    const char *moved_to; /* remembered URL; NULL: none */
    int64_t epoch; /* grows with every poll that is committed; one that comes back with another is
                      refused */
    enum feed_status status;
    struct bytes etag;
    struct bytes last_modified;
    uint64_t body_hash;
    int64_t first_poll; /* NO_TIME: never polled */
    int64_t last_poll;
    int64_t last_success;
    int64_t last_document; /* last 200 */
    int64_t last_new;
    int64_t next_poll;
    int64_t hold_until; /* NO_TIME: none */
    const char *hold_why;
    const char *held_host; /* that it holds, where a redirect led; NULL: its own */
    int64_t interval;      /* seconds */
    int32_t failures;      /* in a row */
    int32_t http_status;
    const char *last_error;
    int64_t polls;
    int64_t not_modified;
    int64_t bytes_received;
    int64_t gaps;
    int64_t silent_since;
    const char *title; /* of the document, plain */
    const char *format;
    struct bytes rhythm; /* the interval estimator's state, opaque here */
    int32_t ttl;         /* minutes; with the two below, hints of the last document */
    uint32_t skip_hours, skip_days;
    int32_t document_size;  /* items of the last document */
    int32_t same_documents; /* 200s in a row with one body hash */
    enum feed_trust trust;
    int32_t halvings;     /* of the interval, since documents left gaps */
    const char *same_as;  /* feed whose URL this one has moved to; NULL: none */
    struct bytes address; /* of its host, last dialled: an in6_addr */
    bool is_configured;   /* false after store_feeds_keep() without it, until it is opened again */
};

/* Makes sure that a feed of this name exists. A changed `url` drops moved_to, validators, body
 * hash, hold and failures, and adds one to the epoch, so that a poll of the old one is refused.
 * Fills `out` with the row. */
enum store_status store_feed_open(struct store *store, const char *name, const char *url,
                                  struct arena *arena, struct feed_state *out, struct error *err);
enum store_status store_feed_get(struct store *store, int64_t id, struct arena *arena,
                                 struct feed_state *out, struct error *err);
enum store_status store_feed_find(struct store *store, const char *name, struct arena *arena,
                                  struct feed_state *out, struct error *err);
/* Writes the whole row by its id if the stored epoch is `out->epoch`, and adds one to it; else
 * STORE_NONE. */
enum store_status store_feed_save(struct store *store, const struct feed_state *feed,
                                  struct error *err);
enum store_status store_feeds_each(struct store *store,
                                   bool (*on_feed)(void *owner, const struct feed_state *feed),
                                   void *owner, struct error *err);

/* The wall clock was set: moves the times that feeds wait for by so many seconds. */
enum store_status store_feeds_shift(struct store *store, int64_t seconds, struct error *err);

/* One of a feed's last polls. Its numbers for outcome and reasons are opaque here. */
struct stored_poll {
    int64_t number; /* the feed's first is 1 */
    int64_t started, duration_ms;
    int32_t outcome, http_status;
    int64_t bytes;
    int64_t items, new_items;
    int64_t interval;  /* seconds */
    int64_t next_poll; /* NO_TIME: not by itself */
    int32_t interval_why, next_why;
    const char *message; /* NULL: none */
};

#define STORED_POLLS 20 /* of each feed, the last ones */

enum store_status store_poll_add(struct store *store, int64_t feed, const struct stored_poll *poll,
                                 struct error *err);
/* The newest first. */
enum store_status store_polls_list(struct store *store, int64_t feed, struct arena *arena,
                                   struct stored_poll list[STORED_POLLS], size_t *count,
                                   struct error *err);

/* Takes the feeds that are not named out of service: their items may go by age, and one that comes
 * back later starts without validators. `*removed` says how many were in service. store_forget()
 * deletes such a feed after its last item. */
enum store_status store_feeds_keep(struct store *store, const char *const *names, size_t count,
                                   int64_t *removed, struct error *err);

/* The revisions of the feed's last document, in its order: what rule 8 must not delete. Items added
 * or revised in the same transaction count as being in it, whether they come before or after. */
enum store_status store_feed_set_document(struct store *store, int64_t feed,
                                          const uint64_t *revisions, size_t count,
                                          struct error *err);
struct known_revisions {
    const uint64_t *list;
    size_t count;
};

/* Known revisions for a job: the last document's, then stored ones, newest first, each once. */
enum store_status store_feed_known(struct store *store, int64_t feed, size_t max,
                                   struct arena *arena, struct known_revisions *out,
                                   struct error *err);

/* ---- items and stories ---- */

struct stored_item {
    int64_t id;
    int64_t feed;
    const char *feed_name; /* filled when read */
    const char *identity;
    int32_t edition; /* from 1 */
    int64_t story;
    bool is_lead;
    bool is_fullest; /* became its story's fullest reference when it was added */
    uint64_t revision;
    int64_t seen;
    int64_t revised;         /* NO_TIME: never */
    struct item item;        /* texts PLAIN and MARKED; attachments are not stored */
    const void *fingerprint; /* encoded */
    size_t fingerprint_len;
    const char *reason; /* JSON: why a copy, or the nearest miss; NULL: none */
};

/* The newest edition of an item. */
enum store_status store_item_find(struct store *store, int64_t feed, const char *identity,
                                  struct arena *arena, struct stored_item *out, struct error *err);
enum store_status store_item_get(struct store *store, int64_t id, struct arena *arena,
                                 struct stored_item *out, struct error *err);
/* Adds an item with `item->story`, or, when that is 0, as the lead of a new story. Sets `*id` and
 * `*story`. */
enum store_status store_item_add(struct store *store, const struct stored_item *item, int64_t *id,
                                 int64_t *story, struct error *err);
/* Replaces text, dates, revision, fingerprint and `revised` of item `item->id`, and the reason
 * where there is one; story and seen stay. */
enum store_status store_item_revise(struct store *store, const struct stored_item *item,
                                    struct error *err);
/* Makes item `id` its story's fullest reference. */
enum store_status store_story_set_fullest(struct store *store, int64_t story, int64_t item,
                                          struct error *err);

struct item_filter {
    int64_t since;    /* seen at or after; NO_TIME: all */
    int64_t until;    /* seen before; NO_TIME: all */
    const char *feed; /* name; NULL: all */
    int64_t story;    /* 0: all */
    int64_t near;     /* leads of other stories whose nearest miss was this one, of whatever feed;
                         0: all */
    int64_t limit;    /* newest so many; 0: all */
    int64_t after;    /* of what was seen at `since`, only items with a greater id */
};

/* Items in order of arrival. Holds no snapshot of the store open longer than a page of rows.
 * STORE_NONE: there is no such feed. */
enum store_status store_items_each(struct store *store, const struct item_filter *filter,
                                   bool (*on_item)(void *owner, const struct stored_item *item),
                                   void *owner, struct error *err);

struct story_state {
    int64_t id;
    int64_t lead;    /* item; 0: deleted by age */
    int64_t fullest; /* item; 0: the lead */
    int64_t seen;    /* of its lead */
    int64_t copies;  /* all that there were, deleted ones too */
    int64_t outlets; /* distinct hosts of its items' links */
};

enum store_status store_story_get(struct store *store, int64_t id, struct story_state *out,
                                  struct error *err);

/* ---- corrections: what an operator says of the verdicts ----
 *
 * A story that was joined to another is shown, counted and alerted as that one from then on; its
 * items stay what later items are compared with. */

struct store_split {
    int64_t story; /* that the item leads now; 0: it led its story, and nothing has changed */
    int64_t from;
    int64_t former; /* whose copy the item was; `story` where it was the lead of a joined one */
    bool has_moved_alerts;
};

struct store_join {
    int64_t into; /* the older story, which both are now; */
    int64_t from; /* the same: they were one before, and stay one */
};

/* Takes a copy out of its story; alerts that it raised go with it. STORE_NONE: no such item. */
enum store_status store_item_split(struct store *store, int64_t id, struct store_split *out,
                                   struct error *err);
/* Makes the stories of two items one. STORE_NONE: there is no such item. */
enum store_status store_items_join(struct store *store, int64_t a, int64_t b,
                                   struct store_join *out, struct error *err);

#define STORE_CORRECTIONS_MAX 64 /* stories that one item is kept apart from */

struct store_corrections {
    const int64_t *apart; /* stories that no edition of the item may join */
    size_t apart_count;
    bool is_joined; /* the item's story was joined by it to another: no edition leaves it */
};

/* Whether nothing of the feed that is stored was seen before: it was of its first document. */
enum store_status store_item_is_first(struct store *store, int64_t feed, int64_t seen,
                                      bool *is_first, struct error *err);

enum store_status store_corrections_of(struct store *store, int64_t feed, const char *identity,
                                       struct arena *arena, struct store_corrections *out,
                                       struct error *err);

/* ---- alerts and deliveries ---- */

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

#define DELIVERY_GIVEN_UP INT64_MAX /* the next try of one that is not tried again unasked */

struct stored_delivery {
    const char *sink;
    int32_t attempts;
    int64_t next_try;
    const char *last_error;
    int64_t follows; /* the first alert of the same story or trouble; 0: it is that */
    struct stored_alert alert;
};

struct delivery_filter {
    const char *sink;
    int64_t now;   /* due at this time */
    int64_t after; /* skips alerts up to this id */
    size_t max;
};

/* Deliveries of one sink that are due, in order of alerts. */
enum store_status store_deliveries_due(struct store *store, const struct delivery_filter *filter,
                                       bool (*on_delivery)(void *owner,
                                                           const struct stored_delivery *delivery),
                                       void *owner, struct error *err);

/* When the sink's next delivery is due; STORE_NONE: it has none. */
enum store_status store_delivery_next(struct store *store, const char *sink, int64_t *next_try,
                                      struct error *err);
/* One delivery that is not done; STORE_NONE: it is. */
enum store_status store_delivery_get(struct store *store, const char *sink, int64_t alert,
                                     struct arena *arena, struct stored_delivery *out,
                                     struct error *err);
enum store_status store_delivery_done(struct store *store, const char *sink, int64_t alert,
                                      struct error *err);
/* The log sink: everything up to `alert` is in the file, whose inode is `inode`. */
enum store_status store_deliveries_done_to(struct store *store, const char *sink, int64_t alert,
                                           uint64_t inode, struct error *err);
enum store_status store_delivery_failed(struct store *store, const char *sink, int64_t alert,
                                        int64_t next_try, const char *why, struct error *err);
/* It failed for the last time, and stays to be listed and asked for again. */
enum store_status store_delivery_give_up(struct store *store, const char *sink, int64_t alert,
                                         const char *why, struct error *err);
/* What is not done of the alert, given up or not, is due now; `*count` says how many deliveries. */
enum store_status store_deliveries_retry(struct store *store, int64_t alert, int64_t now,
                                         int64_t *count, struct error *err);
/* What is not done, in order of alerts; `only_failed`: what was tried in vain. Holds no snapshot of
 * the store open longer than a page of rows. */
enum store_status store_deliveries_each(struct store *store, bool only_failed,
                                        bool (*on_delivery)(void *owner,
                                                            const struct stored_delivery *delivery),
                                        void *owner, struct error *err);
/* Drops the deliveries of sinks that are not named; `*dropped` says how many. */
enum store_status store_sinks_keep(struct store *store, const char *const *sinks, size_t count,
                                   int64_t *dropped, struct error *err);

struct sink_state {
    uint64_t inode; /* of the log file that holds `last_id`; 0: none yet */
    int64_t last_id;
    int64_t pending; /* deliveries not done and not given up */
    int64_t oldest;  /* time of the oldest pending alert; NO_TIME: none */
    const char *last_error;
};

enum store_status store_sink_get(struct store *store, const char *sink, struct arena *arena,
                                 struct sink_state *out, struct error *err);

/* The sink does not take alerts, since `now` unless it was said before; a delivery that is done
 * ends that, as store_sink_works() does. */
enum store_status store_sink_fails(struct store *store, const char *sink, int64_t now,
                                   struct error *err);
enum store_status store_sink_works(struct store *store, const char *sink, struct error *err);
/* STORE_NONE: it takes them, as far as is known. */
enum store_status store_sink_failing_since(struct store *store, const char *sink, int64_t *since,
                                           struct error *err);

/* ---- age ---- */

struct retention {
    int64_t items_before; /* seen before this, may go */
    int64_t alerts_before;
    int64_t window_before; /* stories whose lead was seen after this are in the dedup window */
};

/* Deletes up to `max` rows that nothing needs (DESIGN rule 8). `*deleted` < max: nothing is left to
 * delete. */
enum store_status store_forget(struct store *store, const struct retention *retention, size_t max,
                               size_t *deleted, struct error *err);

struct store_counts {
    int64_t feeds, items, stories, alerts;
    int64_t deliveries; /* not done and not given up */
    int64_t given_up;   /* deliveries */
};

/* Reads whole tables: for a command, not for the service's loop. */
enum store_status store_count(struct store *store, struct store_counts *out, struct error *err);
