#include "feeds/parse/date.h"

#include "config/base/rfc3339.h"
#include "feeds/parse/date_iso.h"
#include "feeds/parse/date_words.h"

#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define DATE_LENGTH_MAX 128
#define NUMBERS_MAX 5
#define UNSET (-1)

/* A date is read as a heap of parts, whatever their order: the time has colons, the zone follows
 * it, the month has a name or stands where the separators say, day and year are what is left. */

struct number {
    int64_t value;
    unsigned digits;
    char separator; /* the one before it */
};

struct parts {
    struct number numbers[NUMBERS_MAX];
    size_t count;
    int month;
    int hour, minute, second;
    int zone; /* minutes */
    bool has_zone;
    bool has_offset; /* a number, which says more than a name */
    bool is_pm, is_am;
    bool is_korean;
    const char *area;
    size_t area_len;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return isalpha((unsigned char)c) || (unsigned char)c >= 0x80;
}

static const char *read_number(const char *at, int64_t *value, unsigned *digits)
{
    *value = 0;
    for (*digits = 0; is_digit(*at); at++) {
        if (++*digits > 15)
            return NULL;
        *value = *value * 10 + (*at - '0');
    }
    return at;
}

static bool is_valid_day(int64_t year, int64_t month, int64_t day)
{
    static const unsigned char lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return year >= 0 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
           day <= (month == 2 && is_leap ? 29 : lengths[month - 1]);
}

/* POSIX, strptime() %y. */
static int64_t whole_year(int64_t value, unsigned digits)
{
    if (digits > 2)
        return value;
    return value + (value < 69 ? 2000 : 1900);
}

/* The clock: "10:14", "10:14:55.3", "10h14", "9:15" */

static bool parts_clock(const char *at, size_t count)
{
    bool is_sign = *at == ':' || (count == 1 && (*at | 0x20) == 'h');

    return is_sign && is_digit(at[1]);
}

static const char *skip_fraction(const char *at)
{
    if (*at == ':' && is_digit(at[1])) /* hundredths, as some write them */
        at += strspn(at, ":0123456789");
    if ((*at == '.' || *at == ',') && is_digit(at[1]))
        at += 1 + strspn(at + 1, "0123456789");
    return at;
}

static bool is_time_of_day(const int64_t value[3])
{
    bool is_midnight = value[1] == 0 && value[2] == 0;

    return value[0] <= (is_midnight ? 24 : 23) && value[1] <= 59 && value[2] <= 60;
}

static const char *read_clock(const char *at, struct parts *parts)
{
    int64_t value[3] = {0, 0, 0};
    unsigned digits;
    size_t count = 0;

    for (;;) {
        at = read_number(at, &value[count++], &digits);
        if (at == NULL || digits == 0 || digits > 2)
            return NULL;
        if (count == 3 || !parts_clock(at, count))
            break;
        at++;
    }
    at = skip_fraction(at);
    if (!is_time_of_day(value) || parts->hour != UNSET)
        return NULL;
    parts->hour = (int)value[0];
    parts->minute = (int)value[1];
    parts->second = (int)value[2];
    return at;
}

static bool is_clock(const char *at)
{
    size_t digits = strspn(at, "0123456789");

    return digits > 0 && digits <= 2 && (at[digits] == ':' || (at[digits] | 0x20) == 'h') &&
           is_digit(at[digits + 1]);
}

/* "+0200", "-07:00", "+2" behind a time or a zone's name. */
static const char *read_offset(const char *at, struct parts *parts)
{
    int sign = *at == '-' ? -1 : 1;
    int64_t value, minutes = 0;
    unsigned digits, minute_digits;

    at = read_number(at + 1, &value, &digits);
    if (at == NULL || digits == 0 || digits > 6)
        return NULL;
    if (digits > 4)
        value /= 100;
    if (digits > 2) {
        minutes = value % 100;
        value /= 100;
    } else if (*at == ':') {
        at = read_number(at + 1, &minutes, &minute_digits);
        if (at == NULL || minute_digits == 0)
            return NULL;
    }
    if (*at == ':' && is_digit(at[1]))
        at += 1 + strspn(at + 1, "0123456789");
    if (value > 24 || minutes > 59)
        return NULL;
    parts->zone = sign * (int)(value * 60 + minutes);
    parts->has_zone = parts->has_offset = true;
    return at;
}

/* Words */

static const char *end_of_word(const char *at)
{
    const char *end = at;

    while (is_letter(*end) || (*end == '.' && is_letter(end[1])) || *end == '\'')
        end++;
    return end;
}

static const char *end_of_area(const char *at)
{
    while (is_letter(*at) || *at == '/' || *at == '_' || *at == '-' || *at == '+' || is_digit(*at))
        at++;
    return at;
}

