/* rhythm.h: how often a feed publishes, and when the next poll is worth its price (POLLING.md,
 * "Interval"; Sia, Cho & Cho, "Efficient Monitoring Algorithm for Fast News Alerts", IEEE TKDE
 * 19(7), 2007). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RHYTHM_CELLS 48  /* hours of a week day, then of a weekend day, UTC */
#define RHYTHM_BYTES 256 /* an encoded rhythm is not longer */

/* Counts and times are forgotten with exp(-t / 14 d). Zeroed: nothing is known. */
struct rhythm {
    double items;
    double observed; /* seconds */
    double cells[RHYTHM_CELLS];
    int64_t updated;       /* wall time of the last observation; 0: none */
    double fastest;        /* items a second, the fastest of the last week */
    int64_t fastest_at;    /* when that was seen */
    int64_t run_from;      /* of the polls in a row that found items the fastest, up to the last */
    double run_items;      /* that they found */
    int64_t last_item;     /* 0: none yet */
    int64_t longest_pause; /* seconds between two items */
};

/* Between the wall times `from` and `to` the feed published items at `times` (those outside count
 * as at `to`). */
void rhythm_observe(struct rhythm *rhythm, int64_t from, int64_t to, const int64_t *times,
                    size_t count);

struct pace {
    size_t count;  /* items that were new */
    size_t size;   /* of the document */
    int64_t least; /* seconds: what came in less counts as if it had come in these */
};

/* What a poll found between `from` and `to`: looks for the fastest pace at which half a document
 * was published. A few items at once are none. */
void rhythm_note_pace(struct rhythm *rhythm, int64_t from, int64_t to, const struct pace *found);

/* A feed's first document seeds its rhythm with the items' own dates; those outside the last 28
 * days and in the future do not count. */
void rhythm_seed(struct rhythm *rhythm, int64_t now, const int64_t *times, size_t count);

/* Items expected between two wall times. */
double rhythm_expected(const struct rhythm *rhythm, int64_t from, int64_t to);

/* The feed has been still for so long that chance does not explain it (POLLING, "Silent"). */
bool rhythm_is_silent(const struct rhythm *rhythm, int64_t now);

/* All that a first document without dates says of its rhythm: one item each `period` seconds. */
void rhythm_guess(struct rhythm *rhythm, int64_t now, int64_t period);

/* Items a day, on average. */
double rhythm_items_per_day(const struct rhythm *rhythm);

/* Seconds after `last_poll` at which the expected waiting time of the items not yet seen reaches
 * the price every² / 2h; at most `max`. */
int64_t rhythm_interval(const struct rhythm *rhythm, int64_t last_poll, int64_t every, int64_t max);

/* Half the time in which a document of `size` items fills up at the fastest rate of the last week;
 * INT64_MAX: nothing is known that speaks of it. */
int64_t rhythm_fill_time(const struct rhythm *rhythm, int64_t now, size_t size);

/* The stored form, little-endian. Returns the bytes written. */
size_t rhythm_encode(const struct rhythm *rhythm, uint8_t out[RHYTHM_BYTES]);
/* Anything that is no rhythm gives an empty one. */
void rhythm_decode(struct rhythm *rhythm, const void *bytes, size_t len);
