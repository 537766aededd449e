/* The dedup memory of the pipeline, over the store that it is made from. */
#include "config/base/arena.h"
#include "config/base/error.h"
#include "daemon/core/pipeline_state.h"
#include "store/window.h"

#define SAVED_STORIES_MIN 10000 /* fewer are read from the store in a fifth of a second */

static bool load_reference(void *owner, int64_t story, enum dedup_reference which,
                           struct arena *arena, struct dedup_stored *out)
{
    struct pipeline *pipeline = owner;
    struct stored_item item;
    enum store_status status = store_story_reference(pipeline->store, story, which == DEDUP_FULLEST,
                                                     arena, &item, &pipeline->reading_err);

    if (status == STORE_FAILED)
        pipeline->reading = STORE_FAILED;
    if (status != STORE_OK)
        return false;
    out->feed = item.feed;
    out->seen = item.seen;
    return fingerprint_decode(&out->fingerprint, item.fingerprint, item.fingerprint_len, arena);
}

struct dedup *pipeline_new_memory(struct pipeline *pipeline)
{
    const struct dedup_settings settings = {.window = pipeline->settings.window};
    const struct dedup_source source = {load_reference, pipeline};

    return dedup_new(&settings, &source);
}

struct rebuild {
    struct pipeline *pipeline;
    struct arena *arena;
};

static bool remember_stored(void *owner, const struct stored_item *item)
{
    struct rebuild *rebuild = owner;
    struct fingerprint fingerprint;
    const struct dedup_item remembered = {
        .feed = item->feed, .seen = item->seen, .fingerprint = &fingerprint};

    arena_reset(rebuild->arena);
    if (!fingerprint_decode(&fingerprint, item->fingerprint, item->fingerprint_len, rebuild->arena))
        return true; /* of an item whose feed has `dedup: off` */
    if (item->is_lead)
        dedup_add_lead(rebuild->pipeline->dedup, item->story, &remembered);
    else
        dedup_add_copy(rebuild->pipeline->dedup, item->story, &remembered, item->is_fullest);
    return true;
}

enum store_status pipeline_rebuild(struct pipeline *pipeline, int64_t now, struct error *err)
{
    struct rebuild rebuild = {.pipeline = pipeline, .arena = arena_new()};
    const struct dedup_settings settings = {.window = pipeline->settings.window};

    dedup_free(pipeline->dedup);
    pipeline->dedup = pipeline_new_memory(pipeline);
    enum store_status status = store_window_each(pipeline->store, dedup_horizon(&settings, now),
                                                 remember_stored, &rebuild, err);
    arena_free(rebuild.arena);
    return status;
}

bool pipeline_save(struct pipeline *pipeline, FILE *file, int64_t ms_max)
{
    struct arena *arena = arena_new();
    const char *stamp = dedup_stories(pipeline->dedup) < SAVED_STORIES_MIN
                            ? NULL
                            : store_stamp(pipeline->store, arena);
    bool is_saved = stamp != NULL && dedup_save(pipeline->dedup, stamp, file, ms_max);

    arena_free(arena);
    return is_saved;
}

bool pipeline_load(struct pipeline *pipeline, FILE *file)
{
    struct arena *arena = arena_new();
    const char *stamp = store_stamp(pipeline->store, arena);
    bool is_loaded = stamp != NULL && dedup_load(pipeline->dedup, stamp, file);

    arena_free(arena);
    return is_loaded;
}

enum store_status pipeline_split(struct pipeline *pipeline, const struct store_split *split,
                                 struct error *err)
{
    struct arena *arena = arena_new();
    struct fingerprint fingerprint;
    struct stored_item lead = {0};
    enum store_status status =
        store_story_reference(pipeline->store, split->story, false, arena, &lead, err);

    if (status == STORE_OK && split->former != split->story &&
        fingerprint_decode(&fingerprint, lead.fingerprint, lead.fingerprint_len, arena))
        dedup_split(pipeline->dedup, split->former, split->story,
                    &(struct dedup_item){
                        .feed = lead.feed, .seen = lead.seen, .fingerprint = &fingerprint});
    arena_free(arena);
    return status;
}

void pipeline_expire(struct pipeline *pipeline, int64_t now)
{
    dedup_expire(pipeline->dedup, now);
}

size_t pipeline_memory(const struct pipeline *pipeline)
{
    return dedup_memory(pipeline->dedup);
}
