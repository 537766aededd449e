#include "daemon/core/backfill.h"

#include "config/base/arena.h"
#include "config/base/clock.h"
#include "daemon/core/pipeline.h"
#include "daemon/core/raise.h"

#define SLICE_ITEMS 256
#define SLICE_MS 20

struct slicing {
    const struct backfilling *backfilling;
    struct backfill_place *place;
    struct backfill_slice *slice;
    struct arena *arena; /* of one item */
    struct moment began;
    enum store_status status;
    struct error *err;
};

static enum store_status raise_for(struct slicing *slicing, const struct stored_item *item)
{
    const struct backfilling *backfilling = slicing->backfilling;
    const struct watch_topics topics = {.list = &backfilling->topic, .count = 1};
    const struct raising raising = {
        .store = backfilling->store,
        .watch = backfilling->watch,
        .time = backfilling->now,
        .story = item->story,
        .item = item->id,
        .topics = &topics,
        .arena = slicing->arena,
    };
    struct watch_topics alerts = {0};
    enum store_status status = raise_alerts(&raising, &alerts, slicing->err);

    slicing->slice->alert_count += alerts.count;
    return status;
}

static bool is_at_end(const struct slicing *slicing)
{
    return slicing->slice->item_count >= SLICE_ITEMS ||
           moment_elapsed_ms(slicing->began, clock_moment()) >= SLICE_MS;
}

static bool on_item(void *owner, const struct stored_item *item)
{
    struct slicing *slicing = owner;
    const struct backfilling *backfilling = slicing->backfilling;
    const struct feed *feed = roster_find_name(backfilling->roster, item->feed_name);

    arena_reset(slicing->arena);
    const struct watch_item watched =
        pipeline_watch_stored(item, feed == NULL ? NULL : feed->settings, slicing->arena);
    if (watch_list_match_topic(watch_compiled(backfilling->watch), backfilling->topic, &watched,
                               slicing->arena))
        slicing->status = raise_for(slicing, item);
    slicing->slice->item_count++;
    *slicing->place = (struct backfill_place){item->seen, item->id};
    slicing->slice->is_last = !is_at_end(slicing);
    return slicing->status == STORE_OK && slicing->slice->is_last;
}

enum store_status backfill_next(const struct backfilling *backfilling, struct backfill_place *place,
                                struct backfill_slice *slice, struct error *err)
{
    const struct item_filter filter = {
        .since = place->seen, .after = place->item, .until = NO_TIME};
    struct slicing slicing = {
        .backfilling = backfilling,
        .place = place,
        .slice = slice,
        .arena = arena_new(),
        .began = clock_moment(),
        .err = err,
    };

    *slice = (struct backfill_slice){.is_last = true};
    enum store_status status =
        store_items_each(backfilling->store, &filter, on_item, &slicing, err);
    arena_free(slicing.arena);
    return status == STORE_OK ? slicing.status : status;
}
