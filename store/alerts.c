#include "store/alerts.h"

#include "config/base/arena.h"
#include "config/base/memory.h"
#include "store/alert_row.h"
#include "store/statement.h"

#include <stdlib.h>

#define PAGE 200 /* rows read at once */
#define DAY INT64_C(86400)

/* The law of one alert for a story and topic is the table's. */
static enum store_status insert_alert(struct store *store, const struct stored_alert *alert,
                                      int64_t *id, struct error *err)
{
    static const char sql[] =
        "INSERT INTO alert (time, topic, severity, story, matched, copies, item, feed, title, url,"
        " published) SELECT ?, ?, ?, ?, ?, ?, item.id, feed.name, text.title, text.url,"
        " text.published FROM item JOIN feed ON feed.id = item.feed"
        " JOIN item_text text ON text.item = item.id WHERE item.id = ?"
        " ON CONFLICT (story, topic) DO NOTHING";
    CLEANUP(query_end) struct query query = query_of(store, sql, err);

    query_bind_int(&query, alert->time);
    query_bind_text(&query, alert->topic);
    query_bind_text(&query, alert->severity);
    query_bind_int(&query, alert->story);
    query_bind_text(&query, alert->matched);
    query_bind_int(&query, alert->copies);
    query_bind_int(&query, alert->item);
    return query_insert(&query, id);
}

enum store_status store_alert_find(struct store *store, int64_t story, const char *topic,
                                   struct error *err)
{
    CLEANUP(query_end)
    struct query query = query_of(store, "SELECT 1 FROM alert WHERE story = ? AND topic = ?", err);

    query_bind_int(&query, story);
    query_bind_text(&query, topic);
    return query_step(&query);
}

static enum store_status hold_item(struct store *store, int64_t item, struct error *err)
{
    CLEANUP(query_end)
    struct query query = query_of(store, "UPDATE item SET is_shown = 1 WHERE id = ?", err);

    query_bind_int(&query, item);
    return query_run(&query);
}

static enum store_status insert_delivery(struct store *store, const char *sink, int64_t alert,
                                         int64_t time, struct error *err)
{
    CLEANUP(query_end)
    struct query query =
        query_of(store, "INSERT INTO delivery (sink, alert, next_try) VALUES (?, ?, ?)", err);

    query_bind_text(&query, sink);
    query_bind_int(&query, alert);
    query_bind_int(&query, time);
    return query_run(&query);
}

enum store_status alert_row_send(struct store *store, const struct stored_alert *alert,
                                 const char *const *sinks, size_t sink_count, struct error *err)
{
    for (size_t i = 0; i < sink_count; i++) {
        if (insert_delivery(store, sinks[i], alert->id, alert->time, err) != STORE_OK)
            return STORE_FAILED;
    }
    return STORE_OK;
}

enum store_status store_alert_add(struct store *store, const struct stored_alert *alert,
                                  const char *const *sinks, size_t sink_count, int64_t *id,
                                  struct error *err)
{
    struct stored_alert added = {.time = alert->time};
    enum store_status status = insert_alert(store, alert, &added.id, err);

    if (status != STORE_OK)
        return status;
    if (hold_item(store, alert->item, err) != STORE_OK ||
        alert_row_send(store, &added, sinks, sink_count, err) != STORE_OK)
        return STORE_FAILED;
    *id = added.id;
    return STORE_OK;
}

/* ---- ids
 *
 * SQLite's AUTOINCREMENT keeps the greatest id ever given in this table of its own; a sequence
 * elsewhere (setval). */

static enum store_status greatest_id(struct store *store, int64_t *id, struct error *err)
{
    CLEANUP(query_end)
    struct query query = query_of(
        store, "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'alert'", err);

    if (query_step(&query) != STORE_OK)
        return STORE_FAILED;
    *id = query_read_int(&query);
    return STORE_OK;
}

static enum store_status drop_sequence(struct store *store, struct error *err)
{
    CLEANUP(query_end)
    struct query query = query_of(store, "DELETE FROM sqlite_sequence WHERE name = 'alert'", err);

    return query_run(&query);
}

enum store_status store_alerts_continue_after(struct store *store, int64_t id, struct error *err)
{
    int64_t greatest;

