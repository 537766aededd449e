#include "daemon/core/schedule.h"

#include "config/base/arena.h"
#include "daemon/core/holds.h"
#include "daemon/core/trust.h"

#include <math.h>

#define HOUR 3600
#define DAY 86400

#define JITTER_MAX 0.05 /* only ever lengthens */
#define TRANSIENT_GROWTH 1.5
#define TRANSIENT_MAX ((int64_t)4 * HOUR)
#define FIRM_GROWTH 2.0
#define FIRM_MAX ((int64_t)24 * HOUR)
#define LOST_FIRST 10.0 /* seconds; whoever ends a fetcher, it is rarely its document's fault */
#define LOST_GROWTH 6.0 /* where it is, its feed comes to the back-off of the others */
#define REDIRECT_FAILURES 3
#define HOLD_MAX ((int64_t)30 * DAY)
#define WAIT_MAX ((int64_t)24 * HOUR) /* of back-off and hints, though poll.max is less */
#define UNTRUSTED_MIN ((int64_t)HOUR) /* interval of a feed that cannot be asked conditionally */
#define HALVINGS_MAX 16
#define PARTS 2          /* seconds that those of the last poll and of the jitter may add up to */
#define PACE_INTERVALS 4 /* of `every`: over less time no pace is measured */

enum failure {
    FAILURE_NONE,
    FAILURE_TRANSIENT,
    FAILURE_FIRM,
    FAILURE_HOST_HOLD,
    FAILURE_FEED_HOLD,
    FAILURE_GONE,
    FAILURE_UNASKED /* of nobody: a redirect led to a host that is held */
};
enum validators {
    VALIDATORS_STAY,
    VALIDATORS_REPLACED,
    VALIDATORS_REFRESHED
};

/* The decision table: a row an outcome. */
static const struct decision {
    enum failure failure;
    enum validators validators;
    enum feed_status status;
} decisions[POLLED_OUTCOMES] = {
    [POLLED_DOCUMENT] = {FAILURE_NONE, VALIDATORS_REPLACED, FEED_OK},
    [POLLED_SAME_DOCUMENT] = {FAILURE_NONE, VALIDATORS_REPLACED, FEED_OK},
    [POLLED_NOT_MODIFIED] = {FAILURE_NONE, VALIDATORS_REFRESHED, FEED_OK},
    [POLLED_CUT] = {FAILURE_TRANSIENT, VALIDATORS_STAY, FEED_FAILED},
    [POLLED_GONE] = {FAILURE_GONE, VALIDATORS_STAY, FEED_GONE},
    [POLLED_RATE_LIMITED] = {FAILURE_HOST_HOLD, VALIDATORS_STAY, FEED_HELD},
    [POLLED_UNAVAILABLE] = {FAILURE_FEED_HOLD, VALIDATORS_STAY, FEED_HELD},
    [POLLED_FIRM] = {FAILURE_FIRM, VALIDATORS_STAY, FEED_FAILED},
    [POLLED_TRANSIENT] = {FAILURE_TRANSIENT, VALIDATORS_STAY, FEED_FAILED},
    [POLLED_UNREACHED] = {FAILURE_TRANSIENT, VALIDATORS_STAY, FEED_FAILED},
    [POLLED_REFUSED] = {FAILURE_FIRM, VALIDATORS_STAY, FEED_REFUSED},
    [POLLED_HELD] = {FAILURE_UNASKED, VALIDATORS_STAY, FEED_HELD},
};

static int64_t at_least(int64_t value, int64_t least)
{
    return value > least ? value : least;
}

static int64_t at_most(int64_t value, int64_t most)
{
    return value < most ? value : most;
}

static struct bytes bytes_of(const struct message_bytes *bytes)
{
    return (struct bytes){bytes->data, bytes->len, bytes->is_present};
}

static void take_validators(enum validators how, const struct polled_message *polled,
                            struct feed_state *feed)
{
    bool replaces_all = how == VALIDATORS_REPLACED;

    if (how == VALIDATORS_STAY)
        return;
    if (replaces_all || polled->etag.is_present)
        feed->etag = bytes_of(&polled->etag);
    if (replaces_all || polled->last_modified.is_present)
        feed->last_modified = bytes_of(&polled->last_modified);
    if (replaces_all)
        feed->body_hash = polled->body_hash;
}

