#include "daemon/service/notify.h"

#include <inttypes.h>
#include <systemd/sd-daemon.h>
#include <time.h>

/* What sd_notify() returns is for nobody: a manager that is not there is none of our business. */

void notify_ready(void)
{
    sd_notify(0, "READY=1");
}

void notify_reloading(void)
{
    struct timespec now;

    /* sd_notify(3): Type=notify-reload wants CLOCK_MONOTONIC of the reload's begin. */
    clock_gettime(CLOCK_MONOTONIC, &now);
    sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%" PRIu64,
               (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000);
}

void notify_stopping(void)
{
    sd_notify(0, "STOPPING=1");
}

void notify_status(const char *sentence)
{
    sd_notifyf(0, "STATUS=%s", sentence);
}

int64_t notify_alive_interval_ms(void)
{
    uint64_t limit_us;

    if (sd_watchdog_enabled(0, &limit_us) <= 0)
        return 0;
    int64_t half_ms = (int64_t)(limit_us / 2000); /* sd_watchdog_enabled(3): half the time */
    return half_ms > 0 ? half_ms : 1;
}

void notify_alive(void)
{
    sd_notify(0, "WATCHDOG=1");
}
