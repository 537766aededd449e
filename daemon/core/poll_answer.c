#include "config/base/arena.h"
#include "config/base/clock.h"
#include "daemon/core/poll_answer_state.h"
#include "daemon/core/service_alert.h"

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
        answer->alert_count += outcome.alerts.count;
    }
    return STORE_OK;
}

/* Never next to nothing: a request that was long on its way must not be too close to the next. */
static double draw_jitter(void)
{
    return 0.1 + 0.9 * (double)random() / ((double)RAND_MAX + 1);
}

/* In milliseconds. A job may have waited at the fetcher for its host's turn: the poll began when it
 * was over. */
static int64_t started_ms(const struct poll_answer *answer, int64_t now_ms)
{
    int64_t began = now_ms - answer->polled->duration_ms;
    int64_t sent = answer->job->started * 1000;

    return began > sent || sent > now_ms ? began : sent; /* later than now: the clock was set */
}

/* Whom the URL belongs to that the feed has moved to for good; NULL: to nobody. */
static const struct feed *owner_of_move(const struct poll_answer *answer)
{
    const char *url = answer->polled->permanent_url;

    return url == NULL ? NULL : roster_find_url(answer->roster, url);
}

bool poll_answer_is_success(enum polled_outcome outcome)
{
    return outcome == POLLED_DOCUMENT || outcome == POLLED_SAME_DOCUMENT ||
           outcome == POLLED_NOT_MODIFIED;
}

/* Stored times are whole seconds: the part of one that was over when the poll began is added to the
 * next, so that it is an interval later and not up to a second sooner; what is stored is the second
 * after it, so that a restart does not ask sooner either. A hold ends with a second. */
static void set_next(struct poll_answer *answer, int64_t began_ms, struct feed_state *state,
                     const struct schedule_verdict *verdict)
{
    int64_t part = verdict->next_why == NEXT_BY_HOLD ? 0 : began_ms % 1000 + verdict->part_ms;

    if (state->next_poll == NO_TIME) {
        answer->next_ms = NO_TIME;
        return;
    }
    answer->next_ms = state->next_poll * 1000 + part;
    state->next_poll = (answer->next_ms + 999) / 1000;
}

/* Of the polls that are kept: those since the last success that show that the URL is of no use.
 * Only of a feed that has moved does anybody want to know. */
static enum store_status count_useless(const struct poll_answer *answer,
                                       const struct feed_state *state, int *useless,
                                       struct error *err)
{
    struct stored_poll list[STORED_POLLS];
    size_t count = 0;

    *useless = 0;
    if (state->moved_to == NULL || poll_answer_is_success(answer->polled->outcome))
        return STORE_OK;
    if (store_polls_list(answer->store, state->id, answer->arena, list, &count, err) ==
        STORE_FAILED)
        return STORE_FAILED;
    for (size_t i = 0; i < count && list[i].outcome >= 0 && list[i].outcome < POLLED_OUTCOMES;
         i++) {
        enum polled_outcome outcome = (enum polled_outcome)list[i].outcome;
        if (poll_answer_is_success(outcome))
            break;
        *useless += schedule_is_useless(outcome);
    }
    return STORE_OK;
}

/* Two feeds of one URL would be asked twice for the same: such a move is not remembered, but said.
 * One that has come back to where it is configured has not moved any more. */
static void note_owner(const struct poll_answer *answer, const struct feed *owner,
                       struct feed_state *state)
{
    bool is_back = owner == answer->job->feed;

    state->same_as = owner == NULL || is_back ? NULL : owner->settings->name;
    if (is_back)
        state->moved_to = NULL;
}

static void schedule(struct poll_answer *answer, const int64_t *published, int64_t now_ms,
                     int useless, struct feed_state *state, struct schedule_verdict *verdict)
{
    const struct feed *feed = answer->job->feed;
    struct polled_message polled = *answer->polled;
    const struct feed *owner = owner_of_move(answer);
    const struct host *host = poll_answer_host(answer);
    int64_t began_ms = started_ms(answer, now_ms);
    const struct schedule_poll poll = {
        .policy = roster_policy(answer->settings, feed->settings),
        .polled = &polled,
        .published = published,
        .new_count = answer->new_count,
        .started = began_ms / 1000,
        .now = now_ms / 1000,
        .ended = (now_ms + 999) / 1000,
        .jitter = draw_jitter(),
        .was_verifying = answer->job->is_verifying,
        .is_lost = answer->job->is_lost,
        .useless = useless,
        .host_hold = host == NULL ? NO_TIME : host->hold_until,
    };

    if (owner != NULL)
        polled.permanent_url = NULL;
    if (answer->is_offline) {
        schedule_offline(&poll, state, verdict);
    } else {
        if (poll_answer_is_success(polled.outcome))
            note_owner(answer, owner, state);
        schedule_polled(&poll, answer->arena, state, verdict);
        poll_answer_hold_host(answer, state, verdict);
        poll_answer_keep_address(answer, state);
    }
    set_next(answer, began_ms, state, verdict);
}

