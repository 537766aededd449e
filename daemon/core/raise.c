#include "daemon/core/raise.h"

#include "config/base/arena.h"
#include "daemon/core/alert_matched.h"
#include "store/alerts.h"
#include "store/items.h"

static const char *matched_json(const struct raising *raising, size_t topic)
{
    struct watch_match match;

    watch_list_collect(watch_compiled(raising->watch), topic, &match);
    return alert_matched_json(&match, raising->arena);
}

/* What a story has had is looked up first, only to spare the work: that it is had once is the
 * store's law. */
static enum store_status raise_alert(const struct raising *raising, size_t index,
                                     const struct story_state *story, struct error *err)
{
    const struct topic_settings *topic = watch_topic(raising->watch, index);
    enum store_status status = store_alert_find(raising->store, story->id, topic->name, err);
    size_t sink_count;
    const char *const *sinks = watch_topic_sinks(raising->watch, index, &sink_count);
    int64_t id;

    if (status != STORE_NONE)
        return status == STORE_OK ? STORE_NONE : status;
    const struct stored_alert alert = {
        .time = raising->time,
        .topic = topic->name,
        .severity = severity_name(topic->severity),
        .story = story->id,
        .item = raising->item,
        .matched = matched_json(raising, index),
        .copies = story->copies,
    };
    return store_alert_add(raising->store, &alert, sinks, sink_count, &id, err);
}

enum store_status raise_alerts(const struct raising *raising, struct watch_topics *alerts,
                               struct error *err)
{
    const struct watch_topics *topics = raising->topics;
    size_t *raised = arena_array(raising->arena, topics->count, sizeof(*raised));
    struct story_state story; /* the one that an operator joined this one to, if there is one */

    *alerts = (struct watch_topics){.list = raised};
    if (store_story_get(raising->store, raising->story, &story, err) != STORE_OK)
        return STORE_FAILED;
    for (size_t i = 0; i < topics->count; i++) {
        enum store_status status = raise_alert(raising, topics->list[i], &story, err);
        if (status == STORE_FAILED)
            return STORE_FAILED;
        if (status == STORE_OK)
            raised[alerts->count++] = topics->list[i];
    }
    return STORE_OK;
}