static void observe(const struct schedule_poll *poll, struct rhythm *rhythm,
                    const struct feed_state *feed)
{
    bool is_document = poll->polled->outcome == POLLED_DOCUMENT;
    const struct pace found = {
        .count = poll->new_count,
        .size = is_document ? poll->polled->document_count : (size_t)feed->document_size,
        .least = PACE_INTERVALS * poll->policy.every,
    };

    rhythm_observe(rhythm, feed->last_success, poll->now, poll->published, poll->new_count);
    rhythm_note_pace(rhythm, feed->last_success, poll->now, &found);
}

static void learn(const struct schedule_poll *poll, struct rhythm *rhythm,
                  const struct feed_state *feed)
{
    bool is_first = feed->last_success == NO_TIME;

    if (!is_first)
        observe(poll, rhythm, feed);
    else if (poll->polled->outcome == POLLED_DOCUMENT)
        rhythm_seed(rhythm, poll->now, poll->published, poll->new_count);
    if (is_first && rhythm->items <= 0 && poll->polled->update_period > 0)
        rhythm_guess(rhythm, poll->now, poll->polled->update_period);
}

/* None of a document's items is known, though there were some before: items were lost between. */
static bool is_gap(const struct schedule_poll *poll, const struct feed_state *feed)
{
    const struct polled_message *polled = poll->polled;

    return polled->outcome == POLLED_DOCUMENT && feed->document_size > 0 &&
           polled->document_count > 0 && poll->new_count >= polled->document_count;
}

/* The interval is halved at each gap, until documents overlap by half again. */
static void look_for_gap(const struct schedule_poll *poll, struct feed_state *feed)
{
    if (is_gap(poll, feed)) {
        feed->gaps++;
        feed->halvings += feed->halvings < HALVINGS_MAX;
    } else if (2 * poll->new_count <= poll->polled->document_count) {
        feed->halvings = 0; /* a 304 and the same again overlap wholly */
    }
}

/* One bound after the other: the last that moves the interval is the reason for it. */
static void bound(int64_t *interval, enum interval_why *why, int64_t bounded, enum interval_why by)
{
    if (bounded != *interval)
        *why = by;
    *interval = bounded;
}

static int64_t interval_by_rhythm(const struct schedule_poll *poll, const struct rhythm *rhythm,
                                  const struct feed_state *feed, enum interval_why *why)
{
    const struct schedule_policy *policy = &poll->policy;
    int64_t fill_time = rhythm_fill_time(rhythm, poll->now, (size_t)feed->document_size);
    int64_t interval = rhythm_interval(rhythm, poll->now, policy->every, policy->max);

    *why = interval < policy->max ? INTERVAL_BY_RHYTHM : INTERVAL_BY_MAX;
    bound(&interval, why, at_most(interval, fill_time), INTERVAL_BY_FILL_TIME);
    bound(&interval, why, interval >> feed->halvings, INTERVAL_BY_GAPS);
    bound(&interval, why, at_least(interval, policy->min), INTERVAL_BY_MIN);
    bound(&interval, why, at_most(interval, policy->max), INTERVAL_BY_MAX);
    return interval;
}

static int64_t next_interval(const struct schedule_poll *poll, const struct rhythm *rhythm,
                             const struct feed_state *feed, enum interval_why *why)
{
    int64_t interval = poll->policy.fixed;

    *why = INTERVAL_FIXED;
    if (interval <= 0)
        interval = interval_by_rhythm(poll, rhythm, feed, why);
    if (feed->trust == FEED_UNTRUSTED)
        bound(&interval, why, at_least(interval, UNTRUSTED_MIN), INTERVAL_UNTRUSTED);
    return interval;
}

static void listen_for_silence(const struct rhythm *rhythm, int64_t now, struct feed_state *feed)
{
    if (!rhythm_is_silent(rhythm, now))
        feed->silent_since = NO_TIME;
    else if (feed->silent_since == NO_TIME)
        feed->silent_since = rhythm->last_item;
}

static void learn_rhythm(const struct schedule_poll *poll, struct arena *arena,
                         struct feed_state *feed, enum interval_why *why)
{
    uint8_t *encoded = arena_alloc(arena, RHYTHM_BYTES);
    struct rhythm rhythm;

    rhythm_decode(&rhythm, feed->rhythm.data, feed->rhythm.len);
    learn(poll, &rhythm, feed);
    feed->rhythm = (struct bytes){encoded, rhythm_encode(&rhythm, encoded), true};
    feed->interval = next_interval(poll, &rhythm, feed, why);
    listen_for_silence(&rhythm, poll->now, feed);
}

