/* statement.h: one run of one SQL statement, so that the files that know the tables stay short.
 *
 * Statements are prepared once and kept by the address of their text, which is therefore a literal.
 * Parameters are bound in their order, columns read in theirs. A failure is remembered by the query
 * and given by the next query_step() or query_run(); nothing before needs a look. */
#pragma once

#include "config/base/attributes.h"
#include "config/base/rfc3339.h"
#include "store/store.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct error;

#define STATEMENTS_MAX 128 /* a power of two, well above the statements that there are */

struct store {
    sqlite3 *db;
    char *path; /* of the database, for messages */
    int lock;   /* descriptor of the lock file; -1: none is held */
    int wal_pages;
    bool is_damaged; /* SQLite has said so */
    char uuid[37];
    struct {
        const char *sql;
        sqlite3_stmt *handle;
    } statements[STATEMENTS_MAX];
};

struct query {
    struct store *store;
    sqlite3_stmt *handle; /* NULL: it could not be prepared, and `err` says why */
    struct error *err;
    int next; /* parameter to bind, then column to read; from 0 */
};

/* Use it as: CLEANUP(query_end) struct query query = query_of(…). Values bound are borrowed until
 * the query's end; values read live in the arena given. */
struct query query_of(struct store *store, const char *sql, struct error *err);
void query_end(struct query *query);

void query_bind_int(struct query *query, int64_t value);
void query_bind_time(struct query *query, int64_t time); /* NO_TIME is NULL */
void query_bind_hash(struct query *query, uint64_t hash);
void query_bind_text(struct query *query, const char *text); /* NULL is NULL */
void query_bind_blob(struct query *query, const void *data, size_t len);
void query_bind_bytes(struct query *query, const struct bytes *bytes); /* absent is NULL */

/* STORE_OK: a row stands ready to be read; STORE_NONE: no more rows. */
enum store_status query_step(struct query *query);
/* For statements without rows: STORE_OK or STORE_FAILED. */
enum store_status query_run(struct query *query);
/* An INSERT of one row: STORE_OK with its new id; STORE_NONE: a conflict, or what it selects, left
 * it out. RETURNING would do the same by way of a table of its own, at twice the cost. */
enum store_status query_insert(struct query *query, int64_t *id);

int64_t query_read_int(struct query *query); /* NULL is 0 */
int32_t query_read_small(struct query *query);
bool query_read_bool(struct query *query);
int64_t query_read_time(struct query *query);
uint64_t query_read_hash(struct query *query);
const char *query_read_text(struct query *query, struct arena *arena);
struct bytes query_read_bytes(struct query *query, struct arena *arena);

/* Several statements without parameters or rows. */
enum store_status statements_run(struct store *store, const char *sql, struct error *err);
void statements_free(struct store *store);

/* Fills `err` with what SQLite says now, the path, and what to do where that is known. */
enum store_status statement_fail(struct store *store, struct error *err);
