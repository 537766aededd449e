/* item_row.h: an item between its columns and its struct. */
#pragma once

#include "store/items.h"
#include "store/statement.h"

/* The story of the edition before. */
#define ITEM_ROW_LEFT                                                                              \
    "CASE WHEN item.edition > 1 THEN (SELECT coalesce(old.joined, old.id) FROM item before"        \
    " JOIN story old ON old.id = before.story WHERE before.feed = item.feed"                       \
    " AND before.identity = item.identity AND before.edition = item.edition - 1) ELSE 0 END"

/* What item_row_read() reads, in its order. The parts by which rows are chosen follow. */
#define ITEM_ROW_SELECT                                                                            \
    "SELECT item.id, item.feed, feed.name, item.identity, item.edition, "                          \
    "coalesce(story.joined, story.id), item.is_lead, story.joined IS NOT NULL, "                   \
    "item.is_split, " ITEM_ROW_LEFT ", "                                                           \
    "item.is_fullest, item.revision, item.seen, item.revised, item.fingerprint, "                  \
    "text.published_id, text.url, text.external_url, text.image, text.title, text.published, "     \
    "text.updated, text.language, text.authors, text.tags, text.reason, text.summary, "            \
    "text.content"                                                                                 \
    " FROM item JOIN feed ON feed.id = item.feed JOIN item_text text ON text.item = item.id"       \
    " JOIN story ON story.id = item.story "

void item_row_read(struct query *query, struct arena *arena, struct stored_item *item);

/* STORE_OK and the first row, STORE_NONE or STORE_FAILED. */
enum store_status item_row_read_one(struct query *query, struct arena *arena,
                                    struct stored_item *item);
