#include "config/base/arena.h"
#include "config/base/memory.h"
#include "store/feeds.h"
#include "store/statement.h"

#include <stdlib.h>
#include <string.h>

#define PAGE 200 /* rows read at once */

#define COLUMNS                                                                                              \
    "id, name, url, moved_to, epoch, status, etag, last_modified, body_hash, first_poll, "                   \
    "last_poll, last_success, last_document, last_new, next_poll, hold_until, hold_why, "                    \
    "poll_interval, failures, http_status, last_error, polls, not_modified, bytes_received, "                \
    "gaps, silent_since, title, format, rhythm, ttl, skip_hours, skip_days, document_size, same_documents, " \
    "trust, halvings, same_as, held_host, address, is_configured"

static void read_feed(struct query *query, struct arena *arena, struct feed_state *feed)
{
    feed->id = query_read_int(query);
    feed->name = query_read_text(query, arena);
    feed->url = query_read_text(query, arena);
    feed->moved_to = query_read_text(query, arena);
    feed->epoch = query_read_int(query);
    feed->status = (enum feed_status)query_read_int(query);
    feed->etag = query_read_bytes(query, arena);
    feed->last_modified = query_read_bytes(query, arena);
    feed->body_hash = query_read_hash(query);
    feed->first_poll = query_read_time(query);
    feed->last_poll = query_read_time(query);
    feed->last_success = query_read_time(query);
    feed->last_document = query_read_time(query);
    feed->last_new = query_read_time(query);
    feed->next_poll = query_read_time(query);
    feed->hold_until = query_read_time(query);
    feed->hold_why = query_read_text(query, arena);
    feed->interval = query_read_int(query);
    feed->failures = query_read_small(query);
    feed->http_status = query_read_small(query);
    feed->last_error = query_read_text(query, arena);
    feed->polls = query_read_int(query);
    feed->not_modified = query_read_int(query);
    feed->bytes_received = query_read_int(query);
    feed->gaps = query_read_int(query);
    feed->silent_since = query_read_time(query);
    feed->title = query_read_text(query, arena);
    feed->format = query_read_text(query, arena);
    feed->rhythm = query_read_bytes(query, arena);
    feed->ttl = query_read_small(query);
    feed->skip_hours = (uint32_t)query_read_int(query);
    feed->skip_days = (uint32_t)query_read_int(query);
    feed->document_size = query_read_small(query);
    feed->same_documents = query_read_small(query);
    feed->trust = (enum feed_trust)query_read_int(query);
    feed->halvings = query_read_small(query);
    feed->same_as = query_read_text(query, arena);
    feed->held_host = query_read_text(query, arena);
    feed->address = query_read_bytes(query, arena);
    feed->is_configured = query_read_bool(query);
}

static enum store_status read_one(struct query *query, struct arena *arena, struct feed_state *out)
{
    enum store_status status = query_step(query);

    if (status == STORE_OK)
        read_feed(query, arena, out);
    return status;
}

enum store_status store_feed_get(struct store *store, int64_t id, struct arena *arena,
                                 struct feed_state *out, struct error *err)
{
    CLEANUP(query_end)
    struct query query = query_of(store, "SELECT " COLUMNS " FROM feed WHERE id = ?", err);

    query_bind_int(&query, id);
    return read_one(&query, arena, out);
}

enum store_status store_feed_find(struct store *store, const char *name, struct arena *arena,
                                  struct feed_state *out, struct error *err)
{
    CLEANUP(query_end)
    struct query query = query_of(store, "SELECT " COLUMNS " FROM feed WHERE name = ?", err);

    query_bind_text(&query, name);
    return read_one(&query, arena, out);
}