static void take_document(const struct polled_message *polled, struct feed_state *feed)
{
    feed->title = polled->title;
    feed->format = polled->format;
    feed->ttl = polled->ttl;
    feed->skip_hours = polled->skip_hours;
    feed->skip_days = polled->skip_days;
    feed->document_size = (int32_t)polled->document_count;
}

static void succeed(const struct schedule_poll *poll, struct arena *arena, struct feed_state *feed,
                    enum interval_why *why)
{
    const struct polled_message *polled = poll->polled;

    trust_learn(feed, polled->outcome, poll->was_verifying, poll->new_count);
    look_for_gap(poll, feed);
    if (polled->outcome == POLLED_DOCUMENT)
        take_document(polled, feed);
    learn_rhythm(poll, arena, feed, why);
    feed->failures = 0;
    feed->last_error = NULL;
    feed->last_success = poll->now;
    if (polled->outcome == POLLED_NOT_MODIFIED)
        feed->not_modified++;
    else
        feed->last_document = poll->now;
    if (poll->new_count > 0)
        feed->last_new = poll->now;
    if (polled->permanent_url != NULL)
        feed->moved_to = polled->permanent_url;
}

bool schedule_is_useless(enum polled_outcome outcome)
{
    enum failure failure = decisions[outcome].failure;

    return failure != FAILURE_NONE && failure != FAILURE_UNASKED && outcome != POLLED_UNREACHED &&
           outcome != POLLED_CUT;
}

/* A remembered URL that is of no use any more was no good move: the configured one is asked again.
 */
static void doubt_redirect(const struct schedule_poll *poll, struct feed_state *feed)
{
    if (schedule_is_useless(poll->polled->outcome) && poll->useless + 1 >= REDIRECT_FAILURES)
        feed->moved_to = NULL;
}

static void fail(const struct schedule_poll *poll, struct feed_state *feed)
{
    feed->last_error = poll->polled->message;
    if (poll->polled->outcome == POLLED_HELD)
        return;
    feed->failures += feed->failures < INT32_MAX;
    doubt_redirect(poll, feed);
}

static double backed_off(int64_t interval, double growth, int32_t failures, int64_t most)
{
    double seconds = (double)interval * pow(growth, (double)at_most(failures, 64));

    return fmax(fmin(seconds, (double)most), (double)interval);
}

/* Seconds. */
static double interval_after(const struct schedule_poll *poll, enum failure failure,
                             const struct feed_state *feed)
{
    double transient = backed_off(feed->interval, TRANSIENT_GROWTH, feed->failures, TRANSIENT_MAX);

    if (poll->is_lost)
        return fmin(transient,
                    LOST_FIRST * pow(LOST_GROWTH, (double)at_most(feed->failures, 64) - 1));
    if (failure == FAILURE_TRANSIENT)
        return transient;
    if (failure == FAILURE_FIRM)
        return backed_off(feed->interval, FIRM_GROWTH, feed->failures, FIRM_MAX);
    return (double)feed->interval;
}

/* A failure leaves a hold that is not over: it was asked by hand. */
static struct hold hold_after(const struct schedule_poll *poll, enum failure failure,
                              struct arena *arena, const struct feed_state *feed)
{
    bool is_failure = failure == FAILURE_TRANSIENT || failure == FAILURE_FIRM;

    if (failure == FAILURE_HOST_HOLD || failure == FAILURE_FEED_HOLD)
        return hold_by_status(poll->polled, feed, poll->ended, arena);
    if (failure == FAILURE_UNASKED)
        return hold_by_redirect(poll->polled, poll->host_hold, poll->now, arena);
    if (failure == FAILURE_NONE && !poll->policy.ignores_hints)
        return hold_by_hints(poll->polled, feed, poll->ended, arena);
    if (is_failure && feed->hold_until > poll->now)
        return (struct hold){feed->hold_until, feed->hold_why};
    return (struct hold){.until = NO_TIME};
}

static void set_hold(const struct schedule_poll *poll, enum failure failure, struct arena *arena,
                     struct feed_state *feed)
{
    const struct hold hold = hold_after(poll, failure, arena, feed);

    feed->hold_until = hold.until;
    feed->hold_why = hold.why;
}

