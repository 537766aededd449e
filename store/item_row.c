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

void item_row_read(struct query *query, struct arena *arena, struct stored_item *item)
{
    *item = (struct stored_item){.item = ITEM_EMPTY};
    item->id = query_read_int(query);
    item->feed = query_read_int(query);
    item->feed_name = query_read_text(query, arena);
    item->identity = query_read_text(query, arena);
    item->edition = query_read_small(query);
    item->story = query_read_int(query);
    item->is_lead = query_read_bool(query);
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
