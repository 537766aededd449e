#include "config/base/arena.h"
#include "config/base/error.h"
#include "config/base/memory.h"
#include "daemon/core/poll_job.h"
#include "daemon/core/polls_state.h"
#include "daemon/service/log.h"

#include <event2/event.h>
#include <stdlib.h>
#include <string.h>

static void dispatch(struct polls *polls);

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    dispatch(arg);
}

struct polls *polls_new(const struct polls_parts *parts, bool once,
                        void (*on_all_done)(void *owner), void *owner)
{
    struct polls *polls = memory_new(1, sizeof(*polls));

    *polls = (struct polls){
        .parts = *parts, .is_once = once, .on_all_done = on_all_done, .owner = owner};
    polls->queue = due_queue_new();
    polls->scratch = arena_new();
    polls->item_scratch = arena_new();
    polls->outage = outage_new();
    TAILQ_INIT(&polls->pages);
    polls->timer = evtimer_new(parts->base, on_timer, polls);
    polls_watch_clock(polls);
    return polls;
}

void polls_free(struct polls *polls)
{
    if (polls == NULL)
        return;
    clock_watch_free(polls->clock_watch);
    archive_drop(&polls->pages);
    outage_free(polls->outage);
    event_free(polls->timer);
    due_queue_free(polls->queue);
    free(polls->rooms);
    arena_free(polls->scratch);
    arena_free(polls->item_scratch);
    free(polls->uncommitted);
    free(polls);
}

/* ---- when ---- */

static struct moment moment_of(int64_t wall_ms)
{
    int64_t wait = wall_ms - clock_wall_ms();

    return moment_after_ms(clock_moment(), wait > 0 ? wait : 0);
}

bool polls_is_pausing(const struct polls *polls)
{
    return outage_is_on(polls->outage) && !polls->is_once;
}

/* Milliseconds until there is something to do; -1: nothing. */
static int64_t wait_ms(const struct polls *polls)
{
    const struct due *first = due_queue_first(polls->queue);
    struct moment now = clock_moment();
    int64_t outage = outage_wait_ms(polls->outage, now);

    if (first == NULL && !polls_has_waiting(polls))
        return outage;
    int64_t wait = first == NULL ? POLLS_NO_ROOM_MS : moment_elapsed_ms(now, first->at);
    if (polls_is_pausing(polls) && moment_elapsed_ms(now, polls->next_probe) > wait)
        wait = moment_elapsed_ms(now, polls->next_probe);
    if ((!TAILQ_EMPTY(&polls->pages) || polls_has_waiting(polls)) && wait > POLLS_NO_ROOM_MS)
        wait = POLLS_NO_ROOM_MS;
    if (outage >= 0 && outage < wait)
        wait = outage;
    return wait < 0 ? 0 : wait;
}

void polls_set_timer(struct polls *polls)
{
    int64_t wait = polls->is_stopped ? -1 : wait_ms(polls);

    if (wait < 0) {
        evtimer_del(polls->timer);
        return;
    }
    struct timeval delay = {wait / 1000, wait % 1000 * 1000};
    evtimer_add(polls->timer, &delay);
}

void polls_queue_at(struct polls *polls, struct feed *feed, int64_t wall_ms)
{
    int64_t hold = feed->host->hold_until;

    if (hold != NO_TIME && wall_ms < hold * 1000)
        wall_ms = hold * 1000;
    due_queue_set(polls->queue, &feed->due, moment_of(wall_ms));
}

void polls_finish_once(struct polls *polls, struct feed *feed)
{
    if (feed->is_done)
        return;
    feed->is_done = true;
    polls->done++;
}

/* A job under way goes on for the same feed of the new roster, by its row in the store. */
static void move_job(void *owner, struct job *job)
{
    struct polls *polls = owner;

    job->feed = roster_find_id(polls->roster, job->feed_id);
    if (job->feed == NULL)
        return;
    job->feed->is_polling = true;
    if (job->page.number == 0)
        polls_enter_host(job->feed->host);
}

void polls_set_roster(struct polls *polls, struct roster *roster, const struct settings *settings)
{
    due_queue_free(polls->queue);
    polls->queue = due_queue_new();
    polls_open_rooms(polls);
    archive_drop(&polls->pages);
    outage_forget(polls->outage);
    polls->roster = roster;
    polls->settings = settings;
    polls->done = 0;
    fetchers_jobs_each(polls->parts.fetchers, move_job, polls);
    polls_tell_holds(polls);
    polls_queue_all(polls);
    dispatch(polls);
}

/* ---- the job ---- */

