#include "store/stories.h"

#include "config/base/arena.h"
#include "config/base/memory.h"
#include "store/items.h"
#include "store/statement.h"
#include "store/window.h"

#include <stdlib.h>

#define PAGE 256 /* rows read at once */

enum store_status story_begin(struct store *store, int64_t seen, const char *outlet, int64_t *story,
                              struct error *err)
{
    CLEANUP(query_end)
    struct query query = query_of(store, "INSERT INTO story (seen, outlets) VALUES (?, ?)", err);

    query_bind_int(&query, seen);
    query_bind_int(&query, outlet != NULL);
    return query_insert(&query, story);
}

enum store_status story_count_copy(struct store *store, int64_t story, const char *outlet,
                                   struct error *err)
{
    static const char sql[] =
        "UPDATE story SET copies = copies + 1, outlets = outlets +"
        " CASE WHEN CAST(? AS TEXT) IS NULL"
        " OR EXISTS (SELECT 1 FROM item WHERE item.story = story.id AND item.outlet = ?)"
        " OR EXISTS (SELECT 1 FROM story member JOIN item ON item.story = member.id"
        " WHERE member.joined = story.id AND item.outlet = ?)"
        " THEN 0 ELSE 1 END WHERE id ="
        " (SELECT coalesce(own.joined, own.id) FROM story own WHERE own.id = ?)";
    CLEANUP(query_end) struct query query = query_of(store, sql, err);

    query_bind_text(&query, outlet);
    query_bind_text(&query, outlet);
    query_bind_text(&query, outlet);
    query_bind_int(&query, story);
    return query_run(&query);
}

enum store_status story_set_fullest(struct store *store, int64_t story, int64_t item,
                                    struct error *err)
{
    CLEANUP(query_end)
    struct query query = query_of(store, "UPDATE story SET fullest = ? WHERE id = ?", err);

    query_bind_int(&query, item);
    query_bind_int(&query, story);
    return query_run(&query);
}

enum store_status store_story_get(struct store *store, int64_t id, struct story_state *out,
                                  struct error *err)
{
    static const char sql[] =
        "SELECT story.id, coalesce(lead.id, 0), coalesce(fullest.id, 0), story.seen,"
        " story.copies, story.outlets FROM story"
        " LEFT JOIN item lead ON lead.story = story.id AND lead.is_lead = 1"
        " LEFT JOIN item fullest ON fullest.id = story.fullest"
        " WHERE story.id = (SELECT coalesce(own.joined, own.id) FROM story own WHERE own.id = ?)";
    CLEANUP(query_end) struct query query = query_of(store, sql, err);

    query_bind_int(&query, id);
    enum store_status status = query_step(&query);
    if (status != STORE_OK)
        return status;
    out->id = query_read_int(&query);
    out->lead = query_read_int(&query);
    out->fullest = query_read_int(&query);
    out->seen = query_read_time(&query);
    out->copies = query_read_int(&query);
    out->outlets = query_read_int(&query);
    return STORE_OK;
}

/* ---- what dedup reads */

#define REFERENCE_SELECT                                                                           \
    "SELECT item.id, item.feed, item.story, item.is_lead, item.is_fullest, item.seen, "            \
    "item.fingerprint FROM item "

static void read_reference(struct query *query, struct arena *arena, struct stored_item *item)
{
    *item = (struct stored_item){.item = ITEM_EMPTY, .revised = NO_TIME};
    item->id = query_read_int(query);
    item->feed = query_read_int(query);
    item->story = query_read_int(query);
    item->is_lead = query_read_bool(query);
    item->is_fullest = query_read_bool(query);
    item->seen = query_read_time(query);
    struct bytes fingerprint = query_read_bytes(query, arena);
    item->fingerprint = fingerprint.data;
    item->fingerprint_len = fingerprint.len;
}

enum store_status store_story_reference(struct store *store, int64_t story, bool fullest,
                                        struct arena *arena, struct stored_item *out,
                                        struct error *err)
{
    static const char of_lead[] = REFERENCE_SELECT "WHERE item.story = ? AND item.is_lead = 1";
    static const char of_fullest[] =
        REFERENCE_SELECT "JOIN story ON story.fullest = item.id WHERE story.id = ?";
    CLEANUP(query_end) struct query query = query_of(store, fullest ? of_fullest : of_lead, err);

    query_bind_int(&query, story);
    enum store_status status = query_step(&query);
    if (status == STORE_OK)
        read_reference(&query, arena, out);
    return status;
}

struct item_page {
    struct arena *arena;
    struct stored_item *list;
    size_t count;
};

/* Leads that are older than their stories, which an operator split off, in order of stories. */
struct split_leads {
    struct stored_item *list;
    size_t count;
    size_t told;
};

