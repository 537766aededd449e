/* rfc3339.h: wall times as text (RFC 3339 section 5.6). */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define RFC3339_SIZE 32 /* bytes that any time needs, with its NUL */

/* A wall time that stands for "none" in the structs that carry one. */
#define NO_TIME INT64_MIN

/* Days since 1970-01-01 of a proleptic Gregorian date; month 1 to 12, any day number. */
int64_t rfc3339_days(int64_t year, unsigned month, int64_t day);

/* Has the calendar such a day? In the years 0 to 9999. */
bool rfc3339_is_day(int64_t year, int64_t month, int64_t day);

/* "2026-11-24T16:21:18Z". Returns `out`. NO_TIME and years outside 0 to 9999 give "". */
const char *rfc3339_format(int64_t time, char out[RFC3339_SIZE]);

/* Reads a whole RFC 3339 date-time with its zone; fractions are dropped. False: it is none. */
bool rfc3339_parse(const char *text, int64_t *time);
