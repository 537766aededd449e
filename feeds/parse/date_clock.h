/* date_clock.h: the time of day in a date: "10:14", "10:14:55.3", "10h14", "9:15", "10时14分". */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct date_parts;

/* Do hours and what parts them from minutes stand at `at`? */
bool date_is_clock(const char *at);

/* Reads the clock there into the parts. Returns behind it; NULL: it is no time of day, or there is
 * another one already. */
const char *date_read_clock(const char *at, struct date_parts *parts);

/* Hours, minutes and seconds: 24:00:00 and leap seconds are. */
bool date_is_time_of_day(const int64_t value[3]);
