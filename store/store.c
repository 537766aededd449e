#include "store/store.h"

#include "config/base/error.h"
#include "config/base/memory.h"
#include "store/lock.h"
#include "store/migrate.h"
#include "store/statement.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_NAME "storywatch.db"
#define FILE_MODE 0640 /* members of the group read */
#define FOLDER_MODE 0750
#define BUSY_TIMEOUT_MS 5000
#define ROW_MAX (4 << 20) /* two texts of an item, its names, and room to spare */
#define SQL_MAX (16 << 10)
#define PARAMETERS_MAX 64
#define WAL_IDLE_PAGES 256        /* a checkpoint in an idle moment is worth it from here */
#define WAL_MAX_PAGES 16384       /* 64 MiB: one is made at once */
#define WAL_KEPT_BYTES "67108864" /* the file is cut back to this when the log starts anew */

/* TRUST section 3. DEFENSIVE comes before; what follows needs no write. */
static const char pragmas[] = "PRAGMA trusted_schema = OFF;"
                              "PRAGMA cell_size_check = ON;"
                              "PRAGMA secure_delete = OFF;"
                              "PRAGMA foreign_keys = ON;"
                              "PRAGMA temp_store = MEMORY;";

static const char writer_pragmas[] = "PRAGMA journal_mode = WAL;"
                                     "PRAGMA synchronous = FULL;"
                                     "PRAGMA wal_autocheckpoint = 0;"
                                     "PRAGMA journal_size_limit = " WAL_KEPT_BYTES ";"
                                     "PRAGMA cache_size = -8192;";

/* A store in memory only grows: without the indexes of listings, documents and retention, each of
 * which is written with every item. */
static const char memory_only[] = "DROP INDEX item_feed;"
                                  "DROP INDEX item_document;"
                                  "DROP INDEX item_seen;"
                                  "DROP INDEX item_age;";

/* ---- one database */

static void close_database(struct store *store)
{
    statements_free(store);
    sqlite3_close(store->db);
    store->db = NULL;
}

/* Nothing is written by opening, and (NO_CKPT_ON_CLOSE) nothing by closing a store that is
 * refused. A statement that was prepared stays so, whatever is bound (QPSG). */
static enum store_status open_database(struct store *store, const char *path, int flags,
                                       struct error *err)
{
    int on = 1;

    if (sqlite3_open_v2(path, &store->db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                        NULL) != SQLITE_OK)
        return statement_fail(store, err);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL);
    sqlite3_file_control(store->db, "main", SQLITE_FCNTL_PERSIST_WAL, &on);
    sqlite3_busy_timeout(store->db, BUSY_TIMEOUT_MS);
    sqlite3_limit(store->db, SQLITE_LIMIT_LENGTH, ROW_MAX);
    sqlite3_limit(store->db, SQLITE_LIMIT_SQL_LENGTH, SQL_MAX);
    sqlite3_limit(store->db, SQLITE_LIMIT_VARIABLE_NUMBER, PARAMETERS_MAX);
    sqlite3_limit(store->db, SQLITE_LIMIT_ATTACHED, 0);
    return statements_run(store, pragmas, err);
}

static enum store_status make_uuid(char uuid[37], struct error *err)
{
    uint8_t b[16];

    if (getrandom(b, sizeof(b), 0) != (ssize_t)sizeof(b)) {
        error_set(err, "no random numbers: %s", strerror(errno));
        return STORE_FAILED;
    }
    b[6] = (uint8_t)((b[6] & 0x0f) | 0x40); /* RFC 9562: version 4, variant 10 */
    b[8] = (uint8_t)((b[8] & 0x3f) | 0x80);
    snprintf(uuid, 37, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0],
             b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13],
             b[14], b[15]);
    return STORE_OK;
}

/* Makes the tables in an empty database. */
static enum store_status fill_new(struct store *store, struct error *err)
{
    if (make_uuid(store->uuid, err) != STORE_OK || migrate(store, err) != STORE_OK)
        return STORE_FAILED;
    CLEANUP(query_end)
    struct query query = query_of(store, "INSERT INTO meta (one, uuid) VALUES (1, ?)", err);
    query_bind_text(&query, store->uuid);
    return query_run(&query);
}

static enum store_status read_uuid(struct store *store, struct error *err)
{
    CLEANUP(query_end)
    struct query query = query_of(store, "SELECT uuid FROM meta", err);
    enum store_status status = query_step(&query);

    if (status == STORE_OK)
        snprintf(store->uuid, sizeof(store->uuid), "%s",
                 (const char *)sqlite3_column_text(query.handle, 0));
    if (status == STORE_NONE)
        error_set(err, "%s: the store is damaged: it has no uuid; put a backup back", store->path);
    return status == STORE_OK ? STORE_OK : STORE_FAILED;
}

