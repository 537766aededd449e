/* links: daemon_core feeds_parse PkgConfig::libxml_2_0 PkgConfig::sqlite3 */
/* New stories a second of CPU, from the bytes of a feed document to the commit, every stage that an
 * item passes in the fetcher and in the core, on one core of the machine; and where the time goes.
 * The reference is what no program of this kind can leave out: libxml2's SAX parser with empty
 * handlers on the same documents and bare SQLite inserts of the same texts. */
#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/error.h"
#include "config/base/memory.h"
#include "daemon/core/pipeline.h"
#include "daemon/ipc/message.h"
#include "feeds/parse/parse.h"
#include "feeds/text/html.h"
#include "store/feeds.h"
#include "tests/bench/meter.h"
#include "tests/bench/press.h"
#include "tests/bench/scratch.h"

#include <libxml/parser.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DOCUMENTS 400
#define ITEMS 10
#define WORDS 600
#define TOPICS 100
#define DOCUMENTS_OF_A_COMMIT 10
#define NOW INT64_C(1795392000)

enum stage {
    STAGE_PARSE,
    STAGE_TEXT,
    STAGE_FINGERPRINT,
    STAGE_MESSAGE,
    STAGE_CORE,
    STAGE_COMMIT,
    STAGES
};

static const char *const stage_names[STAGES] = {
    [STAGE_PARSE] = "parse",
    [STAGE_TEXT] = "text",
    [STAGE_FINGERPRINT] = "fingerprint",
    [STAGE_MESSAGE] = "message, both ways",
    [STAGE_CORE] = "dedup, topics, store",
    [STAGE_COMMIT] = "commit",
};

struct line {
    struct store *store;
    struct pipeline *pipeline;
    int64_t feed;
    struct arena *document, *item, *core;
    struct buffer fingerprint, message;
    double seconds[STAGES];
    double last; /* CPU time of the last stage's end */
    size_t stories;
};

static void begin(struct line *line)
{
    line->last = meter_now().cpu;
}

static void end_stage(struct line *line, enum stage stage)
{
    double now = meter_now().cpu;

    line->seconds[stage] += now - line->last;
    line->last = now;
}

/* ---- the watch list ---- */

static void write_topic(FILE *file, struct press *press, int number)
{
    fprintf(file, "  - name: topic-%d\n    query: >\n", number);
    fprintf(file, "      (\"%s %s\" OR \"%s %s\") AND \"%s %s\"\n", press_word(press),
            press_word(press), press_word(press), press_word(press), press_word(press),
            press_word(press));
}

static void on_problem(void *owner, const struct settings_problem *problem)
{
    (void)owner;
    if (!problem->is_warning)
        meter_fail("the watch list", problem->message);
}

static void load_watch(const char *folder, struct settings **settings, struct watch **watch)
{
    struct press *press = press_new(7);
    char path[4096];
    FILE *file;

    snprintf(path, sizeof(path), "%s/storywatch.yaml", folder);
    file = fopen(path, "w");
    if (file == NULL)
        meter_fail(path, "cannot be written");
    fprintf(file,
            "state_dir: %s\nfeeds:\n  - {name: world, url: 'https://outlet.example/rss'}\n"
            "topics:\n",
            folder);
    for (int i = 0; i < TOPICS; i++)
        write_topic(file, press, i);
    fclose(file);
    press_free(press);
    if (!watch_load_config(path, NULL, on_problem, NULL, settings, watch))
        meter_fail(path, "has mistakes");
}

/* ---- what a fetcher does ---- */

static void take_in_core(struct line *line);

static void send_item(struct line *line, const struct item *published)
{
    struct item item = *published;
    struct fingerprint fingerprint;

    arena_reset(line->item);
    item_read_texts(&item, line->item);
    struct item_message message = {.job = 1, .revision = item_revision(&item), .item = item};
    end_stage(line, STAGE_TEXT);
    buffer_clear(&line->fingerprint);
    fingerprint_make(&fingerprint, &item, line->item);
    if (!fingerprint_encode(&fingerprint, &line->fingerprint))
        meter_fail("fingerprint_encode", "too long");
    end_stage(line, STAGE_FINGERPRINT);
    message.fingerprint = line->fingerprint.data;
    message.fingerprint_len = (uint32_t)line->fingerprint.len;
    buffer_clear(&line->message);
    if (!message_encode_item(&message, &line->message))
        meter_fail("message_encode_item", "too long");
    take_in_core(line);
}

