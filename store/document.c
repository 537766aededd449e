/* The last document of a feed, as the revisions of its items. */
#include "config/base/arena.h"
#include "config/base/memory.h"
#include "store/feeds.h"
#include "store/statement.h"

#include <stdlib.h>
#include <string.h>

static int compare_hashes(const void *left, const void *right)
{
    uint64_t l = *(const uint64_t *)left;
    uint64_t r = *(const uint64_t *)right;

    return (l > r) - (l < r);
}

static bool has_hash(const uint64_t *sorted, size_t count, uint64_t hash)
{
    return count > 0 && bsearch(&hash, sorted, count, sizeof(hash), compare_hashes) != NULL;
}

/* Sets `document` to the stored revisions, in the byte order of the host. */
static enum store_status read_document(struct store *store, int64_t feed, struct arena *arena,
                                       struct bytes *document, struct error *err)
{
    CLEANUP(query_end)
    struct query query = query_of(store, "SELECT revisions FROM document WHERE feed = ?", err);

    *document = (struct bytes){0};
    query_bind_int(&query, feed);
    enum store_status status = query_step(&query);
    if (status == STORE_OK)
        *document = query_read_bytes(&query, arena);
    return status == STORE_FAILED ? STORE_FAILED : STORE_OK;
}

static enum store_status write_document(struct store *store, int64_t feed,
                                        const uint64_t *revisions, size_t count, struct error *err)
{
    static const char sql[] = "INSERT INTO document (feed, revisions) VALUES (?, ?)"
                              " ON CONFLICT (feed) DO UPDATE SET revisions = excluded.revisions"
                              " WHERE document.revisions <> excluded.revisions";
    CLEANUP(query_end) struct query query = query_of(store, sql, err);

    query_bind_int(&query, feed);
    query_bind_blob(&query, revisions, count * sizeof(*revisions));
    return query_run(&query);
}

static enum store_status mark(struct store *store, int64_t feed, uint64_t revision, bool is_current,
                              struct error *err)
{
    CLEANUP(query_end)
    struct query query = query_of(store,
                                  "UPDATE item SET is_current = ?"
                                  " WHERE feed = ? AND is_current = ? AND revision = ?",
                                  err);

    query_bind_int(&query, is_current);
    query_bind_int(&query, feed);
    query_bind_int(&query, !is_current);
    query_bind_hash(&query, revision);
    return query_run(&query);
}

struct hashes {
    uint64_t *list;
    size_t count;
    size_t capacity;
};

static void hashes_add(struct hashes *hashes, uint64_t hash)
{
    if (hashes->count == hashes->capacity) {
        hashes->capacity = hashes->capacity == 0 ? 64 : 2 * hashes->capacity;
        hashes->list = memory_resize(hashes->list, hashes->capacity, sizeof(*hashes->list));
    }
    hashes->list[hashes->count++] = hash;
}

/* The revisions of the items that are marked as being in the document, sorted. */
static enum store_status read_current(struct store *store, int64_t feed, struct hashes *current,
                                      struct error *err)
{
    CLEANUP(query_end)
    struct query query =
        query_of(store, "SELECT revision FROM item WHERE feed = ? AND is_current = 1", err);
    enum store_status status;

    query_bind_int(&query, feed);
    while ((status = query_step(&query)) == STORE_OK)
        hashes_add(current, query_read_hash(&query));
    if (current->count > 0)
        qsort(current->list, current->count, sizeof(*current->list), compare_hashes);
    return status == STORE_FAILED ? STORE_FAILED : STORE_OK;
}

/* Marks what stands in `list` and not in `other` (both sorted). */
static enum store_status mark_missing(struct store *store, int64_t feed, const struct hashes *list,
                                      const struct hashes *other, bool is_current,
                                      struct error *err)
{
    for (size_t i = 0; i < list->count; i++) {
        if (!has_hash(other->list, other->count, list->list[i]) &&
            mark(store, feed, list->list[i], is_current, err) != STORE_OK)
            return STORE_FAILED;
    }
    return STORE_OK;
}

