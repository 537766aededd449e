/* links: daemon_core m */
/* When feeds are polled, in virtual time: 100 feeds over 28 days, their items at random with
 * log-normal rates, a day's and a week's rhythm, batches and bursts. storywatch's estimator
 * (daemon/core/rhythm.c, as it is) beside a fixed interval, AIMD, the square root of the rate, and
 * an oracle that knows each feed's intensity, bursts and all, and pays the same price.
 *
 * Polls a feed a day times the mean delay of an item in minutes is what a policy is measured by: it
 * stays nearly the same whatever its interval is; a fixed one's is 720. */
#include "config/base/memory.h"
#include "config/base/rfc3339.h"
#include "daemon/core/rhythm.h"
#include "tests/bench/meter.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORLDS 3 /* the figures are their means */
#define FEEDS 100
#define MINUTE 60
#define HOUR 3600
#define DAY 86400
#define BEGIN (INT64_C(1795392000))      /* 2026-11-23T00:00:00Z, a Monday */
#define PAST (BEGIN - (int64_t)28 * DAY) /* what the first document may hold is of since then */
#define END (BEGIN + (int64_t)28 * DAY)
#define HOURS ((size_t)(56 * 24))
#define DOCUMENT_MIN 20.0 /* items; half a day's where that is more, as publishers have it */
#define DOCUMENT_MAX 200.0
#define MIN_INTERVAL ((int64_t)5 * MINUTE)
#define MAX_INTERVAL ((int64_t)DAY)
#define JITTER 0.05
#define BUDGET 30.0 /* polls a feed a day */

/* ---- chance */

struct chance {
    unsigned short seed[3];
};

static double uniform(struct chance *chance)
{
    return erand48(chance->seed);
}

static double normal(struct chance *chance)
{
    return sqrt(-2 * log(1 - uniform(chance))) * cos(2 * M_PI * uniform(chance));
}

/* ---- feeds */

#define MEDIAN_A_DAY 10.0
#define SPREAD 1.65 /* sigma of the logarithm of the rate */
#define MOST_A_DAY 600.0
#define BURSTS_A_WEEK 1.0
#define BURST_HOURS 3
#define BURST_FACTOR 6.0

struct model {
    double rates[HOURS]; /* batches a second, hour by hour from PAST on */
    double in_batch;     /* items on average */
    size_t document;     /* items that it holds */
    bool has_dates;
    int64_t *items; /* when each was published, in order */
    size_t count, capacity;
};

static double rate_at(const struct model *model, int64_t at)
{
    int64_t hour = (at - PAST) / HOUR;

    return hour >= 0 && (size_t)hour < HOURS ? model->rates[hour] : 0;
}

static void set_rates(struct model *model, struct chance *chance)
{
    double a_day = MEDIAN_A_DAY * exp(SPREAD * normal(chance));
    double swing = 0.3 + 1.5 * uniform(chance), noon = 24 * uniform(chance);
    double weekend = 0.3 + 0.7 * uniform(chance);
    double shapes = 0;

    for (size_t i = 0; i < HOURS; i++) {
        double hour = (double)(i % 24);
        bool is_weekend = i / 24 % 7 >= 5;
        model->rates[i] =
            exp(swing * cos(2 * M_PI * (hour - noon) / 24)) * (is_weekend ? weekend : 1);
        shapes += model->rates[i];
    }
    a_day = a_day < MOST_A_DAY ? a_day : MOST_A_DAY;
    model->document = (size_t)fmin(fmax(a_day / 2, DOCUMENT_MIN), DOCUMENT_MAX);
    for (size_t i = 0; i < HOURS; i++)
        model->rates[i] *= a_day / DAY * (double)HOURS / shapes / model->in_batch;
}

static void add_bursts(struct model *model, struct chance *chance)
{
    for (size_t i = 0; i + BURST_HOURS < HOURS; i++) {
        if (uniform(chance) > BURSTS_A_WEEK / (7 * 24))
            continue;
        for (size_t hour = i; hour < i + BURST_HOURS; hour++)
            model->rates[hour] *= BURST_FACTOR;
        i += BURST_HOURS;
    }
}

static void publish(struct model *model, int64_t at)
{
    if (model->count == model->capacity) {
        model->capacity = model->capacity == 0 ? 256 : model->capacity * 2;
        model->items = memory_resize(model->items, model->capacity, sizeof(*model->items));
    }
    model->items[model->count++] = at;
}

static void publish_all(struct model *model, struct chance *chance)
{
    for (size_t i = 0; i < HOURS; i++) {
        int64_t begin = PAST + (int64_t)i * HOUR;
        for (double at = 0; (at -= log(1 - uniform(chance)) / model->rates[i]) < HOUR;) {
            do
                publish(model, begin + (int64_t)at);
            while (uniform(chance) < 1 - 1 / model->in_batch);
        }
    }
}

