#include "daemon/core/poll_answer.h"

#include "config/base/arena.h"
#include "config/base/clock.h"
#include "daemon/core/holds.h"
#include "daemon/service/log.h"

#include <stdlib.h>

#define DAY 86400
#define FAILING_ALARM ((int64_t)7 * DAY)

static struct arrival arrival_of(const struct feed *feed, const struct job_item *item,
                                 bool is_first, int64_t seen)
{
    return (struct arrival){
        .feed = feed->id,
        .feed_name = feed->settings->name,
        .groups = feed->settings->groups,
        .group_count = feed->settings->group_count,
        .has_dedup = feed->settings->has_dedup,
        .is_first_document = is_first,
        .seen = seen,
        .revision = item->message.revision,
        .item = &item->message.item,
        .fingerprint = &item->fingerprint,
        .encoded = item->message.fingerprint,
        .encoded_len = item->message.fingerprint_len,
    };
}

/* Documents list the newest first: taken from the end, items come in the order in which they were
 * published. `published` gets the dates of the new ones. */
static enum store_status take_items(struct poll_answer *answer, bool is_first, int64_t now,
                                    int64_t *published, struct error *err)
{
    const struct job *job = answer->job;

    for (size_t i = job->item_count; i-- > 0;) {
        const struct arrival arrival = arrival_of(job->feed, &job->items[i], is_first, now);
        struct arrival_outcome outcome;
        arena_reset(answer->item_arena);
        if (pipeline_take(answer->pipeline, &arrival, answer->item_arena, &outcome, err) !=
            STORE_OK)
            return STORE_FAILED;
        if (outcome.kind == ARRIVAL_NEW)
            published[answer->new_count++] = arrival.item->published;
        answer->alert_count += outcome.alerts.count;
    }
    return STORE_OK;
}

static double draw_jitter(void)
{
    return (double)random() / ((double)RAND_MAX + 1);
}

static void hold_host(const struct feed *feed, const struct feed_state *state,
                      const struct schedule_host *verdict)
{
    struct host *host = feed->host;
    bool is_second = host->unavailable_feed != 0 && host->unavailable_feed != feed->id;

    if (verdict->is_success)
        host->unavailable_feed = 0;
    if (verdict->hold_until != NO_TIME || (verdict->is_unavailable && is_second))
        host->hold_until = state->hold_until;
    if (verdict->is_unavailable)
        host->unavailable_feed = feed->id;
}

/* A job may have waited at the fetcher for its host's turn: the poll began when it was over. */
static int64_t started(const struct poll_answer *answer, int64_t now)
{
    int64_t began = now - answer->polled->duration_ms / 1000;

    return began > answer->job->started ? began : answer->job->started;
}

/* Two feeds of one URL would be asked twice for the same: such a move is not remembered, but said.
 */
static const char *twin_of(const struct poll_answer *answer)
{
    const char *url = answer->polled->permanent_url;
    const struct feed *twin = url == NULL ? NULL : roster_find_url(answer->roster, url);

    return twin == NULL || twin == answer->job->feed ? NULL : twin->settings->name;
}

static bool is_success(const struct polled_message *polled)
{
    return polled->outcome == POLLED_DOCUMENT || polled->outcome == POLLED_SAME_DOCUMENT ||
           polled->outcome == POLLED_NOT_MODIFIED;
}

static void schedule(const struct poll_answer *answer, const int64_t *published, int64_t now,
                     struct feed_state *state)
{
    const struct feed *feed = answer->job->feed;
    struct polled_message polled = *answer->polled;
    const char *twin = twin_of(answer);
    const struct schedule_poll poll = {
        .policy = roster_policy(answer->settings, feed->settings),
        .polled = &polled,
        .published = published,
        .new_count = answer->new_count,
        .started = started(answer, now),
        .now = now,
        .jitter = draw_jitter(),
        .was_verifying = answer->job->is_verifying,
    };
    struct schedule_host host;

