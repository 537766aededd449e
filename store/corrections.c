/* What an operator says of the dedup's verdicts.
 *
 * A story joined to another keeps its row and its items: they go on as references that later items
 * are compared with. `joined` names the story that they are shown as, count for and alert as. A
 * story that was split off begins with an item that is older than it. */

#include "store/corrections.h"

#include "config/base/arena.h"
#include "store/items.h"
#include "store/statement.h"
#include "store/stories.h"

struct placed_item {
    int64_t id;
    int64_t story; /* its own */
    int64_t shown; /* the story that it is shown as */
    int64_t lead;  /* of `shown`; 0: deleted by age */
    bool is_lead;
};

static enum store_status find_item(struct store *store, int64_t id, struct placed_item *item,
                                   struct error *err)
{
    static const char sql[] =
        "SELECT item.id, item.story, coalesce(story.joined, story.id) AS shown, coalesce("
        "(SELECT lead.id FROM item lead WHERE lead.story = coalesce(story.joined, story.id)"
        " AND lead.is_lead = 1), 0), item.is_lead"
        " FROM item JOIN story ON story.id = item.story WHERE item.id = ?";
    CLEANUP(query_end) struct query query = query_of(store, sql, err);

    query_bind_int(&query, id);
    enum store_status status = query_step(&query);
    if (status != STORE_OK)
        return status;
    item->id = query_read_int(&query);
    item->story = query_read_int(&query);
    item->shown = query_read_int(&query);
    item->lead = query_read_int(&query);
    item->is_lead = query_read_bool(&query);
    return STORE_OK;
}

static enum store_status remember_one(struct store *store, int64_t item, int64_t other,
                                      bool is_same, struct error *err)
{
    CLEANUP(query_end)
    struct query query = query_of(
        store, "INSERT OR REPLACE INTO correction (item, other, is_same) VALUES (?, ?, ?)", err);

    query_bind_int(&query, item);
    query_bind_int(&query, other);
    query_bind_int(&query, is_same);
    return query_run(&query);
}

static enum store_status remember(struct store *store, int64_t a, int64_t b, bool is_same,
                                  struct error *err)
{
    if (remember_one(store, a, b, is_same, err) != STORE_OK)
        return STORE_FAILED;
    return remember_one(store, b, a, is_same, err);
}

/* Runs a statement whose parameters are these two numbers. */
static enum store_status run_with(struct store *store, const char *sql, int64_t first,
                                  int64_t second, struct error *err)
{
    CLEANUP(query_end) struct query query = query_of(store, sql, err);

    query_bind_int(&query, first);
    query_bind_int(&query, second);
    return query_run(&query);
}

/* Counts a story's outlets from the items that there are. */
static enum store_status count_outlets(struct store *store, int64_t story, struct error *err)
{
    static const char sql[] = "UPDATE story SET outlets = (SELECT count(DISTINCT outlet) FROM item"
                              " WHERE story IN (SELECT member.id FROM story member"
                              " WHERE member.id = ?1 OR member.joined = ?1)) WHERE id = ?2";

    return run_with(store, sql, story, story, err);
}

/* ---- one story becomes two ---- */

static enum store_status move_to_new_story(struct store *store, const struct placed_item *item,
                                           int64_t *story, struct error *err)
{
    static const char begin[] =
        "INSERT INTO story (seen) SELECT seen FROM item WHERE id = ? RETURNING id";
    static const char move[] =
        "UPDATE item SET story = ?, is_lead = 1, is_split = 1, is_fullest = 0 WHERE id = ?";
    /* the item that was the fullest before this one became it */
    static const char restore[] =
        "UPDATE story SET fullest = coalesce((SELECT max(item.id) FROM item WHERE item.story = ?1"
        " AND item.is_fullest = 1), 0) WHERE id = ?1 AND fullest = ?2";
    {
        CLEANUP(query_end) struct query query = query_of(store, begin, err);
        query_bind_int(&query, item->id);
        if (query_step(&query) != STORE_OK)
            return STORE_FAILED;
        *story = query_read_int(&query);
    }
    if (run_with(store, move, *story, item->id, err) != STORE_OK)
        return STORE_FAILED;
    return run_with(store, restore, item->story, item->id, err);
}

static enum store_status take_out(struct store *store, const struct placed_item *item,
                                  int64_t *story, struct error *err)
{
    if (!item->is_lead)
        return move_to_new_story(store, item, story, err);
    *story = item->story;
    return run_with(store, "UPDATE story SET joined = NULL WHERE id = ? AND joined = ?",
                    item->story, item->shown, err);
}

/* The copies that go with the item, beside itself: those of a story that had been joined. */
static enum store_status settle_counts(struct store *store, int64_t from, int64_t to,
                                       struct error *err)
{
    static const char of_new[] =
        "UPDATE story SET copies = (SELECT count(*) - 1 FROM item WHERE item.story = ?1)"
        " WHERE id = ?1 AND ?2 <> 0";
    static const char of_old[] =
        "UPDATE story SET copies = max(copies - 1 - (SELECT other.copies FROM story other"
        " WHERE other.id = ?1), 0) WHERE id = ?2";

