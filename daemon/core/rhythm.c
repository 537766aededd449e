#include "daemon/core/rhythm.h"

#include <endian.h>
#include <math.h>
#include <string.h>

#define HOUR 3600
#define DAY 86400
#define WEEK ((int64_t)7 * DAY)
#define MEMORY (14.0 * DAY)        /* counts are forgotten with exp(-t / MEMORY) */
#define PRIOR_ITEMS 0.3            /* of a feed of which nothing is known: one item a day */
#define PRIOR_OBSERVED (0.3 * DAY) /* seconds */
#define PRIOR_SPREAD 24.0 /* pseudo-items that keep the profile flat while little is known */
#define LEAST_SHAPE 0.1
#define LONGEST_SPAN ((int64_t)56 * DAY) /* what is older is forgotten but for a fiftieth */
#define SEED_SPAN ((int64_t)28 * DAY)
#define FASTEST_MEMORY ((int64_t)7 * DAY)
#define SILENT_EXPECTED 7.0 /* items: e^-7 is one chance in a thousand */
#define SILENT_PAUSES 3
#define FASTEST_ITEMS 3 /* fewer at once say nothing about a rate */

/* 1970-01-01 was a Thursday: days 2 and 3 of each week since are Saturday and Sunday. */
static size_t cell_of(int64_t at)
{
    int64_t days = at / DAY;
    int64_t hour = at % DAY / HOUR;
    int64_t week_day = days % 7;
    bool is_weekend = week_day == 2 || week_day == 3;

    return (size_t)(hour + (is_weekend ? 24 : 0));
}

/* The share of a week that falls into a cell. */
static double cell_share(size_t cell)
{
    return (cell < 24 ? 5.0 : 2.0) / 168.0;
}

static void forget(struct rhythm *rhythm, int64_t now)
{
    if (rhythm->updated != 0 && now > rhythm->updated) {
        double kept = exp(-(double)(now - rhythm->updated) / MEMORY);
        rhythm->items *= kept;
        rhythm->observed *= kept;
        for (size_t i = 0; i < RHYTHM_CELLS; i++)
            rhythm->cells[i] *= kept;
    }
    rhythm->updated = now;
}

static void count_item(struct rhythm *rhythm, int64_t at)
{
    rhythm->items += 1;
    rhythm->cells[cell_of(at)] += 1;
    if (rhythm->last_item != 0 && at - rhythm->last_item > rhythm->longest_pause)
        rhythm->longest_pause = at - rhythm->last_item;
    if (at > rhythm->last_item)
        rhythm->last_item = at;
}

static void note_fastest(struct rhythm *rhythm, int64_t now, double rate)
{
    bool is_forgotten = now - rhythm->fastest_at > FASTEST_MEMORY;

    if (rate < rhythm->fastest && !is_forgotten)
        return;
    rhythm->fastest = rate;
    rhythm->fastest_at = now;
}

void rhythm_observe(struct rhythm *rhythm, int64_t from, int64_t to, const int64_t *times,
                    size_t count)
{
    if (to <= from)
        to = from + 1;
    forget(rhythm, to);
    rhythm->observed += (double)(to - from);
    for (size_t i = 0; i < count; i++)
        count_item(rhythm, times[i] > from && times[i] <= to ? times[i] : to);
}

/* Items that came at once are a pace of so many in `least`, however short the time between the
 * polls was: else each shorter interval would find a faster pace, and ask for a shorter one. */
static double pace(double items, int64_t from, int64_t to, int64_t least)
{
    return items / (double)(to - from > least ? to - from : least);
}

/* The run goes on with this poll, unless the poll alone was faster. */
static void go_on_or_begin(struct rhythm *rhythm, int64_t from, int64_t to, double count,
                           int64_t least)
{
    double together = pace(rhythm->run_items + count, rhythm->run_from, to, least);
    bool goes_on = rhythm->run_from < to && together >= pace(count, from, to, least);

    rhythm->run_items = goes_on ? rhythm->run_items + count : count;
    rhythm->run_from = goes_on ? rhythm->run_from : from;
}

void rhythm_note_pace(struct rhythm *rhythm, int64_t from, int64_t to, const struct pace *found)
{
    size_t enough = found->size / 2 > FASTEST_ITEMS ? found->size / 2 : FASTEST_ITEMS;
    int64_t least = found->least > 0 ? found->least : 1;

    go_on_or_begin(rhythm, from, to, (double)found->count, least);
    if (rhythm->run_items >= (double)enough)
        note_fastest(rhythm, to, pace(rhythm->run_items, rhythm->run_from, to, least));
}

