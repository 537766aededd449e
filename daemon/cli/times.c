#include "daemon/cli/times.h"

#include "config/base/duration.h"
#include "config/base/rfc3339.h"

#include <stdio.h>
#include <string.h>

#define MINUTE INT64_C(60)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

static bool parse_date(const char *text, int64_t *time)
{
    char whole[RFC3339_SIZE];

    if (strlen(text) != strlen("2026-11-24"))
        return false;
    snprintf(whole, sizeof(whole), "%sT00:00:00Z", text);
    return rfc3339_parse(whole, time);
}

bool times_parse(const char *text, int64_t now, int64_t *time)
{
    int64_t span;

    if (duration_parse(text, &span)) {
        *time = now - span;
        return true;
    }
    return parse_date(text, time) || rfc3339_parse(text, time);
}

const char *times_format(int64_t time, char out[TIMES_SIZE])
{
    char whole[RFC3339_SIZE];

    if (rfc3339_format(time, whole)[0] == '\0')
        snprintf(out, TIMES_SIZE, "-");
    else
        snprintf(out, TIMES_SIZE, "%.10s %.5sZ", whole, whole + strlen("2026-11-24T"));
    return out;
}

const char *times_span(int64_t seconds, char out[TIMES_SIZE])
{
    if (seconds < 2 * MINUTE)
        snprintf(out, TIMES_SIZE, "%lld s", (long long)seconds);
    else if (seconds < 2 * HOUR)
        snprintf(out, TIMES_SIZE, "%lld min", (long long)(seconds / MINUTE));
    else if (seconds < 2 * DAY)
        snprintf(out, TIMES_SIZE, "%lld h", (long long)(seconds / HOUR));
    else
        snprintf(out, TIMES_SIZE, "%lld d", (long long)(seconds / DAY));
    return out;
}

const char *times_relative(int64_t time, int64_t now, char out[TIMES_SIZE])
{
    char span[TIMES_SIZE];

    if (time == NO_TIME)
        snprintf(span, sizeof(span), "-");
    else
        times_span(time > now ? time - now : now - time, span);
    if (time == NO_TIME)
        snprintf(out, TIMES_SIZE, "-");
    else if (time == now)
        snprintf(out, TIMES_SIZE, "now");
    else
        snprintf(out, TIMES_SIZE, time > now ? "in %.20s" : "%.20s ago", span);
    return out;
}
