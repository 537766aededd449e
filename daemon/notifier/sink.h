/* sink.h: where alerts go. A further type of sink is one file and one row of sink_table.c.
 *
 * The notifier opens its sinks once, hands each the deliveries that are for it, and passes on what
 * they report. A sink keeps a queue of its own and never waits, so that a dead one delays no other.
 * When to try again is the core's to say, but for the log, which keeps its lines in order. */
#pragma once

#include "daemon/ipc/message.h"

#include <stdbool.h>
#include <stdint.h>

struct event_base;
struct http;

#define SINK_QUEUE_MAX 256 /* deliveries that the core leaves undone at one sink */

struct sink_host { /* what the sinks share; outlives them */
    struct event_base *base;
    struct http *http;
    const char *store_uuid;
    const char *user_agent;
    void (*on_opened)(void *owner, const struct log_opened_message *message);
    void (*on_delivered)(void *owner, const struct delivered_message *message);
    void *owner;
};

struct sink_kind {
    /* Never NULL: what is wrong with a sink fails its deliveries. `settings` are borrowed until
     * close(). Reports nothing before it has returned. */
    void *(*open)(const struct sink_host *host, uint32_t index,
                  const struct notifier_sink *settings);
    /* Takes one delivery, in order of their ids. False: there are SINK_QUEUE_MAX already. */
    bool (*deliver)(void *sink, const struct deliver_message *message);
    void (*reopen)(void *sink); /* NULL: nothing is open */
    void (*close)(void *sink);
};

extern const struct sink_kind sink_log;
extern const struct sink_kind sink_journal;
extern const struct sink_kind sink_webhook;
extern const struct sink_kind sink_mail;

const struct sink_kind *sink_kind_of(enum notifier_sink_type type);
