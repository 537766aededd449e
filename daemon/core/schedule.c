#include "daemon/core/schedule.h"

#include "config/base/arena.h"

#include <math.h>

#define MINUTE 60
#define HOUR 3600
#define DAY 86400

#define JITTER_MAX 0.05 /* only ever lengthens */
#define TRANSIENT_GROWTH 1.5
#define TRANSIENT_MAX ((int64_t)4 * HOUR)
#define FIRM_GROWTH 2.0
#define FIRM_MAX ((int64_t)24 * HOUR)
#define RATE_LIMIT_HOLD ((int64_t)15 * MINUTE) /* of a 429 that names no time */
#define RETRY_AFTER_MAX ((int64_t)30 * DAY)
#define REDIRECT_FAILURES 3 /* in a row */
#define HINT_MAX ((int64_t)24 * HOUR)

enum failure {
    FAILURE_NONE,
    FAILURE_TRANSIENT,
    FAILURE_FIRM,
    FAILURE_HOST_HOLD,
    FAILURE_FEED_HOLD,
    FAILURE_GONE
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

static bool is_skipped(const struct polled_message *polled, int64_t at)
{
    unsigned hour = (unsigned)(at % DAY / HOUR);
    unsigned day = (unsigned)((at / DAY + 4) % 7); /* 1970-01-01 was a Thursday; Sunday is 0 */

    return (polled->skip_hours >> hour & 1) != 0 || (polled->skip_days >> day & 1) != 0;
}

/* The first moment from `at` on that skipHours and skipDays leave, a day ahead at most. Hints that
 * leave no hour at all are ignored. */
static int64_t after_skipped(const struct polled_message *polled, int64_t at)
{
    const uint32_t all_hours = (1u << 24) - 1, all_days = (1u << 7) - 1;
    int64_t end = at + HINT_MAX;

    if ((polled->skip_hours & all_hours) == all_hours || (polled->skip_days & all_days) == all_days)
        return at;
    while (at < end && is_skipped(polled, at))
        at += HOUR - at % HOUR;
    return at;
}

/* The holds that the answer itself asks for. */
static int64_t after_hints(const struct schedule_policy *policy,
                           const struct polled_message *polled, int64_t now, int64_t next)
{
    if (policy->ignores_hints)
        return next;
    next = at_least(next, now + at_most(polled->fresh_for, HINT_MAX));
    next = at_least(next, now + at_most((int64_t)polled->ttl * MINUTE, HINT_MAX));
    return after_skipped(polled, next);
}

static void learn(const struct schedule_poll *poll, struct rhythm *rhythm,
                  const struct feed_state *feed)
{
    bool is_first = feed->last_success == NO_TIME;

    if (!is_first)
        rhythm_observe(rhythm, feed->last_success, poll->now, poll->published, poll->new_count);
    else if (poll->polled->outcome == POLLED_DOCUMENT)
        rhythm_seed(rhythm, poll->now, poll->published, poll->new_count);
}

static int64_t next_interval(const struct schedule_poll *poll, const struct rhythm *rhythm)
{
    const struct schedule_policy *policy = &poll->policy;

    if (policy->fixed > 0)
        return policy->fixed;
    int64_t interval = rhythm_interval(rhythm, poll->now, policy->every, policy->max);
    interval = at_most(interval, rhythm_fill_time(rhythm, poll->now, poll->polled->document_count));
    return at_most(at_least(interval, policy->min), policy->max);
}

static void learn_rhythm(const struct schedule_poll *poll, struct arena *arena,
                         struct feed_state *feed)
{
    uint8_t *encoded = arena_alloc(arena, RHYTHM_BYTES);
    struct rhythm rhythm;

