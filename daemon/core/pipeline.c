#include "daemon/core/pipeline.h"

#include "config/base/arena.h"
#include "config/base/clock.h"
#include "config/base/error.h"
#include "config/base/memory.h"
#include "daemon/core/pipeline_state.h"
#include "daemon/core/raise.h"

#include <stdlib.h>

struct pipeline *pipeline_new(struct store *store, const struct pipeline_settings *settings)
{
    struct pipeline *pipeline = memory_new(1, sizeof(*pipeline));

    *pipeline = (struct pipeline){.store = store, .settings = *settings};
    pipeline->dedup = pipeline_new_memory(pipeline);
    return pipeline;
}

void pipeline_free(struct pipeline *pipeline)
{
    if (pipeline == NULL)
        return;
    dedup_free(pipeline->dedup);
    free(pipeline);
}

void pipeline_set_watch(struct pipeline *pipeline, struct watch *watch)
{
    pipeline->watch = watch;
}

void pipeline_set_settings(struct pipeline *pipeline, const struct pipeline_settings *settings)
{
    pipeline->settings = *settings;
}

/* ---- topics and alerts ---- */

static const char *const *author_names(const struct item *item, struct arena *arena, size_t *count)
{
    const char **names = arena_array(arena, item->author_count, sizeof(*names));

    *count = 0;
    for (size_t i = 0; i < item->author_count; i++) {
        if (item->authors[i].name != NULL)
            names[(*count)++] = item->authors[i].name;
    }
    return names;
}

struct watch_item pipeline_watch_item(const struct arrival *arrival, struct arena *arena)
{
    const struct item *item = arrival->item;
    struct watch_item watched = {
        .title = item->title.str,
        .summary = item->summary.str,
        .content = item->content.str,
        .tags = item->tags,
        .tag_count = item->tag_count,
        .feed = arrival->feed_name,
        .groups = arrival->groups,
        .group_count = arrival->group_count,
        .url = item->url,
        .language = item->language,
    };

    watched.authors = author_names(item, arena, &watched.author_count);
    return watched;
}

struct watch_item pipeline_watch_stored(const struct stored_item *stored,
                                        const struct feed_settings *feed, struct arena *arena)
{
    const struct arrival arrival = {
        .feed_name = stored->feed_name,
        .groups = feed == NULL ? NULL : feed->groups,
        .group_count = feed == NULL ? 0 : feed->group_count,
        .item = &stored->item,
    };

    return pipeline_watch_item(&arrival, arena);
}

/* Rule 7: a feed's first document alerts on what is recent only. No date counts as new, and so does
 * one that is ahead. */
static bool is_backlog(const struct passage *passage)
{
    const struct arrival *arrival = passage->arrival;
    int64_t backlog = passage->pipeline->settings.backlog;
    int64_t published =
        arrival->item->published != NO_TIME ? arrival->item->published : arrival->item->updated;

    if (backlog == PIPELINE_NO_BACKLOG || !arrival->is_first_document || published == NO_TIME)
        return false;
    return published < arrival->seen - backlog;
}

static enum store_status match_topics(struct passage *passage)
{
    struct pipeline *pipeline = passage->pipeline;
    struct arrival_outcome *outcome = passage->outcome;

    if (pipeline->watch == NULL)
        return STORE_OK;
    const struct watch_item watched = pipeline_watch_item(passage->arrival, passage->arena);
    watch_list_match(watch_compiled(pipeline->watch), &watched, passage->arena, &outcome->topics);
    if (outcome->topics.count == 0 || is_backlog(passage))
        return STORE_OK;
    const struct raising raising = {
        .store = pipeline->store,
        .watch = pipeline->watch,
        .time = passage->arrival->seen,
        .story = outcome->story,
        .item = outcome->item,
        .topics = &outcome->topics,
        .arena = passage->arena,
    };
    return raise_alerts(&raising, &outcome->alerts, passage->err);
}

const char *pipeline_next_overrun(struct pipeline *pipeline)
{
    size_t topic;

    if (pipeline->watch == NULL ||
        !watch_list_next_overrun(watch_compiled(pipeline->watch), &topic))
        return NULL;
    return watch_topic(pipeline->watch, topic)->name;
}

enum store_status pipeline_take(struct pipeline *pipeline, const struct arrival *arrival,
                                struct arena *arena, struct arrival_outcome *outcome,
                                struct error *err)
{
    struct passage passage = {
        .pipeline = pipeline, .arrival = arrival, .arena = arena, .outcome = outcome, .err = err};

    *outcome = (struct arrival_outcome){0};
    passage.identity = item_identity(arrival->item, arena);
    passage.content_hash = item_content_hash(arrival->item, arena);
    enum store_status status = pipeline_place(&passage);
    if (status != STORE_OK)
        return status;
    if (outcome->kind == ARRIVAL_KNOWN)
        return STORE_OK;
    return match_topics(&passage);
}