void rhythm_seed(struct rhythm *rhythm, int64_t now, const int64_t *times, size_t count)
{
    int64_t oldest = now;
    int64_t begin = now - SEED_SPAN;

    for (size_t i = 0; i < count; i++) {
        if (times[i] > begin && times[i] < oldest)
            oldest = times[i];
    }
    forget(rhythm, now);
    for (size_t i = 0; i < count; i++) {
        if (times[i] > oldest &&
            times[i] <= now) /* n items part n - 1 times: the oldest opens the span */
            count_item(rhythm, times[i]);
    }
    rhythm->observed += (double)(now - oldest);
}

static double base_rate(const struct rhythm *rhythm)
{
    return (rhythm->items + PRIOR_ITEMS) / (rhythm->observed + PRIOR_OBSERVED);
}

/* ---- the hours of the day and of the week */

/* Neighbours in the same kind of day, round midnight. */
static double smoothed(const double cells[RHYTHM_CELLS], size_t cell)
{
    size_t day = cell / 24 * 24;
    size_t hour = cell % 24;

    return 0.25 * cells[day + (hour + 23) % 24] + 0.5 * cells[cell] +
           0.25 * cells[day + (hour + 1) % 24];
}

/* For how long the feed was observed, that came to `observed` of seconds not forgotten. */
static int64_t span_observed(const struct rhythm *rhythm)
{
    double left = 1 - rhythm->observed / MEMORY;
    double span = left > 0 ? -MEMORY * log(left) : (double)LONGEST_SPAN;

    return span < (double)LONGEST_SPAN ? (int64_t)span : LONGEST_SPAN;
}

/* The share of the observed time that fell into each cell: after one Tuesday, none of it into a
 * weekend. */
static void find_exposure(const struct rhythm *rhythm, double exposure[RHYTHM_CELLS])
{
    const double kept = exp(-HOUR / MEMORY);
    double weight = 1, total = 0;

    for (size_t i = 0; i < RHYTHM_CELLS; i++)
        exposure[i] = 0;
    for (int64_t left = span_observed(rhythm), at = rhythm->updated; left > 0; left -= HOUR) {
        double seen = left < HOUR ? weight * (double)left / HOUR : weight;
        exposure[cell_of(at)] += seen;
        total += seen;
        weight *= kept;
        at = at > HOUR ? at - HOUR : at;
    }
    for (size_t i = 0; i < RHYTHM_CELLS; i++)
        exposure[i] = total > 0 ? exposure[i] / total : cell_share(i);
}

/* How much more than the mean the feed publishes in each cell: what came in it over what the mean
 * would have put there. */
struct profile {
    double base; /* items a second */
    double shapes[RHYTHM_CELLS];
};

static void find_profile(const struct rhythm *rhythm, struct profile *profile)
{
    double exposure[RHYTHM_CELLS];
    double total = 0;

    find_exposure(rhythm, exposure);
    for (size_t i = 0; i < RHYTHM_CELLS; i++)
        total += rhythm->cells[i];
    for (size_t i = 0; i < RHYTHM_CELLS; i++) {
        double spread = PRIOR_SPREAD * cell_share(i);
        double shape =
            (smoothed(rhythm->cells, i) + spread) / (total * smoothed(exposure, i) + spread);
        profile->shapes[i] = shape < LEAST_SHAPE ? LEAST_SHAPE : shape;
    }
    profile->base = base_rate(rhythm);
}

static double rate_at(const struct profile *profile, int64_t at)
{
    return profile->base * profile->shapes[cell_of(at)];
}

static double expected_in_a_week(const struct profile *profile)
{
    double shapes = 0;

    for (size_t i = 0; i < RHYTHM_CELLS; i++)
        shapes += profile->shapes[i] * (i < 24 ? 5 : 2);
    return profile->base * HOUR * shapes;
}

double rhythm_expected(const struct rhythm *rhythm, int64_t from, int64_t to)
{
    int64_t weeks = to > from ? (to - from) / WEEK : 0;
    struct profile profile;

    find_profile(rhythm, &profile);
    double items = weeks > 0 ? (double)weeks * expected_in_a_week(&profile) : 0;

    for (int64_t at = from + weeks * WEEK; at < to;) {
        int64_t step = HOUR - at % HOUR;
        step = step < to - at ? step : to - at;
        items += rate_at(&profile, at) * (double)step;
        at += step;
    }
    return items;
}

bool rhythm_is_silent(const struct rhythm *rhythm, int64_t now)
{
    int64_t pause = now - rhythm->last_item;

    return rhythm->last_item != 0 && pause > DAY && pause > SILENT_PAUSES * rhythm->longest_pause &&
           rhythm_expected(rhythm, rhythm->last_item, now) > SILENT_EXPECTED;
}

void rhythm_guess(struct rhythm *rhythm, int64_t now, int64_t period)
{
    forget(rhythm, now);
    rhythm->items += 1;
    rhythm->observed += (double)period;
}

