/* A host has so many polls under way at most; its other feeds wait here, in the order in which they
 * were due. So what one host is slow to take never fills the fetcher that other hosts wait for. */
#include "config/base/arena.h"
#include "config/base/error.h"
#include "daemon/core/polls_state.h"
#include "daemon/service/log.h"
#include "feeds/url.h"

#define PLACES_MIN 4u /* the next is at the fetcher before its host has room for it */

static unsigned places(const struct polls *polls)
{
    unsigned wanted = 2 * polls->settings->fetch.per_host_connections;

    return wanted > PLACES_MIN ? wanted : PLACES_MIN;
}

void polls_tell_hold(void *owner, const struct host *host)
{
    const struct polls *polls = owner;
    const struct hold_message hold = {host->name, host->hold_until * 1000 - clock_wall_ms()};

    if (hold.ms > 0)
        fetchers_hold(polls->parts.fetchers, &hold);
}

bool polls_is_host_held(const struct polls *polls, const char *url)
{
    struct arena *arena = arena_new();
    const char *name = url_host(arena, url);
    const struct host *host = name == NULL ? NULL : hosts_find(roster_hosts(polls->roster), name);

    arena_free(arena);
    return host != NULL && host_is_held(host, clock_wall());
}

void polls_tell_holds(struct polls *polls)
{
    if (polls->roster != NULL)
        hosts_held_each(roster_hosts(polls->roster), clock_wall(), polls_tell_hold, polls);
}

bool polls_wait_for_host(const struct polls *polls, struct feed *feed)
{
    struct host *host = feed->host;

    if (host->under_way < places(polls) || feed->is_wanted)
        return false;
    polls_wait_in(&host->waiting, feed);
    return true;
}

void polls_wait_in(struct host_queue *queue, struct feed *feed)
{
    TAILQ_INSERT_TAIL(queue, feed, waiting);
    feed->waits_in = queue;
}

void polls_stop_waiting(struct feed *feed)
{
    if (feed->waits_in != NULL)
        TAILQ_REMOVE(feed->waits_in, feed, waiting);
    feed->waits_in = NULL;
}

void polls_enter_host(struct host *host)
{
    host->under_way++;
}

/* Due since when it was: it comes before those that are due later. */
void polls_queue_again(struct polls *polls, struct feed *feed)
{
    polls_stop_waiting(feed);
    due_queue_set(polls->queue, &feed->due, feed->due.at);
}

void polls_leave_host(struct polls *polls, struct host *host)
{
    struct feed *feed;

    host->under_way -= host->under_way > 0;
    host->quiet = clock_moment();
    if (host_is_held(host, clock_wall())) {
        while ((feed = TAILQ_FIRST(&host->waiting)) != NULL)
            polls_queue_again(polls, feed);
    } else if ((feed = TAILQ_FIRST(&host->waiting)) != NULL && host->under_way < places(polls)) {
        polls_queue_again(polls, feed);
    }
}

void polls_look_at_load(const struct polls *polls, struct host *host)
{
    double room = (double)polls->settings->fetch.per_host_spacing_ms / 1000; /* seconds a poll */

    if (host->is_overfull || host->load * room <= 1)
        return;
    host->is_overfull = true;
    log_warning(polls->parts.log,
                "the feeds of a host ask for more polls than it is given room for: their intervals "
                "are stretched",
                LOG_FIELDS(LOG_TEXT("host", host->name),
                           LOG_NUMBER("polls_a_minute", (int64_t)(host->load * 60)),
                           LOG_NUMBER("room_a_minute", (int64_t)(60 / room))));
}
