#include "daemon/core/poll_answer.h"

#include "config/base/arena.h"
#include "config/base/clock.h"
#include "daemon/core/holds.h"
#include "daemon/core/service_alert.h"
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

/* Never next to nothing: a request that was long on its way must not be too close to the next. */
static double draw_jitter(void)
{
    return 0.1 + 0.9 * (double)random() / ((double)RAND_MAX + 1);
}

/* Where a redirect led to, or the feed's own. NULL: a host of which nothing is known. */
static struct host *host_answered(const struct poll_answer *answer)
{
    const char *other = answer->polled->answered_host;

    return other != NULL ? hosts_find(roster_hosts(answer->roster), other)
                         : answer->job->feed->host;
}

/* The same, to note something of it: any server can name hosts, so they are made only then. */
static struct host *host_to_note(const struct poll_answer *answer)
{
    const char *other = answer->polled->answered_host;

    return other != NULL ? hosts_get(roster_hosts(answer->roster), other) : answer->job->feed->host;
}

static void hold_until(struct poll_answer *answer, int64_t until)
{
    struct host *host = host_to_note(answer);

    host_hold(host, until);
    answer->held = host;
}

/* Who answered is left alone, wherever it was that a redirect came from. */
static void hold_host(struct poll_answer *answer, struct feed_state *state,
                      const struct schedule_verdict *verdict)
{
    const char *other = answer->polled->answered_host;
    struct host *host = host_answered(answer);
    int64_t before = host == NULL ? 0 : host->unavailable_feed;
    bool is_second = before != 0 && before != state->id;

    state->held_host = state->status == FEED_HELD ? other : NULL;
    if (verdict->is_success && host != NULL)
        host->unavailable_feed = 0;
    if (verdict->hold_until != NO_TIME || (verdict->is_unavailable && is_second))
        hold_until(answer, state->hold_until);
    if (verdict->is_unavailable)
        host_to_note(answer)->unavailable_feed = state->id;
}

static void keep_address(const struct poll_answer *answer, struct feed_state *state)
{
    const struct in6_addr *address = &answer->polled->address;

    if (IN6_IS_ADDR_UNSPECIFIED(address))
        return;
    state->address = (struct bytes){address, sizeof(*address), true};
    host_dialled(answer->job->feed->host, address);
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

static bool is_success(enum polled_outcome outcome)
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
    if (state->moved_to == NULL || is_success(answer->polled->outcome))
        return STORE_OK;
    if (store_polls_list(answer->store, state->id, answer->arena, list, &count, err) ==
        STORE_FAILED)
        return STORE_FAILED;
    for (size_t i = 0; i < count && list[i].outcome >= 0 && list[i].outcome < POLLED_OUTCOMES;
         i++) {
        enum polled_outcome outcome = (enum polled_outcome)list[i].outcome;
        if (is_success(outcome))
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
    const struct host *host = host_answered(answer);
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
        if (is_success(polled.outcome))
            note_owner(answer, owner, state);
        schedule_polled(&poll, answer->arena, state, verdict);
        hold_host(answer, state, verdict);
        keep_address(answer, state);
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

    if (!is_success(polled->outcome) && !answer->is_offline)
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
    log_overruns(answer);
    const struct feed_state before = state;
    enum store_status status = save(answer, published, now_ms, &state, err);
    if (status == STORE_OK) {
        log_answer(answer, &state);
        log_alarms(answer, &before, &state);
        log_gap(answer, &state, now);
        roster_follow(answer->roster, job->feed, &state);
    }
    return status;
}

/* A server that asks to slow down is heard, whatever it was asked for. */
static void hold_after_page(struct poll_answer *answer, int64_t now)
{
    const struct feed_state first_failure = {.failures = 1};
    const struct hold hold = hold_by_status(answer->polled, &first_failure, now, answer->arena);

    if (answer->polled->outcome == POLLED_RATE_LIMITED)
        hold_until(answer, hold.until);
}

enum store_status poll_answer_take_page(struct poll_answer *answer, struct error *err)
{
    const struct job *job = answer->job;
    int64_t *published = arena_array(answer->arena, job->item_count, sizeof(int64_t));
    int64_t now = clock_wall();

    answer->next_ms = job->page.next_ms;
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
    state.next_poll = clock_wall() > state.hold_until ? clock_wall() : state.hold_until;
    return store_feed_save(store, &state, err) == STORE_FAILED ? STORE_FAILED : STORE_OK;
}
