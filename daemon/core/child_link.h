/* child_link.h: one child process as the core sees it: started, talked to, replaced when it ends,
 * killed when it hangs.
 *
 * A child answers each MESSAGE_PING at once. One that leaves several unanswered hangs, and one that
 * goes on when its channel is closed too: the spawner kills it. So whatever becomes of a child, the
 * next one starts. */
#pragma once

#include "config/base/attributes.h"
#include "daemon/ipc/message.h"
#include "daemon/spawner/spawner.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer;
struct child_link;
struct error;
struct event_base;
struct log;

#define CHILD_PULSE_MS 10000 /* between two pings; the fourth that finds no answer kills */

struct child_link_parts {
    struct event_base *base;
    struct spawner *spawner;
    struct log *log;
    enum role role;
    unsigned number; /* 0: of a role there is one of */
    int page_fd;     /* -1: none */
    enum message_type setup;
    int64_t pulse_ms;
};

enum child_end {
    CHILD_REPLACED, /* by child_link_start() */
    CHILD_FAILED,
    CHILD_OUT_OF_TIME, /* by the guard of sandbox/guard.h */
};

struct child_link_handler {
    /* Writes the setup message for a process that is about to start. False: `err` says why not. */
    bool (*on_start)(void *owner, struct buffer *setup, struct error *err);
    /* Its sandbox is closed; now it takes other messages. */
    void (*on_ready)(void *owner);
    /* A message. False: it breaks the rules, and the process is replaced. */
    bool (*on_message)(void *owner, uint16_t type, const void *body, size_t len);
    /* The process is gone, with all that it had not answered. */
    void (*on_down)(void *owner, enum child_end how);
};

/* Everything is borrowed, `parts` copied. Nothing is started yet. */
struct child_link *child_link_new(const struct child_link_parts *parts,
                                  const struct child_link_handler *handler, void *owner);
void child_link_free(struct child_link *link); /* NULL is allowed; calls no handler */

/* Starts the process, or starts it anew: one that runs is asked to end first. */
void child_link_start(struct child_link *link);

MUST_CHECK bool child_link_send(struct child_link *link, uint16_t type, const void *body,
                                size_t len);
size_t child_link_backlog(const struct child_link *link); /* bytes queued for it */
bool child_link_is_ready(const struct child_link *link);

/* What the spawner says of this role and number. */
void child_link_on_started(struct child_link *link, pid_t pid);
void child_link_on_failed(struct child_link *link, int code);
void child_link_on_ended(struct child_link *link, pid_t pid, int status);

struct child_status {
    pid_t pid; /* 0: none runs */
    int64_t restarts;
    bool has_seccomp;
    int landlock; /* ABI in force; 0: none */
    bool is_ready;
};

struct child_status child_link_status(const struct child_link *link);
