#include "store/deliveries.h"

#include "config/base/arena.h"
#include "config/base/memory.h"
#include "store/alert_row.h"
#include "store/statement.h"

#include <stdlib.h>
#include <string.h>

#define PAGE 200 /* rows of a listing read at once */

/* What read_delivery() reads, in its order. */
#define DELIVERY_SELECT                                                                            \
    "SELECT " ALERT_ROW_COLUMNS ", delivery.sink, delivery.attempts, delivery.next_try,"           \
    " delivery.last_error, coalesce(alert.begun_by, (SELECT min(first.id) FROM alert first"        \
    " WHERE first.story = alert.story))" ALERT_ROW_TABLES                                          \
    "JOIN delivery ON delivery.alert = alert.id"

/* ---- what is due */

struct due_list {
    struct arena *arena;
    struct stored_delivery *list;
    size_t count;
};

static void read_delivery(struct query *query, struct arena *arena, struct stored_delivery *out)
{
    alert_row_read(query, arena, &out->alert);
    out->sink = query_read_text(query, arena);
    out->attempts = query_read_small(query);
    out->next_try = query_read_time(query);
    out->last_error = query_read_text(query, arena);
    int64_t first = query_read_int(query);
    out->follows = first < out->alert.id ? first : 0;
}

static enum store_status read_due(struct query *query, struct due_list *due)
{
    enum store_status status;

    while ((status = query_step(query)) == STORE_OK)
        read_delivery(query, due->arena, &due->list[due->count++]);
    return status == STORE_FAILED ? STORE_FAILED : STORE_OK;
}

static struct query query_due(struct store *store, const struct delivery_filter *filter,
                              struct error *err)
{
    static const char sql[] =
        DELIVERY_SELECT " WHERE delivery.sink = ? AND delivery.alert > ? AND delivery.next_try <= ?"
                        " ORDER BY delivery.alert LIMIT ?";
    struct query query = query_of(store, sql, err);

    query_bind_text(&query, filter->sink);
    query_bind_int(&query, filter->after);
    query_bind_int(&query, filter->now);
    query_bind_int(&query, (int64_t)filter->max);
    return query;
}

enum store_status store_deliveries_due(struct store *store, const struct delivery_filter *filter,
                                       bool (*on_delivery)(void *owner,
                                                           const struct stored_delivery *delivery),
                                       void *owner, struct error *err)
{
    struct due_list due = {.arena = arena_new()};
    struct query query = query_due(store, filter, err);

    due.list = arena_array(due.arena, filter->max, sizeof(*due.list));
    enum store_status status = read_due(&query, &due);
    query_end(&query); /* before the callbacks, which may change deliveries */
    for (size_t i = 0; status == STORE_OK && i < due.count; i++) {
        if (!on_delivery(owner, &due.list[i]))
            break;
    }
    arena_free(due.arena);
    return status;
}

enum store_status store_delivery_get(struct store *store, const char *sink, int64_t alert,
                                     struct arena *arena, struct stored_delivery *out,
                                     struct error *err)
{
    static const char sql[] = DELIVERY_SELECT " WHERE delivery.sink = ? AND delivery.alert = ?";
    CLEANUP(query_end) struct query query = query_of(store, sql, err);

    query_bind_text(&query, sink);
    query_bind_int(&query, alert);
    enum store_status status = query_step(&query);
    if (status == STORE_OK)
        read_delivery(&query, arena, out);
    return status;
}

enum store_status store_delivery_next(struct store *store, const char *sink, int64_t *next_try,
                                      struct error *err)
{
    static const char sql[] =
        "SELECT next_try FROM delivery WHERE sink = ? AND next_try < ? ORDER BY next_try LIMIT 1";
    CLEANUP(query_end) struct query query = query_of(store, sql, err);

    query_bind_text(&query, sink);
    query_bind_int(&query, DELIVERY_GIVEN_UP);
    enum store_status status = query_step(&query);
    if (status == STORE_OK)
        *next_try = query_read_time(&query);
    return status;
}

/* ---- what became of them */

static enum store_status reach(struct store *store, const char *sink, int64_t alert, uint64_t inode,
                               struct error *err)
{
    static const char sql[] =
        "INSERT INTO sink (name, last_id, inode) VALUES (?, ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET last_error = NULL, failing_since = NULL,"
        " inode = excluded.inode,"
        " last_id = CASE WHEN sink.last_id > excluded.last_id THEN sink.last_id"
        " ELSE excluded.last_id END";
    CLEANUP(query_end) struct query query = query_of(store, sql, err);

