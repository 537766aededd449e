#include "daemon/core/raise.h"

#include "config/base/arena.h"
#include "daemon/core/alert_matched.h"

static enum store_status raise_alert(const struct raising *raising, const struct watch_match *match,
                                     const struct story_state *story, struct error *err)
{
    const struct topic_settings *topic = watch_topic(raising->watch, match->topic);
    size_t sink_count;
    const char *const *sinks = watch_topic_sinks(raising->watch, match->topic, &sink_count);
    int64_t id;
    const struct stored_alert alert = {
        .time = raising->time,
        .topic = topic->name,
        .severity = severity_name(topic->severity),
        .story = story->id,
        .item = raising->item,
        .matched = alert_matched_json(match, raising->arena),
        .copies = story->copies,
    };

    return store_alert_add(raising->store, &alert, sinks, sink_count, &id, err);
}

enum store_status raise_alerts(const struct raising *raising, const size_t **alerts, size_t *count,
                               struct error *err)
{
    const struct watch_result *topics = raising->topics;
    size_t *raised = arena_array(raising->arena, topics->match_count, sizeof(*raised));
    struct story_state story; /* the one that an operator joined this one to, if there is one */

    *alerts = raised;
    *count = 0;
    if (store_story_get(raising->store, raising->story, &story, err) != STORE_OK)
        return STORE_FAILED;
    for (size_t i = 0; i < topics->match_count; i++) {
        enum store_status status = raise_alert(raising, &topics->matches[i], &story, err);
        if (status == STORE_FAILED)
            return STORE_FAILED;
        if (status == STORE_OK)
            raised[(*count)++] = i;
    }
    return STORE_OK;
}
