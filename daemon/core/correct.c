#include "daemon/core/correct.h"

#include "config/base/arena.h"
#include "daemon/core/pipeline.h"
#include "daemon/core/raise.h"

/* The items of one story, in order of arrival, raise what the story lacks. */
struct alerting {
    const struct correcting *correcting;
    int64_t story;
    size_t alert_count;
    enum store_status status;
    struct error *err;
};

/* Rule 7, as it was when the item came. */
static enum store_status is_backlog(const struct alerting *alerting, const struct stored_item *item,
                                    bool *is_old)
{
    int64_t backlog = alerting->correcting->settings->alerts.backlog;
    int64_t published = item->item.published != NO_TIME ? item->item.published : item->item.updated;

    *is_old = published != NO_TIME && published < item->seen - backlog;
    if (!*is_old)
        return STORE_OK;
    return store_item_is_first(alerting->correcting->store, item->feed, item->seen, is_old,
                               alerting->err);
}

static void match(const struct alerting *alerting, const struct stored_item *item,
                  struct watch_topics *topics)
{
    const struct correcting *correcting = alerting->correcting;
    const struct feed_settings *feed = settings_find_feed(correcting->settings, item->feed_name);
    const struct watch_item watched = pipeline_watch_stored(item, feed, correcting->arena);

    watch_list_match(watch_compiled(correcting->watch), &watched, correcting->arena, topics);
}

static enum store_status raise_for(struct alerting *alerting, const struct stored_item *item)
{
    const struct correcting *correcting = alerting->correcting;
    struct watch_topics topics, alerts = {0};
    bool is_old;

    arena_reset(correcting->arena);
    if (is_backlog(alerting, item, &is_old) != STORE_OK)
        return STORE_FAILED;
    match(alerting, item, &topics);
    if (is_old || topics.count == 0)
        return STORE_OK;
    const struct raising raising = {
        .store = correcting->store,
        .watch = correcting->watch,
        .time = correcting->now,
        .story = alerting->story,
        .item = item->id,
        .topics = &topics,
        .arena = correcting->arena,
    };
    enum store_status status = raise_alerts(&raising, &alerts, alerting->err);
    alerting->alert_count += alerts.count;
    return status;
}

static bool on_item(void *owner, const struct stored_item *item)
{
    struct alerting *alerting = owner;

    alerting->status = raise_for(alerting, item);
    return alerting->status == STORE_OK;
}

static enum store_status alert_of_story(const struct correcting *correcting, int64_t story,
                                        size_t *count, struct error *err)
{
    const struct item_filter filter = {.since = NO_TIME, .until = NO_TIME, .story = story};
    struct alerting alerting = {.correcting = correcting, .story = story, .err = err};

    if (store_items_each(correcting->store, &filter, on_item, &alerting, err) != STORE_OK ||
        alerting.status == STORE_FAILED)
        return STORE_FAILED;
    *count += alerting.alert_count;
    return STORE_OK;
}

enum store_status correct_split(const struct correcting *correcting, int64_t item,
                                struct split_outcome *outcome, struct error *err)
{
    *outcome = (struct split_outcome){0};
    enum store_status status = store_item_split(correcting->store, item, &outcome->split, err);

    if (status != STORE_OK || outcome->split.story == 0)
        return status;
    if (alert_of_story(correcting, outcome->split.story, &outcome->alert_count, err) != STORE_OK)
        return STORE_FAILED;
    /* What the item had alerted of went with it: the story's other items may have more to say. */
    if (!outcome->split.has_moved_alerts)
        return STORE_OK;
    return alert_of_story(correcting, outcome->split.from, &outcome->alert_count, err);
}
