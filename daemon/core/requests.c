/* requests.c: what the control socket is asked, and the answers. */
#include "config/base/buffer.h"
#include "config/base/error.h"
#include "daemon/core/backfill_request.h"
#include "daemon/core/core_state.h"
#include "daemon/core/correct_requests.h"
#include "daemon/core/sink_requests.h"
#include "daemon/core/status.h"

#include <stdlib.h>
#include <string.h>

#define TOPICS_MAX 1000 /* of one answer, which the loop waits for */
#define REFUSAL_MAX 1024

static json_t *answer_status(struct core *core, const char *nothing)
{
    (void)nothing;
    const struct status_parts parts = {
        .since = core->since,
        .settings = core->settings,
        .committer = core->committer,
        .fetchers = core->fetchers,
        .sinks = core->sinks,
        .spawner_pid = spawner_pid(core->spawner),
        .core_sandbox = &core->sandbox,
        .spawner_sandbox = spawner_sandbox(core->spawner),
        .config_refusal = service_health_config_refusal(core->health),
    };

    return status_json(&parts);
}

json_t *core_refusal(const char *why)
{
    return json_pack("{s:b, s:s}", "ok", 0, "error", why);
}

static json_t *answer_reload(struct core *core, const char *nothing)
{
    struct error err = {0};

    (void)nothing;
    if (core->is_ending || core->options.is_once)
        return core_refusal("the service is about to end");
    return core_reload(core, &err) ? json_pack("{s:b}", "ok", 1) : core_refusal(err.message);
}

static json_t *answer_poll(struct core *core, const char *name)
{
    struct feed *feed = roster_find_name(core->roster, name);
    struct error err = {0};

    if (feed == NULL) {
        settings_refuse_feed(core->settings, name, &err);
        return core_refusal(err.message);
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

static const struct request {
    const char *command;
    const char *arguments; /* what stands behind it, for a person; NULL: nothing does */
    json_t *(*answer)(struct core *core, const char *argument);
} requests[] = {
    {"status", NULL, answer_status},
    {"topics", "FIRST", answer_topics},
    {"reload", NULL, answer_reload},
    {"poll", "NAME", answer_poll},
    {"split", "ITEM", core_answer_split},
    {"join", "ITEM ITEM", core_answer_join},
    {"forget", "NAME", core_answer_forget},
    {"backfill", "SEEN ITEM HASH TOPIC", core_answer_backfill},
    {"retry", "ALERT", core_answer_retry},
    {"sink-test", "NAME", core_answer_sink_test},
    {"sink-answer", "NUMBER", core_answer_sink_answer},
};

#define REQUESTS (sizeof(requests) / sizeof(requests[0]))

static json_t *refuse_unknown(void)
{
    struct buffer text;

    buffer_init(&text, REFUSAL_MAX);
    buffer_append_string(&text, "the requests are");
    for (size_t i = 0; i < REQUESTS; i++) {
        const char *arguments = requests[i].arguments;
        buffer_append_format(&text, "%s %s%s%s", i == 0 ? ":" : ",", requests[i].command,
                             arguments == NULL ? "" : " ", arguments == NULL ? "" : arguments);
    }
    json_t *answer = core_refusal(text.data);
    buffer_free(&text);
    return answer;
}

json_t *core_answer(void *owner, const char *command, const char *argument)
{
    for (size_t i = 0; i < REQUESTS; i++) {
        if (strcmp(command, requests[i].command) == 0 &&
            (argument != NULL) == (requests[i].arguments != NULL))
            return requests[i].answer(owner, argument);
    }
    return refuse_unknown();
}
