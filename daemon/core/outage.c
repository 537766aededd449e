#include "daemon/core/outage.h"

#include "config/base/memory.h"
#include "daemon/core/roster.h"

#include <stdlib.h>
#include <string.h>

#define WINDOW_MS 30000
#define POLLS_MIN 10
#define HOSTS_MIN 5
#define FAILED_TENTHS 9
#define QUIET_MS 2000 /* without one that was reached */
#define LOOK_MS 500   /* while many have failed: those that were reached before leave the window */

struct ended {
    struct moment at;
    struct feed *feed;
    bool is_reached;
};

/* The polls that ended in the window, in order: `count` of them from `first` on. */
struct outage {
    struct ended *list;
    size_t first, count, capacity;
    size_t failed;         /* of `count` */
    struct moment reached; /* the last that was, or the first of all polls */
    bool has_reached;
    bool is_on;
};

struct outage *outage_new(void)
{
    return memory_new(1, sizeof(struct outage));
}

void outage_free(struct outage *outage)
{
    if (outage == NULL)
        return;
    free(outage->list);
    free(outage);
}

void outage_forget(struct outage *outage)
{
    outage->first = outage->count = outage->failed = 0;
    outage->has_reached = false;
}

static void drop_old(struct outage *outage, struct moment now)
{
    while (outage->count > 0 &&
           moment_elapsed_ms(outage->list[outage->first].at, now) > WINDOW_MS) {
        outage->failed -= !outage->list[outage->first].is_reached;
        outage->first++;
        outage->count--;
    }
}

static struct ended *make_room(struct outage *outage)
{
    if (outage->first + outage->count < outage->capacity)
        return &outage->list[outage->first + outage->count];
    if (outage->first < outage->capacity / 2 || outage->count == 0) {
        outage->capacity = outage->capacity == 0 ? 64 : outage->capacity * 2;
        outage->list = memory_resize(outage->list, outage->capacity, sizeof(*outage->list));
    }
    memmove(outage->list, outage->list + outage->first, outage->count * sizeof(*outage->list));
    outage->first = 0;
    return &outage->list[outage->count];
}

void outage_note(struct outage *outage, struct feed *feed, bool is_reached, struct moment now)
{
    drop_old(outage, now);
    *make_room(outage) = (struct ended){now, feed, is_reached};
    outage->count++;
    outage->failed += !is_reached;
    if (is_reached || !outage->has_reached)
        outage->reached = now;
    outage->has_reached = true;
    if (is_reached)
        outage->is_on = false;
}

static bool has_enough_hosts(const struct outage *outage)
{
    const struct host *seen[HOSTS_MIN] = {NULL};
    size_t count = 0;

    for (size_t i = 0; i < outage->count && count < HOSTS_MIN; i++) {
        const struct host *host = outage->list[outage->first + i].feed->host;
        size_t at = 0;
        while (at < count && seen[at] != host)
            at++;
        if (at == count)
            seen[count++] = host;
    }
    return count == HOSTS_MIN;
}

static bool has_failed_widely(const struct outage *outage)
{
    return outage->count >= POLLS_MIN && outage->failed * 10 >= outage->count * FAILED_TENTHS &&
           has_enough_hosts(outage);
}

bool outage_begins(struct outage *outage, struct moment now)
{
    drop_old(outage, now);
    if (outage->is_on || !has_failed_widely(outage) ||
        moment_elapsed_ms(outage->reached, now) < QUIET_MS)
        return false;
    outage->is_on = true;
    return true;
}

bool outage_is_on(const struct outage *outage)
{
    return outage->is_on;
}

int64_t outage_wait_ms(const struct outage *outage, struct moment now)
{
    int64_t wait = QUIET_MS - moment_elapsed_ms(outage->reached, now);

    if (outage->is_on || outage->failed < POLLS_MIN)
        return -1;
    if (has_failed_widely(outage))
        return wait > 0 ? wait : 0;
    return wait > LOOK_MS ? wait : LOOK_MS;
}

void outage_failed_each(const struct outage *outage,
                        void (*on_feed)(void *owner, struct feed *feed), void *owner)
{
    for (size_t i = 0; i < outage->count; i++) {
        const struct ended *ended = &outage->list[outage->first + i];
        if (!ended->is_reached)
            on_feed(owner, ended->feed);
    }
}
