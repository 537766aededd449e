/* signals.h: the signals that the service obeys, as events of its loop. */
#pragma once

struct error;
struct event_base;
struct signals;

struct signals_handler {
    void (*on_terminate)(void *owner); /* SIGTERM, SIGINT */
    void (*on_reload)(void *owner);    /* SIGHUP */
    void (*on_reopen)(void *owner);    /* SIGUSR1 */
};

/* SIGPIPE is ignored from then on: a write says EPIPE. Borrows `handler` and `owner` until
 * signals_close(). NULL: `err` says why. */
struct signals *signals_open(struct event_base *base, const struct signals_handler *handler,
                             void *owner, struct error *err);
void signals_close(struct signals *signals); /* NULL is allowed */