    query_bind_text(&query, sink);
    query_bind_int(&query, alert);
    query_bind_hash(&query, inode);
    return query_run(&query);
}

enum store_status store_delivery_done(struct store *store, const char *sink, int64_t alert,
                                      struct error *err)
{
    CLEANUP(query_end)
    struct query query =
        query_of(store, "DELETE FROM delivery WHERE sink = ? AND alert = ? RETURNING alert", err);

    query_bind_text(&query, sink);
    query_bind_int(&query, alert);
    enum store_status status = query_step(&query);
    return status == STORE_OK ? reach(store, sink, alert, 0, err) : status;
}

enum store_status store_deliveries_done_to(struct store *store, const char *sink, int64_t alert,
                                           uint64_t inode, struct error *err)
{
    CLEANUP(query_end)
    struct query query = query_of(store, "DELETE FROM delivery WHERE sink = ? AND alert <= ?", err);

    query_bind_text(&query, sink);
    query_bind_int(&query, alert);
    return query_run(&query) == STORE_OK ? reach(store, sink, alert, inode, err) : STORE_FAILED;
}

static enum store_status note_error(struct store *store, const char *sink, const char *why,
                                    struct error *err)
{
    static const char sql[] = "INSERT INTO sink (name, last_error) VALUES (?, ?)"
                              " ON CONFLICT (name) DO UPDATE SET last_error = excluded.last_error";
    CLEANUP(query_end) struct query query = query_of(store, sql, err);

    query_bind_text(&query, sink);
    query_bind_text(&query, why);
    return query_run(&query);
}

enum store_status store_delivery_failed(struct store *store, const char *sink, int64_t alert,
                                        int64_t next_try, const char *why, struct error *err)
{
    static const char sql[] = "UPDATE delivery SET attempts = attempts + 1, next_try = ?,"
                              " last_error = ? WHERE sink = ? AND alert = ? RETURNING alert";
    CLEANUP(query_end) struct query query = query_of(store, sql, err);

    query_bind_int(&query, next_try);
    query_bind_text(&query, why);
    query_bind_text(&query, sink);
    query_bind_int(&query, alert);
    enum store_status status = query_step(&query);
    return status == STORE_OK ? note_error(store, sink, why, err) : status;
}

enum store_status store_delivery_give_up(struct store *store, const char *sink, int64_t alert,
                                         const char *why, struct error *err)
{
    return store_delivery_failed(store, sink, alert, DELIVERY_GIVEN_UP, why, err);
}

enum store_status store_deliveries_retry(struct store *store, int64_t alert, int64_t now,
                                         int64_t *count, struct error *err)
{
    CLEANUP(query_end)
    struct query query =
        query_of(store, "UPDATE delivery SET next_try = ? WHERE alert = ? RETURNING alert", err);
    enum store_status status;

    query_bind_int(&query, now);
    query_bind_int(&query, alert);
    *count = 0;
    while ((status = query_step(&query)) == STORE_OK)
        ++*count;
    return status == STORE_FAILED ? STORE_FAILED : STORE_OK;
}

/* ---- listing */

struct place { /* of a delivery in the listing */
    int64_t alert;
    char *sink;
};

static enum store_status read_page(struct store *store, bool only_failed, const struct place *after,
                                   struct due_list *page, struct error *err)
{
    static const char sql[] = DELIVERY_SELECT
        " WHERE (delivery.alert > ? OR (delivery.alert = ? AND delivery.sink > ?))"
        " AND delivery.attempts >= ? ORDER BY delivery.alert, delivery.sink LIMIT ?";
    CLEANUP(query_end) struct query query = query_of(store, sql, err);

    arena_reset(page->arena);
    page->list = arena_array(page->arena, PAGE, sizeof(*page->list));
    page->count = 0;
    query_bind_int(&query, after->alert);
    query_bind_int(&query, after->alert);
    query_bind_text(&query, after->sink);
    query_bind_int(&query, only_failed);
    query_bind_int(&query, PAGE);
    return read_due(&query, page);
}

static void move_behind(struct place *place, const struct stored_delivery *delivery)
{
    free(place->sink);
    *place = (struct place){delivery->alert.id, memory_string(delivery->sink)};
}

