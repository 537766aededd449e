#include "config/base/error.h"
#include "store/feeds.h"
#include "store/statement.h"

#define COLUMNS                                                                                    \
    "number, started, duration_ms, outcome, http_status, bytes, items, new_items, poll_interval, " \
    "interval_why, next_poll, next_why, message"

/* A slot is used again after STORED_POLLS polls. */
enum store_status store_poll_add(struct store *store, int64_t feed, const struct stored_poll *poll,
                                 struct error *err)
{
    static const char sql[] =
        "INSERT INTO poll (feed, slot, " COLUMNS ")"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (feed, slot) DO UPDATE SET"
        " number = excluded.number, started = excluded.started, duration_ms = excluded.duration_ms,"
        " outcome = excluded.outcome, http_status = excluded.http_status, bytes = excluded.bytes,"
        " items = excluded.items, new_items = excluded.new_items,"
        " poll_interval = excluded.poll_interval, interval_why = excluded.interval_why,"
        " next_poll = excluded.next_poll, next_why = excluded.next_why, message = excluded.message";
    CLEANUP(query_end) struct query query = query_of(store, sql, err);

    query_bind_int(&query, feed);
    query_bind_int(&query, poll->number % STORED_POLLS);
    query_bind_int(&query, poll->number);
    query_bind_time(&query, poll->started);
    query_bind_int(&query, poll->duration_ms);
    query_bind_int(&query, poll->outcome);
    query_bind_int(&query, poll->http_status);
    query_bind_int(&query, poll->bytes);
    query_bind_int(&query, poll->items);
    query_bind_int(&query, poll->new_items);
    query_bind_int(&query, poll->interval);
    query_bind_int(&query, poll->interval_why);
    query_bind_time(&query, poll->next_poll);
    query_bind_int(&query, poll->next_why);
    query_bind_text(&query, poll->message);
    return query_run(&query);
}

static void read_poll(struct query *query, struct arena *arena, struct stored_poll *poll)
{
    poll->number = query_read_int(query);
    poll->started = query_read_time(query);
    poll->duration_ms = query_read_int(query);
    poll->outcome = query_read_small(query);
    poll->http_status = query_read_small(query);
    poll->bytes = query_read_int(query);
    poll->items = query_read_int(query);
    poll->new_items = query_read_int(query);
    poll->interval = query_read_int(query);
    poll->interval_why = query_read_small(query);
    poll->next_poll = query_read_time(query);
    poll->next_why = query_read_small(query);
    poll->message = query_read_text(query, arena);
}

enum store_status store_polls_list(struct store *store, int64_t feed, struct arena *arena,
                                   struct stored_poll list[STORED_POLLS], size_t *count,
                                   struct error *err)
{
    static const char sql[] =
        "SELECT " COLUMNS " FROM poll WHERE feed = ? ORDER BY number DESC LIMIT ?";
    CLEANUP(query_end) struct query query = query_of(store, sql, err);
    enum store_status status;

    *count = 0;
    query_bind_int(&query, feed);
    query_bind_int(&query, STORED_POLLS);
    while ((status = query_step(&query)) == STORE_OK)
        read_poll(&query, arena, &list[(*count)++]);
    return status == STORE_FAILED ? STORE_FAILED : STORE_OK;
}
