#include "feeds/parse/date_clock.h"

#include "feeds/parse/date_parts.h"

#include <string.h>

/* "10h14", "10 h 14"; Dutch "10u14" */
static size_t hour_sign(const char *at)
{
    size_t before = strspn(at, " "), behind = before + 1;
    char sign = (char)(at[before] | 0x20);

    if (sign != 'h' && sign != 'u')
        return 0;
    behind += strspn(at + behind, " ");
    return date_is_digit(at[behind]) ? behind : 0;
}

/* The length of what parts hours and minutes, or minutes and seconds, after `count` of them; 0: the
 * clock ends here. */
static size_t clock_sign(const char *at, size_t count)
{
    static const char *const signs[][4] = {{"\u65F6", "\u6642", "\u70B9", "\uC2DC"},
                                           {"\u5206", "\u5206", "\u5206", "\uBD84"}};

    if (*at == ':' && date_is_digit(at[1]) && count < 3)
        return 1;
    if (count == 1 && hour_sign(at) > 0)
        return hour_sign(at);
    for (size_t i = 0; i < 4 && count < 3; i++) {
        const char *sign = signs[count - 1][i];
        if (strncmp(at, sign, strlen(sign)) == 0)
            return strlen(sign) + strspn(at + strlen(sign), " ");
    }
    return 0;
}

static const char *skip_fraction(const char *at)
{
    if (*at == ':' && date_is_digit(at[1]) &&
        date_is_digit(at[2])) /* hundredths, as some write them */
        at += strspn(at, ":0123456789");
    if ((*at == '.' || *at == ',') && date_is_digit(at[1]))
        at += 1 + strspn(at + 1, "0123456789");
    return at;
}

bool date_is_time_of_day(const int64_t value[3])
{
    bool is_midnight = value[1] == 0 && value[2] == 0;

    return value[0] <= (is_midnight ? 24 : 23) && value[1] <= 59 && value[2] <= 60;
}

/* Midnight says nothing where another clock follows: "2012-08-30 00:00:00.0 10:14:55.0" */
static bool has_clock(const struct date_parts *parts)
{
    return parts->hour > 0 || parts->minute > 0 || parts->second > 0;
}

const char *date_read_clock(const char *at, struct date_parts *parts)
{
    int64_t value[3] = {0, 0, 0};
    unsigned digits;
    size_t count = 0, sign;

    do {
        at = date_read_number(at, &value[count++], &digits);
        if (at == NULL || digits == 0 || digits > 2)
            return NULL;
        sign = clock_sign(at, count);
        at += sign;
    } while (sign > 0 && count < 3 && date_is_digit(*at));
    at = skip_fraction(at);
    if (!date_is_time_of_day(value) || has_clock(parts))
        return NULL;
    parts->hour = (int)value[0];
    parts->minute = (int)value[1];
    parts->second = (int)value[2];
    return at;
}

bool date_is_clock(const char *at)
{
    size_t digits = strspn(at, "0123456789");

    return digits > 0 && digits <= 2 && clock_sign(at + digits, 1) > 0;
}
