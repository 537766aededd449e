#include "daemon/core/polls.h"

#include "config/base/arena.h"
#include "config/base/error.h"
#include "config/base/memory.h"
#include "daemon/core/poll_answer.h"
#include "daemon/core/poll_job.h"
#include "daemon/service/log.h"

#include <event2/event.h>
#include <stdlib.h>
#include <string.h>

#define START_RATE 50  /* feeds a second that a start spreads overdue feeds to, at least */
#define NO_ROOM_MS 250 /* a due feed whose fetcher has no room is looked at again after */
#define RETRY_MS 5000  /* after a rollback */

/* An outcome that is written and not yet committed. */
struct outcome {
    struct feed *feed;
    int64_t next_poll; /* NO_TIME: not by itself */
};

struct polls {
    struct polls_parts parts;
    bool is_once;
    void (*on_all_done)(void *owner);
    void *owner;
    struct roster *roster;
    const struct settings *settings;
    struct due_queue *queue;
    struct event *timer;
    struct arena *scratch; /* of one job or one answer */
    struct arena *item_scratch;
    struct outcome *uncommitted;
    size_t uncommitted_count;
    size_t uncommitted_capacity;
    size_t done; /* --once: feeds polled */
    bool is_stopped;
};

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
    polls->timer = evtimer_new(parts->base, on_timer, polls);
    return polls;
}

void polls_free(struct polls *polls)
{
    if (polls == NULL)
        return;
    event_free(polls->timer);
    due_queue_free(polls->queue);
    arena_free(polls->scratch);
    arena_free(polls->item_scratch);
    free(polls->uncommitted);
    free(polls);
}

/* ---- when ---- */

static struct moment moment_of(int64_t wall)
{
    int64_t wait = wall - clock_wall();

    return moment_after_ms(clock_moment(), wait > 0 ? wait * 1000 : 0);
}

static void set_timer(struct polls *polls)
{
    const struct due *first = due_queue_first(polls->queue);

    if (first == NULL || polls->is_stopped) {
        evtimer_del(polls->timer);
        return;
    }
    int64_t wait = moment_elapsed_ms(clock_moment(), first->at);
    wait = wait < 0 ? 0 : wait;
    struct timeval delay = {wait / 1000, wait % 1000 * 1000};
    evtimer_add(polls->timer, &delay);
}

static void queue_at(struct polls *polls, struct feed *feed, int64_t wall)
{
    if (feed->host->hold_until != NO_TIME && wall < feed->host->hold_until)
        wall = feed->host->hold_until;
    due_queue_set(polls->queue, &feed->due, moment_of(wall));
}

static void finish_once(struct polls *polls, struct feed *feed)
{
    if (feed->is_done)
        return;
    feed->is_done = true;
    polls->done++;
}

/* --once: what is held or gone is not asked, and counts as done. */
static bool is_left_out(const struct feed *feed, int64_t stored_due, int64_t now,
                        const struct feed_state *state)
{
    bool is_held = state->hold_until != NO_TIME && state->hold_until > now && stored_due > now;

    return feed->is_gone || is_held ||
           (feed->host->hold_until != NO_TIME && feed->host->hold_until > now);
}

static void queue_for_once(struct polls *polls, struct feed *feed, int64_t stored_due, int64_t now)
{
    struct feed_state state;

    arena_reset(polls->scratch);
    if (store_feed_get(polls->parts.store, feed->id, polls->scratch, &state, NULL) == STORE_OK &&
        !is_left_out(feed, stored_due, now, &state))
        due_queue_set(polls->queue, &feed->due, clock_moment());
    else
        finish_once(polls, feed);
}

/* Overdue feeds, longest overdue first, evenly over min(every, N / START_RATE). */
struct overdue {
    struct feed *feed;
    int64_t due;
};

static int compare_overdue(const void *a, const void *b)
{
    const struct overdue *left = a, *right = b;

    return (left->due > right->due) - (left->due < right->due);
}

static void spread(struct polls *polls, struct overdue *overdue, size_t count)
{
    int64_t span_ms = (int64_t)count * 1000 / START_RATE;
    int64_t every_ms = polls->settings->poll.every * 1000;
    struct moment now = clock_moment();

    if (span_ms > every_ms)
        span_ms = every_ms;
    qsort(overdue, count, sizeof(*overdue), compare_overdue);
    for (size_t i = 0; i < count; i++) {
        int64_t wait = span_ms * (int64_t)i / (int64_t)count;
        due_queue_set(polls->queue, &overdue[i].feed->due, moment_after_ms(now, wait));
    }
}

