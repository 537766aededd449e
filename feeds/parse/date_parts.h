/* date_parts.h: a date as a heap of parts, whatever their order: the time has colons, the zone
 * follows it, the month has a name or stands where the separators say, day and year are what is
 * left. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DATE_NUMBERS_MAX 6
#define DATE_UNSET (-1)
#define DATE_DIGITS_MAX 19

struct date_number {
    int64_t value;
    unsigned digits;
    char separator; /* the one before it */
};

struct date_parts {
    struct date_number numbers[DATE_NUMBERS_MAX];
    size_t count;
    int month;
    int weekday; /* 1 to 7, Monday is 1; 0: not said */
    int era;     /* the year before the first one of the calendar that was named; 0: none was */
    int hour, minute, second;
    int zone; /* minutes */
    bool has_zone;
    bool has_offset; /* a number, which says more than a name */
    bool is_pm, is_am;
    bool is_korean;
    const char *area;
    size_t area_len;
};

static inline bool date_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Returns behind the digits, of which there may be none; NULL when the number is too long or too
 * large. */
const char *date_read_number(const char *at, int64_t *value, unsigned *digits);

/* False: it is no date. */
bool date_parts_read(const char *text, struct date_parts *parts);

/* Days since 1970 by the numbers and the month. False: they make no day. */
bool date_parts_day(struct date_parts *parts, int64_t *days);

/* 1 to 7, Monday is 1. */
int date_weekday(int64_t days);

/* The time in UTC, on that day. */
int64_t date_parts_combine(const struct date_parts *parts, int64_t days);
