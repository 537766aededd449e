/* Alerts about the service itself. That each is told once is the law of two indexes: one open
 * trouble of a kind and subject, one end of a beginning. */
#include "config/base/arena.h"
#include "store/alert_row.h"
#include "store/alerts.h"
#include "store/deliveries.h"

/* Looked up first, so that no id is used up by what has been told. */
static enum store_status insert_beginning(struct store *store, const struct stored_alert *alert,
                                          int64_t *id, struct error *err)
{
    static const char sql[] =
        "INSERT INTO alert (time, topic, severity, feed, title, kind, subject, matched, copies,"
        " is_open) SELECT ?, ?, ?, ?, ?, ?, ?, '[]', 0, 1 WHERE NOT EXISTS"
        " (SELECT 1 FROM alert WHERE kind = ? AND subject = ? AND is_open = 1)"
        " ON CONFLICT (kind, subject) WHERE is_open = 1 DO NOTHING RETURNING id";
    CLEANUP(query_end) struct query query = query_of(store, sql, err);

    query_bind_int(&query, alert->time);
    query_bind_text(&query, alert->topic);
    query_bind_text(&query, alert->severity);
    query_bind_text(&query, alert->feed);
    query_bind_text(&query, alert->title);
    query_bind_text(&query, alert->kind);
    query_bind_text(&query, alert->subject);
    query_bind_text(&query, alert->kind);
    query_bind_text(&query, alert->subject);
    enum store_status status = query_step(&query);
    if (status == STORE_OK)
        *id = query_read_int(&query);
    return status;
}

enum store_status store_service_alert_begin(struct store *store, const struct stored_alert *alert,
                                            const char *const *sinks, size_t sink_count,
                                            struct error *err)
{
    struct stored_alert added = {.time = alert->time};
    enum store_status status = insert_beginning(store, alert, &added.id, err);

    return status == STORE_OK ? alert_row_send(store, &added, sinks, sink_count, err) : status;
}

/* The alert that told of the beginning. */
static enum store_status find_open(struct store *store, const struct stored_alert *alert,
                                   int64_t *id, struct error *err)
{
    static const char sql[] = "SELECT id FROM alert WHERE kind = ? AND subject = ? AND is_open = 1";
    CLEANUP(query_end) struct query query = query_of(store, sql, err);

    query_bind_text(&query, alert->kind);
    query_bind_text(&query, alert->subject);
    enum store_status status = query_step(&query);
    if (status == STORE_OK)
        *id = query_read_int(&query);
    return status;
}

static enum store_status shut(struct store *store, int64_t id, struct error *err)
{
    CLEANUP(query_end)
    struct query query = query_of(store, "UPDATE alert SET is_open = 0 WHERE id = ?", err);

    query_bind_int(&query, id);
    return query_run(&query);
}

static enum store_status insert_end(struct store *store, const struct stored_alert *alert,
                                    int64_t begun_by, int64_t *id, struct error *err)
{
    static const char sql[] =
        "INSERT INTO alert (time, title, topic, severity, feed, kind, subject, matched, copies,"
        " begun_by) SELECT ?, ?, topic, severity, feed, kind, subject, '[]', 0, id"
        " FROM alert WHERE id = ? RETURNING id";
    CLEANUP(query_end) struct query query = query_of(store, sql, err);

    query_bind_int(&query, alert->time);
    query_bind_text(&query, alert->title);
    query_bind_int(&query, begun_by);
    enum store_status status = query_step(&query);
    if (status == STORE_OK)
        *id = query_read_int(&query);
    return status;
}

enum store_status store_service_alert_end(struct store *store, const struct stored_alert *alert,
                                          const char *const *sinks, size_t sink_count,
                                          struct error *err)
{
    struct stored_alert added = {.time = alert->time};
    int64_t begun_by;
    enum store_status status = find_open(store, alert, &begun_by, err);

    if (status != STORE_OK) /* after nearly every poll there is none */
        return status;
    if (shut(store, begun_by, err) != STORE_OK ||
        insert_end(store, alert, begun_by, &added.id, err) != STORE_OK)
        return STORE_FAILED;
    return alert_row_send(store, &added, sinks, sink_count, err);
}

enum store_status store_service_alert_next(struct store *store, const char *kind,
                                           const char *subject, struct arena *arena,
                                           const char **next, struct error *err)
{
    static const char sql[] = "SELECT subject FROM alert WHERE kind = ? AND subject > ?"
                              " AND is_open = 1 ORDER BY subject LIMIT 1";
    CLEANUP(query_end) struct query query = query_of(store, sql, err);

    query_bind_text(&query, kind);
    query_bind_text(&query, subject);
    enum store_status status = query_step(&query);
    if (status == STORE_OK)
        *next = query_read_text(&query, arena);
    return status;
}

/* ---- since when a sink fails */

enum store_status store_sink_fails(struct store *store, const char *sink, int64_t now,
                                   struct error *err)
{
    static const char sql[] = "INSERT INTO sink (name, failing_since) VALUES (?, ?)"
                              " ON CONFLICT (name) DO UPDATE SET failing_since ="
                              " coalesce(sink.failing_since, excluded.failing_since)";
    CLEANUP(query_end) struct query query = query_of(store, sql, err);

    query_bind_text(&query, sink);
    query_bind_int(&query, now);
    return query_run(&query);
}

enum store_status store_sink_works(struct store *store, const char *sink, struct error *err)
{
    CLEANUP(query_end)
    struct query query =
        query_of(store, "UPDATE sink SET failing_since = NULL WHERE name = ?", err);

    query_bind_text(&query, sink);
    return query_run(&query);
}

enum store_status store_sink_failing_since(struct store *store, const char *sink, int64_t *since,
                                           struct error *err)
{
    static const char sql[] =
        "SELECT failing_since FROM sink WHERE name = ? AND failing_since IS NOT NULL";
    CLEANUP(query_end) struct query query = query_of(store, sql, err);

    query_bind_text(&query, sink);
    enum store_status status = query_step(&query);
    if (status == STORE_OK)
        *since = query_read_int(&query);
    return status;
}