static void send_document(struct line *line, const struct buffer *bytes)
{
    const struct parse_input input = {.bytes = bytes->data,
                                      .len = bytes->len,
                                      .url = "https://outlet.example/rss",
                                      .content_type = "application/rss+xml; charset=utf-8"};
    struct document document = {0};
    struct error err = {0};

    arena_reset(line->document);
    if (parse_document(&input, line->document, &document, &err) != PARSE_FEED)
        meter_fail("parse_document", err.message);
    end_stage(line, STAGE_PARSE);
    for (size_t i = 0; i < document.item_count; i++)
        send_item(line, &document.items[i]);
}

/* ---- what the core does ---- */

static void take_in_core(struct line *line)
{
    struct item_message message;
    struct fingerprint fingerprint;
    struct arrival_outcome outcome;
    struct error err = {0};

    arena_reset(line->core);
    if (!message_decode_item(&message, line->message.data, line->message.len, line->core) ||
        !fingerprint_decode(&fingerprint, message.fingerprint, message.fingerprint_len, line->core))
        meter_fail("message_decode_item", "refuses the item");
    end_stage(line, STAGE_MESSAGE);
    const struct arrival arrival = {
        .feed = line->feed,
        .feed_name = "world",
        .has_dedup = true,
        .seen = NOW,
        .revision = message.revision,
        .item = &message.item,
        .fingerprint = &fingerprint,
        .encoded = message.fingerprint,
        .encoded_len = message.fingerprint_len,
    };
    if (pipeline_take(line->pipeline, &arrival, line->core, &outcome, &err) == STORE_FAILED)
        meter_fail("pipeline_take", err.message);
    line->stories += outcome.kind == ARRIVAL_NEW && !outcome.is_copy;
    end_stage(line, STAGE_CORE);
}

static void commit_documents(struct line *line, const struct buffer *documents)
{
    struct error err = {0};

    if (store_begin(line->store, &err) != STORE_OK)
        meter_fail("store_begin", err.message);
    for (size_t i = 0; i < DOCUMENTS_OF_A_COMMIT; i++)
        send_document(line, &documents[i]);
    if (store_commit(line->store, &err) != STORE_OK)
        meter_fail("store_commit", err.message);
    end_stage(line, STAGE_COMMIT);
}

/* ---- the whole ---- */

static void open_line(struct line *line, const char *folder, struct watch *watch)
{
    const struct pipeline_settings settings = {.window = INT64_C(14) * 86400,
                                               .backlog = PIPELINE_NO_BACKLOG,
                                               .has_dedup = true,
                                               .has_documents = true};
    struct feed_state feed;
    struct error err = {0};

    *line = (struct line){.document = arena_new(), .item = arena_new(), .core = arena_new()};
    buffer_init(&line->fingerprint, FINGERPRINT_BYTES_MAX);
    buffer_init(&line->message, MESSAGE_MAX);
    line->store = store_open(folder, STORE_WRITER, &err);
    if (line->store == NULL || store_feed_open(line->store, "world", "https://outlet.example/rss",
                                               line->document, &feed, &err) != STORE_OK)
        meter_fail("the store", err.message);
    line->feed = feed.id;
    line->pipeline = pipeline_new(line->store, &settings);
    pipeline_set_watch(line->pipeline, watch);
}

static void close_line(struct line *line)
{
    pipeline_free(line->pipeline);
    store_close(line->store);
    buffer_free(&line->fingerprint);
    buffer_free(&line->message);
    arena_free(line->document);
    arena_free(line->item);
    arena_free(line->core);
}