    if (answer->is_offline) {
        schedule_offline(&poll, state);
        return;
    }
    if (twin != NULL)
        polled.permanent_url = NULL;
    if (is_success(&polled))
        state->same_as = twin;
    schedule_polled(&poll, answer->arena, state, &host);
    if (state->next_poll != NO_TIME)
        state->next_poll++; /* wall times are whole seconds: the part that was over when it began */
    hold_host(feed, state, &host);
}

static enum store_status save(struct poll_answer *answer, const int64_t *published, int64_t now,
                              struct feed_state *state, struct error *err)
{
    const struct polled_message *polled = answer->polled;
    int64_t gaps = state->gaps;

    schedule(answer, published, now, state);
    answer->is_gap = state->gaps > gaps;
    if (polled->outcome == POLLED_DOCUMENT &&
        store_feed_set_document(answer->store, state->id, polled->document, polled->document_count,
                                err) != STORE_OK)
        return STORE_FAILED;
    return store_feed_save(answer->store, state, err);
}

/* ---- what is said of it ---- */

/* It has failed for a week, and a poll ago it had not yet. */
static bool has_failed_for_long(const struct feed_state *before, const struct feed_state *state)
{
    int64_t since = state->last_success != NO_TIME ? state->last_success : state->first_poll;

    return state->failures > 0 && before->last_poll != NO_TIME &&
           state->last_poll - since >= FAILING_ALARM && before->last_poll - since < FAILING_ALARM;
}

static void log_alarms(const struct poll_answer *answer, const struct feed_state *before,
                       const struct feed_state *state)
{
    const struct log_field *fields =
        LOG_FIELDS(LOG_TEXT("feed", state->name), LOG_TEXT("why", state->last_error));
    char since[RFC3339_SIZE];

    if (state->status == FEED_GONE && before->status != FEED_GONE)
        log_error(answer->log, "a feed is gone and not asked any more; `storywatch poll` does",
                  fields);
    if (has_failed_for_long(before, state))
        log_error(answer->log, "a feed has failed for 7 days", fields);
    if (state->silent_since != NO_TIME && before->silent_since == NO_TIME)
        log_warning(answer->log, "a feed is silent, though by its rhythm it should not be",
                    LOG_FIELDS(LOG_TEXT("feed", state->name),
                               LOG_TEXT("since", rfc3339_format(state->silent_since, since))));
    if (state->trust != before->trust)
        log_warning(
            answer->log, "a feed's validators do not tell the truth",
            LOG_FIELDS(
                LOG_TEXT("feed", state->name),
                LOG_TEXT("left", state->trust == FEED_UNTRUSTED ? "none" : "Last-Modified alone")));
    if (state->same_as != NULL && before->same_as == NULL)
        log_warning(answer->log, "a feed has moved to the URL of another",
                    LOG_FIELDS(LOG_TEXT("feed", state->name), LOG_TEXT("same_as", state->same_as)));
}

/* Once a day for a feed. */
static void log_gap(const struct poll_answer *answer, const struct feed_state *state, int64_t now)
{
    struct feed *feed = answer->job->feed;

    if (!answer->is_gap || now - feed->gap_said < DAY)
        return;
    feed->gap_said = now;
    log_warning(answer->log, "a document has no item that the one before had: some were missed",
                LOG_FIELDS(LOG_TEXT("feed", state->name), LOG_NUMBER("gaps", state->gaps),
                           LOG_TEXT("archive", answer->polled->next_url)));
}

static void log_answer(const struct poll_answer *answer, const struct feed_state *state)
{
    const struct polled_message *polled = answer->polled;
    char next[RFC3339_SIZE];
    const struct log_field *fields = LOG_FIELDS(
        LOG_TEXT("feed", state->name), LOG_NUMBER("status", polled->http_status),
        LOG_NUMBER("new", (int64_t)answer->new_count),
        LOG_NUMBER("alerts", (int64_t)answer->alert_count), LOG_NUMBER("failures", state->failures),
        LOG_TEXT("next", rfc3339_format(state->next_poll, next)), LOG_TEXT("why", polled->message));

    if (!is_success(polled) && !answer->is_offline)
        log_warning(answer->log, "a poll failed", fields);
    else if (answer->new_count > 0)
        log_info(answer->log, "new items", fields);
    if (polled->warnings != NULL && polled->warnings[0] != '\0' && answer->new_count > 0)
        log_info(answer->log, "the document is not as it should be",
                 LOG_FIELDS(LOG_TEXT("feed", state->name), LOG_TEXT("warnings", polled->warnings)));
}