static enum store_status note_poll(const struct poll_answer *answer, int64_t now_ms,
                                   const struct feed_state *state,
                                   const struct schedule_verdict *verdict, struct error *err)
{
    const struct polled_message *polled = answer->polled;
    const struct stored_poll poll = {
        .number = state->polls,
        .started = started_ms(answer, now_ms) / 1000,
        .duration_ms = polled->duration_ms,
        .outcome = (int32_t)polled->outcome,
        .http_status = polled->http_status,
        .bytes = polled->bytes,
        .items = polled->document_count,
        .new_items = (int64_t)answer->new_count,
        .interval = state->interval,
        .interval_why = (int32_t)verdict->interval_why,
        .next_poll = state->next_poll,
        .next_why = (int32_t)verdict->next_why,
        .message = polled->message[0] != '\0' ? polled->message : state->hold_why,
    };

    return store_poll_add(answer->store, state->id, &poll, err);
}

static enum store_status save(struct poll_answer *answer, const int64_t *published, int64_t now_ms,
                              struct feed_state *state, struct error *err)
{
    const struct polled_message *polled = answer->polled;
    struct schedule_verdict verdict;
    int64_t gaps = state->gaps;
    int useless;

    if (count_useless(answer, state, &useless, err) == STORE_FAILED)
        return STORE_FAILED;
    schedule(answer, published, now_ms, useless, state, &verdict);
    answer->is_gap = state->gaps > gaps;
    if (polled->outcome == POLLED_DOCUMENT &&
        store_feed_set_document(answer->store, state->id, polled->document, polled->document_count,
                                err) != STORE_OK)
        return STORE_FAILED;
    enum store_status status = store_feed_save(answer->store, state, err);
    if (status == STORE_OK && service_alert_feed(answer->store, answer->settings, state,
                                                 answer->arena, err) == STORE_FAILED)
        return STORE_FAILED;
    return status == STORE_OK ? note_poll(answer, now_ms, state, &verdict, err) : status;
}

/* Of a poll whose feed was changed meanwhile: nothing counts. */
static enum store_status drop(struct poll_answer *answer, const struct feed_state *state,
                              int64_t now_ms)
{
    bool is_new = state->next_poll == NO_TIME && state->status != FEED_GONE;

    answer->next_ms = is_new                        ? now_ms /* its URL is another: asked anew */
                      : state->next_poll == NO_TIME ? NO_TIME
                                                    : state->next_poll * 1000;
    return STORE_NONE;
}

enum store_status poll_answer_take(struct poll_answer *answer, struct error *err)
{
    const struct job *job = answer->job;
    int64_t *published = arena_array(answer->arena, job->item_count, sizeof(int64_t));
    int64_t now_ms = clock_wall_ms(), now = now_ms / 1000;
    struct feed_state state;

    answer->next_ms = now_ms;
    if (store_feed_get(answer->store, job->feed_id, answer->arena, &state, err) != STORE_OK)
        return STORE_FAILED;
    if (state.epoch != job->epoch)
        return drop(answer, &state, now_ms);
    bool is_first = state.last_document == NO_TIME;
    if (take_items(answer, is_first, now, published, err) != STORE_OK)
        return STORE_FAILED;
    poll_answer_log_overruns(answer);
    const struct feed_state before = state;
    enum store_status status = save(answer, published, now_ms, &state, err);
    if (status == STORE_OK) {
        poll_answer_log(answer, &before, &state, now);
        roster_follow(answer->roster, job->feed, &state);
    }
    return status;
}

enum store_status poll_answer_take_page(struct poll_answer *answer, struct error *err)
{
    const struct job *job = answer->job;
    int64_t *published = arena_array(answer->arena, job->item_count, sizeof(int64_t));
    int64_t now = clock_wall();

    answer->next_ms = job->page.next_ms;
    if (take_items(answer, false, now, published, err) != STORE_OK)
        return STORE_FAILED;
    poll_answer_log_overruns(answer);
    poll_answer_hold_after_page(answer, now);
    answer->is_gap = answer->new_count > 0;
    poll_answer_log_page(answer);
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
    state.next_poll = clock_wall() > state.hold_until ? clock_wall() : state.hold_until;
    return store_feed_save(store, &state, err) == STORE_FAILED ? STORE_FAILED : STORE_OK;
}
