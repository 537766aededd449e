#include "daemon/cli/host_holds.h"

#include "config/base/arena.h"
#include "config/base/memory.h"
#include "feeds/url.h"

#include <stdlib.h>
#include <string.h>

struct held {
    const char *host;
    int64_t until;
    const char *why;
    bool is_hosts; /* else of one feed, until another says the same */
};

struct host_holds {
    struct arena *arena;
    int64_t now;
    struct held *list;
    size_t count, capacity;
};

static const char *host_of(const struct feed_state *feed, struct arena *arena)
{
    const char *host = url_host(arena, feed->moved_to != NULL ? feed->moved_to : feed->url);

    return host != NULL ? host : "";
}

static struct held *find(const struct host_holds *holds, const char *host)
{
    for (size_t i = 0; i < holds->count; i++)
        if (strcmp(holds->list[i].host, host) == 0)
            return &holds->list[i];
    return NULL;
}

static struct held *add(struct host_holds *holds, const char *host)
{
    if (holds->count == holds->capacity) {
        holds->capacity = holds->capacity == 0 ? 8 : holds->capacity * 2;
        holds->list = memory_resize(holds->list, holds->capacity, sizeof(*holds->list));
    }
    holds->list[holds->count] = (struct held){.host = host, .until = NO_TIME};
    return &holds->list[holds->count++];
}

static bool on_feed(void *owner, const struct feed_state *feed)
{
    struct host_holds *holds = owner;

    if (feed->status != FEED_HELD || feed->hold_until <= holds->now)
        return true;
    const char *host = feed->held_host != NULL ? arena_string(holds->arena, feed->held_host)
                                               : host_of(feed, holds->arena);
    struct held *held = find(holds, host);
    bool is_first = held == NULL;
    if (is_first)
        held = add(holds, host);
    held->is_hosts = held->is_hosts || feed->http_status == 429 || !is_first;
    if (feed->hold_until > held->until) {
        held->until = feed->hold_until;
        held->why = arena_string(holds->arena, feed->hold_why);
    }
    return true;
}

struct host_holds *host_holds_read(struct store *store, int64_t now, struct error *err)
{
    struct host_holds *holds = memory_new(1, sizeof(*holds));

    *holds = (struct host_holds){.arena = arena_new(), .now = now};
    if (store_feeds_each(store, on_feed, holds, err) != STORE_FAILED)
        return holds;
    host_holds_free(holds);
    return NULL;
}

void host_holds_free(struct host_holds *holds)
{
    if (holds == NULL)
        return;
    arena_free(holds->arena);
    free(holds->list);
    free(holds);
}

bool host_holds_apply(const struct host_holds *holds, struct feed_state *feed,
                      struct arena *scratch)
{
    const struct held *held = holds->count == 0 ? NULL : find(holds, host_of(feed, scratch));

    if (held == NULL || !held->is_hosts || feed->status == FEED_GONE ||
        held->until <= feed->hold_until)
        return false;
    feed->hold_until = held->until;
    feed->hold_why = held->why;
    if (feed->next_poll < held->until)
        feed->next_poll = held->until;
    return true;
}
