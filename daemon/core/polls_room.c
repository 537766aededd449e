/* A fetcher takes so many jobs. Feeds that are due beyond that wait here, each at the fetcher that
 * it is for and in the order in which they were due: however many they are, nobody looks at them
 * again before there is room. */
#include "config/base/memory.h"
#include "daemon/core/poll_job.h"
#include "daemon/core/polls_state.h"

#include <stdlib.h>

void polls_open_rooms(struct polls *polls)
{
    size_t count = fetchers_count(polls->parts.fetchers);

    free(polls->rooms);
    polls->rooms = memory_new(count, sizeof(*polls->rooms));
    polls->room_count = count;
    for (size_t i = 0; i < count; i++)
        TAILQ_INIT(&polls->rooms[i]);
}

bool polls_wait_for_room(struct polls *polls, struct feed *feed)
{
    uint64_t place = host_place(feed->host, polls->settings->fetch.per_host_spacing_ms);

    if (fetchers_has_room(polls->parts.fetchers, place))
        return false;
    polls_wait_in(&polls->rooms[place % polls->room_count], feed);
    return true;
}

void polls_ask_waiting(struct polls *polls)
{
    for (size_t i = 0; i < polls->room_count; i++) {
        struct feed *feed;
        while ((feed = TAILQ_FIRST(&polls->rooms[i])) != NULL &&
               fetchers_has_room(polls->parts.fetchers, i)) {
            polls_stop_waiting(feed);
            polls_ask(polls, feed);
        }
    }
}

void polls_queue_waiting(struct polls *polls)
{
    for (size_t i = 0; i < polls->room_count; i++) {
        struct feed *feed;
        while ((feed = TAILQ_FIRST(&polls->rooms[i])) != NULL)
            polls_queue_again(polls, feed);
    }
}

bool polls_has_waiting(const struct polls *polls)
{
    for (size_t i = 0; i < polls->room_count; i++) {
        if (!TAILQ_EMPTY(&polls->rooms[i]))
            return true;
    }
    return false;
}
