/* committer.h: the one writer's transactions: what comes in close together is committed together.
 *
 * Whoever has something to write calls committer_begin(), writes to the store and calls
 * committer_done() or, after STORE_FAILED, committer_fail(). Nothing is told to anybody before
 * on_committed. */
#pragma once

#include "store/store.h"

struct committer;
struct error;
struct event_base;
struct log;

struct committer_handler {
    void (*on_committed)(void *owner);
    /* All that was written since the last commit is lost: memory that followed it must be made anew
     * from the store. */
    void (*on_rolled_back)(void *owner);
    /* The store takes writes again. */
    void (*on_recovered)(void *owner);
};

struct committer *committer_new(struct event_base *base, struct store *store, struct log *log,
                                const struct committer_handler *handler, void *owner);
/* Commits what is open. NULL is allowed. */
void committer_free(struct committer *committer);

/* Opens a transaction where none is open. False: the store cannot be written now; nothing may be.
 */
bool committer_begin(struct committer *committer);
/* One thing has been written; it will be committed with what follows at once. */
void committer_done(struct committer *committer);
/* A write has failed for this reason: rolls back; the store is tried again every few seconds. */
void committer_fail(struct committer *committer, const struct error *err);

/* Commits now. False: it failed and was rolled back. */
bool committer_flush(struct committer *committer);

/* True while something is written and not yet committed: what is read then may never have been. */
bool committer_is_open(const struct committer *committer);

/* Why the store takes no writes; NULL: it does. */
const char *committer_trouble(const struct committer *committer);
