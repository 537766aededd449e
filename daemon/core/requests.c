/* requests.c: what the control socket is asked, and the answers. */
#include "config/base/error.h"
#include "daemon/core/backfill_request.h"
#include "daemon/core/core_state.h"
#include "daemon/core/correct_requests.h"
#include "daemon/core/sink_requests.h"
#include "daemon/core/status.h"

#include <stdlib.h>
#include <string.h>

#define TOPICS_MAX 1000 /* of one answer, which the loop waits for */

static json_t *answer_status(struct core *core)
{
    const struct status_parts parts = {
        .since = core->since,
        .settings = core->settings,
        .committer = core->committer,
        .fetchers = core->fetchers,
        .sinks = core->sinks,
        .spawner_pid = spawner_pid(core->spawner),
        .core_sandbox = &core->sandbox,
        .spawner_sandbox = spawner_sandbox(core->spawner),
        .is_config_refused = core->is_refused,
    };

    return status_json(&parts);
}

static json_t *refusal(const char *why)
{
    return json_pack("{s:b, s:s}", "ok", 0, "error", why);
}

static json_t *answer_reload(struct core *core)
{
    struct error err = {0};

    if (core->is_ending || core->options.is_once)
        return refusal("the service is about to end");
    return core_reload(core, &err) ? json_pack("{s:b}", "ok", 1) : refusal(err.message);
}

static json_t *answer_poll(struct core *core, const char *name)
{
    struct feed *feed = roster_find_name(core->roster, name);
    struct error err = {0};

    if (feed == NULL) {
        error_set(&err, "no feed is named %s: `storywatch feeds` lists them", name);
        return refusal(err.message);
    }
    polls_ask_now(core->polls, feed);
    return json_pack("{s:b, s:s}", "ok", 1, "feed", name);
}

/* What each topic cost so far, from topic number `first` on. */
static json_t *answer_topics(struct core *core, const char *first)
{
    const struct watch_list *list = watch_compiled(core->watch);
    size_t index = strtoul(first, NULL, 10), end = watch_list_count(list);
    json_t *topics = json_array();

    end = index < end && end - index > TOPICS_MAX ? index + TOPICS_MAX : end;
    for (; index < end; index++)
        json_array_append_new(
            topics, json_pack("{s:s, s:I}", "name", watch_topic(core->watch, index)->name,
                              "verifications", (json_int_t)watch_list_verifications(list, index)));
    return json_pack("{s:b, s:I, s:o}", "ok", 1, "items", (json_int_t)watch_list_items(list),
                     "topics", topics);
}

json_t *core_answer(void *owner, const char *command, const char *argument)
{
    struct core *core = owner;

    if (strcmp(command, "status") == 0 && argument == NULL)
        return answer_status(core);
    if (strcmp(command, "reload") == 0 && argument == NULL)
        return answer_reload(core);
    if (strcmp(command, "poll") == 0 && argument != NULL)
        return answer_poll(core, argument);
    if (strcmp(command, "topics") == 0 && argument != NULL)
        return answer_topics(core, argument);
    if (strcmp(command, "split") == 0 && argument != NULL)
        return core_answer_split(core, argument);
    if (strcmp(command, "join") == 0 && argument != NULL)
        return core_answer_join(core, argument);
    if (strcmp(command, "backfill") == 0 && argument != NULL)
        return core_answer_backfill(core, argument);
    if (strcmp(command, "retry") == 0 && argument != NULL)
        return core_answer_retry(core, argument);
    if (strcmp(command, "sink-test") == 0 && argument != NULL)
        return core_answer_sink_test(core, argument);
    if (strcmp(command, "sink-answer") == 0 && argument != NULL)
        return core_answer_sink_answer(core, argument);
    return refusal("the requests are: status, topics FIRST, reload, poll NAME, split ITEM, "
                   "join ITEM ITEM, backfill SEEN ITEM HASH TOPIC, retry ALERT, sink-test NAME, "
                   "sink-answer NUMBER");
}
