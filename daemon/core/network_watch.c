#include "daemon/core/network_watch.h"

#include "config/base/memory.h"
#include "daemon/sandbox/sandbox.h"
#include "daemon/service/log.h"

#include <event2/event.h>
#include <stdlib.h>

struct network_watch {
    struct network_watch_parts parts;
    char *ca_file;
    uint64_t sight;
    size_t next; /* process to be replaced */
    struct event *look, *step;
};

static void add_timer(struct event *timer, int64_t ms)
{
    struct timeval delay = {ms / 1000, ms % 1000 * 1000};

    evtimer_add(timer, &delay);
}

static uint64_t look(const struct network_watch *watch)
{
    const char *const files[] = {watch->ca_file};

    return sandbox_sight_of_network(files, 1);
}

static void on_step_due(evutil_socket_t fd, short what, void *arg)
{
    struct network_watch *watch = arg;

    (void)fd;
    (void)what;
    if (watch->parts.replace(watch->parts.owner, watch->next++))
        add_timer(watch->step, watch->parts.step_ms);
}

static void on_look_due(evutil_socket_t fd, short what, void *arg)
{
    struct network_watch *watch = arg;
    uint64_t sight = look(watch);

    (void)fd;
    (void)what;
    add_timer(watch->look, watch->parts.period_ms);
    if (sight == watch->sight)
        return;
    watch->sight = sight;
    watch->next = 0;
    log_info(watch->parts.log,
             "a file of certificates or of the resolver was replaced: the processes that read it "
             "are started anew",
             NULL);
    add_timer(watch->step, 0);
}

struct network_watch *network_watch_new(const struct network_watch_parts *parts)
{
    struct network_watch *watch = memory_new(1, sizeof(*watch));

    *watch = (struct network_watch){.parts = *parts};
    watch->look = evtimer_new(parts->base, on_look_due, watch);
    watch->step = evtimer_new(parts->base, on_step_due, watch);
    return watch;
}

void network_watch_free(struct network_watch *watch)
{
    if (watch == NULL)
        return;
    event_free(watch->look);
    event_free(watch->step);
    free(watch->ca_file);
    free(watch);
}

void network_watch_set(struct network_watch *watch, const char *ca_file)
{
    free(watch->ca_file);
    watch->ca_file = memory_string(ca_file);
    watch->sight = look(watch);
    add_timer(watch->look, watch->parts.period_ms);
}
