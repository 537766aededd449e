#include "tests/bench/meter.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double seconds_of(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

struct meter meter_now(void)
{
    return (struct meter){seconds_of(CLOCK_PROCESS_CPUTIME_ID), seconds_of(CLOCK_MONOTONIC)};
}

struct meter meter_since(struct meter start)
{
    struct meter now = meter_now();

    return (struct meter){now.cpu - start.cpu, now.wall - start.wall};
}

void meter_print(const char *figure, double value, const char *unit, const char *reference,
                 double reference_value)
{
    if (reference == NULL)
        printf("%s\t%.6g\t%s\n", figure, value, unit);
    else
        printf("%s\t%.6g\t%s\t%s\t%.6g\n", figure, value, unit, reference, reference_value);
}

void meter_fail(const char *what, const char *why)
{
    fprintf(stderr, "%s: %s\n", what, why);
    exit(EXIT_FAILURE);
}