static void queue_all(struct polls *polls)
{
    size_t count = roster_count(polls->roster), overdue_count = 0;
    struct overdue *overdue = memory_new(count, sizeof(*overdue));
    int64_t now = clock_wall();

    for (size_t i = 0; i < count; i++) {
        struct feed *feed = roster_at(polls->roster, i);
        int64_t due = roster_stored_due(polls->roster, i);
        if (polls->is_once)
            queue_for_once(polls, feed, due, now);
        else if (feed->is_polling || feed->is_gone || due == NO_TIME)
            continue;
        else if (due <= now)
            overdue[overdue_count++] = (struct overdue){feed, due};
        else
            queue_at(polls, feed, due);
    }
    spread(polls, overdue, overdue_count);
    free(overdue);
}

/* A job under way goes on for the same feed of the new roster, by its row in the store. */
static void move_job(void *owner, struct job *job)
{
    struct polls *polls = owner;

    job->feed = roster_find_id(polls->roster, job->feed_id);
    if (job->feed != NULL)
        job->feed->is_polling = true;
}

void polls_set_roster(struct polls *polls, struct roster *roster, const struct settings *settings)
{
    due_queue_free(polls->queue);
    polls->queue = due_queue_new();
    polls->roster = roster;
    polls->settings = settings;
    polls->done = 0;
    fetchers_jobs_each(polls->parts.fetchers, move_job, polls);
    queue_all(polls);
    dispatch(polls);
}

/* ---- the job ---- */

static bool start_job(struct polls *polls, struct feed *feed, struct error *err)
{
    struct store *store = polls->parts.store;
    struct feed_state state;
    struct known_revisions known;

    if (!fetchers_has_room(polls->parts.fetchers, feed->host->hash))
        return false;
    arena_reset(polls->scratch);
    if (store_feed_get(store, feed->id, polls->scratch, &state, err) != STORE_OK)
        return false;
    struct job_message message =
        poll_job_message(polls->settings, feed->settings, &state, polls->scratch);
    if (store_feed_known(store, feed->id, JOB_KNOWN_MAX, polls->scratch, &known, err) ==
        STORE_FAILED)
        return false;
    message.known = known.list;
    message.known_count = (uint32_t)known.count;
    const struct job job = {
        .feed = feed, .feed_id = feed->id, .epoch = state.epoch, .started = clock_wall()};
    if (!fetchers_send(polls->parts.fetchers, feed->host->hash, &message, &job))
        return false;
    feed->is_polling = true;
    return true;
}

static bool is_due(const struct due *due)
{
    return due != NULL && moment_elapsed_ms(due->at, clock_moment()) >= 0;
}

static void dispatch_one(struct polls *polls, struct feed *feed)
{
    int64_t hold = feed->host->hold_until;
    struct error err = {0};

    due_queue_remove(polls->queue, &feed->due);
    if (hold != NO_TIME && hold > clock_wall() && polls->is_once)
        finish_once(polls, feed);
    else if (hold != NO_TIME && hold > clock_wall())
        queue_at(polls, feed, hold);
    else if (!start_job(polls, feed, &err))
        due_queue_set(
            polls->queue, &feed->due,
            moment_after_ms(clock_moment(), err.message[0] == '\0' ? NO_ROOM_MS : RETRY_MS));
    if (err.message[0] != '\0')
        log_failure(polls->parts.log, LOG_LEVEL_ERROR, "cannot read a feed's state", &err);
}

static void tell_when_all_done(struct polls *polls)
{
    if (polls->is_once && !polls->is_stopped && polls->done == roster_count(polls->roster) &&
        polls_under_way(polls) == 0) {
        polls->is_stopped = true;
        polls->on_all_done(polls->owner);
    }
}

static void dispatch(struct polls *polls)
{
    if (polls->is_stopped || polls->roster == NULL ||
        committer_trouble(polls->parts.committer) != NULL)
        return;
    /* Each once: those that find no room are due again before the last of many has been looked at.
     */
    for (size_t left = due_queue_count(polls->queue);
         left > 0 && is_due(due_queue_first(polls->queue)); left--) {
        struct due *due = due_queue_first(polls->queue);
        dispatch_one(polls, (struct feed *)(void *)((char *)due - offsetof(struct feed, due)));
    }
    set_timer(polls);
    tell_when_all_done(polls);
}

