#include "daemon/sandbox/guard.h"

#include <stddef.h>
#include <sys/time.h>

/* SIGPROF's default is to end the process. CPU time and not wall time: a document is not at fault
 * when the machine is busy or asleep. */
static void set(time_t seconds)
{
    const struct itimerval timer = {.it_value.tv_sec = seconds};

    setitimer(ITIMER_PROF, &timer, NULL);
}

void guard_begin(void)
{
    set(GUARD_SECONDS);
}

void guard_end(void)
{
    set(0);
}