static struct poll_job_desk desk_of(const struct polls *polls)
{
    return (struct poll_job_desk){.store = polls->parts.store,
                                  .fetchers = polls->parts.fetchers,
                                  .settings = polls->settings,
                                  .arena = polls->scratch};
}

bool polls_is_due(const struct due *due)
{
    return due != NULL && moment_elapsed_ms(due->at, clock_moment()) >= 0;
}

static void start_poll(struct feed *feed)
{
    feed->is_polling = true;
    polls_enter_host(feed->host);
}

void polls_ask(struct polls *polls, struct feed *feed)
{
    const struct poll_job_desk desk = desk_of(polls);
    bool is_held = host_is_held(feed->host, clock_wall()) && !feed->is_wanted;
    struct error err = {0};

    due_queue_remove(polls->queue, &feed->due);
    if (is_held && polls->is_once)
        polls_finish_once(polls, feed);
    else if (is_held)
        polls_queue_at(polls, feed, 0);
    else if (polls_wait_for_host(polls, feed))
        return;
    else if (poll_job_send(&desk, feed, &err))
        start_poll(feed);
    else if (err.message[0] != '\0' || !polls_wait_for_room(polls, feed))
        due_queue_set(polls->queue, &feed->due,
                      moment_after_ms(clock_moment(),
                                      err.message[0] == '\0' ? POLLS_NO_ROOM_MS : POLLS_RETRY_MS));
    if (err.message[0] != '\0')
        log_failure(polls->parts.log, LOG_LEVEL_ERROR, "cannot read a feed's state", &err);
}

struct feed *polls_feed_of(struct due *due)
{
    return (struct feed *)(void *)((char *)due - offsetof(struct feed, due));
}

/* It has been polled, and all that came of it is stored. */
void polls_free_feed(struct polls *polls, struct feed *feed, int64_t next_ms)
{
    feed->is_polling = false;
    feed->refusals = 0;
    feed->moves = 0;
    feed->is_gone = next_ms == NO_TIME;
    if (polls->is_once)
        polls_finish_once(polls, feed);
    else if (!feed->is_gone)
        polls_queue_at(polls, feed, next_ms);
}

/* The feed's poll is over, and all that can be had of it is stored. */
static void give_up_page(void *owner, const struct archive_page *page)
{
    polls_free_feed(owner, page->feed, page->job.next_ms);
}

void polls_send_pages(struct polls *polls)
{
    const struct poll_job_desk desk = desk_of(polls);

    archive_send(&polls->pages, &desk, give_up_page, polls);
}

/* Each once: those that the store has no state of are due again before the last of many has been
 * looked at. Those that wait for room have been due for longer. */
static void dispatch_due(struct polls *polls)
{
    polls_ask_waiting(polls);
    for (size_t left = due_queue_count(polls->queue);
         left > 0 && polls_is_due(due_queue_first(polls->queue)); left--)
        polls_ask(polls, polls_feed_of(due_queue_first(polls->queue)));
}

/* ---- all that is due ---- */

void polls_tell_when_done(struct polls *polls)
{
    if (polls->is_once && !polls->is_stopped && polls->done == roster_count(polls->roster) &&
        polls_under_way(polls) == 0) {
        polls->is_stopped = true;
        polls->on_all_done(polls->owner);
    }
}

static bool may_ask(const struct polls *polls)
{
    return !polls->is_stopped && polls->roster != NULL &&
           committer_trouble(polls->parts.committer) == NULL;
}

static void dispatch(struct polls *polls)
{
    if (!may_ask(polls))
        return;
    polls_look_at_clock(polls);
    polls_look_for_outage(polls);
    polls_send_pages(polls);
    if (polls_is_pausing(polls))
        polls_probe(polls);
    else
        dispatch_due(polls);
    polls_set_timer(polls);
    polls_tell_when_done(polls);
}

void polls_on_room(struct polls *polls)
{
    dispatch(polls);
}

void polls_on_recovered(struct polls *polls)
{
    dispatch(polls);
}

void polls_ask_now(struct polls *polls, struct feed *feed)
{
    if (feed->is_polling)
        return;
    feed->is_wanted = true;
    polls_stop_waiting(feed);
    due_queue_set(polls->queue, &feed->due, clock_moment());
    if (may_ask(polls))
        polls_ask(polls, feed);
    polls_set_timer(polls);
}

void polls_stop(struct polls *polls)
{
    polls->is_stopped = true;
    evtimer_del(polls->timer);
}

size_t polls_under_way(const struct polls *polls)
{
    const struct archive_page *page;
    size_t pages = 0;

    TAILQ_FOREACH (page, &polls->pages, link)
        pages++;
    return fetchers_job_count(polls->parts.fetchers) + polls->uncommitted_count + pages;
}