enum store_status store_feed_set_document(struct store *store, int64_t feed,
                                          const uint64_t *revisions, size_t count,
                                          struct error *err)
{
    struct hashes document = {0}, current = {0};
    enum store_status status = read_current(store, feed, &current, err);

    for (size_t i = 0; i < count; i++)
        hashes_add(&document, revisions[i]);
    if (count > 0)
        qsort(document.list, count, sizeof(*document.list), compare_hashes);
    if (status == STORE_OK)
        status = mark_missing(store, feed, &current, &document, false, err);
    if (status == STORE_OK)
        status = mark_missing(store, feed, &document, &current, true, err);
    if (status == STORE_OK)
        status = write_document(store, feed, revisions, count, err);
    free(document.list);
    free(current.list);
    return status;
}

/* ---- what a fetcher need not send */

/* A set that forgets nothing: open addressing, at most half full, so that most feeds' few hundred
 * cost little. 0 is never a member, and so is known to be sent again, which is only slower. */
struct known {
    struct arena *arena;
    uint64_t *list;
    size_t count;
    size_t max;
    uint64_t *table;
    size_t mask;
};

#define KNOWN_FIRST 512 /* a power of two: slots of the table */

static void known_put(struct known *known, uint64_t revision, bool *is_new)
{
    size_t slot = revision & known->mask;

    while (known->table[slot] != 0 && known->table[slot] != revision)
        slot = (slot + 1) & known->mask;
    *is_new = known->table[slot] == 0;
    known->table[slot] = revision;
}

static void known_resize(struct known *known, size_t slots)
{
    const uint64_t *old = known->list;
    bool is_new;

    known->list = arena_array(known->arena, slots / 2, sizeof(uint64_t));
    known->table = arena_array(known->arena, slots, sizeof(uint64_t));
    known->mask = slots - 1;
    for (size_t i = 0; i < known->count; i++) {
        known->list[i] = old[i];
        known_put(known, old[i], &is_new);
    }
}

static void known_add(struct known *known, uint64_t revision)
{
    bool is_new;

    if (revision == 0 || known->count == known->max)
        return;
    if (known->count == (known->mask + 1) / 2)
        known_resize(known, (known->mask + 1) * 2);
    known_put(known, revision, &is_new);
    if (is_new)
        known->list[known->count++] = revision;
}

static enum store_status add_stored(struct store *store, int64_t feed, struct known *known,
                                    struct error *err)
{
    CLEANUP(query_end)
    struct query query = query_of(
        store, "SELECT revision FROM item WHERE feed = ? ORDER BY seen DESC, id DESC LIMIT ?", err);
    enum store_status status;

    query_bind_int(&query, feed);
    query_bind_int(&query, (int64_t)known->max);
    while ((status = query_step(&query)) == STORE_OK)
        known_add(known, query_read_hash(&query));
    return status == STORE_FAILED ? STORE_FAILED : STORE_OK;
}

enum store_status store_feed_known(struct store *store, int64_t feed, size_t max,
                                   struct arena *arena, struct known_revisions *out,
                                   struct error *err)
{
    struct known known = {.arena = arena, .max = max};
    struct bytes document;
    uint64_t revision;

    if (read_document(store, feed, arena, &document, err) != STORE_OK)
        return STORE_FAILED;
    known_resize(&known, KNOWN_FIRST);
    for (size_t i = 0; i + sizeof(revision) <= document.len; i += sizeof(revision)) {
        memcpy(&revision, (const char *)document.data + i, sizeof(revision));
        known_add(&known, revision);
    }
    if (add_stored(store, feed, &known, err) != STORE_OK)
        return STORE_FAILED;
    *out = (struct known_revisions){known.list, known.count};
    return STORE_OK;
}