static void make_feeds(struct model feeds[FEEDS], unsigned short world)
{
    struct chance chance = {{2026, 11, world}};

    for (size_t i = 0; i < FEEDS; i++) {
        feeds[i].in_batch = i % 4 == 0 ? 4 : 1.2;
        feeds[i].has_dates = i % 5 != 0;
        set_rates(&feeds[i], &chance);
        add_bursts(&feeds[i], &chance);
        publish_all(&feeds[i], &chance);
    }
}

/* ---- policies */

struct state {
    const struct model *model;
    struct rhythm rhythm;
    int64_t last; /* poll; 0: none */
    int64_t interval;
    double every; /* what the policy is tuned by, seconds */
};

/* The poll at `now` found these new items in the document. The next interval in seconds. */
typedef int64_t policy_next(struct state *state, int64_t now, const int64_t *items, size_t count);

static int64_t clamped(double interval)
{
    if (!(interval < (double)MAX_INTERVAL))
        return MAX_INTERVAL;
    return interval > (double)MIN_INTERVAL ? (int64_t)interval : MIN_INTERVAL;
}

static int64_t next_fixed(struct state *state, int64_t now, const int64_t *items, size_t count)
{
    (void)now;
    (void)items;
    (void)count;
    return (int64_t)state->every;
}

/* Half as long after news, a little longer after none. */
static int64_t next_aimd(struct state *state, int64_t now, const int64_t *items, size_t count)
{
    double interval = state->interval == 0 ? state->every : (double)state->interval;

    (void)now;
    (void)items;
    return clamped(count > 0 ? interval / 2 : interval + state->every / 4);
}

static void learn(struct state *state, int64_t now, const int64_t *items, size_t count)
{
    int64_t *times = memory_new(count + 1, sizeof(*times));

    for (size_t i = 0; i < count; i++)
        times[i] = state->model->has_dates ? items[i] : NO_TIME;
    if (state->last == 0)
        rhythm_seed(&state->rhythm, now, times, count);
    else
        rhythm_observe(&state->rhythm, state->last, now, times, count);
    const struct pace found = {count, state->model->document, (int64_t)(4 * state->every)};
    rhythm_note_pace(&state->rhythm, state->last, now, &found);
    free(times);
}

static int64_t next_root(struct state *state, int64_t now, const int64_t *items, size_t count)
{
    learn(state, now, items, count);
    double an_hour = rhythm_items_per_day(&state->rhythm) / 24;
    return clamped(state->every / sqrt(an_hour));
}

static int64_t next_rhythm(struct state *state, int64_t now, const int64_t *items, size_t count)
{
    learn(state, now, items, count);
    int64_t full = rhythm_fill_time(&state->rhythm, now, state->model->document);
    int64_t interval = rhythm_interval(&state->rhythm, now, (int64_t)state->every, MAX_INTERVAL);
    return clamped((double)(interval < full ? interval : full));
}

/* The same price, of the true intensity: minute by minute. */
static int64_t next_oracle(struct state *state, int64_t now, const int64_t *items, size_t count)
{
    double left = state->every * state->every / (2.0 * HOUR), unseen = 0;
    int64_t at = now;

    (void)items;
    (void)count;
    for (; left > 0 && at < now + MAX_INTERVAL; at += MINUTE) {
        unseen += rate_at(state->model, at) * state->model->in_batch * MINUTE;
        left -= unseen * MINUTE;
    }
    return clamped((double)(at - now));
}

/* ---- a run */

struct result {
    size_t polls;
    double *delays; /* seconds, of every item */
    size_t count, capacity;
    size_t missed; /* items that had left the document */
};

static void note_delay(struct result *result, double delay)
{
    if (result->count == result->capacity) {
        result->capacity = result->capacity == 0 ? 4096 : result->capacity * 2;
        result->delays = memory_resize(result->delays, result->capacity, sizeof(*result->delays));
    }
    result->delays[result->count++] = delay;
}

static void poll_feed(const struct model *model, policy_next *next, double every,
                      struct chance *chance, struct result *result)
{
    struct state state = {.model = model, .every = every};
    int64_t now = BEGIN + (int64_t)(uniform(chance) * HOUR);
    size_t seen = 0;

    while (now < END) {
        size_t end = seen;
        while (end < model->count && model->items[end] <= now)
            end++;
        size_t first = end - seen > model->document ? end - model->document : seen;
        for (size_t i = seen; i < end && state.last != 0; i++) /* the missed ones too */
            note_delay(result, (double)(now - model->items[i]));
        result->missed += state.last != 0 ? first - seen : 0;
        result->polls++;
        state.interval = next(&state, now, model->items + first, end - first);
        state.last = now;
        seen = end;
        now += (int64_t)((double)state.interval * (1 + JITTER * uniform(chance)));
    }
}

