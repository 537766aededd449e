/* Waiting goes by CLOCK_BOOTTIME, and a clock that is set moves none of it. Wall times that are
 * kept of it (holds, when a feed is due) move with the clock. The loop's timers stand still while
 * the machine sleeps: when it wakes up, they are set anew. */
#include "config/base/error.h"
#include "daemon/core/polls_state.h"
#include "daemon/service/log.h"

#define STEP_MIN_MS 2000 /* less is a clock that is steered, or a process that had to wait */

static enum store_status shift(const struct polls *polls, int64_t seconds, struct error *err)
{
    hosts_shift(roster_hosts(polls->roster), seconds);
    if (!committer_begin(polls->parts.committer))
        return STORE_OK; /* after it the store is read anew, and what it says is clamped */
    enum store_status status = store_feeds_shift(polls->parts.store, seconds, err);
    if (status == STORE_FAILED)
        committer_fail(polls->parts.committer, err);
    else
        committer_done(polls->parts.committer);
    return status;
}

static void on_clock_set(void *owner)
{
    polls_on_room(owner); /* looks at the clock, and at what is due by it */
}

void polls_watch_clock(struct polls *polls)
{
    polls->clock_offset_ms = clock_wall_ms() - clock_moment().ms;
    polls->clock_watch = clock_watch_new(polls->parts.base, on_clock_set, polls);
}

void polls_look_at_clock(struct polls *polls)
{
    int64_t offset = clock_wall_ms() - clock_moment().ms;
    int64_t step = offset - polls->clock_offset_ms;
    struct error err = {0};

    polls->clock_offset_ms = offset;
    if (polls->roster == NULL || (step > -STEP_MIN_MS && step < STEP_MIN_MS))
        return;
    int64_t seconds = (step + (step < 0 ? -500 : 500)) / 1000;
    log_info(polls->parts.log, "the clock was set", LOG_FIELDS(LOG_NUMBER("seconds", seconds)));
    if (shift(polls, seconds, &err) == STORE_FAILED)
        log_failure(polls->parts.log, LOG_LEVEL_ERROR, "cannot move the times of the feeds", &err);
}
