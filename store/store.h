/* store.h: what is remembered, in operations of the domain (SQLite; no SQL outside this folder).
 *
 * One process writes, with transactions it opens and commits itself; others read. Every function
 * that can fail returns a store_status and fills `err`; after STORE_FAILED inside a transaction the
 * only thing to do is store_rollback(). Strings and blobs handed out live in the arena given, or
 * until the callback returns. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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
    STORE_MEMORY, /* empty, private, gone at close, slow to list; `state_dir` is not looked at */
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
