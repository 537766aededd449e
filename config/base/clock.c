#include "config/base/clock.h"

#include <time.h>

struct moment clock_moment(void)
{
    struct timespec now;

    clock_gettime(CLOCK_BOOTTIME, &now);
    return (struct moment){(int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000};
}

int64_t clock_wall_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
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