static struct result poll_all(const struct model feeds[FEEDS], policy_next *next, double every)
{
    struct chance chance = {{1, 2, 3}};
    struct result result = {0};

    for (size_t i = 0; i < FEEDS; i++)
        poll_feed(&feeds[i], next, every, &chance, &result);
    return result;
}

static double polls_a_day(const struct result *result)
{
    return (double)result->polls / FEEDS / ((double)(END - BEGIN) / DAY);
}

static double mean_delay(const struct result *result) /* minutes */
{
    double sum = 0;

    for (size_t i = 0; i < result->count; i++)
        sum += result->delays[i];
    return sum / (double)result->count / MINUTE;
}

static int compare(const void *left, const void *right)
{
    const double *a = left, *b = right;

    return (*a > *b) - (*a < *b);
}

static double late_delay(const struct result *result) /* minutes; 5 in 100 are later */
{
    qsort(result->delays, result->count, sizeof(*result->delays), compare);
    return result->delays[result->count * 95 / 100] / MINUTE;
}

/* The `every` with which a policy comes to so many polls a day. */
static double tuned(const struct model feeds[FEEDS], policy_next *next, double budget)
{
    double low = MINUTE, high = DAY;

    for (int i = 0; i < 14; i++) {
        double middle = sqrt(low * high);
        struct result result = poll_all(feeds, next, middle);
        if (polls_a_day(&result) > budget)
            low = middle;
        else
            high = middle;
        free(result.delays);
    }
    return high;
}

static const struct policy {
    const char *name;
    policy_next *next;
    double every; /* seconds, of the first figure; 0: tuned to the budget */
} policies[] = {
    {"every 15 min", next_fixed, 15 * MINUTE},
    {"every 60 min", next_fixed, HOUR},
    {"AIMD", next_aimd, 0},
    {"root of the rate", next_root, 15 * MINUTE},
    {"storywatch", next_rhythm, 15 * MINUTE},
    {"oracle", next_oracle, 15 * MINUTE},
};
#define POLICIES (sizeof(policies) / sizeof(policies[0]))

struct figures {
    double product, late, missed;
};

static struct figures measure(const struct model feeds[FEEDS], const struct policy *policy,
                              double every)
{
    struct result result = poll_all(feeds, policy->next, every);
    struct figures figures = {polls_a_day(&result) * mean_delay(&result), late_delay(&result),
                              100 * (double)result.missed / (double)result.count};

    free(result.delays);
    return figures;
}

static void print(const char *what, const struct policy *policy, double value, const char *unit,
                  double oracle)
{
    char name[128];

    snprintf(name, sizeof(name), "%s, %s", what, policy->name);
    meter_print(name, value, unit, "oracle", oracle);
}

static void add(struct figures *sum, const struct figures *one)
{
    sum->product += one->product / WORLDS;
    sum->late += one->late / WORLDS;
    sum->missed += one->missed / WORLDS;
}

/* At the policy's own interval, and tuned to the budget. */
static void measure_world(unsigned short world, struct figures own[POLICIES],
                          struct figures even[POLICIES])
{
    struct model *feeds = memory_new(FEEDS, sizeof(*feeds));

    make_feeds(feeds, world);
    for (size_t i = 0; i < POLICIES; i++) {
        double budget = tuned(feeds, policies[i].next, BUDGET);
        double every = policies[i].every > 0 ? policies[i].every : budget;
        const struct figures at_own = measure(feeds, &policies[i], every);
        const struct figures at_budget = measure(feeds, &policies[i], budget);
        add(&own[i], &at_own);
        add(&even[i], &at_budget);
    }
    for (size_t i = 0; i < FEEDS; i++)
        free(feeds[i].items);
    free(feeds);
}

int main(void)
{
    struct figures own[POLICIES] = {{0}}, even[POLICIES] = {{0}};

    for (unsigned short world = 1; world <= WORLDS; world++)
        measure_world(world, own, even);
    const struct figures *oracle = &own[POLICIES - 1], *even_oracle = &even[POLICIES - 1];
    for (size_t i = 0; i < POLICIES; i++) {
        print("polls a day x mean delay", &policies[i], own[i].product, "min", oracle->product);
        print("the same at 30 polls a day", &policies[i], even[i].product, "min",
              even_oracle->product);
        print("p95 delay at 30 polls a day", &policies[i], even[i].late, "min", even_oracle->late);
        print("missed at 30 polls a day", &policies[i], even[i].missed, "%", even_oracle->missed);
    }
    return 0;
}
