#include "store/items.h"

#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "feeds/url.h"
#include "store/item_row.h"
#include "store/packed.h"
#include "store/stories.h"

/* Authors and tags, each field at its bound, and the separators. */
#define PACKED_MAX ((size_t)1 << 20)

enum store_status store_item_find(struct store *store, int64_t feed, const char *identity,
                                  struct arena *arena, struct stored_item *out, struct error *err)
{
    CLEANUP(query_end)
    struct query query = query_of(store,
                                  ITEM_ROW_SELECT "WHERE item.feed = ? AND item.identity = ?"
                                                  " ORDER BY item.edition DESC LIMIT 1",
                                  err);

    query_bind_int(&query, feed);
    query_bind_text(&query, identity);
    return item_row_read_one(&query, arena, out);
}

enum store_status store_item_find_content(struct store *store, int64_t feed, uint64_t content_hash,
                                          struct arena *arena, struct stored_item *out,
                                          struct error *err)
{
    CLEANUP(query_end)
    struct query query = query_of(store,
                                  ITEM_ROW_SELECT "WHERE item.feed = ? AND item.content_hash = ?"
                                                  " AND item.content_hash <> 0"
                                                  " AND item.is_current = 1"
                                                  " ORDER BY item.id DESC LIMIT 1",
                                  err);

    query_bind_int(&query, feed);
    query_bind_hash(&query, content_hash);
    return item_row_read_one(&query, arena, out);
}

enum store_status store_item_get(struct store *store, int64_t id, struct arena *arena,
                                 struct stored_item *out, struct error *err)
{
    CLEANUP(query_end)
    struct query query = query_of(store, ITEM_ROW_SELECT "WHERE item.id = ?", err);

    query_bind_int(&query, id);
    return item_row_read_one(&query, arena, out);
}

/* ---- writing */

static enum store_status insert_item(struct store *store, const struct stored_item *item,
                                     int64_t story, const char *outlet, int64_t *id,
                                     struct error *err)
{
    static const char sql[] =
        "INSERT INTO item (feed, identity, edition, story, is_lead, is_fullest, revision,"
        " content_hash, seen, revised, outlet, fingerprint)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    CLEANUP(query_end) struct query query = query_of(store, sql, err);

    query_bind_int(&query, item->feed);
    query_bind_text(&query, item->identity);
    query_bind_int(&query, item->edition);
    query_bind_int(&query, story);
    query_bind_int(&query, item->story == 0);
    query_bind_int(&query, item->is_fullest);
    query_bind_hash(&query, item->revision);
    query_bind_hash(&query, item->content_hash);
    query_bind_int(&query, item->seen);
    query_bind_time(&query, item->revised);
    query_bind_text(&query, outlet);
    query_bind_blob(&query, item->fingerprint, item->fingerprint_len);
    return query_insert(&query, id);
}

/* `people` and `tags` are the packed lists. */
static void bind_text_columns(struct query *query, const struct item *item,
                              const struct buffer *people, const struct buffer *tags)
{
    query_bind_text(query, item->id);
    query_bind_text(query, item->url);
    query_bind_text(query, item->external_url);
    query_bind_text(query, item->image);
    query_bind_text(query, item->title.str);
    query_bind_time(query, item->published);
    query_bind_time(query, item->updated);
    query_bind_text(query, item->language);
    query_bind_text(query, people->data);
    query_bind_text(query, tags->data);
    query_bind_text(query, item->summary.str);
    query_bind_text(query, item->content.str);
}

static enum store_status run_text(struct query *query, const struct item *item, int64_t id,
                                  const char *reason)
{
    struct buffer people, tags;

    buffer_init(&people, PACKED_MAX);
    buffer_init(&tags, PACKED_MAX);
    packed_add_people(&people, item->authors, item->author_count);
    packed_add_strings(&tags, item->tags, item->tag_count);
    bind_text_columns(query, item, &people, &tags);
    query_bind_text(query, reason);
    query_bind_int(query, id);
    enum store_status status = query_run(query);
    query_end(query);
    buffer_free(&people);
    buffer_free(&tags);
    return status;
}

static enum store_status insert_text(struct store *store, int64_t id,
                                     const struct stored_item *item, struct error *err)
{
    struct query query = query_of(
        store,
        "INSERT INTO item_text (published_id, url, external_url, image, title, published, updated,"
        " language, authors, tags, summary, content, reason, item)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        err);

    return run_text(&query, &item->item, id, item->reason);
}

static enum store_status add_with_outlet(struct store *store, const struct stored_item *item,
                                         const char *outlet, int64_t *id, int64_t *story,
                                         struct error *err)
{
    int64_t of = item->story;
    int64_t added;

    if ((of == 0 ? story_begin(store, item->seen, outlet, &of, err)
                 : story_count_copy(store, of, outlet, err)) != STORE_OK ||
        insert_item(store, item, of, outlet, &added, err) != STORE_OK ||
        insert_text(store, added, item, err) != STORE_OK ||
        (item->is_fullest && story_set_fullest(store, of, added, err) != STORE_OK))
        return STORE_FAILED;
    *id = added;
    *story = of;
    return STORE_OK;
}

enum store_status store_item_add(struct store *store, const struct stored_item *item, int64_t *id,
                                 int64_t *story, struct error *err)
{
    struct arena *arena = arena_new();
    const char *outlet = item->item.url == NULL ? NULL : url_host(arena, item->item.url);
    enum store_status status = add_with_outlet(store, item, outlet, id, story, err);

    arena_free(arena);
    return status;
}

static enum store_status update_item(struct store *store, const struct stored_item *item,
                                     struct error *err)
{
    static const char sql[] = "UPDATE item SET revision = ?, content_hash = ?, revised = ?,"
                              " fingerprint = ?, is_current = 1 WHERE id = ? RETURNING id";
    CLEANUP(query_end) struct query query = query_of(store, sql, err);

    query_bind_hash(&query, item->revision);
    query_bind_hash(&query, item->content_hash);
    query_bind_time(&query, item->revised);
    query_bind_blob(&query, item->fingerprint, item->fingerprint_len);
    query_bind_int(&query, item->id);
    return query_step(&query);
}

enum store_status store_item_revise(struct store *store, const struct stored_item *item,
                                    struct error *err)
{
    enum store_status status = update_item(store, item, err);

    if (status != STORE_OK)
        return status;
    struct query query = query_of(
        store,
        "UPDATE item_text SET published_id = ?, url = ?, external_url = ?, image = ?, title = ?,"
        " published = ?, updated = ?, language = ?, authors = ?, tags = ?, summary = ?,"
        " content = ?, reason = coalesce(?, reason) WHERE item = ?",
        err);
    return run_text(&query, &item->item, item->id, item->reason);
}

enum store_status store_item_rename(struct store *store, const struct stored_item *item,
                                    const char *identity, struct error *err)
{
    CLEANUP(query_end)
    struct query query =
        query_of(store, "UPDATE item SET identity = ? WHERE feed = ? AND identity = ?", err);

    query_bind_text(&query, identity);
    query_bind_int(&query, item->feed);
    query_bind_text(&query, item->identity);
    return query_run(&query);
}