    rhythm_decode(&rhythm, feed->rhythm.data, feed->rhythm.len);
    learn(poll, &rhythm, feed);
    feed->rhythm = (struct bytes){encoded, rhythm_encode(&rhythm, encoded), true};
    feed->interval = next_interval(poll, &rhythm);
}

static void succeed(const struct schedule_poll *poll, struct arena *arena, struct feed_state *feed)
{
    const struct polled_message *polled = poll->polled;

    learn_rhythm(poll, arena, feed);
    feed->failures = 0;
    feed->last_error = NULL;
    feed->last_success = poll->now;
    if (polled->outcome == POLLED_NOT_MODIFIED)
        feed->not_modified++;
    else
        feed->last_document = poll->now;
    if (poll->new_count > 0)
        feed->last_new = poll->now;
    if (polled->outcome == POLLED_DOCUMENT) {
        feed->title = polled->title;
        feed->format = polled->format;
    }
    if (polled->permanent_url != NULL)
        feed->moved_to = polled->permanent_url;
}

/* A remembered URL that answers no more (not: that cannot be reached) was no good move: the
 * configured one is asked again. */
static void doubt_redirect(const struct schedule_poll *poll, struct feed_state *feed)
{
    bool is_answered = poll->polled->outcome == POLLED_FIRM || poll->polled->outcome == POLLED_GONE;

    if (is_answered && feed->failures >= REDIRECT_FAILURES)
        feed->moved_to = NULL;
}

static void fail(const struct schedule_poll *poll, struct feed_state *feed)
{
    feed->failures += feed->failures < INT32_MAX;
    doubt_redirect(poll, feed);
    feed->last_error = poll->polled->message;
}

static int64_t backed_off(int64_t interval, double growth, int32_t failures, int64_t most)
{
    double seconds = (double)interval * pow(growth, (double)at_most(failures, 64));

    return at_least(seconds < (double)most ? (int64_t)seconds : most, interval);
}

static int64_t interval_after(enum failure failure, const struct feed_state *feed)
{
    if (failure == FAILURE_TRANSIENT)
        return backed_off(feed->interval, TRANSIENT_GROWTH, feed->failures, TRANSIENT_MAX);
    if (failure == FAILURE_FIRM)
        return backed_off(feed->interval, FIRM_GROWTH, feed->failures, FIRM_MAX);
    return feed->interval;
}

/* The hold of a 429 or 503, in seconds. */
static int64_t hold_for(const struct polled_message *polled, const struct feed_state *feed)
{
    if (polled->retry_after > 0)
        return at_most(polled->retry_after, RETRY_AFTER_MAX);
    int64_t first = at_least(RATE_LIMIT_HOLD, 4 * feed->interval);
    return backed_off(first, FIRM_GROWTH, feed->failures - 1, RETRY_AFTER_MAX);
}

static void hold(const struct schedule_poll *poll, enum failure failure, struct feed_state *feed,
                 struct schedule_host *host)
{
    feed->hold_until = NO_TIME;
    feed->hold_why = NULL;
    if (failure != FAILURE_HOST_HOLD && failure != FAILURE_FEED_HOLD)
        return;
    feed->hold_until = poll->now + hold_for(poll->polled, feed);
    if (failure == FAILURE_HOST_HOLD) {
        feed->hold_why = "the host asked to wait (429)";
        host->hold_until = feed->hold_until;
    } else {
        feed->hold_why = "the server said until when it is unavailable (503)";
        host->is_unavailable = true;
    }
}

static int64_t next_poll(const struct schedule_poll *poll, enum failure failure,
                         const struct feed_state *feed)
{
    int64_t interval = interval_after(failure, feed);
    int64_t next =
        poll->started + interval + (int64_t)((double)interval * JITTER_MAX * poll->jitter);

    if (failure == FAILURE_GONE)
        return NO_TIME;
    if (failure == FAILURE_NONE)
        next = after_hints(&poll->policy, poll->polled, poll->now, next);
    return at_least(next, feed->hold_until);
}

void schedule_polled(const struct schedule_poll *poll, struct arena *arena, struct feed_state *feed,
                     struct schedule_host *host)
{
    const struct polled_message *polled = poll->polled;
    const struct decision *decision = &decisions[polled->outcome];

    *host = (struct schedule_host){.hold_until = NO_TIME,
                                   .is_success = decision->failure == FAILURE_NONE};
    if (feed->interval <= 0)
        feed->interval = poll->policy.fixed > 0 ? poll->policy.fixed : poll->policy.every;
    if (feed->first_poll == NO_TIME)
        feed->first_poll = poll->started;
    feed->polls++;
    feed->bytes_received += polled->bytes;
    feed->last_poll = poll->started;
    feed->http_status = polled->http_status;
    feed->status = decision->status;
    take_validators(decision->validators, polled, feed);
    if (decision->failure == FAILURE_NONE)
        succeed(poll, arena, feed);
    else
        fail(poll, feed);
    hold(poll, decision->failure, feed, host);
    feed->next_poll = next_poll(poll, decision->failure, feed);
}

int64_t schedule_at_start(const struct schedule_policy *policy, const struct feed_state *feed,
                          int64_t now)
{
    if (feed->status == FEED_GONE)
        return NO_TIME;
    if (feed->next_poll == NO_TIME)
        return now;
    int64_t holds_to = at_least(feed->hold_until, now);
    return at_most(feed->next_poll, holds_to + at_least(policy->max, policy->fixed));
}
