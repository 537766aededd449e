#include "config/base/arena.h"
#include "config/base/memory.h"
#include "daemon/core/polls_state.h"
#include "daemon/core/spread.h"

#include <stdlib.h>

/* --once: what is held or gone is not asked, and counts as done. */
static bool is_left_out(const struct feed *feed, int64_t stored_due, int64_t now,
                        const struct feed_state *state)
{
    bool is_held = state->hold_until != NO_TIME && state->hold_until > now && stored_due > now;

    return feed->is_gone || is_held || host_is_held(feed->host, now);
}

/* One whose state cannot be read is asked when it can. */
static void queue_for_once(struct polls *polls, struct feed *feed, int64_t stored_due, int64_t now)
{
    struct feed_state state;

    arena_reset(polls->scratch);
    if (store_feed_get(polls->parts.store, feed->id, polls->scratch, &state, NULL) == STORE_OK &&
        is_left_out(feed, stored_due, now, &state))
        polls_finish_once(polls, feed);
    else
        due_queue_set(polls->queue, &feed->due, clock_moment());
}

/* Whom the service before asked last, nobody knows: no host is asked before its spacing is over. */
static int64_t first_ask_ms(const struct polls *polls, int64_t now)
{
    if (polls->has_begun || polls->is_once)
        return 0;
    for (size_t i = 0; i < roster_count(polls->roster); i++)
        if (roster_stored_due(polls->roster, i) != now) /* it was polled before */
            return polls->settings->fetch.per_host_spacing_ms;
    return 0;
}

void polls_queue_all(struct polls *polls)
{
    size_t count = roster_count(polls->roster), overdue_count = 0;
    struct overdue *overdue = memory_new(count, sizeof(*overdue));
    int64_t now = clock_wall();
    int64_t first_ms = first_ask_ms(polls, now);

    for (size_t i = 0; i < count; i++) {
        struct feed *feed = roster_at(polls->roster, i);
        int64_t due = roster_stored_due(polls->roster, i);
        if (polls->is_once)
            queue_for_once(polls, feed, due, now);
        else if (feed->is_polling || feed->is_gone || due == NO_TIME)
            continue;
        else if (due <= now + first_ms / 1000)
            overdue[overdue_count++] = (struct overdue){feed, due};
        else
            polls_queue_at(polls, feed, due * 1000);
    }
    spread_overdue(polls->queue, overdue, overdue_count, moment_after_ms(clock_moment(), first_ms),
                   polls->settings->poll.every * 1000);
    polls->has_begun = true;
    free(overdue);
}
