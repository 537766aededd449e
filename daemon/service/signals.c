#include "daemon/service/signals.h"

#include "config/base/error.h"
#include "config/base/memory.h"

#include <event2/event.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>

#define SIGNAL_COUNT 4

struct signals {
    struct event *events[SIGNAL_COUNT];
    const struct signals_handler *handler;
    void *owner;
};

static void on_signal(evutil_socket_t number, short what, void *arg)
{
    const struct signals *signals = arg;
    const struct signals_handler *handler = signals->handler;

    (void)what;
    if (number == SIGHUP)
        handler->on_reload(signals->owner);
    else if (number == SIGUSR1)
        handler->on_reopen(signals->owner);
    else
        handler->on_terminate(signals->owner);
}

struct signals *signals_open(struct event_base *base, const struct signals_handler *handler,
                             void *owner, struct error *err)
{
    static const int obeyed[SIGNAL_COUNT] = {SIGTERM, SIGINT, SIGHUP, SIGUSR1};
    struct signals *signals = memory_new(1, sizeof(*signals));

    signals->handler = handler;
    signals->owner = owner;
    (void)signal(SIGPIPE, SIG_IGN);
    for (size_t i = 0; i < SIGNAL_COUNT; i++) {
        signals->events[i] = evsignal_new(base, obeyed[i], on_signal, signals);
        if (signals->events[i] == NULL || event_add(signals->events[i], NULL) != 0) {
            error_set(err, "signal %d cannot be listened to", obeyed[i]);
            signals_close(signals);
            return NULL;
        }
    }
    return signals;
}

void signals_close(struct signals *signals)
{
    if (signals == NULL)
        return;
    for (size_t i = 0; i < SIGNAL_COUNT; i++) {
        if (signals->events[i] != NULL)
            event_free(signals->events[i]);
    }
    free(signals);
}