/* Writes only what is new or changed: most starts change no feed. */
static enum store_status put_feed(struct store *store, const char *name, const char *url,
                                  struct error *err)
{
    static const char sql[] =
        "INSERT INTO feed (name, url) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET"
        " url = excluded.url, is_configured = 1, epoch = feed.epoch + 1, status = 0,"
        " moved_to = NULL, etag = NULL, last_modified = NULL, body_hash = 0,"
        " next_poll = NULL, hold_until = NULL, hold_why = NULL,"
        " failures = 0, http_status = 0, last_error = NULL,"
        " ttl = 0, skip_hours = 0, skip_days = 0, document_size = 0, same_documents = 0, trust = 0, halvings = 0,"
        " same_as = NULL, held_host = NULL, address = NULL"
        " WHERE feed.url <> excluded.url OR feed.is_configured = 0";
    CLEANUP(query_end) struct query query = query_of(store, sql, err);

    query_bind_text(&query, name);
    query_bind_text(&query, url);
    return query_run(&query);
}

enum store_status store_feed_open(struct store *store, const char *name, const char *url,
                                  struct arena *arena, struct feed_state *out, struct error *err)
{
    if (put_feed(store, name, url, err) != STORE_OK)
        return STORE_FAILED;
    return store_feed_find(store, name, arena, out, err);
}

enum store_status store_feed_save(struct store *store, const struct feed_state *feed,
                                  struct error *err)
{
    static const char sql[] =
        "UPDATE feed SET epoch = epoch + 1,"
        " name = ?, url = ?, moved_to = ?, status = ?, etag = ?, last_modified = ?,"
        " body_hash = ?, first_poll = ?, last_poll = ?, last_success = ?, last_document = ?,"
        " last_new = ?, next_poll = ?, hold_until = ?, hold_why = ?, poll_interval = ?,"
        " failures = ?, http_status = ?, last_error = ?, polls = ?, not_modified = ?,"
        " bytes_received = ?, gaps = ?, silent_since = ?, title = ?, format = ?, rhythm = ?,"
        " ttl = ?, skip_hours = ?, skip_days = ?, document_size = ?, same_documents = ?, trust = ?, halvings = ?,"
        " same_as = ?, held_host = ?, address = ?"
        " WHERE id = ? AND epoch = ? RETURNING id";
    CLEANUP(query_end) struct query query = query_of(store, sql, err);

    query_bind_text(&query, feed->name);
    query_bind_text(&query, feed->url);
    query_bind_text(&query, feed->moved_to);
    query_bind_int(&query, feed->status);
    query_bind_bytes(&query, &feed->etag);
    query_bind_bytes(&query, &feed->last_modified);
    query_bind_hash(&query, feed->body_hash);
    query_bind_time(&query, feed->first_poll);
    query_bind_time(&query, feed->last_poll);
    query_bind_time(&query, feed->last_success);
    query_bind_time(&query, feed->last_document);
    query_bind_time(&query, feed->last_new);
    query_bind_time(&query, feed->next_poll);
    query_bind_time(&query, feed->hold_until);
    query_bind_text(&query, feed->hold_why);
    query_bind_int(&query, feed->interval);
    query_bind_int(&query, feed->failures);
    query_bind_int(&query, feed->http_status);
    query_bind_text(&query, feed->last_error);
    query_bind_int(&query, feed->polls);
    query_bind_int(&query, feed->not_modified);
    query_bind_int(&query, feed->bytes_received);
    query_bind_int(&query, feed->gaps);
    query_bind_time(&query, feed->silent_since);
    query_bind_text(&query, feed->title);
    query_bind_text(&query, feed->format);
    query_bind_bytes(&query, &feed->rhythm);
    query_bind_int(&query, feed->ttl);
    query_bind_int(&query, feed->skip_hours);
    query_bind_int(&query, feed->skip_days);
    query_bind_int(&query, feed->document_size);
    query_bind_int(&query, feed->same_documents);
    query_bind_int(&query, feed->trust);
    query_bind_int(&query, feed->halvings);
    query_bind_text(&query, feed->same_as);
    query_bind_text(&query, feed->held_host);
    query_bind_bytes(&query, &feed->address);
    query_bind_int(&query, feed->id);
    query_bind_int(&query, feed->epoch);
    return query_step(&query);
}

