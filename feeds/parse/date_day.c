#include "config/base/rfc3339.h"
#include "feeds/parse/date_parts.h"
#include "feeds/parse/date_zone.h"

#include <string.h>

#define BUDDHIST_ERA 543

/* POSIX, strptime() %y; three digits count from 1900 (RFC 5322 section 4.3); a year of the Buddhist
 * era, as Thailand counts. */
static int64_t whole_year(int64_t value, unsigned digits)
{
    if (digits == 3)
        return value + 1900;
    if (digits > 3)
        return value >= 2400 && value < 2700 ? value - BUDDHIST_ERA : value;
    return value + (value < 69 ? 2000 : 1900);
}

/* Year, month and day of the numbers that are left */

struct day {
    int64_t year;
    int64_t month;
    int64_t day;
};

static bool is_year(const struct date_number *number)
{
    return number->digits >= 3 || number->value > 31;
}

static bool name_and_numbers(const struct date_parts *parts, struct day *day)
{
    const struct date_number *first = &parts->numbers[0], *second = &parts->numbers[1];

    day->month = parts->month;
    if (parts->count == 1 && parts->hour == DATE_UNSET && first->digits == 4) {
        day->year = first->value;
        day->day = 1;
        return true;
    }
    if (parts->count < 2)
        return false;
    bool leads = is_year(first) && !is_year(second);
    const struct date_number *year = leads ? first : second;
    day->year = whole_year(year->value, year->digits);
    day->day = leads ? second->value : first->value;
    return true;
}

static struct day numbers_in_order(const struct date_parts *parts, size_t year, size_t month,
                                   size_t at)
{
    const struct date_number *numbers = parts->numbers;

    return (struct day){whole_year(numbers[year].value, numbers[year].digits), numbers[month].value,
                        numbers[at].value};
}

static bool is_valid(const struct day *day)
{
    return rfc3339_is_day(day->year, day->month, day->day);
}

/* Of two digits where the last number has but one, as no year has: "12/8/3". */
static bool is_year_first(const struct date_number numbers[3])
{
    return is_year(&numbers[0]) || (numbers[0].digits == 2 && numbers[2].digits == 1);
}

int date_weekday(int64_t days)
{
    return (int)(((days + 3) % 7 + 7) % 7) + 1;
}

static bool falls_on(const struct day *day, int weekday)
{
    return date_weekday(rfc3339_days(day->year, (unsigned)day->month, day->day)) == weekday;
}

enum order {
    YEAR_FIRST,
    WITH_SLASHES,
    WITH_DOTS,
    SHORT_WITH_DASHES
};

static enum order order_of(const struct date_parts *parts)
{
    char separator = parts->numbers[1].separator;

    if (is_year_first(parts->numbers))
        return YEAR_FIRST;
    if (separator == '/')
        return WITH_SLASHES;
    return separator == '-' && parts->numbers[2].digits < 3 ? SHORT_WITH_DASHES : WITH_DOTS;
}

/* Three numbers: 2012-08-30, 8/30/2012, 30.8.2012, 03-12-31. Of the orders that make a date it is
 * the first one that falls on the weekday, or the first one of all. Behind a whole year there is no
 * other order than month and day. */
static bool three_numbers(const struct date_parts *parts, struct day *day)
{
    static const unsigned char orders[][3][3] = {
        /* of year, month, day */
        [YEAR_FIRST] = {{0, 1, 2}, {0, 1, 2}, {0, 1, 2}},
        [WITH_SLASHES] = {{2, 0, 1}, {2, 1, 0}, {0, 1, 2}}, /* as Americans do */
        [WITH_DOTS] = {{2, 1, 0}, {2, 0, 1}, {0, 1, 2}},
        [SHORT_WITH_DASHES] = {{0, 1, 2}, {2, 1, 0}, {2, 0, 1}}, /* ISO 8601 */
    };
    enum order order = order_of(parts);
    bool is_found = false;

    for (size_t i = 0; i < 3; i++) {
        const unsigned char *at = orders[order][i];
        struct day one = numbers_in_order(parts, at[0], at[1], at[2]);
        bool is_sure = is_valid(&one) && falls_on(&one, parts->weekday);
        if (is_sure || (is_valid(&one) && !is_found))
            *day = one;
        if (is_sure)
            return true;
        is_found = is_found || is_valid(&one);
    }
    return is_found;
}

/* "03/2021" */
static bool month_and_year(const struct date_parts *parts, struct day *day)
{
    const struct date_number *month = &parts->numbers[0], *year = &parts->numbers[1];

    *day = (struct day){year->value, month->value, 1};
    return month->digits <= 2 && year->digits == 4 && strchr("/.-", year->separator) != NULL &&
           is_valid(day);
}

static bool read_day(const struct date_parts *parts, struct day *day)
{
    if (parts->month != 0)
        return name_and_numbers(parts, day) && is_valid(day);
    if (parts->count == 2 && parts->hour == DATE_UNSET)
        return month_and_year(parts, day);
    return parts->count >= 3 && three_numbers(parts, day);
}

static bool is_part_of_clock(const struct date_number *number, int64_t max)
{
    return number->digits <= 2 && number->value <= max;
}

/* Without a clock, numbers behind the day that dots or dashes part are one: "26.03.2012, 06.00
 * Uhr", "9 Mar 2021 14-05-07". */
static void take_parted_clock(struct date_parts *parts)
{
    size_t due = parts->month != 0 ? 2 : 3;
    const struct date_number *clock = &parts->numbers[due];

    if (parts->hour != DATE_UNSET || parts->count < due + 2 ||
        strchr(".-", clock[1].separator) == NULL || !is_part_of_clock(&clock[0], 23) ||
        !is_part_of_clock(&clock[1], 59) || clock[1].digits != 2)
        return;
    if (parts->count == due + 3 && !is_part_of_clock(&clock[2], 59))
        return;
    parts->hour = (int)clock[0].value;
    parts->minute = (int)clock[1].value;
    parts->second = parts->count == due + 3 ? (int)clock[2].value : 0;
    parts->count = due;
}

/* "Dec. 16th, 2017, 2 p.m.", "16 Dec 2017 14 GMT": the hour alone. */
static void take_bare_hour(struct date_parts *parts)
{
    size_t due = parts->month != 0 ? 3 : 4;
    bool is_half_day = parts->is_am || parts->is_pm;

    if (parts->hour != DATE_UNSET || !(is_half_day || parts->has_zone) || parts->count != due ||
        parts->numbers[due - 1].value > (is_half_day ? 12 : 23))
        return;
    parts->hour = (int)parts->numbers[due - 1].value;
    parts->count--;
}

bool date_parts_day(struct date_parts *parts, int64_t *days)
{
    struct day day = {0};

    take_parted_clock(parts);
    take_bare_hour(parts);
    if (!read_day(parts, &day))
        return false;
    *days = rfc3339_days(day.year, (unsigned)day.month, day.day);
    return true;
}

int64_t date_parts_combine(const struct date_parts *parts, int64_t days)
{
    int hour = parts->hour == DATE_UNSET ? 0 : parts->hour;
    int zone = parts->has_zone ? parts->zone : parts->is_korean ? 540 : 0;

    if (parts->is_pm && hour < 12)
        hour += 12;
    if (parts->is_am && hour == 12)
        hour = 0;
    int64_t local =
        days * 86400 + (int64_t)hour * 3600 + (int64_t)parts->minute * 60 + parts->second;
    if (parts->area != NULL && !parts->has_offset)
        date_area_offset(parts->area, parts->area_len, local, &zone);
    return local - (int64_t)zone * 60;
}
