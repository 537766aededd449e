#include "store/item_row.h"

#include "store/items.h"
#include "store/packed.h"

static struct text as_text(const char *str, enum markup markup)
{
    return (struct text){.str = str, .markup = str == NULL ? MARKUP_NONE : markup};
}

static void read_text_columns(struct query *query, struct arena *arena, struct stored_item *stored)
{
    struct item *item = &stored->item;

    item->id = query_read_text(query, arena);
    item->url = query_read_text(query, arena);
    item->external_url = query_read_text(query, arena);
    item->image = query_read_text(query, arena);
    item->title = as_text(query_read_text(query, arena), MARKUP_PLAIN);
    item->published = query_read_time(query);
    item->updated = query_read_time(query);
    item->language = query_read_text(query, arena);
    packed_read_people(query_read_text(query, arena), arena, &item->authors, &item->author_count);
    packed_read_strings(query_read_text(query, arena), arena, &item->tags, &item->tag_count);
    stored->reason = query_read_text(query, arena);
    item->summary = as_text(query_read_text(query, arena), MARKUP_MARKED);
    item->content = as_text(query_read_text(query, arena), MARKUP_MARKED);
}

/* A lead, by the verdict or since it was split off, and whether its story was joined to another. */
static void read_place(struct query *query, struct stored_item *item)
{
    bool is_lead = query_read_bool(query);
    bool is_joined = query_read_bool(query);
    bool is_split = query_read_bool(query);

    item->is_lead = is_lead && !is_joined;
    if (is_lead && is_joined)
        item->correction = ITEM_JOINED;
    else if (is_split)
        item->correction = ITEM_SPLIT;
    item->left_story = query_read_int(query);
}

void item_row_read(struct query *query, struct arena *arena, struct stored_item *item)
{
    *item = (struct stored_item){.item = ITEM_EMPTY};
    item->id = query_read_int(query);
    item->feed = query_read_int(query);
    item->feed_name = query_read_text(query, arena);
    item->identity = query_read_text(query, arena);
    item->edition = query_read_small(query);
    item->story = query_read_int(query);
    read_place(query, item);
    item->is_fullest = query_read_bool(query);
    item->revision = query_read_hash(query);
    item->seen = query_read_time(query);
    item->revised = query_read_time(query);
    struct bytes fingerprint = query_read_bytes(query, arena);
    item->fingerprint = fingerprint.data;
    item->fingerprint_len = fingerprint.len;
    read_text_columns(query, arena, item);
}

enum store_status item_row_read_one(struct query *query, struct arena *arena,
                                    struct stored_item *item)
{
    enum store_status status = query_step(query);

    if (status == STORE_OK)
        item_row_read(query, arena, item);
    return status;
}