/* ---- the answer ---- */

static void ask_again(struct polls *polls, struct feed *feed, int64_t wait_ms)
{
    if (feed == NULL)
        return;
    feed->is_polling = false;
    due_queue_set(polls->queue, &feed->due, moment_after_ms(clock_moment(), wait_ms));
    set_timer(polls);
}

static struct poll_answer answer_of(struct polls *polls, const struct job *job,
                                    const struct polled_message *polled)
{
    arena_reset(polls->scratch);
    return (struct poll_answer){
        .store = polls->parts.store,
        .pipeline = polls->parts.pipeline,
        .log = polls->parts.log,
        .settings = polls->settings,
        .arena = polls->scratch,
        .item_arena = polls->item_scratch,
        .job = job,
        .polled = polled,
    };
}

static void add_uncommitted(struct polls *polls, struct feed *feed, int64_t next_poll)
{
    if (polls->uncommitted_count == polls->uncommitted_capacity) {
        polls->uncommitted_capacity =
            polls->uncommitted_capacity == 0 ? 64 : polls->uncommitted_capacity * 2;
        polls->uncommitted = memory_resize(polls->uncommitted, polls->uncommitted_capacity,
                                           sizeof(*polls->uncommitted));
    }
    polls->uncommitted[polls->uncommitted_count++] = (struct outcome){feed, next_poll};
}

void polls_on_polled(struct polls *polls, struct job *job, const struct polled_message *polled)
{
    struct error err = {0};

    if (job->feed == NULL)
        return;
    if (!committer_begin(polls->parts.committer)) {
        ask_again(polls, job->feed, RETRY_MS);
        return;
    }
    struct poll_answer answer = answer_of(polls, job, polled);
    enum store_status status = poll_answer_take(&answer, &err);
    add_uncommitted(polls, job->feed, answer.next_poll);
    if (status == STORE_FAILED)
        committer_fail(polls->parts.committer, &err);
    else
        committer_done(polls->parts.committer);
}

void polls_on_returned(struct polls *polls, struct job *job)
{
    ask_again(polls, job->feed, NO_ROOM_MS);
}

void polls_on_lost(struct polls *polls, struct job *job, bool is_guilty, const char *why)
{
    const struct polled_message polled = {
        .job = job->number, .outcome = POLLED_TRANSIENT, .message = why};

    if (!is_guilty) {
        ask_again(polls, job->feed, NO_ROOM_MS);
        return;
    }
    job->item_count = 0; /* what came of it was cut off */
    polls_on_polled(polls, job, &polled);
}

void polls_on_room(struct polls *polls)
{
    dispatch(polls);
}

/* ---- commits ---- */

static void free_feed(struct polls *polls, const struct outcome *outcome)
{
    struct feed *feed = outcome->feed;

    feed->is_polling = false;
    feed->is_gone = outcome->next_poll == NO_TIME;
    if (polls->is_once)
        finish_once(polls, feed);
    else if (!feed->is_gone)
        queue_at(polls, feed, outcome->next_poll);
}

void polls_on_committed(struct polls *polls)
{
    for (size_t i = 0; i < polls->uncommitted_count; i++)
        free_feed(polls, &polls->uncommitted[i]);
    polls->uncommitted_count = 0;
    set_timer(polls);
    tell_when_all_done(polls);
}

void polls_on_rolled_back(struct polls *polls)
{
    for (size_t i = 0; i < polls->uncommitted_count; i++)
        ask_again(polls, polls->uncommitted[i].feed, RETRY_MS);
    polls->uncommitted_count = 0;
}

void polls_on_recovered(struct polls *polls)
{
    dispatch(polls);
}

void polls_ask_now(struct polls *polls, struct feed *feed)
{
    if (feed->is_polling)
        return;
    feed->host->hold_until = NO_TIME;
    due_queue_set(polls->queue, &feed->due, clock_moment());
    set_timer(polls);
}

void polls_stop(struct polls *polls)
{
    polls->is_stopped = true;
    evtimer_del(polls->timer);
}

size_t polls_under_way(const struct polls *polls)
{
    return fetchers_job_count(polls->parts.fetchers) + polls->uncommitted_count;
}
