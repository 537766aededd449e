#include "daemon/core/network_watch.h"

#include "config/base/memory.h"
#include "daemon/sandbox/sandbox.h"
#include "daemon/service/log.h"

#include <event2/event.h>
#include <stdlib.h>

struct network_watch {
    struct network_watch_parts parts;
    char **files;
    size_t file_count;
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
    return sandbox_sight_of_network((const char *const *)watch->files, watch->file_count);
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

static void forget_files(struct network_watch *watch)
{
    for (size_t i = 0; i < watch->file_count; i++)
        free(watch->files[i]);
    free(watch->files);
}

void network_watch_free(struct network_watch *watch)
{
    if (watch == NULL)
        return;
    event_free(watch->look);
    event_free(watch->step);
    forget_files(watch);
    free(watch);
}

void network_watch_set(struct network_watch *watch, const char *const *files, size_t count)
{
    forget_files(watch);
    watch->files = memory_new(count, sizeof(*watch->files));
    watch->file_count = count;
    for (size_t i = 0; i < count; i++)
        watch->files[i] = memory_string(files[i]);
    watch->sight = look(watch);
    add_timer(watch->look, watch->parts.period_ms);
}