static void set_zone(struct parts *parts, int minutes)
{
    if (parts->has_offset || (parts->has_zone && parts->zone != 0))
        return;
    parts->zone = minutes;
    parts->has_zone = true;
}

/* A single letter is a military zone only at the very end; 'T' parts date and time. */
static bool is_zone_here(const struct parts *parts, size_t len, const char *behind)
{
    return parts->hour != UNSET && (len > 1 || behind[strspn(behind, " )")] == '\0');
}

static const char *read_word(const char *at, struct parts *parts)
{
    const char *end = end_of_word(at);
    int value = 0;

    if (*end == '/' && is_letter(end[1])) {
        parts->area = at;
        end = end_of_area(at);
        parts->area_len = (size_t)(end - at);
        return end;
    }
    size_t len = (size_t)(end - at);
    switch (date_word_read(at, len, &value)) {
    case WORD_MONTH:
        parts->month = value; /* of two the last: the first was a weekday ("mar., 3 juil.") */
        break;
    case WORD_AM:
        parts->is_am = true;
        parts->is_korean = parts->is_korean || value == DATE_IN_KOREA;
        break;
    case WORD_PM:
        parts->is_pm = true;
        parts->is_korean = parts->is_korean || value == DATE_IN_KOREA;
        break;
    case WORD_ZONE:
        if (is_zone_here(parts, len, end))
            set_zone(parts, value);
        break;
    case WORD_KOREAN:
        parts->is_korean = true;
        break;
    case WORD_UNKNOWN:
        break;
    }
    return end;
}

static const char *read_plain_number(const char *at, char before, struct parts *parts)
{
    if (parts->count == NUMBERS_MAX)
        return NULL;
    struct number *number = &parts->numbers[parts->count++];
    number->separator = before;
    at = read_number(at, &number->value, &number->digits);
    return at;
}

static bool is_offset_here(const char *at, const struct parts *parts)
{
    return (*at == '+' || *at == '-') && (parts->hour != UNSET || parts->has_zone);
}

static bool read_parts(const char *text, struct parts *parts)
{
    const char *at = text;
    char before = ' ';

    while (at != NULL && *at != '\0') {
        char c = *at;
        if (is_clock(at))
            at = read_clock(at, parts);
        else if (is_digit(c))
            at = read_plain_number(at, before, parts);
        else if (is_letter(c))
            at = read_word(at, parts);
        else if (is_offset_here(at, parts) && !parts->has_offset)
            at = read_offset(at, parts);
        else
            at++;
        before = c;
    }
    return at != NULL;
}

/* Year, month and day of the numbers that are left */

struct day {
    int64_t year;
    int64_t month;
    int64_t day;
};

static bool is_year(const struct number *number)
{
    return number->digits >= 3 || number->value > 31;
}

static bool name_and_numbers(const struct parts *parts, struct day *day)
{
    const struct number *first = &parts->numbers[0], *second = &parts->numbers[1];

    day->month = parts->month;
    if (parts->count == 1 && parts->hour == UNSET && first->digits == 4) {
        day->year = first->value;
        day->day = 1;
        return true;
    }
    if (parts->count < 2)
        return false;
    bool is_year_first = is_year(first) && !is_year(second);
    const struct number *year = is_year_first ? first : second;
    day->year = whole_year(year->value, year->digits);
    day->day = is_year_first ? second->value : first->value;
    return true;
}

static struct day numbers_in_order(const struct parts *parts, size_t year, size_t month, size_t at)
{
    const struct number *numbers = parts->numbers;

    return (struct day){whole_year(numbers[year].value, numbers[year].digits), numbers[month].value,
                        numbers[at].value};
}

static bool is_valid(const struct day *day)
{
    return is_valid_day(day->year, day->month, day->day);
}

/* Three numbers: 2012-08-30, 8/30/2012, 30.8.2012, 03-12-31; where one order makes no date, the
 * next one is tried. */
static bool three_numbers(const struct parts *parts, struct day *day)
{
    static const unsigned char orders[][4][3] = {
        /* of year, month, day */
        {{0, 1, 2}, {0, 2, 1}, {0, 1, 2}, {0, 1, 2}}, /* the year stands first */
        {{2, 0, 1}, {2, 1, 0}, {0, 1, 2}, {0, 1, 2}}, /* "/", as Americans do */
        {{2, 1, 0}, {2, 0, 1}, {0, 1, 2}, {0, 1, 2}}, /* "." */
        {{0, 1, 2}, {2, 1, 0}, {2, 0, 1}, {0, 1, 2}}, /* "-", short years: ISO 8601 */
    };
    char separator = parts->numbers[1].separator;
    size_t kind = is_year(&parts->numbers[0])                        ? 0
                  : separator == '/'                                 ? 1
                  : separator == '-' && parts->numbers[2].digits < 3 ? 3
                                                                     : 2;
    for (size_t i = 0; i < 3; i++) {
        const unsigned char *order = orders[kind][i];
        *day = numbers_in_order(parts, order[0], order[1], order[2]);
        if (is_valid(day))
            return true;
    }
    return false;
}

