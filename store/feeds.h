/* feeds.h: what is remembered of each feed: its state, its last polls, its last document. */
#pragma once

#include "config/base/rfc3339.h"
#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

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
