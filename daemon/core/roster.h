/* roster.h: the configured feeds as the core holds them: small, because all else is in the store.
 */
#pragma once

#include "config/settings.h"
#include "daemon/core/due_queue.h"
#include "daemon/core/schedule.h"
#include "store/store.h"

struct error;
struct roster;

/* A host that feeds are asked of. Its holds are the core's; its spacing is the fetcher's that it
 * stays with. */
struct host {
    const char *name;
    int64_t hold_until;       /* NO_TIME: none */
    int64_t unavailable_feed; /* the last feed that said 503 with no success since; 0: none */
    uint64_t hash;            /* of its address where the name is one, else of the name */
};

struct feed {
    struct due due;
    const struct feed_settings *settings;
    struct host *host;
    int64_t id;
    bool is_polling;  /* a job is under way, or its outcome is not committed */
    bool is_gone;     /* never by itself */
    bool is_done;     /* --once: has been polled */
    bool is_wanted;   /* somebody asked for it: no hold keeps it */
    int64_t gap_said; /* when a gap was last logged; 0: never */
};

/* The feeds of `settings` (which must outlive the roster), each with its row in the store. `now`
 * clamps their stored times. NULL: `err` says why; the store's transaction was rolled back. */
struct roster *roster_open(const struct settings *settings, struct store *store, int64_t now,
                           struct error *err);
void roster_free(struct roster *roster); /* NULL is allowed */

size_t roster_count(const struct roster *roster);
struct feed *roster_at(struct roster *roster, size_t index);
struct feed *roster_find_id(struct roster *roster, int64_t id);         /* NULL: no such feed */
struct feed *roster_find_name(struct roster *roster, const char *name); /* NULL: no such feed */
/* The feed that is configured with this URL; NULL: none. */
const struct feed *roster_find_url(const struct roster *roster, const char *url);

/* When feed `index` is due by the store, as wall time; NO_TIME: not by itself. As read by
 * roster_open(). */
int64_t roster_stored_due(const struct roster *roster, size_t index);

/* Holds that `old` knew of hosts go on. */
void roster_take_holds(struct roster *roster, const struct roster *old);

struct schedule_policy roster_policy(const struct settings *settings,
                                     const struct feed_settings *feed);
