#include "store/feed_forget.h"

#include "store/statement.h"

/* The items of the story that an alert is of, and of those that were joined to it. */
#define OF_ITS_STORY                                                                               \
    "other.story IN (SELECT member.id FROM story member"                                           \
    " WHERE member.id = alert.story OR member.joined = alert.story)"
#define OF_FEED "item IN (SELECT item.id FROM item WHERE item.feed = ?1)"

static enum store_status find_feed(struct store *store, const char *name, int64_t *feed,
                                   struct error *err)
{
    CLEANUP(query_end)
    struct query query =
        query_of(store, "SELECT id FROM feed WHERE name = ? AND is_configured = 0", err);

    query_bind_text(&query, name);
    enum store_status status = query_step(&query);
    if (status == STORE_OK)
        *feed = query_read_int(&query);
    return status;
}

/* Runs a statement about the feed; `*count` says of how many rows it told. */
static enum store_status run(struct store *store, const char *sql, int64_t feed, int64_t *count,
                             struct error *err)
{
    CLEANUP(query_end) struct query query = query_of(store, sql, err);
    enum store_status status;

    query_bind_int(&query, feed);
    while ((status = query_step(&query)) == STORE_OK)
        (*count)++;
    return status == STORE_FAILED ? STORE_FAILED : STORE_OK;
}

/* What was found in the item goes with its text. */
static enum store_status show_others(struct store *store, int64_t feed, struct error *err)
{
    static const char *const steps[] = {
        "UPDATE alert SET matched = '[]', feed = NULL, item = (SELECT min(other.id) FROM item other"
        " WHERE other.feed <> ?1 AND " OF_ITS_STORY ")"
        " WHERE " OF_FEED " AND EXISTS (SELECT 1 FROM item other WHERE other.feed <> ?1"
        " AND " OF_ITS_STORY ")",
        "UPDATE item SET is_shown = 1 WHERE feed <> ?1 AND id IN"
        " (SELECT item FROM alert WHERE feed IS NULL AND kind IS NULL)",
        "UPDATE alert SET"
        " feed = (SELECT feed.name FROM feed JOIN item ON item.feed = feed.id"
        " WHERE item.id = alert.item),"
        " title = (SELECT title FROM item_text WHERE item_text.item = alert.item),"
        " url = (SELECT url FROM item_text WHERE item_text.item = alert.item),"
        " published = (SELECT published FROM item_text WHERE item_text.item = alert.item)"
        " WHERE feed IS NULL AND kind IS NULL AND ?1 <> 0",
    };
    int64_t count = 0;

    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        if (run(store, steps[i], feed, &count, err) != STORE_OK)
            return STORE_FAILED;
    }
    return STORE_OK;
}

/* What is left of a story is led by the item that was next. */
static enum store_status leave_stories(struct store *store, int64_t feed, struct error *err)
{
    static const char leads[] =
        "UPDATE item SET is_lead = 1 WHERE id IN"
        " (SELECT min(other.id) FROM item other WHERE other.feed <> ?1 AND other.story IN"
        " (SELECT story FROM item WHERE feed = ?1 AND is_lead = 1) GROUP BY other.story)";
    static const char counts[] =
        "UPDATE story SET copies = max(0, copies - (SELECT count(*) FROM item"
        " WHERE item.story = story.id AND item.feed = ?1)),"
        " outlets = (SELECT count(DISTINCT outlet) FROM item"
        " WHERE item.story = story.id AND item.feed <> ?1),"
        " fullest = CASE WHEN fullest IN (SELECT id FROM item WHERE feed = ?1) THEN 0"
        " ELSE fullest END"
        " WHERE id IN (SELECT story FROM item WHERE feed = ?1)";
    int64_t count = 0;

    if (run(store, leads, feed, &count, err) != STORE_OK)
        return STORE_FAILED;
    return run(store, counts, feed, &count, err);
}

static enum store_status delete_all(struct store *store, int64_t feed, struct store_forgotten *out,
                                    struct error *err)
{
    static const char no_story[] =
        "DELETE FROM story WHERE ?1 <> 0"
        " AND NOT EXISTS (SELECT 1 FROM item WHERE item.story = story.id)"
        " AND NOT EXISTS (SELECT 1 FROM alert WHERE alert.story = story.id)"
        " AND NOT EXISTS (SELECT 1 FROM story other WHERE other.joined = story.id)";
    int64_t others = 0;

    if (run(store, "DELETE FROM delivery WHERE alert IN (SELECT id FROM alert WHERE " OF_FEED ")",
            feed, &others, err) != STORE_OK ||
        run(store, "DELETE FROM alert WHERE " OF_FEED " RETURNING id", feed, &out->alerts, err) !=
            STORE_OK ||
        run(store, "DELETE FROM item WHERE feed = ?1 RETURNING id", feed, &out->items, err) !=
            STORE_OK ||
        run(store, no_story, feed, &others, err) != STORE_OK)
        return STORE_FAILED;
    return run(store, "DELETE FROM feed WHERE id = ?1", feed, &others, err);
}

static enum store_status forget(struct store *store, int64_t feed, struct store_forgotten *out,
                                struct error *err)
{
    if (show_others(store, feed, err) != STORE_OK || leave_stories(store, feed, err) != STORE_OK)
        return STORE_FAILED;
    return delete_all(store, feed, out, err);
}

enum store_status store_feed_forget(struct store *store, const char *name,
                                    struct store_forgotten *out, struct error *err)
{
    int64_t feed;
    enum store_status status = find_feed(store, name, &feed, err);

    *out = (struct store_forgotten){0};
    if (status != STORE_OK)
        return status;
    if (statements_run(store, "PRAGMA secure_delete = ON", err) != STORE_OK)
        return STORE_FAILED;
    status = forget(store, feed, out, err);
    if (statements_run(store, "PRAGMA secure_delete = OFF", err) != STORE_OK)
        return STORE_FAILED;
    return status;
}