    if (greatest_id(store, &greatest, err) != STORE_OK)
        return STORE_FAILED;
    if (greatest >= id)
        return STORE_NONE;
    if (drop_sequence(store, err) != STORE_OK)
        return STORE_FAILED;
    CLEANUP(query_end)
    struct query query =
        query_of(store, "INSERT INTO sqlite_sequence (name, seq) VALUES ('alert', ?)", err);
    query_bind_int(&query, id);
    return query_run(&query);
}

enum store_status store_alerts_last(struct store *store, int64_t *id, struct error *err)
{
    return greatest_id(store, id, err);
}

/* The next of the alerts to be renumbered, in order. */
static enum store_status find_pending(struct store *store, const char *sink, int64_t after,
                                      int64_t last, int64_t *alert, struct error *err)
{
    static const char sql[] = "SELECT alert FROM delivery WHERE sink = ? AND alert > ?"
                              " AND alert <= ? ORDER BY alert LIMIT 1";
    CLEANUP(query_end) struct query query = query_of(store, sql, err);

    query_bind_text(&query, sink);
    query_bind_int(&query, after);
    query_bind_int(&query, last);
    enum store_status status = query_step(&query);
    if (status == STORE_OK)
        *alert = query_read_int(&query);
    return status;
}

static enum store_status run_with_both(struct store *store, const char *sql, int64_t from,
                                       int64_t to, struct error *err)
{
    CLEANUP(query_end) struct query query = query_of(store, sql, err);

    query_bind_int(&query, to);
    query_bind_int(&query, from);
    return query_run(&query);
}

static enum store_status renumber(struct store *store, int64_t from, int64_t to, struct error *err)
{
    if (run_with_both(store, "UPDATE alert SET id = ? WHERE id = ?", from, to, err) != STORE_OK ||
        run_with_both(store, "UPDATE alert SET begun_by = ? WHERE begun_by = ?", from, to, err) !=
            STORE_OK)
        return STORE_FAILED;
    return run_with_both(store, "UPDATE delivery SET alert = ? WHERE alert = ?", from, to, err);
}

enum store_status store_alerts_renumber(struct store *store, const char *sink, int64_t after,
                                        int64_t last, struct error *err)
{
    int64_t alert, top;
    enum store_status status;

    /* the delivery follows its alert within this transaction */
    if (statements_run(store, "PRAGMA defer_foreign_keys = ON", err) != STORE_OK ||
        greatest_id(store, &top, err) != STORE_OK)
        return STORE_FAILED;
    top = top > last ? top : last;
    while ((status = find_pending(store, sink, after, last, &alert, err)) == STORE_OK) {
        if (renumber(store, alert, ++top, err) != STORE_OK)
            return STORE_FAILED;
    }
    if (status == STORE_FAILED)
        return STORE_FAILED;
    return store_alerts_continue_after(store, top, err) == STORE_FAILED ? STORE_FAILED : STORE_OK;
}

/* ---- reading */

void alert_row_read(struct query *query, struct arena *arena, struct stored_alert *alert)
{
    alert->id = query_read_int(query);
    alert->time = query_read_time(query);
    alert->topic = query_read_text(query, arena);
    alert->severity = query_read_text(query, arena);
    alert->story = query_read_int(query);
    alert->item = query_read_int(query);
    alert->feed = query_read_text(query, arena);
    alert->title = query_read_text(query, arena);
    alert->url = query_read_text(query, arena);
    alert->published = query_read_time(query);
    alert->matched = query_read_text(query, arena);
    alert->copies = query_read_int(query);
    alert->copies_now = query_read_int(query);
    alert->outlets_now = query_read_int(query);
    alert->kind = query_read_text(query, arena);
    alert->subject = query_read_text(query, arena);
    alert->begun_by = query_read_int(query);
    alert->is_over = alert->begun_by != 0;
}

#define OPTIONAL(column) "(CAST(? AS TEXT) IS NULL OR alert." column " = ?)"
#define FILTER                                                                                         \
    " WHERE alert.id > ? AND alert.time >= ? AND alert.time < ? AND " OPTIONAL(                        \
        "topic") " AND " OPTIONAL("severity") " AND " OPTIONAL("feed") " AND (? = 0 OR alert.story IN" \
                                                                       " (SELECT id FROM story"        \
                                                                       " WHERE id = ? OR"              \
                                                                       " joined = ?))"

static void bind_optional(struct query *query, const char *text)
{
    query_bind_text(query, text);
    query_bind_text(query, text);
}