double rhythm_items_per_day(const struct rhythm *rhythm)
{
    return base_rate(rhythm) * DAY;
}

int64_t rhythm_interval(const struct rhythm *rhythm, int64_t last_poll, int64_t every, int64_t max)
{
    double left =
        (double)every * (double)every / (2.0 * HOUR); /* item-seconds still to be waited */
    double unseen = 0;                                /* items expected since the last poll */
    int64_t at = last_poll;
    struct profile profile;

    find_profile(rhythm, &profile);
    while (at < last_poll + max) {
        double rate = rate_at(&profile, at);
        double step = (double)(HOUR - at % HOUR);
        double waited = unseen * step + rate * step * step / 2;
        if (waited >= left) {
            double rest = (sqrt(unseen * unseen + 2 * rate * left) - unseen) / rate;
            at += (int64_t)rest;
            break;
        }
        left -= waited;
        unseen += rate * step;
        at += (int64_t)step;
    }
    return at - last_poll < max ? at - last_poll : max;
}

int64_t rhythm_fill_time(const struct rhythm *rhythm, int64_t now, size_t size)
{
    if (rhythm->fastest <= 0 || size == 0 || now - rhythm->fastest_at > FASTEST_MEMORY)
        return INT64_MAX;
    double seconds = (double)size / rhythm->fastest / 2;
    return seconds < 9e15 ? (int64_t)seconds : INT64_MAX;
}

/* ---- the stored form: doubles and int64 in order, the cells as floats ---- */

static void put_u64(uint8_t **at, uint64_t value)
{
    value = htole64(value);
    memcpy(*at, &value, sizeof(value));
    *at += sizeof(value);
}

static uint64_t take_u64(const uint8_t **at)
{
    uint64_t value;

    memcpy(&value, *at, sizeof(value));
    *at += sizeof(value);
    return le64toh(value);
}

static void put_double(uint8_t **at, double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof(bits));
    put_u64(at, bits);
}

static double take_double(const uint8_t **at)
{
    uint64_t bits = take_u64(at);
    double value;

    memcpy(&value, &bits, sizeof(value));
    return isfinite(value) && value >= 0 ? value : 0;
}

#define CELL_UNIT 64.0 /* a cell is stored in 64ths of an item, 65,535 of them at most */
#define RUN_BYTES (2 * sizeof(uint64_t)) /* at the end: stores of before do not have it */
#define ENCODED_BYTES (7 * sizeof(uint64_t) + RHYTHM_CELLS * sizeof(uint16_t) + RUN_BYTES)
_Static_assert(ENCODED_BYTES <= RHYTHM_BYTES, "an encoded rhythm fits its array");

size_t rhythm_encode(const struct rhythm *rhythm, uint8_t out[RHYTHM_BYTES])
{
    uint8_t *at = out;

    put_double(&at, rhythm->items);
    put_double(&at, rhythm->observed);
    put_double(&at, rhythm->fastest);
    put_u64(&at, (uint64_t)rhythm->updated);
    put_u64(&at, (uint64_t)rhythm->fastest_at);
    put_u64(&at, (uint64_t)rhythm->last_item);
    put_u64(&at, (uint64_t)rhythm->longest_pause);
    for (size_t i = 0; i < RHYTHM_CELLS; i++) {
        double units = rhythm->cells[i] * CELL_UNIT;
        uint16_t cell = htole16((uint16_t)(units > UINT16_MAX ? UINT16_MAX : units));
        memcpy(at, &cell, sizeof(cell));
        at += sizeof(cell);
    }
    put_u64(&at, (uint64_t)rhythm->run_from);
    put_double(&at, rhythm->run_items);
    return (size_t)(at - out);
}

void rhythm_decode(struct rhythm *rhythm, const void *bytes, size_t len)
{
    const uint8_t *at = bytes;

    *rhythm = (struct rhythm){0};
    if (len != ENCODED_BYTES && len != ENCODED_BYTES - RUN_BYTES)
        return;
    rhythm->items = take_double(&at);
    rhythm->observed = take_double(&at);
    rhythm->fastest = take_double(&at);
    rhythm->updated = (int64_t)take_u64(&at);
    rhythm->fastest_at = (int64_t)take_u64(&at);
    rhythm->last_item = (int64_t)take_u64(&at);
    rhythm->longest_pause = (int64_t)take_u64(&at);
    for (size_t i = 0; i < RHYTHM_CELLS; i++) {
        uint16_t cell;
        memcpy(&cell, at, sizeof(cell));
        at += sizeof(cell);
        rhythm->cells[i] = le16toh(cell) / CELL_UNIT;
    }
    if (len != ENCODED_BYTES)
        return;
    rhythm->run_from = (int64_t)take_u64(&at);
    rhythm->run_items = take_double(&at);
}