static bool read_day(const struct parts *parts, struct day *day)
{
    if (parts->month != 0)
        return name_and_numbers(parts, day) && is_valid(day);
    return parts->count >= 3 && three_numbers(parts, day);
}

static int64_t combine(const struct parts *parts, int64_t days)
{
    int hour = parts->hour == UNSET ? 0 : parts->hour;
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

/* Seconds or milliseconds since 1970, as JavaScript and PHP print them. */
static bool read_epoch(const char *text, int64_t *time)
{
    int64_t value;
    unsigned digits;
    const char *end = read_number(text, &value, &digits);

    if (end == NULL || *end != '\0' || (digits != 13 && (digits < 9 || digits > 11)))
        return false;
    *time = digits == 13 ? value / 1000 : value;
    return true;
}

/* "101455Z" is "10:14:55Z" (ISO 8601, basic format); so is "10Z". */
static void spread_clock(const char *compact, char out[DATE_LENGTH_MAX + 8])
{
    size_t digits = strspn(compact, "0123456789");

    if (digits == 6)
        (void)snprintf(out, DATE_LENGTH_MAX + 8, "%.2s:%.2s:%s", compact, compact + 2, compact + 4);
    else if (digits == 4)
        (void)snprintf(out, DATE_LENGTH_MAX + 8, "%.2s:%s", compact, compact + 2);
    else if (digits == 2 && compact[2] != ':')
        (void)snprintf(out, DATE_LENGTH_MAX + 8, "%.2s:00%s", compact, compact + 2);
    else
        (void)snprintf(out, DATE_LENGTH_MAX + 8, "%s", compact);
}

/* A day of ISO 8601, with or without a time behind it. */
static bool read_iso(const char *text, int64_t *time)
{
    struct parts parts = {.hour = UNSET};
    char clock[DATE_LENGTH_MAX + 8];
    const char *rest;
    int64_t days;

    if (!date_iso_read_day(text, &days, &rest))
        return false;
    spread_clock(rest, clock);
    if (!read_parts(clock, &parts) || parts.count > 0)
        return false;
    *time = combine(&parts, days);
    return true;
}

/* Digits that are a date and a time without anything between: 20031231101455. */
static bool read_compact(const char *text, int64_t *time)
{
    char spread[DATE_LENGTH_MAX];
    size_t digits = strspn(text, "0123456789");

    if (digits != 14 && digits != 12)
        return false;
    (void)snprintf(spread, sizeof(spread), "%.8sT%.100s", text, text + 8);
    return read_iso(spread, time);
}

/* With a fourth number and no clock, the last two are one: "26.03.2012, 06.00 Uhr". */
static void take_dotted_clock(struct parts *parts)
{
    const struct number *hour = &parts->numbers[3], *minute = &parts->numbers[4];

    if (parts->hour != UNSET || parts->count != 5 || minute->separator != '.' || hour->digits > 2 ||
        minute->digits != 2 || hour->value > 23 || minute->value > 59)
        return;
    parts->hour = (int)hour->value;
    parts->minute = (int)minute->value;
    parts->count = 3;
}

/* "Dec. 16th, 2017, 2 p.m.": the hour alone. */
static void take_bare_hour(struct parts *parts)
{
    size_t due = parts->month != 0 ? 3 : 4;

    if (parts->hour != UNSET || !(parts->is_am || parts->is_pm) || parts->count != due ||
        parts->numbers[due - 1].value > 12)
        return;
    parts->hour = (int)parts->numbers[due - 1].value;
    parts->count--;
}

static bool read_heap(const char *text, int64_t *time)
{
    struct parts parts = {.hour = UNSET};
    struct day day;

    if (!read_parts(text, &parts))
        return false;
    take_dotted_clock(&parts);
    take_bare_hour(&parts);
    if (!read_day(&parts, &day))
        return false;
    *time = combine(&parts, rfc3339_days(day.year, (unsigned)day.month, day.day));
    return true;
}

bool date_parse(const char *text, int64_t *time)
{
    char copy[DATE_LENGTH_MAX];

    text += strspn(text, " \t\r\n");
    size_t len = strlen(text);
    while (len > 0 && isspace((unsigned char)text[len - 1]))
        len--;
    if (len == 0 || len >= sizeof(copy))
        return false;
    memcpy(copy, text, len);
    copy[len] = '\0';
    return rfc3339_parse(copy, time) || read_epoch(copy, time) || read_compact(copy, time) ||
           read_iso(copy, time) || read_heap(copy, time);
}
