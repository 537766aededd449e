#include "config/base/rfc3339.h"

#include <ctype.h>
#include <stdio.h>
#include <time.h>

#define DAY 86400

/* H. Hinnant, "chrono-compatible low-level date algorithms": years begin in March. */
int64_t rfc3339_days(int64_t year, unsigned month, int64_t day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (int64_t)(month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * 146097 + day_of_era - 719468;
}

bool rfc3339_is_day(int64_t year, int64_t month, int64_t day)
{
    static const unsigned char lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return year >= 0 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
           day <= (month == 2 && is_leap ? 29 : lengths[month - 1]);
}

const char *rfc3339_format(int64_t time, char out[RFC3339_SIZE])
{
    time_t seconds = (time_t)time;
    struct tm tm;

    out[0] = '\0';
    if (time == NO_TIME || gmtime_r(&seconds, &tm) == NULL || tm.tm_year < -1900 ||
        tm.tm_year > 8099)
        return out;
    snprintf(out, RFC3339_SIZE, "%04u-%02u-%02uT%02u:%02u:%02uZ",
             (unsigned)(tm.tm_year + 1900) % 10000, (unsigned)(tm.tm_mon + 1) % 100,
             (unsigned)tm.tm_mday % 100, (unsigned)tm.tm_hour % 100, (unsigned)tm.tm_min % 100,
             (unsigned)tm.tm_sec % 100);
    return out;
}

/* Reads exactly `count` digits and steps over them. */
static bool read_digits(const char **text, unsigned count, unsigned *value)
{
    *value = 0;
    for (unsigned i = 0; i < count; i++, (*text)++) {
        if (!isdigit((unsigned char)**text))
            return false;
        *value = *value * 10 + (unsigned)(**text - '0');
    }
    return true;
}

static bool read_char(const char **text, const char *wanted)
{
    for (; *wanted != '\0'; wanted++) {
        if (**text == *wanted) {
            (*text)++;
            return true;
        }
    }
    return false;
}

static bool read_zone(const char **text, int64_t *offset)
{
    unsigned hours, minutes;
    int sign = **text == '-' ? -1 : 1;

    *offset = 0;
    if (read_char(text, "Zz"))
        return true;
    if (!read_char(text, "+-") || !read_digits(text, 2, &hours) || !read_char(text, ":") ||
        !read_digits(text, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    *offset = sign * (int64_t)(hours * 3600 + minutes * 60);
    return true;
}

bool rfc3339_parse(const char *text, int64_t *time)
{
    unsigned year, month, day, hour, minute, second;
    int64_t offset;

    if (!read_digits(&text, 4, &year) || !read_char(&text, "-") || !read_digits(&text, 2, &month) ||
        !read_char(&text, "-") || !read_digits(&text, 2, &day) || !read_char(&text, "Tt ") ||
        !read_digits(&text, 2, &hour) || !read_char(&text, ":") ||
        !read_digits(&text, 2, &minute) || !read_char(&text, ":") ||
        !read_digits(&text, 2, &second))
        return false;
    if (read_char(&text, ".,")) {
        if (!isdigit((unsigned char)*text))
            return false;
        while (isdigit((unsigned char)*text))
            text++;
    }
    if (!read_zone(&text, &offset) || *text != '\0')
        return false;
    if (!rfc3339_is_day(year, month, day) || hour > 23 || minute > 59 || second > 60)
        return false;
    *time = rfc3339_days(year, month, day) * DAY + (int64_t)hour * 3600 + (int64_t)minute * 60 +
            second - offset;
    return true;
}
