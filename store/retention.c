/* What may be forgotten (DESIGN rule 8). An alert goes only when no item of its story can come up
 * again: its row is what keeps the story from alerting twice. */

#include "store/retention.h"

#include "config/base/arena.h"
#include "store/deliveries.h"
#include "store/statement.h"

struct loss {
    int64_t story; /* that lost something */
    int64_t item;  /* that lost an alert; 0: of a deleted item */
};

struct losses {
    struct loss *list;
    size_t count;
};

/* Runs a DELETE … RETURNING to its end. */
static enum store_status collect(struct query *query, struct losses *losses)
{
    enum store_status status;

    losses->count = 0;
    while ((status = query_step(query)) == STORE_OK) {
        struct loss *loss = &losses->list[losses->count++];
        loss->story = query_read_int(query);
        loss->item = query_read_int(query);
    }
    return status == STORE_FAILED ? STORE_FAILED : STORE_OK;
}

/* What was given up holds no alert past its age. */
static enum store_status drop_given_up(struct store *store, const struct retention *retention,
                                       struct error *err)
{
    static const char sql[] = "DELETE FROM delivery WHERE next_try = ? AND alert IN"
                              " (SELECT id FROM alert WHERE time < ?)";
    CLEANUP(query_end) struct query query = query_of(store, sql, err);

    query_bind_int(&query, DELIVERY_GIVEN_UP);
    query_bind_int(&query, retention->alerts_before);
    return query_run(&query);
}

static enum store_status delete_alerts(struct store *store, const struct retention *retention,
                                       size_t max, struct losses *losses, struct error *err)
{
    static const char sql[] =
        "DELETE FROM alert WHERE id IN ("
        "SELECT old.id FROM alert old LEFT JOIN story ON story.id = old.story"
        " WHERE old.time < ? AND (old.story IS NULL OR story.seen < ?) AND old.is_open = 0"
        " AND NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.alert = old.id)"
        " AND NOT EXISTS (SELECT 1 FROM item WHERE item.story IN"
        " (SELECT id FROM story WHERE story.id = old.story OR story.joined = old.story)"
        " AND (item.is_current = 1 OR item.seen >= ?))"
        " ORDER BY old.time LIMIT ?) RETURNING story, item";
    CLEANUP(query_end) struct query query = query_of(store, sql, err);

    query_bind_int(&query, retention->alerts_before);
    query_bind_int(&query, retention->window_before);
    query_bind_int(&query, retention->items_before);
    query_bind_int(&query, (int64_t)max);
    return collect(&query, losses);
}

static enum store_status delete_items(struct store *store, const struct retention *retention,
                                      size_t max, struct losses *losses, struct error *err)
{
    static const char sql[] =
        "DELETE FROM item WHERE id IN ("
        "SELECT old.id FROM item old JOIN story ON story.id = old.story"
        " WHERE old.is_current = 0 AND old.is_shown = 0 AND old.seen < ? AND story.seen < ?"
        " ORDER BY old.seen LIMIT ?) RETURNING story, 0";
    CLEANUP(query_end) struct query query = query_of(store, sql, err);

    query_bind_int(&query, retention->items_before);
    query_bind_int(&query, retention->window_before);
    query_bind_int(&query, (int64_t)max);
    return collect(&query, losses);
}

static enum store_status release_item(struct store *store, int64_t item, struct error *err)
{
    static const char sql[] = "UPDATE item SET is_shown = 0 WHERE id = ?"
                              " AND NOT EXISTS (SELECT 1 FROM alert WHERE alert.item = item.id)";
    CLEANUP(query_end) struct query query = query_of(store, sql, err);

    query_bind_int(&query, item);
    return query_run(&query);
}

static enum store_status drop_empty_story(struct store *store, int64_t story, struct error *err)
{
    static const char sql[] =
        "DELETE FROM story WHERE id = ?"
        " AND NOT EXISTS (SELECT 1 FROM item WHERE item.story = story.id)"
        " AND NOT EXISTS (SELECT 1 FROM alert WHERE alert.story = story.id)"
        " AND NOT EXISTS (SELECT 1 FROM story other WHERE other.joined = story.id)";
    CLEANUP(query_end) struct query query = query_of(store, sql, err);

    query_bind_int(&query, story);
    return query_run(&query);
}

static enum store_status settle(struct store *store, const struct losses *losses, struct error *err)
{
    for (size_t i = 0; i < losses->count; i++) {
        const struct loss *loss = &losses->list[i];
        if ((loss->item != 0 && release_item(store, loss->item, err) != STORE_OK) ||
            drop_empty_story(store, loss->story, err) != STORE_OK)
            return STORE_FAILED;
    }
    return STORE_OK;
}

static enum store_status drop_empty_feeds(struct store *store, struct error *err)
{
    static const char sql[] = "DELETE FROM feed WHERE is_configured = 0"
                              " AND NOT EXISTS (SELECT 1 FROM item WHERE item.feed = feed.id)";
    CLEANUP(query_end) struct query query = query_of(store, sql, err);

    return query_run(&query);
}

static enum store_status forget(struct store *store, const struct retention *retention, size_t max,
                                struct losses *losses, size_t *deleted, struct error *err)
{
    if (drop_given_up(store, retention, err) != STORE_OK ||
        delete_alerts(store, retention, max, losses, err) != STORE_OK ||
        settle(store, losses, err) != STORE_OK)
        return STORE_FAILED;
    size_t alerts = losses->count;
    if (delete_items(store, retention, max - alerts, losses, err) != STORE_OK ||
        settle(store, losses, err) != STORE_OK || drop_empty_feeds(store, err) != STORE_OK)
        return STORE_FAILED;
    *deleted = alerts + losses->count;
    return STORE_OK;
}

enum store_status store_forget(struct store *store, const struct retention *retention, size_t max,
                               size_t *deleted, struct error *err)
{
    struct arena *arena = arena_new();
    struct losses losses = {.list = arena_array(arena, max, sizeof(*losses.list))};
    enum store_status status = forget(store, retention, max, &losses, deleted, err);

    arena_free(arena);
    return status;
}

enum store_status store_count(struct store *store, struct store_counts *out, struct error *err)
{
    static const char sql[] =
        "SELECT (SELECT count(*) FROM feed WHERE is_configured = 1), (SELECT count(*) FROM item),"
        " (SELECT count(*) FROM story), (SELECT count(*) FROM alert),"
        " (SELECT count(*) FROM delivery WHERE next_try < ?),"
        " (SELECT count(*) FROM delivery WHERE next_try = ?)";
    CLEANUP(query_end) struct query query = query_of(store, sql, err);

    query_bind_int(&query, DELIVERY_GIVEN_UP);
    query_bind_int(&query, DELIVERY_GIVEN_UP);
    if (query_step(&query) != STORE_OK)
        return STORE_FAILED;
    out->feeds = query_read_int(&query);
    out->items = query_read_int(&query);
    out->stories = query_read_int(&query);
    out->alerts = query_read_int(&query);
    out->deliveries = query_read_int(&query);
    out->given_up = query_read_int(&query);
    return STORE_OK;
}
