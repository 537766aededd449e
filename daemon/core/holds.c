#include "daemon/core/holds.h"

#include "config/base/arena.h"
#include "config/base/rfc3339.h"

#include <string.h>

#define MINUTE 60
#define HOUR 3600
#define DAY 86400

#define HINT_MAX ((int64_t)24 * HOUR)
#define RATE_LIMIT_HOLD ((int64_t)15 * MINUTE) /* of a 429 that names no time */
#define RETRY_AFTER_MAX ((int64_t)30 * DAY)

#define HHMM_AT 11 /* in an RFC 3339 time */
#define HHMM_LEN 5

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t sooner(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* "14:20"; of another day "2026-11-25 14:20". UTC. */
static const char *clock_time(int64_t time, int64_t now, struct arena *arena)
{
    char text[RFC3339_SIZE];

    rfc3339_format(time, text);
    if (strlen(text) < HHMM_AT + HHMM_LEN)
        return "further than a calendar goes";
    if (time / DAY == now / DAY)
        return arena_string_of(arena, text + HHMM_AT, HHMM_LEN);
    return arena_format(arena, "%.10s %.*s", text, HHMM_LEN, text + HHMM_AT);
}

/* ---- hints ---- */

static bool is_skipped(const struct feed_state *feed, int64_t at)
{
    unsigned hour = (unsigned)(at % DAY / HOUR);
    unsigned day = (unsigned)((at / DAY + 4) % 7); /* 1970-01-01 was a Thursday; Sunday is 0 */

    return (feed->skip_hours >> hour & 1) != 0 || (feed->skip_days >> day & 1) != 0;
}

int64_t hold_after_skipped(const struct feed_state *feed, int64_t at)
{
    const uint32_t all_hours = (1u << 24) - 1, all_days = (1u << 7) - 1;
    int64_t end = at + HINT_MAX;

    if ((feed->skip_hours & all_hours) == all_hours || (feed->skip_days & all_days) == all_days)
        return at;
    while (at < end && is_skipped(feed, at))
        at += HOUR - at % HOUR;
    return sooner(at, end);
}

struct hold hold_by_hints(const struct polled_message *polled, const struct feed_state *feed,
                          int64_t now, struct arena *arena)
{
    int64_t fresh = now + sooner(polled->fresh_for, HINT_MAX);
    int64_t ttl = now + sooner((int64_t)feed->ttl * MINUTE, HINT_MAX);
    int64_t skipped = hold_after_skipped(feed, now);
    int64_t until = later(later(fresh, ttl), skipped);
    const char *whose = "skipHours, skipDays";

    if (until <= now)
        return (struct hold){.until = NO_TIME};
    if (until == ttl)
        whose = "ttl";
    if (until == fresh)
        whose = "max-age or Expires";
    return (struct hold){until, arena_format(arena, "feed asked to wait until %s (%s)",
                                             clock_time(until, now, arena), whose)};
}

/* ---- 429 and 503 ---- */

static int64_t doubled(int64_t seconds, int32_t times)
{
    while (times-- > 0 && seconds < RETRY_AFTER_MAX)
        seconds *= 2;
    return sooner(seconds, RETRY_AFTER_MAX);
}

struct hold hold_by_status(const struct polled_message *polled, const struct feed_state *feed,
                           int64_t now, struct arena *arena)
{
    bool is_limit = polled->outcome == POLLED_RATE_LIMITED;
    int64_t first = later(RATE_LIMIT_HOLD, 4 * feed->interval);
    int64_t seconds = polled->retry_after > 0 ? sooner(polled->retry_after, RETRY_AFTER_MAX)
                                              : doubled(first, feed->failures - 1);
    const char *end = clock_time(now + seconds, now, arena);

    if (polled->retry_after <= 0)
        return (struct hold){
            now + seconds,
            arena_format(arena, "host asked to slow down, it is left alone until %s (429)", end)};
    return (struct hold){now + seconds,
                         arena_format(arena, "%s asked to wait until %s (%d)",
                                      is_limit ? "host" : "server", end, is_limit ? 429 : 503)};
}

struct hold hold_by_redirect(const struct polled_message *polled, int64_t until, int64_t now,
                             struct arena *arena)
{
    const char *host = polled->answered_host;

    if (until == NO_TIME || until <= now)
        return (struct hold){.until = NO_TIME};
    return (struct hold){
        until, arena_format(arena, "a redirect leads to %s, which is left alone until %s",
                            host != NULL ? host : "a host", clock_time(until, now, arena))};
}
