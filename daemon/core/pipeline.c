#include "daemon/core/pipeline.h"

#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/clock.h"
#include "config/base/error.h"
#include "config/base/memory.h"
#include "daemon/core/pipeline_state.h"
#include "daemon/core/raise.h"
#include "feeds/dedup/revision.h"

#include <stdlib.h>

#define REASON_MAX 2048 /* bytes of a reason's JSON */

/* One item on its way through the steps below. */
struct passage {
    struct pipeline *pipeline;
    const struct arrival *arrival;
    struct arena *arena;
    struct arrival_outcome *outcome;
    struct error *err;
    const char *identity;
    struct dedup_verdict verdict;
    struct stored_item known;             /* newest edition; id 0: none */
    struct store_corrections corrections; /* of the item's editions */
};

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

/* ---- which item, which story ---- */

static bool is_deduplicated(const struct passage *passage)
{
    return passage->pipeline->settings.has_dedup && passage->arrival->has_dedup;
}

static struct dedup_item dedup_item_of(const struct passage *passage)
{
    return (struct dedup_item){.feed = passage->arrival->feed,
                               .seen = passage->arrival->seen,
                               .fingerprint = passage->arrival->fingerprint,
                               .apart = passage->corrections.apart,
                               .apart_count = passage->corrections.apart_count};
}

/* An item that is taken for new because its story could not be read would alert anew. */
static enum store_status judge(struct passage *passage)
{
    struct pipeline *pipeline = passage->pipeline;
    const struct dedup_item item = dedup_item_of(passage);

    passage->verdict = (struct dedup_verdict){0};
    pipeline->reading = STORE_OK;
    if (is_deduplicated(passage))
        dedup_judge(pipeline->dedup, &item, passage->arena, &passage->verdict);
    if (pipeline->reading == STORE_FAILED)
        error_set(passage->err, "%s", pipeline->reading_err.message);
    return pipeline->reading;
}

static const char *reason_text(const struct passage *passage)
{
    const struct dedup_reason *reason = &passage->verdict.reason;
    struct buffer text;

    if (reason->rule == DEDUP_NONE && reason->failed == NULL)
        return NULL;
    buffer_init(&text, REASON_MAX);
    bool is_written = dedup_reason_write(reason, reason->story, &text);
    const char *copy = is_written ? arena_string(passage->arena, text.data) : NULL;
    buffer_free(&text);
    return copy;
}

static struct stored_item to_store(const struct passage *passage)
{
    const struct arrival *arrival = passage->arrival;

    return (struct stored_item){
        .feed = arrival->feed,
        .identity = passage->identity,
        .edition = passage->known.edition + 1,
        .story = passage->verdict.story,
        .is_fullest = passage->verdict.is_fullest,
        .revision = arrival->revision,
        .seen = arrival->seen,
        .revised = NO_TIME,
        .item = *arrival->item,
        .fingerprint = is_deduplicated(passage) ? arrival->encoded : "",
        .fingerprint_len = is_deduplicated(passage) ? arrival->encoded_len : 0,
        .reason = reason_text(passage),
    };
}

static void remember(struct passage *passage)
{
    struct dedup *dedup = passage->pipeline->dedup;
    const struct dedup_item item = dedup_item_of(passage);

    if (!is_deduplicated(passage))
        return;
    if (passage->outcome->is_copy)
        dedup_add_copy(dedup, passage->outcome->story, &item, passage->verdict.is_fullest);
    else
        dedup_add_lead(dedup, passage->outcome->story, &item);
}

/* A new item, or the next edition of one. */
static enum store_status add_item(struct passage *passage)
{
    struct store *store = passage->pipeline->store;
    struct arrival_outcome *outcome = passage->outcome;
    const struct stored_item item = to_store(passage);

    outcome->kind = ARRIVAL_NEW;
    outcome->is_copy = item.story != 0;
    outcome->reason = passage->verdict.reason;
    if (store_item_add(store, &item, &outcome->item, &outcome->story, passage->err) != STORE_OK)
        return STORE_FAILED;
    remember(passage);
    return STORE_OK;
}

/* The item's text changed and still tells its story. Its fingerprint stays that of the text by
 * which the story was decided: a story that followed its items' edits would drift. */
static enum store_status revise_item(struct passage *passage)
{
    struct arrival_outcome *outcome = passage->outcome;
    struct stored_item item = to_store(passage);

    outcome->kind = ARRIVAL_REVISED;
    outcome->item = passage->known.id;
    outcome->story = passage->known.story;
    outcome->is_copy = !passage->known.is_lead;
    item.id = passage->known.id;
    item.edition = passage->known.edition;
    item.story = passage->known.story;
    item.revised = passage->arrival->seen;
    item.fingerprint = passage->known.fingerprint;
    item.fingerprint_len = passage->known.fingerprint_len;
    item.reason = passage->known.reason;
    return store_item_revise(passage->pipeline->store, &item, passage->err);
}

static bool still_tells_its_story(struct passage *passage)
{
    const struct stored_item *known = &passage->known;
    struct fingerprint before;
    struct verdict verdict;

    if (!is_deduplicated(passage) || passage->corrections.is_joined ||
        !fingerprint_decode(&before, known->fingerprint, known->fingerprint_len, passage->arena))
        return true;
    verdict_of_revision(&verdict, &before, passage->arrival->fingerprint, passage->arena);
    return verdict.agrees;
}

static enum store_status place_item(struct passage *passage)
{
    const struct arrival *arrival = passage->arrival;
    enum store_status status =
        store_item_find(passage->pipeline->store, arrival->feed, passage->identity, passage->arena,
                        &passage->known, passage->err);

    if (status == STORE_FAILED)
        return STORE_FAILED;
    if (status == STORE_NONE) {
        passage->known = (struct stored_item){0};
        return judge(passage) == STORE_OK ? add_item(passage) : STORE_FAILED;
    }
    if (passage->known.revision == arrival->revision) {
        passage->outcome->kind = ARRIVAL_KNOWN;
        passage->outcome->item = passage->known.id;
        passage->outcome->story = passage->known.story;
        passage->outcome->is_copy = !passage->known.is_lead;
        return STORE_OK;
    }
    if (store_corrections_of(passage->pipeline->store, arrival->feed, passage->identity,
                             passage->arena, &passage->corrections, passage->err) != STORE_OK)
        return STORE_FAILED;
    if (still_tells_its_story(passage))
        return revise_item(passage);
    return judge(passage) == STORE_OK ? add_item(passage) : STORE_FAILED;
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
    enum store_status status = place_item(&passage);
    if (status != STORE_OK)
        return status;
    if (outcome->kind == ARRIVAL_KNOWN)
        return STORE_OK;
    return match_topics(&passage);
}
