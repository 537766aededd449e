/* clock.c: a library that is loaded before all others into storywatchd, and lets the tests move its
 * clocks while it runs: all of them, as after a sleep of the machine, or the wall clock alone, as
 * somebody who sets it. They can stand still, too, and pass as the test says.
 *
 * CLOCK_FILE     what every process's clocks show: struct shown
 * CPU_TIME_PART  a span of CPU time that is waited for is this part of what was asked for */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define CLOCKS 8
#define LOOK_MS 5 /* how often it is looked whether a clock that stands has been moved */

struct shown {
    int64_t ahead; /* nanoseconds, of each clock before the machine's, or before those below */
    int64_t wall;  /* nanoseconds, by which the wall clock was set */
    int64_t is_standing;
    int64_t standing[CLOCKS]; /* nanoseconds, by clockid_t */
};

static const volatile struct shown *shown;
static int set_fd = -1; /* readable when the wall clock was set */
static int64_t set_known;

__attribute__((constructor)) static void begin(void)
{
    const char *path = getenv("CLOCK_FILE");
    int fd = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return;
    void *mapped = mmap(NULL, sizeof(*shown), PROT_READ, MAP_SHARED, fd, 0);
    shown = mapped == MAP_FAILED ? NULL : mapped;
    close(fd);
}

static int is_shown(clockid_t clock)
{
    return shown != NULL && clock >= 0 && clock < CLOCKS && clock != CLOCK_PROCESS_CPUTIME_ID &&
           clock != CLOCK_THREAD_CPUTIME_ID;
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    long result = syscall(SYS_clock_gettime, clock, now);

    if (result != 0 || !is_shown(clock))
        return (int)result;
    int64_t ns = now->tv_sec * INT64_C(1000000000) + now->tv_nsec;
    ns = (shown->is_standing ? shown->standing[clock] : ns) + shown->ahead;
    if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)
        ns += shown->wall;
    *now = (struct timespec){ns / 1000000000, ns % 1000000000};
    return 0;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    struct timespec exact;

    (void)zone;
    clock_gettime(CLOCK_REALTIME, &exact);
    *now = (struct timeval){exact.tv_sec, exact.tv_nsec / 1000};
    return 0;
}

time_t time(time_t *now)
{
    struct timespec exact;

    clock_gettime(CLOCK_REALTIME, &exact);
    if (now != NULL)
        *now = exact.tv_sec;
    return exact.tv_sec;
}

static int64_t milliseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* In place of a timer that a clock which is set cancels: an event. */
int timerfd_create(clockid_t clock, int flags)
{
    if (clock != CLOCK_REALTIME || shown == NULL)
        return (int)syscall(SYS_timerfd_create, clock, flags);
    set_known = shown->wall;
    set_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    return set_fd;
}

int timerfd_settime(int fd, int flags, const struct itimerspec *due, struct itimerspec *before)
{
    return fd == set_fd ? 0 : (int)syscall(SYS_timerfd_settime, fd, flags, due, before);
}

static void tell_of_a_set_clock(void)
{
    if (set_fd < 0 || shown->wall == set_known)
        return;
    set_known = shown->wall;
    eventfd_write(set_fd, 1);
}

/* A time-out is over when the clocks have been moved past it, and while they stand no sooner. */
int epoll_wait(int fd, struct epoll_event *events, int most, int timeout)
{
    int64_t end = milliseconds() + timeout;
    int found;

    do {
        int64_t left = timeout < 0 ? LOOK_MS : end - milliseconds();
        int wait = left < 0 ? 0 : left < LOOK_MS ? (int)left : LOOK_MS;
        tell_of_a_set_clock();
        found = (int)syscall(SYS_epoll_pwait, fd, events, most, wait, NULL, 0);
    } while (found == 0 && (timeout < 0 || milliseconds() < end));
    return found;
}

int setitimer(__itimer_which_t which, const struct itimerval *restrict asked,
              struct itimerval *restrict before)
{
    const char *part = getenv("CPU_TIME_PART");
    int64_t us = asked->it_value.tv_sec * INT64_C(1000000) + asked->it_value.tv_usec;
    int64_t due = part == NULL || us == 0 ? us : us / atol(part) + 1;
    const struct itimerval timer = {.it_value = {due / 1000000, due % 1000000}};

    return (int)syscall(SYS_setitimer, which, &timer, before);
}