static void bind_filter(struct query *query, const struct alert_filter *filter, int64_t after_id)
{
    query_bind_int(query, after_id);
    query_bind_int(query, filter->since);
    query_bind_int(query, filter->until == NO_TIME ? INT64_MAX : filter->until);
    bind_optional(query, filter->topic);
    bind_optional(query, filter->severity);
    bind_optional(query, filter->feed);
    query_bind_int(query, filter->story);
    query_bind_int(query, filter->story);
    query_bind_int(query, filter->story);
}

struct alert_page {
    struct arena *arena;
    struct stored_alert *list;
    size_t count;
};

static enum store_status read_page(struct store *store, const struct alert_filter *filter,
                                   int64_t after_id, struct alert_page *page, struct error *err)
{
    CLEANUP(query_end)
    struct query query = query_of(store, ALERT_ROW_SELECT FILTER " ORDER BY alert.id LIMIT ?", err);
    enum store_status status;

    arena_reset(page->arena);
    page->count = 0;
    bind_filter(&query, filter, after_id);
    query_bind_int(&query, PAGE);
    while ((status = query_step(&query)) == STORE_OK)
        alert_row_read(&query, page->arena, &page->list[page->count++]);
    return status == STORE_FAILED ? STORE_FAILED : STORE_OK;
}

/* Sets `*after_id` so that `limit` alerts come after it. */
static enum store_status skip_to_newest(struct store *store, const struct alert_filter *filter,
                                        int64_t *after_id, struct error *err)
{
    CLEANUP(query_end)
    struct query query = query_of(
        store, "SELECT alert.id FROM alert" FILTER " ORDER BY alert.id DESC LIMIT 1 OFFSET ?", err);

    bind_filter(&query, filter, *after_id);
    query_bind_int(&query, filter->limit);
    enum store_status status = query_step(&query);
    if (status == STORE_OK)
        *after_id = query_read_int(&query);
    return status == STORE_FAILED ? STORE_FAILED : STORE_OK;
}

enum store_status store_alerts_each(struct store *store, const struct alert_filter *filter,
                                    bool (*on_alert)(void *owner, const struct stored_alert *alert),
                                    void *owner, struct error *err)
{
    struct alert_page page = {
        .arena = arena_new(), .list = memory_new(PAGE, sizeof(struct stored_alert)), .count = PAGE};
    int64_t last = filter->after_id;
    enum store_status status = STORE_OK;

    if (filter->limit > 0)
        status = skip_to_newest(store, filter, &last, err);
    while (status == STORE_OK && page.count == PAGE) {
        status = read_page(store, filter, last, &page, err);
        for (size_t i = 0; status == STORE_OK && i < page.count; i++) {
            last = page.list[i].id;
            if (!on_alert(owner, &page.list[i]))
                goto out;
        }
    }
out:
    arena_free(page.arena);
    free(page.list);
    return status;
}

/* ---- by topic */

enum store_status store_topics_each(struct store *store, int64_t now,
                                    bool (*on_topic)(void *owner,
                                                     const struct topic_counts *counts),
                                    void *owner, struct error *err)
{
    static const char sql[] =
        "SELECT topic, sum(CASE WHEN time >= ? THEN 1 ELSE 0 END),"
        " sum(CASE WHEN time >= ? THEN 1 ELSE 0 END), sum(CASE WHEN time >= ? THEN 1 ELSE 0 END),"
        " count(*), max(time) FROM alert WHERE kind IS NULL GROUP BY topic ORDER BY topic";
    CLEANUP(query_end) struct query query = query_of(store, sql, err);
    struct arena *arena = arena_new();
    enum store_status status;

    query_bind_int(&query, now - DAY);
    query_bind_int(&query, now - 7 * DAY);
    query_bind_int(&query, now - 30 * DAY);
    while ((status = query_step(&query)) == STORE_OK) {
        arena_reset(arena);
        const struct topic_counts counts = {.topic = query_read_text(&query, arena),
                                            .day = query_read_int(&query),
                                            .week = query_read_int(&query),
                                            .month = query_read_int(&query),
                                            .all = query_read_int(&query),
                                            .last = query_read_time(&query)};
        if (!on_topic(owner, &counts))
            break;
    }
    arena_free(arena);
    return status == STORE_FAILED ? STORE_FAILED : STORE_OK;
}