/* ---- its file */

static enum store_status fail_at(const char *path, struct error *err)
{
    error_set(err, "%s: %s", path, strerror(errno));
    return STORE_FAILED;
}

static enum store_status sync_folder(const char *path, struct error *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool is_synced = fd >= 0 && fsync(fd) == 0;

    if (!is_synced)
        fail_at(path, err);
    if (fd >= 0)
        close(fd);
    return is_synced ? STORE_OK : STORE_FAILED;
}

/* An old log without its database would be played into a new one. */
static enum store_status refuse_stray_log(const char *path, struct error *err)
{
    char log[4096];
    struct stat st;

    snprintf(log, sizeof(log), "%s-wal", path);
    if (stat(log, &st) != 0 || st.st_size == 0)
        return STORE_OK;
    error_set(err, "%s: it is here without its store %s; put that back, or move this away", log,
              path);
    return STORE_FAILED;
}

/* A new store appears whole or not at all: a file that is empty or half made is a damaged one. */
static enum store_status create_file(struct store *store, const char *state_dir, struct error *err)
{
    char draft[4096];

    if (refuse_stray_log(store->path, err) != STORE_OK)
        return STORE_FAILED;
    snprintf(draft, sizeof(draft), "%s.new", store->path);
    unlink(draft);
    int fd = open(draft, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE);
    if (fd < 0 || close(fd) != 0)
        return fail_at(draft, err);
    enum store_status status = open_database(store, draft, SQLITE_OPEN_READWRITE, err);
    if (status == STORE_OK)
        status = fill_new(store, err);
    close_database(store);
    if (status != STORE_OK)
        return status;
    if (chmod(draft, FILE_MODE) != 0 || rename(draft, store->path) != 0)
        return fail_at(draft, err);
    return sync_folder(state_dir, err);
}

static enum store_status refuse_empty(const struct store *store, const struct stat *st,
                                      struct error *err)
{
    if (st->st_size > 0)
        return STORE_OK;
    error_set(err,
              "%s: the store is damaged: the file is empty; put a backup back (a new store in its "
              "place would alert anew)",
              store->path);
    return STORE_FAILED;
}

/* Whatever the umask, and also after a backup was put back. */
static void share_with_group(const struct store *store)
{
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    char path[4096];

    for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
        snprintf(path, sizeof(path), "%s%s", store->path, suffixes[i]);
        (void)chmod(path, FILE_MODE); /* of another owner: then that is how they want it */
    }
}

static int on_commit(void *owner, sqlite3 *db, const char *name, int pages)
{
    struct store *store = owner;

    (void)db;
    (void)name;
    store->wal_pages = pages;
    return SQLITE_OK;
}

/* ---- the three modes */

static enum store_status open_memory(struct store *store, struct error *err)
{
    if (open_database(store, ":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, err) !=
            STORE_OK ||
        fill_new(store, err) != STORE_OK)
        return STORE_FAILED;
    return statements_run(store, memory_only, err);
}

static enum store_status open_reader(struct store *store, struct error *err)
{
    struct stat st;

    if (stat(store->path, &st) != 0) {
        if (errno != ENOENT)
            return fail_at(store->path, err);
        error_set(err, "%s: there is no store yet; storywatchd makes it when it first starts",
                  store->path);
        return STORE_FAILED;
    }
    if (refuse_empty(store, &st, err) != STORE_OK ||
        open_database(store, store->path, SQLITE_OPEN_READONLY, err) != STORE_OK ||
        migrate_check(store, err) != STORE_OK)
        return STORE_FAILED;
    return read_uuid(store, err);
}

static enum store_status open_for_writing(struct store *store, struct error *err)
{
    if (open_database(store, store->path, SQLITE_OPEN_READWRITE, err) != STORE_OK ||
        migrate(store, err) != STORE_OK || statements_run(store, writer_pragmas, err) != STORE_OK ||
        read_uuid(store, err) != STORE_OK)
        return STORE_FAILED;
    sqlite3_wal_hook(store->db, on_commit, store);
    return STORE_OK;
}

static enum store_status open_writer(struct store *store, const char *state_dir, struct error *err)
{
    struct stat st;

