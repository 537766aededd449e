/* notifier_link.h: the notifier process as the core sees it: started, replaced when it ends, talked
 * to. */
#pragma once

#include "daemon/spawner/spawner.h"

#include <stddef.h>
#include <stdint.h>

struct buffer;
struct error;
struct event_base;
struct log;
struct notifier_link;

struct notifier_link_handler {
    /* Writes the setup message for a process that is about to start. False: `err` says why not. */
    bool (*on_start)(void *owner, struct buffer *setup, struct error *err);
    /* A message. False: it breaks the rules, and the process is replaced. */
    bool (*on_message)(void *owner, uint16_t type, const void *body, size_t len);
    /* The process is gone, with all that it had not answered. */
    void (*on_down)(void *owner);
};

/* Everything is borrowed. Nothing is started yet. */
struct notifier_link *notifier_link_new(struct event_base *base, struct spawner *spawner,
                                        struct log *log,
                                        const struct notifier_link_handler *handler, void *owner);
void notifier_link_free(struct notifier_link *link); /* NULL is allowed; calls no handler */

/* Starts the process, or starts it anew: one that runs is asked to end first. */
void notifier_link_start(struct notifier_link *link);

MUST_CHECK bool notifier_link_send(struct notifier_link *link, uint16_t type, const void *body,
                                   size_t len);

/* What the spawner says of the notifier. */
void notifier_link_on_started(struct notifier_link *link, pid_t pid);
void notifier_link_on_failed(struct notifier_link *link, int code);
void notifier_link_on_ended(struct notifier_link *link, pid_t pid, int status);

pid_t notifier_link_pid(const struct notifier_link *link); /* 0: none runs */
int64_t notifier_link_restarts(const struct notifier_link *link);
