/* roster.h: the configured feeds as the core holds them: small, because all else is in the store.
 */
#pragma once

#include "config/settings.h"
#include "daemon/core/due_queue.h"
#include "daemon/core/hosts.h"
#include "daemon/core/schedule.h"
#include "store/feeds.h"

struct error;
struct roster;

struct feed {
    struct due due;
    const struct feed_settings *settings;
    struct host *host;
    int64_t id;
    TAILQ_ENTRY(feed) waiting;
    struct host_queue *waits_in; /* its host's list, or that of a fetcher; NULL: neither */
    int32_t interval;            /* seconds, what its rhythm asks for; 0: not known yet */
    bool is_polling;             /* a job is under way, or its outcome is not committed */
    bool is_gone;                /* never by itself */
    bool is_done;                /* --once: has been polled */
    bool is_wanted;              /* somebody asked for it: no hold keeps it */
    int64_t gap_said;            /* when a gap was last logged; 0: never */
    int refusals;                /* in a row: what a poll of it brought could not be stored */
    int moves;                   /* of its next poll's job, from one fetcher to another */
};

/* The feeds of `settings` (which must outlive the roster), each with its row in the store. `now`
 * clamps their stored times. NULL: `err` says why; the store's transaction was rolled back. */
struct roster *roster_open(const struct settings *settings, struct store *store, int64_t now,
                           struct error *err);

/* The same, and whatever else `write` writes of the settings stands or falls with the feeds' rows:
 * false fails both. */
struct roster *roster_open_with(const struct settings *settings, struct store *store, int64_t now,
                                bool (*write)(void *owner, struct error *err), void *owner,
                                struct error *err);
void roster_free(struct roster *roster); /* NULL is allowed */

size_t roster_count(const struct roster *roster);
struct feed *roster_at(struct roster *roster, size_t index);
struct feed *roster_find_id(struct roster *roster, int64_t id);         /* NULL: no such feed */
struct feed *roster_find_name(struct roster *roster, const char *name); /* NULL: no such feed */
/* The feed that is configured with this URL, however it is written; NULL: none. */
const struct feed *roster_find_url(const struct roster *roster, const char *url);

/* When feed `index` is due by the store, as wall time; NO_TIME: not by itself. As read by
 * roster_open(). */
int64_t roster_stored_due(const struct roster *roster, size_t index);

struct hosts *roster_hosts(const struct roster *roster);

/* A poll of `feed` was stored as `state`: the host that it is asked of from now on, and its
 * interval. */
void roster_follow(struct roster *roster, struct feed *feed, const struct feed_state *state);

struct schedule_policy roster_policy(const struct settings *settings,
                                     const struct feed_settings *feed);