enum store_status store_feeds_shift(struct store *store, int64_t seconds, struct error *err)
{
    CLEANUP(query_end)
    struct query query = query_of(
        store, "UPDATE feed SET next_poll = next_poll + ?, hold_until = hold_until + ?", err);

    query_bind_int(&query, seconds);
    query_bind_int(&query, seconds);
    return query_run(&query);
}

/* Reads up to PAGE feeds after `*last`; nothing is held open when it returns. */
static enum store_status read_page(struct store *store, int64_t last, struct arena *arena,
                                   struct feed_state *page, size_t *count, struct error *err)
{
    CLEANUP(query_end)
    struct query query =
        query_of(store, "SELECT " COLUMNS " FROM feed WHERE id > ? ORDER BY id LIMIT ?", err);
    enum store_status status;

    *count = 0;
    query_bind_int(&query, last);
    query_bind_int(&query, PAGE);
    while ((status = query_step(&query)) == STORE_OK)
        read_feed(&query, arena, &page[(*count)++]);
    return status == STORE_FAILED ? STORE_FAILED : STORE_OK;
}

enum store_status store_feeds_each(struct store *store,
                                   bool (*on_feed)(void *owner, const struct feed_state *feed),
                                   void *owner, struct error *err)
{
    struct feed_state *page = memory_new(PAGE, sizeof(*page));
    struct arena *arena = arena_new();
    enum store_status status = STORE_OK;
    size_t count = PAGE;
    int64_t last = 0;

    while (status == STORE_OK && count == PAGE) {
        arena_reset(arena);
        status = read_page(store, last, arena, page, &count, err);
        for (size_t i = 0; status == STORE_OK && i < count; i++) {
            last = page[i].id;
            if (!on_feed(owner, &page[i]))
                goto out;
        }
    }
out:
    arena_free(arena);
    free(page);
    return status;
}

/* ---- feeds that left the config */

struct removal {
    struct store *store;
    const char **names; /* sorted */
    size_t count;
    int64_t removed;
    enum store_status status;
    struct error *err;
};

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static enum store_status remove_feed(struct store *store, int64_t id, struct error *err)
{
    static const char sql[] =
        "UPDATE feed SET is_configured = 0, epoch = epoch + 1, moved_to = NULL,"
        " etag = NULL, last_modified = NULL, body_hash = 0, next_poll = NULL"
        " WHERE id = ?";
    CLEANUP(query_end) struct query query = query_of(store, sql, err);

    query_bind_int(&query, id);
    if (query_run(&query) != STORE_OK)
        return STORE_FAILED;
    return store_feed_set_document(store, id, NULL, 0, err);
}

static bool on_stored_feed(void *owner, const struct feed_state *feed)
{
    struct removal *removal = owner;

    if (!feed->is_configured || bsearch(&feed->name, removal->names, removal->count,
                                        sizeof(*removal->names), compare_names) != NULL)
        return true;
    removal->status = remove_feed(removal->store, feed->id, removal->err);
    removal->removed++;
    return removal->status == STORE_OK;
}

enum store_status store_feeds_keep(struct store *store, const char *const *names, size_t count,
                                   int64_t *removed, struct error *err)
{
    struct removal removal = {.store = store,
                              .names = memory_new(count + 1, sizeof(*removal.names)),
                              .count = count,
                              .status = STORE_OK,
                              .err = err};

    for (size_t i = 0; i < count; i++)
        removal.names[i] = names[i];
    qsort(removal.names, count, sizeof(*removal.names), compare_names);
    enum store_status status = store_feeds_each(store, on_stored_feed, &removal, err);
    free(removal.names);
    if (status != STORE_OK || removal.status != STORE_OK)
        return STORE_FAILED;
    *removed = removal.removed;
    return STORE_OK;
}
