/* trial.h: queries tried on the stored items, before they are trusted. */
#pragma once

#include "config/settings.h"
#include "feeds/topics/watch_list.h"
#include "store/items.h"

struct arena;
struct error;

/* Compile with the named queries of `settings`. NULL: there was a mistake; it stands on stderr.
 *
 * A query that was typed, whose mistakes and warnings are told as "query:1:COLUMN: …". */
struct watch_list *trial_compile(const struct settings *settings, const char *query);

/* Topics of `settings`, their mistakes told at their places in its files; warnings are `check`'s.
 */
struct watch_list *trial_compile_topics(const struct settings *settings,
                                        const struct topic_settings *const *topics, size_t count);

/* The first item of a story that a query is about. Borrowed until the callback returns. */
struct trial_hit {
    const struct stored_item *stored;
    const struct watch_item *item;
    struct watch_list *list;
    size_t query;        /* of the list: what watch_list_collect() may be asked of now */
    struct arena *arena; /* of this item */
};

struct trial {
    const struct settings *settings;
    struct store *store;
    struct watch_list *list;
    struct item_filter filter;
    bool (*on_hit)(void *owner, const struct trial_hit *hit); /* false ends it */
    void *owner;
    /* What it looked at. */
    size_t item_count;
    int64_t first_seen, last_seen;
};

#define TRIAL_FLOOD 50 /* alerts a day: more than a person reads on one topic */

/* How many alerts a day so many stories would be, by the time that the trial looked at. */
size_t trial_alerts_a_day(const struct trial *trial, size_t stories);

enum store_status trial_run(struct trial *trial, struct error *err);
