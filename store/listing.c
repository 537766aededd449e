/* Items in order of arrival, a page at a time. */
#include "config/base/arena.h"
#include "config/base/memory.h"
#include "store/item_row.h"
#include "store/items.h"

#include <stdlib.h>

#define PAGE 64 /* rows read at once; a row may be large */

/* The rows after a place (seen, id) that a filter wants. */
struct listing {
    struct store *store;
    int64_t seen, id; /* the place: what comes after it is next */
    int64_t until;
    int64_t feed;  /* 0: all */
    int64_t story; /* 0: all */
    int64_t near;  /* 0: all */
    struct error *err;
};

#define RANGE "(item.seen, item.id) > (?, ?) AND item.seen < ?"
#define OF_ALL ""
#define OF_FEED " AND item.feed = ?"
#define OF_STORY " AND item.story IN (SELECT id FROM story WHERE id = ? OR joined = ?)"
#define OF_BOTH OF_FEED OF_STORY
/* a reason begins so: dedup_reason_write() */
#define OF_NEAR                                                                                    \
    " AND item.is_lead = 1 AND (SELECT why.reason FROM item_text why WHERE why.item = item.id)"    \
    " LIKE '{\"rule\":\"%\",\"story\":' || ? || ',%\"near_miss\":true%'"

#define WANTS 5

static const char *choose(const struct listing *listing, const char *const sql[WANTS])
{
    if (listing->near != 0)
        return sql[WANTS - 1];
    return sql[(listing->feed != 0 ? 1 : 0) + (listing->story != 0 ? 2 : 0)];
}

static void bind_listing(struct query *query, const struct listing *listing)
{
    query_bind_int(query, listing->seen);
    query_bind_int(query, listing->id);
    query_bind_int(query, listing->until);
    if (listing->near != 0) {
        query_bind_int(query, listing->near);
        return;
    }
    if (listing->feed != 0)
        query_bind_int(query, listing->feed);
    if (listing->story != 0) {
        query_bind_int(query, listing->story);
        query_bind_int(query, listing->story);
    }
}

static enum store_status read_page(struct listing *listing, struct arena *arena,
                                   struct stored_item *page, size_t *count)
{
#define PAGE_OF(filter) ITEM_ROW_SELECT "WHERE " RANGE filter " ORDER BY item.seen, item.id LIMIT ?"
    static const char *const sql[] = {PAGE_OF(OF_ALL), PAGE_OF(OF_FEED), PAGE_OF(OF_STORY),
                                      PAGE_OF(OF_BOTH), PAGE_OF(OF_NEAR)};
    CLEANUP(query_end)
    struct query query = query_of(listing->store, choose(listing, sql), listing->err);
    enum store_status status;

    *count = 0;
    bind_listing(&query, listing);
    query_bind_int(&query, PAGE);
    while ((status = query_step(&query)) == STORE_OK)
        item_row_read(&query, arena, &page[(*count)++]);
    return status == STORE_FAILED ? STORE_FAILED : STORE_OK;
}

/* Moves the place forward so that `limit` rows come after it. */
static enum store_status skip_to_newest(struct listing *listing, int64_t limit)
{
#define PLACE_OF(filter)                                                                           \
    "SELECT item.seen, item.id FROM item WHERE " RANGE filter                                      \
    " ORDER BY item.seen DESC, item.id DESC LIMIT 1 OFFSET ?"
    static const char *const sql[] = {PLACE_OF(OF_ALL), PLACE_OF(OF_FEED), PLACE_OF(OF_STORY),
                                      PLACE_OF(OF_BOTH), PLACE_OF(OF_NEAR)};
    CLEANUP(query_end)
    struct query query = query_of(listing->store, choose(listing, sql), listing->err);

    bind_listing(&query, listing);
    query_bind_int(&query, limit);
    enum store_status status = query_step(&query);
    if (status == STORE_OK) {
        listing->seen = query_read_int(&query);
        listing->id = query_read_int(&query);
    }
    return status == STORE_FAILED ? STORE_FAILED : STORE_OK;
}

static enum store_status find_feed(struct listing *listing, const char *name)
{
    CLEANUP(query_end)
    struct query query =
        query_of(listing->store, "SELECT id FROM feed WHERE name = ?", listing->err);

    query_bind_text(&query, name);
    enum store_status status = query_step(&query);
    if (status == STORE_OK)
        listing->feed = query_read_int(&query);
    return status;
}

static enum store_status start(struct listing *listing, const struct item_filter *filter)
{
    enum store_status status = STORE_OK;

    if (filter->feed != NULL)
        status = find_feed(listing, filter->feed);
    if (status == STORE_OK && filter->limit > 0)
        status = skip_to_newest(listing, filter->limit);
    return status;
}

static enum store_status walk(struct listing *listing,
                              bool (*on_item)(void *owner, const struct stored_item *item),
                              void *owner, struct stored_item *page)
{
    struct arena *arena = arena_new();
    enum store_status status = STORE_OK;
    size_t count = PAGE;

    while (status == STORE_OK && count == PAGE) {
        arena_reset(arena);
        status = read_page(listing, arena, page, &count);
        for (size_t i = 0; status == STORE_OK && i < count; i++) {
            listing->seen = page[i].seen;
            listing->id = page[i].id;
            if (!on_item(owner, &page[i]))
                goto out;
        }
    }
out:
    arena_free(arena);
    return status;
}

enum store_status store_items_each(struct store *store, const struct item_filter *filter,
                                   bool (*on_item)(void *owner, const struct stored_item *item),
                                   void *owner, struct error *err)
{
    struct listing listing = {.store = store,
                              .seen = filter->since,
                              .id = filter->after,
                              .until = filter->until == NO_TIME ? INT64_MAX : filter->until,
                              .story = filter->story,
                              .near = filter->near,
                              .err = err};
    enum store_status status = start(&listing, filter);

    if (status != STORE_OK)
        return status;
    struct stored_item *page = memory_new(PAGE, sizeof(*page));
    status = walk(&listing, on_item, owner, page);
    free(page);
    return status;
}
