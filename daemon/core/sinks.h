/* sinks.h: the core's side of deliveries: what the notifier is sent, and what its answers mean for
 * the store.
 *
 * Deliveries are rows. A log sink is sent them in the order of alerts, after it said what its file
 * ends with; any other sink is sent each that is due, and tried again with exponential back-off.
 * One sink's trouble is its own. */
#pragma once

#include "config/settings.h"
#include "daemon/core/committer.h"
#include "daemon/spawner/spawner.h"

struct error;
struct event_base;
struct log;
struct sinks;

struct sinks_parts { /* all borrowed */
    struct event_base *base;
    struct store *store;
    struct committer *committer;
    struct spawner *spawner;
    struct log *log;
};

/* `on_idle`: see sinks_finish(). */
struct sinks *sinks_new(const struct sinks_parts *parts, void (*on_idle)(void *owner), void *owner);
void sinks_free(struct sinks *sinks); /* NULL is allowed */

/* Drops what is stored of sinks that `settings` has not, in the store's open transaction. Nothing
 * else has changed before sinks_set_up(). */
bool sinks_forget_others(struct sinks *sinks, const struct settings *settings, struct error *err);
/* The sinks from now on (`settings` is borrowed until the next call). The notifier is started, or
 * replaced when its sinks have changed. */
void sinks_set_up(struct sinks *sinks, const struct settings *settings);

/* There may be something new to deliver: after every commit. */
void sinks_pump(struct sinks *sinks);

/* SIGUSR1: log files are opened anew. */
void sinks_reopen(struct sinks *sinks);

/* Calls on_idle once when everything that is due has been tried. */
void sinks_finish(struct sinks *sinks);

/* The notifier's process, for what the spawner says of it and for its status. */
struct child_link *sinks_link(const struct sinks *sinks);

/* Sends a test alert to the sink of that name, which is no row of the store. Sets `*number`, which
 * sinks_test_answer() asks by; 0: there is nothing to wait for, `*answer` tells what is known of a
 * log, which belongs to the store alone. False: `err` says why there is no test. */
bool sinks_test(struct sinks *sinks, const char *name, int64_t *number, const char **answer,
                struct error *err);
/* What the server answered; until the next test of that sink or set-up. */
struct sink_test_answer {
    bool is_over; /* else it has not answered yet */
    bool is_done;
    int64_t duration_ms;
    const char *text; /* what it said; NULL: nothing */
};
/* False: there is no such test any more. */
bool sinks_test_answer(const struct sinks *sinks, int64_t number, struct sink_test_answer *answer);

/* What is wrong with sink `index` of the settings; NULL: nothing. */
const char *sinks_trouble(const struct sinks *sinks, size_t index);
