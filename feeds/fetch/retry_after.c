#include "feeds/fetch/retry_after.h"

#include "feeds/fetch/http_date.h"
#include "feeds/fetch/seconds.h"

static int64_t seconds_until(int64_t then, const char *date, int64_t now)
{
    int64_t answered = http_date_parse(date);

    if (then == NO_TIME)
        return 0;
    return then - (answered == NO_TIME ? now : answered);
}

int64_t retry_after_parse(const char *value, const char *date, int64_t now)
{
    int64_t seconds = seconds_parse(value);

    if (seconds < 0)
        seconds = seconds_until(http_date_parse(value), date, now);
    if (seconds < 0)
        return 0;
    return seconds < RETRY_AFTER_MAX ? seconds : RETRY_AFTER_MAX;
}
