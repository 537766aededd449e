/* virtual_clock.h: the clocks of a test that plays in virtual time, linked in place of
 * config/base/clock.c. For one test program, which includes it once. */
#pragma once

#include "config/base/clock.h"

/* Both stand still until virtual_clock_pass(). The linker asks for functions without an argument:
 * so there is one clock for the program. */
static struct {
    int64_t ms;
    int64_t set_ms;                               /* by how much the wall clock was set */
} virtual_clock = {.ms = INT64_C(1795392000000)}; /* 2026-11-23T00:00:00Z */

/* Somebody sets the wall clock. */
static inline void virtual_clock_set(int64_t ms)
{
    virtual_clock.set_ms += ms;
}

static inline void virtual_clock_pass(int64_t ms)
{
    virtual_clock.ms += ms;
}

struct moment clock_moment(void)
{
    return (struct moment){virtual_clock.ms};
}

int64_t clock_wall_ms(void)
{
    return virtual_clock.ms + virtual_clock.set_ms;
}

int64_t clock_wall(void)
{
    return clock_wall_ms() / 1000;
}

int64_t moment_elapsed_ms(struct moment from, struct moment to)
{
    return to.ms - from.ms;
}

struct moment moment_after_ms(struct moment from, int64_t ms)
{
    return (struct moment){from.ms + ms};
}