static int64_t next_poll(const struct schedule_poll *poll, enum failure failure,
                         const struct feed_state *feed, struct schedule_verdict *verdict)
{
    static const enum next_why reasons[] = {
        [FAILURE_NONE] = NEXT_BY_INTERVAL,      [FAILURE_TRANSIENT] = NEXT_BY_TRANSIENT,
        [FAILURE_FIRM] = NEXT_BY_FIRM,          [FAILURE_HOST_HOLD] = NEXT_BY_INTERVAL,
        [FAILURE_FEED_HOLD] = NEXT_BY_INTERVAL, [FAILURE_GONE] = NEXT_NEVER,
        [FAILURE_UNASKED] = NEXT_BY_INTERVAL,
    };
    double wait = interval_after(poll, failure, feed) * (1 + JITTER_MAX * poll->jitter);
    int64_t by_interval = poll->started + (int64_t)wait;

    verdict->part_ms = (int64_t)(wait * 1000) % 1000;
    verdict->next_why = reasons[failure];
    if (failure == FAILURE_GONE)
        return NO_TIME;
    int64_t next = at_least(by_interval, feed->hold_until);
    if (failure == FAILURE_NONE && !poll->policy.ignores_hints)
        next = hold_after_skipped(feed, next);
    if (next > by_interval)
        verdict->next_why = NEXT_BY_HOLD;
    return next;
}

static void begin(const struct schedule_poll *poll, struct feed_state *feed)
{
    if (feed->interval <= 0)
        feed->interval = poll->policy.fixed > 0 ? poll->policy.fixed : poll->policy.every;
    if (feed->first_poll == NO_TIME)
        feed->first_poll = poll->started;
    feed->polls++;
    feed->bytes_received += poll->polled->bytes;
    feed->last_poll = poll->started;
    feed->http_status = poll->polled->http_status;
}

void schedule_polled(const struct schedule_poll *poll, struct arena *arena, struct feed_state *feed,
                     struct schedule_verdict *verdict)
{
    const struct polled_message *polled = poll->polled;
    const struct decision *decision = &decisions[polled->outcome];

    *verdict = (struct schedule_verdict){.hold_until = NO_TIME};
    begin(poll, feed);
    feed->status = decision->status;
    take_validators(decision->validators, polled, feed);
    if (decision->failure == FAILURE_NONE)
        succeed(poll, arena, feed, &verdict->interval_why);
    else
        fail(poll, feed);
    set_hold(poll, decision->failure, arena, feed);
    feed->next_poll = next_poll(poll, decision->failure, feed, verdict);
    if (decision->failure == FAILURE_HOST_HOLD)
        verdict->hold_until = feed->hold_until;
    verdict->is_unavailable = decision->failure == FAILURE_FEED_HOLD;
    verdict->is_success = decision->failure == FAILURE_NONE;
}

void schedule_offline(const struct schedule_poll *poll, struct feed_state *feed,
                      struct schedule_verdict *verdict)
{
    *verdict = (struct schedule_verdict){.hold_until = NO_TIME, .next_why = NEXT_BY_OUTAGE};
    begin(poll, feed);
    feed->status = FEED_OFFLINE;
    feed->last_error = poll->polled->message;
    feed->next_poll = at_least(poll->now, feed->hold_until);
}

/* An interval that was shortened in the config counts from the last poll on. */
static int64_t longest_wait(const struct schedule_policy *policy, const struct feed_state *feed,
                            int64_t now)
{
    bool is_by_interval = policy->fixed > 0 && feed->failures == 0 && feed->trust != FEED_UNTRUSTED;

    if (is_by_interval && feed->last_poll != NO_TIME && feed->last_poll <= now) {
        int64_t next = at_least(feed->last_poll + policy->fixed + policy->fixed / 20 + PARTS,
                                feed->hold_until);
        return policy->ignores_hints ? next : hold_after_skipped(feed, next);
    }
    int64_t hold = at_most(at_least(feed->hold_until, now), now + HOLD_MAX);
    return hold + at_least(at_least(policy->max, policy->fixed), WAIT_MAX);
}

int64_t schedule_at_start(const struct schedule_policy *policy, const struct feed_state *feed,
                          int64_t now)
{
    if (feed->status == FEED_GONE)
        return NO_TIME;
    if (feed->next_poll == NO_TIME)
        return now;
    return at_most(feed->next_poll, longest_wait(policy, feed, now));
}
