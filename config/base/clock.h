/* clock.h: the two clocks. Tests and the simulation link another implementation of these functions.
 */
#pragma once

#include <stdint.h>

/* A moment for measuring and waiting: milliseconds of CLOCK_BOOTTIME, which goes on while the
 * machine sleeps. A type of its own, so that it never meets a wall time. */
struct moment {
    int64_t ms;
};

struct moment clock_moment(void);

/* Wall time: seconds since 1970-01-01 UTC, for what is stored and shown. */
int64_t clock_wall(void);
int64_t clock_wall_ms(void); /* the same in milliseconds */

int64_t moment_elapsed_ms(struct moment from, struct moment to);
struct moment moment_after_ms(struct moment from, int64_t ms);
