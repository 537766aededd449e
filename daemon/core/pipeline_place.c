/* Which item an arrival is, and of which story. */
#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/error.h"
#include "daemon/core/pipeline_state.h"
#include "feeds/dedup/revision.h"

#define REASON_MAX 2048 /* bytes of a reason's JSON */

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
        .content_hash = passage->content_hash,
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

/* It is the known item. */
static void tell_known(struct passage *passage, enum arrival_kind kind)
{
    struct arrival_outcome *outcome = passage->outcome;

    outcome->kind = kind;
    outcome->item = passage->known.id;
    outcome->story = passage->known.story;
    outcome->is_copy = !passage->known.is_lead;
}

/* Its fingerprint stays that of the text by which the story was decided: a story that followed its
 * items' edits would drift. */
static enum store_status update_known(struct passage *passage, int64_t revised)
{
    struct stored_item item = to_store(passage);

    item.id = passage->known.id;
    item.edition = passage->known.edition;
    item.story = passage->known.story;
    item.revised = revised;
    item.fingerprint = passage->known.fingerprint;
    item.fingerprint_len = passage->known.fingerprint_len;
    item.reason = passage->known.reason;
    return store_item_revise(passage->pipeline->store, &item, passage->err);
}

/* The text changed and still tells its story. */
static enum store_status revise_item(struct passage *passage)
{
    tell_known(passage, ARRIVAL_REVISED);
    return update_known(passage, passage->arrival->seen);
}

/* The same text under another id is the same item if it has its own link and was not published anew
 * long after, or was published at the same time: warnings and bulletins come again word for word.
 */
static bool is_same_entry(const struct passage *passage)
{
    const struct item *known = &passage->known.item, *item = passage->arrival->item;
    bool has_dates = known->published != NO_TIME && item->published != NO_TIME;

    if (item->url == NULL || item->shares_link)
        return has_dates && item->published == known->published;
    return !has_dates || item->published - known->published < passage->pipeline->settings.window;
}

/* An entry of the feed's last document that has got another id, as ids made anew each day or by a
 * new program are. It is no revision. STORE_NONE: there is none. */
static enum store_status keep_under_new_id(struct passage *passage)
{
    struct store *store = passage->pipeline->store;

    if (!passage->pipeline->settings.has_documents)
        return STORE_NONE;
    enum store_status status =
        store_item_find_content(store, passage->arrival->feed, passage->content_hash,
                                passage->arena, &passage->known, passage->err);

    if (status != STORE_OK || !is_same_entry(passage))
        return status == STORE_FAILED ? STORE_FAILED : STORE_NONE;
    if (store_item_rename(store, &passage->known, passage->identity, passage->err) != STORE_OK)
        return STORE_FAILED;
    tell_known(passage, ARRIVAL_KNOWN);
    return update_known(passage, passage->known.revised);
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

enum store_status pipeline_place(struct passage *passage)
{
    const struct arrival *arrival = passage->arrival;
    enum store_status status =
        store_item_find(passage->pipeline->store, arrival->feed, passage->identity, passage->arena,
                        &passage->known, passage->err);

    if (status == STORE_FAILED)
        return STORE_FAILED;
    if (status == STORE_NONE) {
        status = keep_under_new_id(passage);
        if (status != STORE_NONE)
            return status;
        passage->known = (struct stored_item){0};
        return judge(passage) == STORE_OK ? add_item(passage) : STORE_FAILED;
    }
    if (passage->known.revision == arrival->revision) {
        tell_known(passage, ARRIVAL_KNOWN);
        return STORE_OK;
    }
    if (store_corrections_of(passage->pipeline->store, arrival->feed, passage->identity,
                             passage->arena, &passage->corrections, passage->err) != STORE_OK)
        return STORE_FAILED;
    if (still_tells_its_story(passage))
        return revise_item(passage);
    return judge(passage) == STORE_OK ? add_item(passage) : STORE_FAILED;
}
