/* schedule_desk.h: a feed that has been polled for a day, and its next poll. */
#pragma once

#include "config/base/arena.h"
#include "daemon/core/schedule.h"

/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include <string.h>

#define MINUTE ((int64_t)60)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define NOW ((int64_t)1772452800) /* 2026-03-02T12:00:00Z, a Monday */

static const struct schedule_policy fixed_policy = {
    .every = 15 * MINUTE, .fixed = 10 * MINUTE, .min = 5 * MINUTE, .max = DAY};

__attribute__((unused)) static const struct schedule_policy by_rhythm = {
    .every = 15 * MINUTE, .min = 5 * MINUTE, .max = DAY};

static inline int set_up(void **state)
{
    *state = arena_new();
    return 0;
}

static inline int tear_down(void **state)
{
    arena_free(*state);
    return 0;
}

static inline struct bytes validator(const char *text)
{
    return (struct bytes){text, strlen(text), true};
}

static inline struct message_bytes sent(const char *text)
{
    return (struct message_bytes){text, (uint32_t)strlen(text), true};
}

static inline struct feed_state polled_before(void)
{
    return (struct feed_state){
        .status = FEED_OK,
        .etag = validator("\"march\""),
        .last_modified = validator("Mon, 02 Mar 2026 09:00:00 GMT"),
        .first_poll = NOW - DAY,
        .last_poll = NO_TIME,
        .last_success = NOW - HOUR,
        .last_document = NOW - HOUR,
        .last_new = NOW - HOUR,
        .next_poll = NOW,
        .hold_until = NO_TIME,
        .interval = 10 * MINUTE,
        .document_size = 2,
        .silent_since = NO_TIME,
    };
}

static inline struct schedule_verdict poll(void **state, struct feed_state *feed,
                                           const struct schedule_policy *policy,
                                           const struct polled_message *polled)
{
    struct schedule_verdict host;
    const struct schedule_poll ended = {
        .policy = *policy, .polled = polled, .started = NOW, .now = NOW + 2, .ended = NOW + 2};

    schedule_polled(&ended, *state, feed, &host);
    return host;
}
