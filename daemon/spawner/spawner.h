/* spawner.h: the process that starts and reaps the other children, and the core's end of it.
 *
 * Filters are inherited, so that a core that has closed its sandbox can start nobody itself
 * (TRUST 2). It starts the spawner before, and asks it over a SOCK_SEQPACKET pair: one packet
 * each way per request, descriptors along with it. */
#pragma once

#include "config/base/attributes.h"
#include "daemon/spawner/role.h"

#include <stdbool.h>
#include <sys/types.h>

struct error;
struct event_base;
struct sandbox_state;
struct spawner; /* the core's end */

struct spawner_handler {
    void (*on_started)(void *owner, enum role role, unsigned number, pid_t pid);
    /* No process could be made; `code` is errno. Nothing else is told of this request. */
    void (*on_failed)(void *owner, enum role role, unsigned number, int code);
    /* `status` as of waitpid(). */
    void (*on_ended)(void *owner, enum role role, unsigned number, pid_t pid, int status);
    /* The spawner is gone, and with it all children. The owner may close it here. */
    void (*on_lost)(void *owner);
};

/* Starts the spawner. Borrows `handler` and `owner` until spawner_close(). NULL: `err` says why. */
struct spawner *spawner_start(struct event_base *base, const struct spawner_handler *handler,
                              void *owner, struct error *err);

/* Asks for a child that has `channel_fd` as ROLE_CHANNEL_FD and `page_fd` (-1: none) as
 * ROLE_PAGE_FD. The answer comes to the handler, later. The descriptors stay the caller's, who may
 * close them at once. Must not be called for ROLE_CORE or ROLE_SPAWNER. */
MUST_CHECK bool spawner_spawn(struct spawner *spawner, enum role role, unsigned number,
                              int channel_fd, int page_fd, struct error *err);

/* Asks for the end by SIGKILL of every child of this role and number; on_ended tells of it. That
 * there is none is no error: it has ended meanwhile. */
MUST_CHECK bool spawner_kill(struct spawner *spawner, enum role role, unsigned number,
                             struct error *err);

pid_t spawner_pid(const struct spawner *spawner);

/* What the spawner could close of its sandbox; nothing, until it has told. */
const struct sandbox_state *spawner_sandbox(const struct spawner *spawner);

/* Ends the spawner and with it all its children; calls no handler. NULL is allowed. Must not be
 * called from a handler but on_lost. */
void spawner_close(struct spawner *spawner);

/* The spawner's own role: serves requests on `fd` until the core's end closes. Returns the exit
 * status. */
int spawner_main(int fd);