    if (run_with(store, of_new, to, from, err) != STORE_OK ||
        run_with(store, of_old, to, from, err) != STORE_OK ||
        count_outlets(store, from, err) != STORE_OK)
        return STORE_FAILED;
    return count_outlets(store, to, err);
}

static enum store_status move_alerts(struct store *store, struct store_split *split,
                                     struct error *err)
{
    static const char sql[] = "UPDATE alert SET story = ?1 WHERE story = ?2 AND item IN"
                              " (SELECT item.id FROM item WHERE item.story = ?1) RETURNING id";
    CLEANUP(query_end) struct query query = query_of(store, sql, err);
    enum store_status status;

    query_bind_int(&query, split->story);
    query_bind_int(&query, split->from);
    while ((status = query_step(&query)) == STORE_OK)
        split->has_moved_alerts = true;
    return status == STORE_FAILED ? STORE_FAILED : STORE_OK;
}

enum store_status store_item_split(struct store *store, int64_t id, struct store_split *out,
                                   struct error *err)
{
    struct placed_item item;
    enum store_status status = find_item(store, id, &item, err);

    if (status != STORE_OK)
        return status;
    *out = (struct store_split){.from = item.shown, .former = item.story};
    if (item.lead == 0 || item.lead == id)
        return STORE_OK;
    if (take_out(store, &item, &out->story, err) != STORE_OK ||
        remember(store, id, item.lead, false, err) != STORE_OK ||
        settle_counts(store, item.shown, out->story, err) != STORE_OK)
        return STORE_FAILED;
    return move_alerts(store, out, err);
}

/* ---- two stories become one ---- */

static enum store_status join_stories(struct store *store, int64_t into, int64_t from,
                                      struct error *err)
{
    static const char link[] = "UPDATE story SET joined = ?1 WHERE id = ?2 OR joined = ?2";
    static const char count[] =
        "UPDATE story SET copies = copies + 1 + (SELECT other.copies FROM story other"
        " WHERE other.id = ?2) WHERE id = ?1";
    /* of a topic that both have alerted of, the alert stays behind: it has been told */
    static const char move_alerts[] = "UPDATE OR IGNORE alert SET story = ?1 WHERE story = ?2";

    if (run_with(store, link, into, from, err) != STORE_OK ||
        run_with(store, count, into, from, err) != STORE_OK ||
        run_with(store, move_alerts, into, from, err) != STORE_OK)
        return STORE_FAILED;
    return count_outlets(store, into, err);
}

enum store_status store_items_join(struct store *store, int64_t a, int64_t b,
                                   struct store_join *out, struct error *err)
{
    struct placed_item first, second;
    enum store_status status = find_item(store, a, &first, err);

    if (status == STORE_OK)
        status = find_item(store, b, &second, err);
    if (status != STORE_OK)
        return status;
    bool is_in_order = first.shown <= second.shown;
    out->into = is_in_order ? first.shown : second.shown;
    out->from = is_in_order ? second.shown : first.shown;
    if (remember(store, a, b, true, err) != STORE_OK)
        return STORE_FAILED;
    return out->into == out->from ? STORE_OK : join_stories(store, out->into, out->from, err);
}

/* ---- what is remembered ---- */

enum store_status store_item_is_first(struct store *store, int64_t feed, int64_t seen,
                                      bool *is_first, struct error *err)
{
    static const char sql[] = "SELECT NOT EXISTS (SELECT 1 FROM item WHERE feed = ? AND seen < ?)";
    CLEANUP(query_end) struct query query = query_of(store, sql, err);

    query_bind_int(&query, feed);
    query_bind_int(&query, seen);
    if (query_step(&query) != STORE_OK)
        return STORE_FAILED;
    *is_first = query_read_bool(&query);
    return STORE_OK;
}

enum store_status store_corrections_of(struct store *store, int64_t feed, const char *identity,
                                       struct arena *arena, struct store_corrections *out,
                                       struct error *err)
{
    static const char sql[] = "SELECT DISTINCT correction.is_same, member.id FROM item"
                              " JOIN correction ON correction.item = item.id"
                              " JOIN item other ON other.id = correction.other"
                              " JOIN story ON story.id = other.story"
                              " JOIN story member ON member.id = coalesce(story.joined, story.id)"
                              " OR member.joined = coalesce(story.joined, story.id)"
                              " WHERE item.feed = ? AND item.identity = ? LIMIT ?";
    CLEANUP(query_end) struct query query = query_of(store, sql, err);
    int64_t *apart = arena_array(arena, STORE_CORRECTIONS_MAX, sizeof(*apart));
    enum store_status status;

    *out = (struct store_corrections){.apart = apart};
    query_bind_int(&query, feed);
    query_bind_text(&query, identity);
    query_bind_int(&query, STORE_CORRECTIONS_MAX);
    while ((status = query_step(&query)) == STORE_OK) {
        bool is_same = query_read_bool(&query);
        int64_t story = query_read_int(&query);
        if (is_same)
            out->is_joined = true;
        else
            apart[out->apart_count++] = story;
    }
    return status == STORE_FAILED ? STORE_FAILED : STORE_OK;
}
