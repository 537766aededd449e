#include "daemon/core/backfill_request.h"

#include "config/base/clock.h"
#include "config/base/error.h"
#include "daemon/core/backfill.h"
#include "daemon/core/core_state.h"
#include "daemon/service/log.h"

#include <errno.h>
#include <stdlib.h>

/* What is asked for: "SEEN ITEM HASH TOPIC". */
struct request {
    struct backfill_place place;
    uint64_t hash; /* 0: who asks does not know the query */
    const char *topic;
};

/* Goes behind a number and the blank after it; false: they are not there. */
static bool skip_number(const char **text, const char *end)
{
    if (errno != 0 || end == *text || *end != ' ')
        return false;
    *text = end + 1;
    return true;
}

static bool read_request(const char *text, struct request *request)
{
    char *end;

    errno = 0;
    request->place.seen = strtoll(text, &end, 10);
    if (!skip_number(&text, end))
        return false;
    request->place.item = strtoll(text, &end, 10);
    if (!skip_number(&text, end))
        return false;
    request->hash = strtoull(text, &end, 16);
    if (!skip_number(&text, end))
        return false;
    request->topic = text;
    return true;
}

static json_t *unknown_topic(const char *name)
{
    struct error err = {0};

    error_set(&err,
              "the service has no topic named %s: `storywatch topics` lists those of the config, "
              "and a new one is in force after `storywatch reload`",
              name);
    return core_refusal(err.message);
}

static json_t *other_query(const char *name)
{
    struct error err = {0};

    error_set(&err,
              "the config has another query for the topic %s than the one in force: `storywatch "
              "reload` first",
              name);
    return core_refusal(err.message);
}

static json_t *answer_slice(struct core *core, const char *name, struct backfill_place place,
                            const struct backfill_slice *slice)
{
    if (slice->alert_count > 0)
        log_info(
            core->log, "alerts were raised for stored stories, as was asked for",
            LOG_FIELDS(LOG_TEXT("topic", name), LOG_NUMBER("alerts", (int64_t)slice->alert_count)));
    return json_pack("{s:b, s:s, s:I, s:I, s:I, s:I, s:b}", "ok", 1, "topic", name, "items",
                     (json_int_t)slice->item_count, "alerts", (json_int_t)slice->alert_count,
                     "seen", (json_int_t)place.seen, "item", (json_int_t)place.item, "is_last",
                     slice->is_last);
}

static json_t *take_slice(struct core *core, size_t topic, struct backfill_place place)
{
    const struct backfilling backfilling = {core->store, core->watch, core->roster, topic,
                                            clock_wall()};
    struct backfill_slice slice;
    struct error err = {0};

    if (backfill_next(&backfilling, &place, &slice, &err) != STORE_OK) {
        committer_fail(core->committer, &err);
        return core_refusal(err.message);
    }
    committer_done(core->committer);
    if (!committer_flush(core->committer))
        return core_refusal(committer_trouble(core->committer));
    return answer_slice(core, core->settings->topics[topic].name, place, &slice);
}

json_t *core_answer_backfill(struct core *core, const char *argument)
{
    struct request request;

    if (!read_request(argument, &request))
        return core_refusal(
            "backfill takes a time, an item, the hash of a query and a topic's name");
    const struct topic_settings *topic = settings_find_topic(core->settings, request.topic);
    if (topic == NULL)
        return unknown_topic(request.topic);
    if (request.hash != 0 && request.hash != watch_topic_hash(core->settings, topic))
        return other_query(request.topic);
    if (core->is_ending || core->options.is_once || !committer_begin(core->committer))
        return core_refusal("the store takes no writes now");
    return take_slice(core, (size_t)(topic - core->settings->topics), request.place);
}
