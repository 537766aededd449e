/* sinks_state.h: what the core knows of its sinks, shared by the files that are its side of
 * deliveries. */
#pragma once

#include "config/base/buffer.h"
#include "config/base/clock.h"
#include "daemon/core/sinks.h"

struct arena;
struct child_link;
struct delivered_message;
struct event;
struct stored_delivery;

#define SINK_WINDOW 255 /* deliveries of a sink under way; a place of its queue is a test's */

/* A test of a sink: an alert that is no row of the store. */
struct sink_trial {
    int64_t
        number; /* what the notifier knows it by, in place of an alert's id; 0: there was none */
    bool is_over;
    bool is_done;
    int64_t duration_ms;
    char *answer; /* what the server said, or why it said nothing; NULL: nothing is known */
};

struct sink {
    const struct sink_settings *settings;
    bool is_open;       /* log: its position is known */
    int64_t sent;       /* log: the last alert sent */
    int64_t *under_way; /* alerts sent and not answered; of a log: its last is `sent` */
    size_t under_way_count;
    char *trouble;       /* NULL: none */
    struct event *timer; /* next delivery that is due */
    struct sink_trial trial;
};

struct sinks {
    struct sinks_parts parts;
    void (*on_idle)(void *owner);
    void *owner;
    const struct settings *settings;
    struct sink *list;
    size_t count;
    struct child_link *notifier;
    struct buffer message;
    struct buffer line;
    struct arena *scratch;
    bool is_finishing;
    int64_t dropped; /* deliveries of others, by the last sinks_forget_others() */
    int64_t older;   /* the last alert that was recorded before these sinks were set up */
};

bool sink_is_log(const struct sink *sink);

/* NULL: there is no such sink. */
struct sink *sinks_at(struct sinks *sinks, uint32_t index);

/* Sends what is due of this sink (sinks.c). */
void sinks_pump_one(struct sinks *sinks, struct sink *sink);
void sinks_tell_when_idle(struct sinks *sinks);

/* A message of the notifier. False: it broke the rules (sinks_answers.c). */
bool sinks_on_message(void *owner, uint16_t type, const void *body, size_t len);

/* Sends one alert to a sink. False: the notifier takes nothing now (sinks.c). */
bool sinks_send(struct sinks *sinks, struct sink *sink, const struct stored_delivery *delivery,
                int64_t number);

/* What came of a test (sinks_trial.c). False: the answer is not to one. */
bool sinks_trial_end(struct sink *sink, const struct delivered_message *message);
/* The notifier is gone, and with it the test that was under way. */
void sinks_trial_lose(struct sink *sink);
