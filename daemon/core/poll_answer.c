#include "daemon/core/poll_answer.h"

#include "config/base/arena.h"
#include "config/base/clock.h"
#include "daemon/service/log.h"

#include <stdlib.h>

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
        answer->alert_count += outcome.alert_count;
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

static enum store_status save(struct poll_answer *answer, const int64_t *published, int64_t now,
                              struct feed_state *state, struct error *err)
{
    const struct feed *feed = answer->job->feed;
    const struct polled_message *polled = answer->polled;
    const struct schedule_poll poll = {
        .policy = roster_policy(answer->settings, feed->settings),
        .polled = polled,
        .published = published,
        .new_count = answer->new_count,
        .started = started(answer, now),
        .now = now,
        .jitter = draw_jitter(),
    };
    struct schedule_host host;

    schedule_polled(&poll, answer->arena, state, &host);
    if (state->next_poll != NO_TIME)
        state->next_poll++; /* wall times are whole seconds: the part that was over when it began */
    hold_host(feed, state, &host);
    if (polled->outcome == POLLED_DOCUMENT &&
        store_feed_set_document(answer->store, feed->id, polled->document, polled->document_count,
                                err) != STORE_OK)
        return STORE_FAILED;
    return store_feed_save(answer->store, state, err);
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

    if (state->failures > 0)
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
    enum store_status status = save(answer, published, now, &state, err);
    answer->next_poll = state.next_poll;
    if (status == STORE_OK)
        log_answer(answer, &state);
    return status;
}
