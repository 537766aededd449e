/* meter.h: what a benchmark's program measures with, and the form of its figures. */
#pragma once

#include <stdint.h>

struct meter {
    double cpu;  /* seconds of this process */
    double wall; /* seconds */
};

struct meter meter_now(void);
struct meter meter_since(struct meter start);

/* One line of the table for tests/bench/run: a figure and, from the same run, its reference (NULL:
 * none). */
void meter_print(const char *figure, double value, const char *unit, const char *reference,
                 double reference_value);

/* Ends the program with one line on stderr. */
_Noreturn void meter_fail(const char *what, const char *why);
