/* What a fetcher's answer brings goes into the open transaction; its feed is free for the next poll
 * when that is committed, and asked again when it is rolled back. */
#include "config/base/arena.h"
#include "config/base/error.h"
#include "config/base/memory.h"
#include "daemon/core/poll_answer.h"
#include "daemon/core/polls_state.h"
#include "daemon/service/log.h"

#define REFUSALS_MAX 9 /* that double the wait: to 43 minutes */

static void ask_again(struct polls *polls, struct feed *feed, int64_t wait_ms)
{
    if (feed == NULL)
        return;
    feed->is_polling = false;
    due_queue_set(polls->queue, &feed->due, moment_after_ms(clock_moment(), wait_ms));
    polls_set_timer(polls);
}

/* The fetcher has no more to do with it. */
static void end_job(struct polls *polls, const struct job *job, struct host *host)
{
    if (job->page.number == 0)
        polls_leave_host(polls, host);
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
        .roster = polls->roster,
        .arena = polls->scratch,
        .item_arena = polls->item_scratch,
        .job = job,
        .polled = polled,
    };
}

static void add_uncommitted(struct polls *polls, const struct outcome *outcome)
{
    if (polls->uncommitted_count == polls->uncommitted_capacity) {
        polls->uncommitted_capacity =
            polls->uncommitted_capacity == 0 ? 64 : polls->uncommitted_capacity * 2;
        polls->uncommitted = memory_resize(polls->uncommitted, polls->uncommitted_capacity,
                                           sizeof(*polls->uncommitted));
    }
    polls->uncommitted[polls->uncommitted_count++] = *outcome;
}

static enum store_status take(struct polls *polls, struct poll_answer *answer, struct error *err)
{
    bool is_reached = answer->polled->outcome != POLLED_UNREACHED;

    if (answer->job->page.number > 0)
        return poll_answer_take_page(answer, err);
    answer->is_offline = outage_is_on(polls->outage) && !is_reached;
    return poll_answer_take(answer, err);
}

static void note(struct polls *polls, struct feed *feed, const struct polled_message *polled)
{
    bool was_pausing = polls_is_pausing(polls);

    outage_note(polls->outage, feed, polled->outcome != POLLED_UNREACHED, clock_moment());
    if (was_pausing && !polls_is_pausing(polls))
        polls_end_outage(polls);
    polls_set_timer(polls);
}

static int64_t wait_after_rollback(const struct feed *feed)
{
    return feed->refusals == 0 ? POLLS_RETRY_MS : (int64_t)POLLS_RETRY_MS << (feed->refusals - 1);
}

/* A feed whose polls always fail to be stored, for whatever reason, stops all others for a moment
 * each time: it is asked less and less often. */
static void refuse(struct polls *polls, struct feed *feed, const struct error *err)
{
    feed->refusals += feed->refusals < REFUSALS_MAX;
    log_error(polls->parts.log, "what a poll brought cannot be stored",
              LOG_FIELDS(LOG_TEXT("feed", feed->settings->name), LOG_TEXT("why", err->message),
                         LOG_NUMBER("wait_s", wait_after_rollback(feed) / 1000)));
    committer_fail(polls->parts.committer, err);
}

static void take_answer(struct polls *polls, struct job *job, const struct polled_message *polled)
{
    struct error err = {0};

    if (!committer_begin(polls->parts.committer)) {
        ask_again(polls, job->feed, POLLS_RETRY_MS);
        return;
    }
    job->feed->is_wanted = false;
    struct poll_answer answer = answer_of(polls, job, polled);
    enum store_status status = take(polls, &answer, &err);
    const struct outcome outcome = {job->feed, answer.next_ms,
                                    status == STORE_OK ? archive_next(&answer) : NULL};
    add_uncommitted(polls, &outcome);
    if (answer.held != NULL)
        polls_tell_hold(polls, answer.held);
    if (status == STORE_FAILED)
        refuse(polls, job->feed, &err);
    else
        committer_done(polls->parts.committer);
    polls_look_at_load(polls, job->feed->host);
    note(polls, job->feed, polled);
}

void polls_on_polled(struct polls *polls, struct job *job, const struct polled_message *polled)
{
    if (job->feed == NULL)
        return;
    struct host *host = job->feed->host; /* it may be another after the answer */
    polls_look_at_clock(polls);
    take_answer(polls, job, polled);
    end_job(polls, job, host);
    polls_set_timer(polls);
}

static void give_back(struct polls *polls, struct job *job, int64_t wait_ms)
{
    end_job(polls, job, job->feed->host);
    if (job->page.number == 0)
        ask_again(polls, job->feed, wait_ms);
    else
        polls_free_feed(polls, job->feed,
                        job->page.next_ms); /* its poll is over: no page is worth two */
    polls_set_timer(polls);
    polls_tell_when_done(polls);
}

void polls_on_returned(struct polls *polls, struct job *job, const struct in6_addr *address)
{
    bool is_elsewhere = !IN6_IS_ADDR_UNSPECIFIED(address);

    if (job->feed == NULL)
        return;
    struct host *host = job->feed->host;
    struct moment quiet = host->quiet;
    host_dialled(host, address);
    job->feed->moves += is_elsewhere;
    give_back(polls, job, is_elsewhere ? 0 : POLLS_NO_ROOM_MS);
    host->quiet = quiet; /* it was not asked */
}

void polls_on_lost(struct polls *polls, struct job *job, bool is_guilty, const char *why)
{
    const struct polled_message polled = {
        .job = job->number, .outcome = POLLED_TRANSIENT, .message = why};

    if (!is_guilty) {
        if (job->feed != NULL)
            give_back(polls, job, POLLS_NO_ROOM_MS);
        return;
    }
    job->item_count = 0; /* what came of it was cut off */
    job->is_lost = true;
    polls_on_polled(polls, job, &polled);
}

/* ---- commits ---- */

static void settle(struct polls *polls, const struct outcome *outcome)
{
    if (outcome->page != NULL && !polls_is_host_held(polls, outcome->page->url)) {
        TAILQ_INSERT_TAIL(&polls->pages, outcome->page, link);
        return;
    }
    archive_free(outcome->page);
    polls_free_feed(polls, outcome->feed, outcome->next_ms);
}

void polls_on_committed(struct polls *polls)
{
    for (size_t i = 0; i < polls->uncommitted_count; i++)
        settle(polls, &polls->uncommitted[i]);
    polls->uncommitted_count = 0;
    polls_send_pages(polls);
    polls_set_timer(polls);
    polls_tell_when_done(polls);
}

void polls_on_rolled_back(struct polls *polls)
{
    for (size_t i = 0; i < polls->uncommitted_count; i++) {
        archive_free(polls->uncommitted[i].page);
        struct feed *feed = polls->uncommitted[i].feed;
        if (feed != NULL)
            ask_again(polls, feed, wait_after_rollback(feed));
    }
    polls->uncommitted_count = 0;
}
