/* duration.h: spans of time as the config and the command line write them: 90s, 15m, 24h, 14d, 2y.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define DURATION_SIZE 24

/* Reads a whole number and one unit of s m h d w y (a year is 365 days). False: it is none, or over
 * 1000 years. */
bool duration_parse(const char *text, int64_t *seconds);

/* The shortest exact form: 900 is "15m". Returns `out`. */
const char *duration_format(int64_t seconds, char out[DURATION_SIZE]);
