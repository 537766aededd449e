/* pipeline.h: what becomes of an item that has come: is it new, which story does it tell, which
 * topics is it about, which alerts does it raise. The one piece of code behind the service and
 * `storywatch replay`.
 *
 * Needs the memory of all items, so it runs in the core alone, inside a transaction that the caller
 * opens and commits. After a rollback pipeline_rebuild() brings the dedup memory back to what the
 * store holds. */
#pragma once

#include "daemon/core/watch.h"
#include "feeds/dedup/dedup.h"
#include "store/corrections.h"
#include "store/items.h"

struct arena;
struct error;
struct pipeline;

#define PIPELINE_NO_BACKLOG (-1)

struct pipeline_settings {
    int64_t window;  /* seconds of the dedup memory */
    int64_t backlog; /* seconds: older items of a feed's first document raise no alert;
                        PIPELINE_NO_BACKLOG: all do */
    bool has_dedup;
    bool has_documents; /* items come by documents, the last of which the store marks */
};

/* One item as a fetcher sent it. Everything borrowed until pipeline_take() returns. */
struct arrival {
    int64_t feed;
    const char *feed_name;
    const char *const *groups;
    size_t group_count;
    bool has_dedup;         /* the feed's own setting */
    bool is_first_document; /* of a feed that had none before: the backlog rule holds */
    int64_t seen;
    uint64_t revision;
    const struct item *item; /* texts read */
    const struct fingerprint *fingerprint;
    const void *encoded; /* the same fingerprint in its stored form */
    size_t encoded_len;
};

enum arrival_kind {
    ARRIVAL_KNOWN,   /* this very revision is stored */
    ARRIVAL_NEW,     /* a new item, or a new edition of one whose text is another story now */
    ARRIVAL_REVISED, /* the item's text changed and still tells its story */
};

struct arrival_outcome {
    enum arrival_kind kind;
    int64_t item;
    int64_t story;
    bool is_copy;
    struct dedup_reason reason;
    struct watch_topics topics; /* what matches; */
    struct watch_topics alerts; /* those of them that alerted now: both in the arena */
};

/* Borrows `store`. */
struct pipeline *pipeline_new(struct store *store, const struct pipeline_settings *settings);
void pipeline_free(struct pipeline *pipeline); /* NULL is allowed */

/* The watch list from now on; borrowed. NULL: none. */
void pipeline_set_watch(struct pipeline *pipeline, struct watch *watch);
void pipeline_set_settings(struct pipeline *pipeline, const struct pipeline_settings *settings);

/* Makes the dedup memory anew from the stories of the window. */
enum store_status pipeline_rebuild(struct pipeline *pipeline, int64_t now, struct error *err);

/* The dedup memory as a file, for the next start. save: false when it is not worth it (the stories
 * are read from the store as fast) or was not done within `ms_max`; nothing may be open in the
 * store. load: of a new pipeline; false when the file is of no use, and pipeline_rebuild() must
 * follow. */
bool pipeline_save(struct pipeline *pipeline, FILE *file, int64_t ms_max);
bool pipeline_load(struct pipeline *pipeline, FILE *file);

/* Remembers what the store has split off (dedup_split). Joining needs nothing of the kind: both
 * stories go on as what later items are compared with. */
enum store_status pipeline_split(struct pipeline *pipeline, const struct store_split *split,
                                 struct error *err);

/* Takes one item. After STORE_FAILED the transaction must be rolled back and the pipeline rebuilt.
 */
enum store_status pipeline_take(struct pipeline *pipeline, const struct arrival *arrival,
                                struct arena *arena, struct arrival_outcome *outcome,
                                struct error *err);

/* An arrival as topics see it; what it points to is the arrival's or in `arena`. */
struct watch_item pipeline_watch_item(const struct arrival *arrival, struct arena *arena);

/* A stored item as topics see it; `feed` is its feed's, NULL where the config has it no more. What
 * it points to is the item's, the feed's or in `arena`. */
struct watch_item pipeline_watch_stored(const struct stored_item *stored,
                                        const struct feed_settings *feed, struct arena *arena);

/* The name of the next topic whose regex came to its match limit for the first time; NULL: none. */
const char *pipeline_next_overrun(struct pipeline *pipeline);

/* Forgets what has left the window; for idle moments. */
void pipeline_expire(struct pipeline *pipeline, int64_t now);

/* Bytes of the dedup memory. */
size_t pipeline_memory(const struct pipeline *pipeline);