static enum store_status read_split_leads(struct store *store, int64_t since, struct arena *arena,
                                          struct split_leads *leads, struct error *err)
{
    CLEANUP(query_end)
    struct query query = query_of(store,
                                  REFERENCE_SELECT "JOIN story ON story.id = item.story"
                                                   " WHERE item.is_split = 1 AND story.seen >= ?"
                                                   " ORDER BY item.story",
                                  err);
    enum store_status status;

    query_bind_int(&query, since);
    while ((status = query_step(&query)) == STORE_OK) {
        leads->list = memory_resize(leads->list, leads->count + 1, sizeof(*leads->list));
        read_reference(&query, arena, &leads->list[leads->count++]);
    }
    return status == STORE_FAILED ? STORE_FAILED : STORE_OK;
}

static enum store_status read_page(struct store *store, int64_t last, int64_t since,
                                   struct item_page *page, struct error *err)
{
    CLEANUP(query_end)
    struct query query = query_of(store,
                                  REFERENCE_SELECT "JOIN story ON story.id = item.story"
                                                   " WHERE item.id > ? AND item.is_split = 0"
                                                   " AND story.seen >= ?"
                                                   " ORDER BY item.id LIMIT ?",
                                  err);
    enum store_status status;

    arena_reset(page->arena);
    page->count = 0;
    query_bind_int(&query, last);
    query_bind_int(&query, since);
    query_bind_int(&query, PAGE);
    while ((status = query_step(&query)) == STORE_OK)
        read_reference(&query, page->arena, &page->list[page->count++]);
    return status == STORE_FAILED ? STORE_FAILED : STORE_OK;
}

/* Sets `*last` to the id before the first item seen in the window, so that what is older is not
 * read. */
static enum store_status find_start(struct store *store, int64_t since, int64_t *last,
                                    struct error *err)
{
    CLEANUP(query_end)
    struct query query =
        query_of(store, "SELECT coalesce(min(id), 1) - 1 FROM item WHERE seen >= ?", err);

    query_bind_int(&query, since);
    if (query_step(&query) != STORE_OK)
        return STORE_FAILED;
    *last = query_read_int(&query);
    return STORE_OK;
}

struct window_walk {
    bool (*on_item)(void *owner, const struct stored_item *item);
    void *owner;
    struct split_leads splits;
};

static bool tell_split_leads(struct window_walk *walk, int64_t last_story)
{
    struct split_leads *splits = &walk->splits;

    while (splits->told < splits->count && splits->list[splits->told].story <= last_story) {
        if (!walk->on_item(walk->owner, &splits->list[splits->told++]))
            return false;
    }
    return true;
}

/* Stories must come in the order of their ids: one that was split off before what is younger. */
static bool tell_page(struct window_walk *walk, const struct item_page *page)
{
    for (size_t i = 0; i < page->count; i++) {
        if (!tell_split_leads(walk, page->list[i].story) ||
            !walk->on_item(walk->owner, &page->list[i]))
            return false;
    }
    return true;
}

static enum store_status tell_window(struct store *store, int64_t since, struct window_walk *walk,
                                     struct item_page *page, struct error *err)
{
    int64_t last;
    enum store_status status = find_start(store, since, &last, err);

    page->count = PAGE;
    while (status == STORE_OK && page->count == PAGE) {
        status = read_page(store, last, since, page, err);
        if (status == STORE_OK && !tell_page(walk, page))
            return STORE_OK;
        if (page->count > 0)
            last = page->list[page->count - 1].id;
    }
    if (status == STORE_OK)
        tell_split_leads(walk, INT64_MAX);
    return status;
}

enum store_status store_window_each(struct store *store, int64_t since,
                                    bool (*on_item)(void *owner, const struct stored_item *item),
                                    void *owner, struct error *err)
{
    struct window_walk walk = {.on_item = on_item, .owner = owner};
    struct item_page page = {.arena = arena_new(),
                             .list = memory_new(PAGE, sizeof(struct stored_item))};
    struct arena *splits = arena_new();
    enum store_status status = read_split_leads(store, since, splits, &walk.splits, err);

    if (status == STORE_OK)
        status = tell_window(store, since, &walk, &page, err);
    arena_free(splits);
    arena_free(page.arena);
    free(walk.splits.list);
    free(page.list);
    return status;
}

const char *store_stamp(struct store *store, struct arena *arena)
{
    CLEANUP(query_end)
    struct query query = query_of(
        store,
        "SELECT (SELECT uuid FROM meta) || coalesce((SELECT group_concat(name || seq, ' ') FROM"
        " (SELECT name, seq FROM sqlite_sequence WHERE name IN ('item', 'story') ORDER BY name)),"
        " '') || ' corrections' || (SELECT count(*) FROM correction)"
        " || ' joined' || (SELECT count(*) FROM story WHERE joined IS NOT NULL)",
        NULL);

    return query_step(&query) == STORE_OK ? query_read_text(&query, arena) : NULL;
}
