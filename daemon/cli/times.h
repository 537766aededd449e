/* times.h: moments and spans as the command line reads and prints them. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define TIMES_SIZE 32

/* "7d" (so long before `now`), "2026-11-24" (its beginning in UTC), or RFC 3339. False: none of
 * these. */
bool times_parse(const char *text, int64_t now, int64_t *time);

/* "2026-11-24 16:21Z"; "-" of NO_TIME. Returns `out`. */
const char *times_format(int64_t time, char out[TIMES_SIZE]);

/* "12 min": in the largest unit of which there are two or more. Returns `out`. */
const char *times_span(int64_t seconds, char out[TIMES_SIZE]);

/* "3 h ago", "in 12 min", "now"; "-" of NO_TIME. Returns `out`. */
const char *times_relative(int64_t time, int64_t now, char out[TIMES_SIZE]);