enum store_status store_deliveries_each(struct store *store, bool only_failed,
                                        bool (*on_delivery)(void *owner,
                                                            const struct stored_delivery *delivery),
                                        void *owner, struct error *err)
{
    struct place place = {.sink = memory_string("")};
    struct due_list page = {.arena = arena_new(), .count = PAGE};
    enum store_status status = STORE_OK;

    while (status == STORE_OK && page.count == PAGE) {
        status = read_page(store, only_failed, &place, &page, err);
        for (size_t i = 0; status == STORE_OK && i < page.count; i++) {
            move_behind(&place, &page.list[i]);
            if (!on_delivery(owner, &page.list[i]))
                goto out;
        }
    }
out:
    arena_free(page.arena);
    free(place.sink);
    return status;
}

/* ---- sinks */

static enum store_status count_pending(struct store *store, const char *sink,
                                       struct sink_state *out, struct error *err)
{
    static const char sql[] =
        "SELECT count(*), min(alert.time) FROM delivery JOIN alert ON alert.id = delivery.alert"
        " WHERE delivery.sink = ? AND delivery.next_try < ?";
    CLEANUP(query_end) struct query query = query_of(store, sql, err);

    query_bind_text(&query, sink);
    query_bind_int(&query, DELIVERY_GIVEN_UP);
    if (query_step(&query) != STORE_OK)
        return STORE_FAILED;
    out->pending = query_read_int(&query);
    out->oldest = query_read_time(&query);
    return STORE_OK;
}

enum store_status store_sink_get(struct store *store, const char *sink, struct arena *arena,
                                 struct sink_state *out, struct error *err)
{
    CLEANUP(query_end)
    struct query query =
        query_of(store, "SELECT inode, last_id, last_error FROM sink WHERE name = ?", err);

    query_bind_text(&query, sink);
    enum store_status status = query_step(&query);
    if (status == STORE_FAILED)
        return STORE_FAILED;
    *out = (struct sink_state){0};
    if (status == STORE_OK) {
        out->inode = query_read_hash(&query);
        out->last_id = query_read_int(&query);
        out->last_error = query_read_text(&query, arena);
    }
    return count_pending(store, sink, out, err);
}

struct name_list {
    const char **list;
    size_t count;
};

static enum store_status read_sinks(struct store *store, struct arena *arena,
                                    struct name_list *names, struct error *err)
{
    static const char count_sql[] =
        "SELECT count(*) FROM (SELECT name FROM sink UNION SELECT sink FROM delivery) known";
    static const char sql[] = "SELECT name FROM sink UNION SELECT sink FROM delivery";
    CLEANUP(query_end) struct query count = query_of(store, count_sql, err);
    CLEANUP(query_end) struct query query = query_of(store, sql, err);
    enum store_status status;

    if (query_step(&count) != STORE_OK)
        return STORE_FAILED;
    size_t max = (size_t)query_read_int(&count);
    names->list = arena_array(arena, max, sizeof(*names->list));
    while (names->count < max && (status = query_step(&query)) != STORE_NONE) {
        if (status == STORE_FAILED)
            return STORE_FAILED;
        names->list[names->count++] = query_read_text(&query, arena);
    }
    return STORE_OK;
}

static enum store_status drop_sink(struct store *store, const char *sink, int64_t *dropped,
                                   struct error *err)
{
    CLEANUP(query_end)
    struct query deliveries = query_of(store, "DELETE FROM delivery WHERE sink = ?", err);
    CLEANUP(query_end)
    struct query state = query_of(store, "DELETE FROM sink WHERE name = ?", err);

    query_bind_text(&deliveries, sink);
    query_bind_text(&state, sink);
    if (query_run(&deliveries) != STORE_OK)
        return STORE_FAILED;
    *dropped += sqlite3_changes64(store->db);
    return query_run(&state);
}

static bool is_named(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], name) == 0)
            return true;
    }
    return false;
}

enum store_status store_sinks_keep(struct store *store, const char *const *sinks, size_t count,
                                   int64_t *dropped, struct error *err)
{
    struct arena *arena = arena_new();
    struct name_list known = {0};
    int64_t total = 0;
    enum store_status status = read_sinks(store, arena, &known, err);

    for (size_t i = 0; status == STORE_OK && i < known.count; i++) {
        if (!is_named(sinks, count, known.list[i]))
            status = drop_sink(store, known.list[i], &total, err);
    }
    arena_free(arena);
    if (status == STORE_OK)
        *dropped = total;
    return status;
}
