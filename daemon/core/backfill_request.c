#include "daemon/core/backfill_request.h"

#include "config/base/clock.h"
#include "config/base/error.h"
#include "daemon/core/backfill.h"
#include "daemon/core/core_state.h"
#include "daemon/service/log.h"

#include <errno.h>
#include <stdlib.h>

static json_t *refusal(const char *why)
{
    return json_pack("{s:b, s:s}", "ok", 0, "error", why);
}

/* A number and the blank behind it; false: there is none. */
static bool read_number(const char **text, int64_t *number)
{
    char *end;

    errno = 0;
    *number = strtoll(*text, &end, 10);
    if (errno != 0 || end == *text || *end != ' ')
        return false;
    *text = end + 1;
    return true;
}

static json_t *unknown_topic(const char *name)
{
    struct error err = {0};

    error_set(&err,
              "the service has no topic named %s: `storywatch topics` lists those of the config, "
              "and a new one is in force after `storywatch reload`",
              name);
    return refusal(err.message);
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
        return refusal(err.message);
    }
    committer_done(core->committer);
    if (!committer_flush(core->committer))
        return refusal(committer_trouble(core->committer));
    return answer_slice(core, core->settings->topics[topic].name, place, &slice);
}

json_t *core_answer_backfill(struct core *core, const char *argument)
{
    struct backfill_place place;
    const struct topic_settings *topic;

    if (!read_number(&argument, &place.seen) || !read_number(&argument, &place.item))
        return refusal("backfill takes a time, the number of an item and the name of a topic");
    topic = settings_find_topic(core->settings, argument);
    if (topic == NULL)
        return unknown_topic(argument);
    if (core->is_ending || core->options.is_once || !committer_begin(core->committer))
        return refusal("the store takes no writes now");
    return take_slice(core, (size_t)(topic - core->settings->topics), place);
}