    bool is_made = mkdir(state_dir, FOLDER_MODE) == 0;
    if ((!is_made && errno != EEXIST) || (is_made && chmod(state_dir, FOLDER_MODE) != 0))
        return fail_at(state_dir, err); /* chmod: whatever the umask */
    store->lock = lock_take(state_dir, err);
    if (store->lock < 0)
        return STORE_FAILED;
    if (stat(store->path, &st) != 0 &&
        (errno != ENOENT ? fail_at(store->path, err) : create_file(store, state_dir, err)) !=
            STORE_OK)
        return STORE_FAILED;
    if (stat(store->path, &st) != 0)
        return fail_at(store->path, err);
    if (refuse_empty(store, &st, err) != STORE_OK || open_for_writing(store, err) != STORE_OK)
        return STORE_FAILED;
    share_with_group(store);
    return STORE_OK;
}

/* For all of the process: one thread has the store, and nobody asks how much memory SQLite has, so
 * that it need not take a lock each time it allocates some. Without effect from the second call. */
static void configure_sqlite(void)
{
    sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

struct store *store_open(const char *state_dir, enum store_mode mode, struct error *err)
{
    struct store *store = memory_new(1, sizeof(*store));
    enum store_status status = STORE_FAILED;
    char path[4096];

    configure_sqlite();
    snprintf(path, sizeof(path), "%s/%s", mode == STORE_MEMORY ? "memory" : state_dir, FILE_NAME);
    store->path = memory_string(path);
    store->lock = -1;
    switch (mode) {
    case STORE_WRITER:
        status = open_writer(store, state_dir, err);
        break;
    case STORE_READER:
        status = open_reader(store, err);
        break;
    case STORE_MEMORY:
        status = open_memory(store, err);
        break;
    }
    if (status == STORE_OK)
        return store;
    store_close(store);
    return NULL;
}

bool store_is_there(const char *state_dir)
{
    char path[4096];

    snprintf(path, sizeof(path), "%s/%s", state_dir, FILE_NAME);
    return access(path, F_OK) == 0 || errno != ENOENT;
}

void store_close(struct store *store)
{
    if (store == NULL)
        return;
    close_database(store);
    lock_release(store->lock);
    free(store->path);
    free(store);
}

const char *store_uuid(const struct store *store)
{
    return store->uuid;
}

bool store_is_damaged(const struct store *store)
{
    return store->is_damaged;
}

/* ---- transactions */

static enum store_status run(struct store *store, const char *sql, struct error *err)
{
    CLEANUP(query_end) struct query query = query_of(store, sql, err);

    return query_run(&query);
}

enum store_status store_begin(struct store *store, struct error *err)
{
    return run(store, "BEGIN", err);
}

enum store_status store_commit(struct store *store, struct error *err)
{
    if (run(store, "COMMIT", err) != STORE_OK)
        return STORE_FAILED;
    /* What was committed is safe; a checkpoint that fails is tried again with the next commit. */
    if (store->wal_pages >= WAL_MAX_PAGES)
        (void)store_checkpoint(store, true, NULL);
    return STORE_OK;
}

void store_rollback(struct store *store)
{
    if (!sqlite3_get_autocommit(store->db))
        (void)run(store, "ROLLBACK", NULL); /* SQLite did it itself where this fails */
}

/* The old connection stays until the new one is open: whoever reads meanwhile still can. */
static enum store_status reopen(struct store *store, struct error *err)
{
    sqlite3 *old = store->db;

    statements_free(store);
    store->db = NULL;
    store->is_damaged = false;
    enum store_status status = open_for_writing(store, err);
    if (status != STORE_OK) {
        close_database(store);
        store->db = old;
        return STORE_FAILED;
    }
    sqlite3_close(old);
    return STORE_OK;
}

enum store_status store_probe(struct store *store, struct error *err)
{
    static const char touch[] = "UPDATE meta SET one = 1";

    store_rollback(store);
    if (reopen(store, err) != STORE_OK || store_begin(store, err) != STORE_OK)
        return STORE_FAILED;
    if (run(store, touch, err) == STORE_OK && store_commit(store, err) == STORE_OK)
        return STORE_OK;
    store_rollback(store);
    return STORE_FAILED;
}

enum store_status store_answers(struct store *store, struct error *err)
{
    CLEANUP(query_end) struct query query = query_of(store, "SELECT max(id) FROM item", err);

    return query_step(&query) == STORE_OK ? STORE_OK : STORE_FAILED;
}

enum store_status store_checkpoint(struct store *store, bool force, struct error *err)
{
    int pages, moved;

    if (store->wal_pages < (force ? 1 : WAL_IDLE_PAGES))
        return STORE_OK;
    if (sqlite3_wal_checkpoint_v2(store->db, "main", SQLITE_CHECKPOINT_PASSIVE, &pages, &moved) !=
        SQLITE_OK)
        return statement_fail(store, err);
    store->wal_pages = pages - moved;
    return STORE_OK;
}
