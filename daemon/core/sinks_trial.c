/* sinks_trial.c: a test alert through a sink, and what its server says to it. */
#include "config/base/arena.h"
#include "config/base/error.h"
#include "config/base/memory.h"
#include "config/base/rfc3339.h"
#include "config/name_index.h"
#include "daemon/core/child_link.h"
#include "daemon/core/service_alert.h"
#include "daemon/core/sinks_state.h"
#include "daemon/ipc/message.h"
#include "store/deliveries.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct sink *find_sink(const struct sinks *sinks, const char *name)
{
    for (size_t i = 0; i < sinks->count; i++) {
        if (strcmp(sinks->list[i].settings->name, name) == 0)
            return &sinks->list[i];
    }
    return NULL;
}

/* Milliseconds since 1970 are no alert's id, and no other test's. */
static int64_t next_number(const struct sinks *sinks)
{
    int64_t number = clock_wall_ms();

    for (size_t i = 0; i < sinks->count; i++) {
        if (sinks->list[i].trial.number >= number)
            number = sinks->list[i].trial.number + 1;
    }
    return number;
}

static bool send_test(struct sinks *sinks, struct sink *sink, int64_t number)
{
    char title[512];
    const struct stored_delivery delivery = {.alert = {.time = clock_wall(),
                                                       .topic = SERVICE_ALERT_TOPIC,
                                                       .severity = "low",
                                                       .title = title,
                                                       .published = NO_TIME,
                                                       .kind = "test",
                                                       .subject = sink->settings->name}};

    snprintf(title, sizeof(title), "A test of the sink %s: alerts arrive here",
             sink->settings->name);
    return sinks_send(sinks, sink, &delivery, number);
}

/* The file is the store's copy: no line but an alert's may stand in it. */
static bool look_at_log(const struct sink *sink, int64_t *number, const char **answer,
                        struct error *err)
{
    *number = 0;
    *answer = "the file is open and can be written";
    if (sink->is_open)
        return true;
    error_set(err, "%s", sink->trouble != NULL ? sink->trouble : "the file is not open yet");
    return false;
}

static void refuse_name(const struct sinks *sinks, const char *name, struct error *err)
{
    struct arena *arena = arena_new();
    struct name_index *names = name_index_new(arena);

    for (size_t i = 0; i < sinks->count; i++)
        (void)name_index_put(names, sinks->list[i].settings->name, sinks);
    if (sinks->count == 0)
        error_set(err, "no sink is named %s; there is none at all", name);
    else
        error_set(err, "no sink is named %s; did you mean %s?", name,
                  name_index_nearest(names, name));
    arena_free(arena);
}

bool sinks_test(struct sinks *sinks, const char *name, int64_t *number, const char **answer,
                struct error *err)
{
    struct sink *sink = find_sink(sinks, name);

    if (sink == NULL) {
        refuse_name(sinks, name, err);
        return false;
    }
    if (sink_is_log(sink))
        return look_at_log(sink, number, answer, err);
    if (sink->trial.number != 0 && !sink->trial.is_over) {
        error_set(err, "another test of this sink is under way; try again");
        return false;
    }
    *number = next_number(sinks);
    if (!child_link_is_ready(sinks->notifier) || !send_test(sinks, sink, *number)) {
        error_set(err, "the notifier is not there now; try again");
        return false;
    }
    free(sink->trial.answer);
    sink->trial = (struct sink_trial){.number = *number};
    return true;
}

bool sinks_test_answer(const struct sinks *sinks, int64_t number, struct sink_test_answer *answer)
{
    for (size_t i = 0; i < sinks->count; i++) {
        const struct sink_trial *trial = &sinks->list[i].trial;
        if (trial->number != number)
            continue;
        *answer = (struct sink_test_answer){.is_over = trial->is_over,
                                            .is_done = trial->is_done,
                                            .duration_ms = trial->duration_ms,
                                            .text = trial->answer};
        return true;
    }
    return false;
}

bool sinks_trial_end(struct sink *sink, const struct delivered_message *message)
{
    struct sink_trial *trial = &sink->trial;

    if (trial->number == 0 || trial->number != message->alert || trial->is_over)
        return false;
    trial->is_over = true;
    trial->is_done = message->is_done;
    trial->duration_ms = message->duration_ms;
    trial->answer = memory_string(message->answer != NULL ? message->answer : message->error);
    return true;
}

void sinks_trial_lose(struct sink *sink)
{
    if (sink->trial.number == 0 || sink->trial.is_over)
        return;
    sink->trial.is_over = true;
    sink->trial.answer = memory_string("the notifier ended before the server had answered");
}
