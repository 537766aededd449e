#include "config/base/error.h"
#include "config/base/memory.h"
#include "daemon/core/poll_answer.h"
#include "daemon/core/polls_state.h"
#include "daemon/core/spread.h"
#include "daemon/service/log.h"

#include <stdlib.h>

#define PROBES_LOOKED_AT 64 /* due feeds, for one of another host */

static void excuse(void *owner, struct feed *feed)
{
    struct polls *polls = owner;
    struct error err = {0};

    if (feed->is_polling || feed->waits_in != NULL) /* its answer comes yet */
        return;
    if (poll_answer_excuse(polls->parts.store, feed->id, polls->scratch, &err) == STORE_FAILED)
        log_failure(polls->parts.log, LOG_LEVEL_ERROR, "cannot excuse a feed's failure", &err);
    if (!polls->is_once)
        polls_queue_at(polls, feed, 0);
}

/* What failed in it is taken back, all waits, and one feed after the other is asked whether it is
 * over. */
void polls_look_for_outage(struct polls *polls)
{
    if (!outage_begins(polls->outage, clock_moment()))
        return;
    log_warning(polls->parts.log,
                "nothing can be reached: polling waits, and asks one feed after the other", NULL);
    polls->next_probe = moment_after_ms(clock_moment(), OUTAGE_PROBE_MS);
    if (!committer_flush(polls->parts.committer) || !committer_begin(polls->parts.committer))
        return;
    outage_failed_each(polls->outage, excuse, polls);
    committer_done(polls->parts.committer);
}

/* Of another host each time, where there is one; the one that was asked waits behind the others. */
void polls_probe(struct polls *polls)
{
    struct moment now = clock_moment();

    polls_queue_waiting(polls); /* for room: nobody gives it to them now */
    struct due *first = due_queue_first(polls->queue);
    if (moment_elapsed_ms(now, polls->next_probe) > 0 || !polls_is_due(first))
        return;
    struct feed *feed = polls_feed_of(first);
    for (size_t i = 0; i < PROBES_LOOKED_AT && feed->host == polls->last_probed; i++) {
        due_queue_set(polls->queue, &feed->due, now);
        feed = polls_feed_of(due_queue_first(polls->queue));
    }
    polls->last_probed = feed->host;
    polls->next_probe = moment_after_ms(now, OUTAGE_PROBE_MS);
    polls_ask(polls, feed);
}

void polls_end_outage(struct polls *polls)
{
    size_t count = 0, feeds = roster_count(polls->roster);
    struct overdue *overdue = memory_new(feeds, sizeof(*overdue));

    for (size_t i = 0; i < feeds; i++) {
        struct feed *feed = roster_at(polls->roster, i);
        if (feed->due.place != 0 && polls_is_due(&feed->due))
            overdue[count++] = (struct overdue){feed, feed->due.at.ms};
    }
    log_info(polls->parts.log, "the network is back",
             LOG_FIELDS(LOG_NUMBER("overdue", (int64_t)count)));
    spread_overdue(polls->queue, overdue, count, clock_moment(),
                   polls->settings->poll.every * 1000);
    free(overdue);
}