static void log_overruns(const struct poll_answer *answer)
{
    const char *topic;

    while ((topic = pipeline_next_overrun(answer->pipeline)) != NULL)
        log_warning(
            answer->log,
            "a topic's regex came to its match limit: it does not match there; make it simpler",
            LOG_FIELDS(LOG_TEXT("topic", topic)));
}

enum store_status poll_answer_take(struct poll_answer *answer, struct error *err)
{
    const struct job *job = answer->job;
    int64_t *published = arena_array(answer->arena, job->item_count, sizeof(int64_t));
    int64_t now = clock_wall();
    struct feed_state state;

    if (store_feed_get(answer->store, job->feed_id, answer->arena, &state, err) != STORE_OK)
        return STORE_FAILED;
    answer->next_poll = state.next_poll;
    if (state.epoch != job->epoch) { /* its URL has changed meanwhile: asked anew */
        if (state.next_poll == NO_TIME && state.status != FEED_GONE)
            answer->next_poll = now;
        return STORE_NONE;
    }
    bool is_first = state.last_document == NO_TIME;
    if (take_items(answer, is_first, now, published, err) != STORE_OK)
        return STORE_FAILED;
    log_overruns(answer);
    const struct feed_state before = state;
    enum store_status status = save(answer, published, now, &state, err);
    answer->next_poll = state.next_poll;
    if (status == STORE_OK) {
        log_answer(answer, &state);
        log_alarms(answer, &before, &state);
        log_gap(answer, &state, now);
    }
    return status;
}

/* A server that asks to slow down is heard, whatever it was asked for. */
static void hold_after_page(const struct poll_answer *answer, int64_t now)
{
    struct host *host = answer->job->feed->host;
    const struct feed_state first_failure = {.failures = 1};
    const struct hold hold = hold_by_status(answer->polled, &first_failure, now, answer->arena);

    if (answer->polled->outcome == POLLED_RATE_LIMITED && hold.until > host->hold_until)
        host->hold_until = hold.until;
}

enum store_status poll_answer_take_page(struct poll_answer *answer, struct error *err)
{
    const struct job *job = answer->job;
    int64_t *published = arena_array(answer->arena, job->item_count, sizeof(int64_t));
    int64_t now = clock_wall();

    answer->next_poll = job->page.next_poll;
    if (take_items(answer, false, now, published, err) != STORE_OK)
        return STORE_FAILED;
    log_overruns(answer);
    hold_after_page(answer, now);
    answer->is_gap = answer->new_count > 0;
    log_info(answer->log, "a page of the archive was read, to close a gap",
             LOG_FIELDS(LOG_TEXT("feed", job->feed->settings->name),
                        LOG_NUMBER("page", (int64_t)job->page.number),
                        LOG_NUMBER("new", (int64_t)answer->new_count),
                        LOG_TEXT("why", answer->polled->message)));
    return STORE_OK;
}

enum store_status poll_answer_excuse(struct store *store, int64_t feed, struct arena *arena,
                                     struct error *err)
{
    struct feed_state state;

    arena_reset(arena);
    if (store_feed_get(store, feed, arena, &state, err) != STORE_OK)
        return STORE_FAILED;
    if (state.status != FEED_FAILED && state.status != FEED_OFFLINE)
        return STORE_OK;
    state.failures -= state.failures > 0;
    state.status = FEED_OFFLINE;
    state.next_poll = clock_wall();
    return store_feed_save(store, &state, err) == STORE_FAILED ? STORE_FAILED : STORE_OK;
}