static double our_seconds(const char *folder, const struct buffer *documents, double *stages)
{
    struct settings *settings;
    struct watch *watch;
    struct line line;
    double sum = 0;

    load_watch(folder, &settings, &watch);
    open_line(&line, folder, watch);
    begin(&line);
    for (size_t i = 0; i < DOCUMENTS; i += DOCUMENTS_OF_A_COMMIT)
        commit_documents(&line, &documents[i]);
    if (line.stories != (size_t)DOCUMENTS * ITEMS)
        meter_fail("the pipeline", "every item should be a new story");
    for (size_t i = 0; i < STAGES; i++)
        sum += stages[i] = line.seconds[i];
    close_line(&line);
    watch_free(watch);
    settings_free(settings);
    return sum;
}

/* ---- the reference ---- */

static void run(sqlite3 *db, const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        meter_fail(sql, sqlite3_errmsg(db));
}

static void insert_parts(sqlite3_stmt *insert, const struct buffer *bytes)
{
    size_t part = bytes->len / ITEMS;

    for (size_t i = 0; i < ITEMS; i++) {
        sqlite3_bind_text(insert, 1, bytes->data + i * part, (int)part, SQLITE_STATIC);
        if (sqlite3_step(insert) != SQLITE_DONE)
            meter_fail("INSERT", "failed");
        sqlite3_reset(insert);
    }
}

static double bare_seconds(const char *folder, const struct buffer *documents)
{
    xmlSAXHandler handler;
    char path[4096];
    sqlite3 *db;
    sqlite3_stmt *insert;

    memset(&handler, 0, sizeof(handler));
    handler.initialized = XML_SAX2_MAGIC;
    snprintf(path, sizeof(path), "%s/bare.sqlite", folder);
    if (sqlite3_open(path, &db) != SQLITE_OK)
        meter_fail(path, sqlite3_errmsg(db));
    run(db, "PRAGMA journal_mode = WAL");
    run(db, "PRAGMA synchronous = FULL");
    run(db, "CREATE TABLE item (id INTEGER PRIMARY KEY, text)");
    if (sqlite3_prepare_v2(db, "INSERT INTO item (text) VALUES (?)", -1, &insert, NULL) !=
        SQLITE_OK)
        meter_fail("INSERT", sqlite3_errmsg(db));
    struct meter start = meter_now();
    for (size_t i = 0; i < DOCUMENTS; i++) {
        if (i % DOCUMENTS_OF_A_COMMIT == 0)
            run(db, "BEGIN IMMEDIATE");
        xmlSAXUserParseMemory(&handler, NULL, documents[i].data, (int)documents[i].len);
        insert_parts(insert, &documents[i]);
        if (i % DOCUMENTS_OF_A_COMMIT == DOCUMENTS_OF_A_COMMIT - 1)
            run(db, "COMMIT");
    }
    double cost = meter_since(start).cpu;
    sqlite3_finalize(insert);
    sqlite3_close(db);
    return cost;
}

int main(void)
{
    struct press *press = press_new(3);
    struct buffer documents[DOCUMENTS];
    char *folder = scratch_new();
    double stages[STAGES];
    const double stories = (double)DOCUMENTS * ITEMS;

    memory_keep_freed(); /* as the service does */
    for (size_t i = 0; i < DOCUMENTS; i++) {
        buffer_init(&documents[i], SIZE_MAX / 2);
        press_rss(press, &documents[i], i, ITEMS, WORDS);
    }
    double ours = our_seconds(folder, documents, stages);
    meter_print("whole pipeline, 600 words", stories / ours, "stories/s",
                "libxml2 SAX and bare SQLite inserts", stories / bare_seconds(folder, documents));
    for (size_t i = 0; i < STAGES; i++) {
        char name[64];
        snprintf(name, sizeof(name), "  of it %s", stage_names[i]);
        meter_print(name, stages[i] / stories * 1e6, "µs/story", NULL, 0);
    }
    for (size_t i = 0; i < DOCUMENTS; i++)
        buffer_free(&documents[i]);
    press_free(press);
    scratch_remove(folder);
    xmlCleanupParser();
    return 0;
}
