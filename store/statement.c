#include "store/statement.h"

#include "config/base/arena.h"
#include "config/base/error.h"
#include "config/base/rfc3339.h"

#include <assert.h>
#include <string.h>

enum store_status statement_fail(struct store *store, struct error *err)
{
    int code = sqlite3_errcode(store->db) & 0xff;
    const char *advice = "";

    if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB) {
        advice = " (put a backup back; a new store in its place would alert anew)";
        store->is_damaged = true;
    }
    error_set(err, "%s: %s%s", store->path, sqlite3_errmsg(store->db), advice);
    return STORE_FAILED;
}

static size_t slot_of(const struct store *store, const char *sql)
{
    size_t slot = ((uintptr_t)sql >> 3) * 0x9e3779b1u % STATEMENTS_MAX;

    for (size_t tries = 0; tries < STATEMENTS_MAX; tries++) {
        if (store->statements[slot].sql == sql || store->statements[slot].sql == NULL)
            return slot;
        slot = (slot + 1) % STATEMENTS_MAX;
    }
    assert(false && "more statements than STATEMENTS_MAX");
    return 0;
}

struct query query_of(struct store *store, const char *sql, struct error *err)
{
    size_t slot = slot_of(store, sql);
    struct query query = {.store = store, .err = err};

    if (store->statements[slot].sql == NULL) {
        if (sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &query.handle,
                               NULL) != SQLITE_OK) {
            statement_fail(store, err);
            query.handle = NULL;
            return query;
        }
        store->statements[slot].sql = sql;
        store->statements[slot].handle = query.handle;
    }
    query.handle = store->statements[slot].handle;
    assert(!sqlite3_stmt_busy(query.handle));
    return query;
}

void query_end(struct query *query)
{
    if (query->handle == NULL)
        return;
    sqlite3_reset(query->handle);
    sqlite3_clear_bindings(query->handle);
    query->handle = NULL;
}

/* ---- binding: cannot fail but for want of memory or over SQLite's own bounds, which the caller
 * keeps */

static void check_bind(struct query *query, int code)
{
    if (code == SQLITE_OK)
        return;
    statement_fail(query->store, query->err);
    query_end(query);
}

void query_bind_int(struct query *query, int64_t value)
{
    if (query->handle != NULL)
        check_bind(query, sqlite3_bind_int64(query->handle, ++query->next, value));
}

void query_bind_time(struct query *query, int64_t time)
{
    if (time == NO_TIME)
        query_bind_text(query, NULL);
    else
        query_bind_int(query, time);
}

void query_bind_hash(struct query *query, uint64_t hash)
{
    query_bind_int(query, (int64_t)hash);
}

void query_bind_text(struct query *query, const char *text)
{
    if (query->handle != NULL)
        check_bind(query, sqlite3_bind_text(query->handle, ++query->next, text, -1, SQLITE_STATIC));
}

void query_bind_blob(struct query *query, const void *data, size_t len)
{
    if (query->handle != NULL)
        check_bind(query, sqlite3_bind_blob64(query->handle, ++query->next, len == 0 ? "" : data,
                                              len, SQLITE_STATIC));
}

void query_bind_bytes(struct query *query, const struct bytes *bytes)
{
    if (bytes->is_present)
        query_bind_blob(query, bytes->data, bytes->len);
    else
        query_bind_text(query, NULL);
}

/* ---- running */

enum store_status query_step(struct query *query)
{
    query->next = 0;
    if (query->handle == NULL)
        return STORE_FAILED;
    switch (sqlite3_step(query->handle)) {
    case SQLITE_ROW:
        return STORE_OK;
    case SQLITE_DONE:
        return STORE_NONE;
    default:
        return statement_fail(query->store, query->err);
    }
}

enum store_status query_run(struct query *query)
{
    return query_step(query) == STORE_FAILED ? STORE_FAILED : STORE_OK;
}

enum store_status query_insert(struct query *query, int64_t *id)
{
    if (query_run(query) != STORE_OK)
        return STORE_FAILED;
    if (sqlite3_changes(query->store->db) == 0)
        return STORE_NONE;
    *id = sqlite3_last_insert_rowid(query->store->db);
    return STORE_OK;
}

/* ---- reading */

int64_t query_read_int(struct query *query)
{
    return sqlite3_column_int64(query->handle, query->next++);
}

int32_t query_read_small(struct query *query)
{
    return sqlite3_column_int(query->handle, query->next++);
}

bool query_read_bool(struct query *query)
{
    return query_read_int(query) != 0;
}

int64_t query_read_time(struct query *query)
{
    bool is_null = sqlite3_column_type(query->handle, query->next) == SQLITE_NULL;
    int64_t value = query_read_int(query);

    return is_null ? NO_TIME : value;
}

uint64_t query_read_hash(struct query *query)
{
    return (uint64_t)query_read_int(query);
}

struct bytes query_read_bytes(struct query *query, struct arena *arena)
{
    int column = query->next++;
    struct bytes bytes = {0};

    if (sqlite3_column_type(query->handle, column) == SQLITE_NULL)
        return bytes;
    const void *data = sqlite3_column_blob(query->handle, column);
    bytes.len = (size_t)sqlite3_column_bytes(query->handle, column);
    bytes.data = arena_string_of(arena, data, bytes.len);
    bytes.is_present = true;
    return bytes;
}

const char *query_read_text(struct query *query, struct arena *arena)
{
    return query_read_bytes(query, arena).data;
}

/* ---- all of them */

enum store_status statements_run(struct store *store, const char *sql, struct error *err)
{
    if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) != SQLITE_OK)
        return statement_fail(store, err);
    return STORE_OK;
}

void statements_free(struct store *store)
{
    for (size_t i = 0; i < STATEMENTS_MAX; i++)
        sqlite3_finalize(store->statements[i].handle);
    memset(store->statements, 0, sizeof(store->statements));
}
