/* links: store PkgConfig::sqlite3 */
/* Alerts a second, each with one delivery, in transactions of 100 with synchronous=FULL on a disk:
 * the store against bare inserts of the same rows into two plain tables. */
#include "config/base/arena.h"
#include "config/base/error.h"
#include "store/alerts.h"
#include "store/feeds.h"
#include "store/items.h"
#include "tests/bench/meter.h"
#include "tests/bench/scratch.h"

#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#define STORIES 2000
#define TOPICS 10
#define GROUP 100
#define MATCHED                                                                                    \
    "[{\"term\":\"troop*\",\"found\":\"troops\",\"zone\":\"title\"},"                              \
    "{\"term\":\"north korea*\",\"found\":\"north korean\",\"zone\":\"text\"}]"
#define NOW INT64_C(1795392000)

static void must(enum store_status status, const char *what, const struct error *err)
{
    if (status == STORE_FAILED)
        meter_fail(what, err->message);
}

/* ---- ours ---- */

static void add_story(struct store *store, int64_t feed, int64_t number)
{
    char identity[32];
    struct error err = {0};
    struct stored_item stored = {.feed = feed,
                                 .identity = identity,
                                 .edition = 1,
                                 .revision = (uint64_t)number,
                                 .seen = NOW,
                                 .revised = NO_TIME,
                                 .item = ITEM_EMPTY,
                                 .fingerprint = "fp",
                                 .fingerprint_len = 2};
    int64_t id, story;

    snprintf(identity, sizeof(identity), "story-%" PRId64, number);
    stored.item.title = (struct text){"North Korean troops seen near Kursk", MARKUP_PLAIN};
    stored.item.url = "https://www.outlet.example/news/world-asia-1";
    must(store_item_add(store, &stored, &id, &story, &err), "store_item_add", &err);
    if (id != number || story != number)
        meter_fail("store_item_add", "stories are not numbered from 1");
}

static void add_stories(struct store *store)
{
    struct arena *arena = arena_new();
    struct feed_state feed;
    struct error err = {0};

    must(store_begin(store, &err), "store_begin", &err);
    must(store_feed_open(store, "world", "https://www.outlet.example/rss", arena, &feed, &err),
         "store_feed_open", &err);
    for (int64_t number = 1; number <= STORIES; number++)
        add_story(store, feed.id, number);
    must(store_commit(store, &err), "store_commit", &err);
    arena_free(arena);
}

static void add_alert(struct store *store, int64_t story, int topic)
{
    static const char *const sinks[] = {"alerts"};
    char name[16];
    struct error err = {0};
    const struct stored_alert alert = {.time = NOW,
                                       .topic = name,
                                       .severity = "high",
                                       .story = story,
                                       .item = story,
                                       .matched = MATCHED};
    int64_t id;

    snprintf(name, sizeof(name), "topic-%d", topic);
    if (store_alert_add(store, &alert, sinks, 1, &id, &err) != STORE_OK)
        meter_fail("store_alert_add", err.message);
}

static struct meter our_cost(const char *folder)
{
    struct error err = {0};
    struct store *store = store_open(folder, STORE_WRITER, &err);
    struct meter start;

    if (store == NULL)
        meter_fail("store_open", err.message);
    add_stories(store);
    start = meter_now();
    for (int64_t i = 0; i < STORIES * TOPICS; i++) {
        if (i % GROUP == 0)
            must(store_begin(store, &err), "store_begin", &err);
        add_alert(store, i / TOPICS + 1, (int)(i % TOPICS));
        if (i % GROUP == GROUP - 1)
            must(store_commit(store, &err), "store_commit", &err);
    }
    struct meter cost = meter_since(start);
    store_close(store);
    return cost;
}

/* ---- bare ---- */

static void run(sqlite3 *db, const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        meter_fail(sql, sqlite3_errmsg(db));
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement;

    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        meter_fail(sql, sqlite3_errmsg(db));
    return statement;
}

static void insert_alert(sqlite3_stmt *insert, int64_t id, int64_t story, int topic)
{
    char name[16];

    snprintf(name, sizeof(name), "topic-%d", topic);
    sqlite3_bind_int64(insert, 1, id);
    sqlite3_bind_int64(insert, 2, NOW);
    sqlite3_bind_text(insert, 3, name, -1, SQLITE_TRANSIENT);
    sqlite3_bind_text(insert, 4, "high", -1, SQLITE_STATIC);
    sqlite3_bind_int64(insert, 5, story);
    sqlite3_bind_int64(insert, 6, story);
    sqlite3_bind_text(insert, 7, "world", -1, SQLITE_STATIC);
    sqlite3_bind_text(insert, 8, "North Korean troops seen near Kursk", -1, SQLITE_STATIC);
    sqlite3_bind_text(insert, 9, "https://www.outlet.example/news/world-asia-1", -1, SQLITE_STATIC);
    sqlite3_bind_text(insert, 10, MATCHED, -1, SQLITE_STATIC);
    if (sqlite3_step(insert) != SQLITE_DONE)
        meter_fail("INSERT INTO alert", "failed");
    sqlite3_reset(insert);
}

static void insert_delivery(sqlite3_stmt *insert, int64_t alert)
{
    sqlite3_bind_int64(insert, 1, alert);
    if (sqlite3_step(insert) != SQLITE_DONE)
        meter_fail("INSERT INTO delivery", "failed");
    sqlite3_reset(insert);
}

static struct meter bare_cost(const char *folder)
{
    char path[4096];
    sqlite3 *db;

    snprintf(path, sizeof(path), "%s/bare.sqlite", folder);
    if (sqlite3_open(path, &db) != SQLITE_OK)
        meter_fail(path, sqlite3_errmsg(db));
    run(db, "PRAGMA journal_mode = WAL");
    run(db, "PRAGMA synchronous = FULL");
    run(db, "CREATE TABLE alert (id INTEGER PRIMARY KEY, time, topic, severity, story, item, feed, "
            "title, url, matched, UNIQUE (story, topic))");
    run(db, "CREATE TABLE delivery (sink, alert, attempts, next_try, PRIMARY KEY (sink, alert)) "
            "WITHOUT ROWID");
    sqlite3_stmt *alert = prepare(db, "INSERT INTO alert VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    sqlite3_stmt *delivery = prepare(db, "INSERT INTO delivery VALUES ('alerts', ?, 0, 0)");
    struct meter start = meter_now();
    for (int64_t i = 0; i < STORIES * TOPICS; i++) {
        if (i % GROUP == 0)
            run(db, "BEGIN IMMEDIATE");
        insert_alert(alert, i + 1, i / TOPICS + 1, (int)(i % TOPICS));
        insert_delivery(delivery, i + 1);
        if (i % GROUP == GROUP - 1)
            run(db, "COMMIT");
    }
    struct meter cost = meter_since(start);
    sqlite3_finalize(alert);
    sqlite3_finalize(delivery);
    sqlite3_close(db);
    return cost;
}

int main(void)
{
    const double alerts = (double)STORIES * TOPICS;
    char *folder = scratch_new();
    struct meter ours = our_cost(folder), bare = bare_cost(folder);

    scratch_remove(folder);
    meter_print("alerts stored, CPU", alerts / ours.cpu, "alerts/s", "bare SQLite inserts",
                alerts / bare.cpu);
    meter_print("alerts stored, wall", alerts / ours.wall, "alerts/s", "bare SQLite inserts",
                alerts / bare.wall);
    return 0;
}
