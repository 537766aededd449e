/* clock_watch.h: tells at once when the wall clock was set, or the machine has slept (Linux tells
 * of both in one way; POLLING, "Time"). */
#pragma once

struct clock_watch;
struct event_base;

/* NULL: this kernel tells of no such thing. */
struct clock_watch *clock_watch_new(struct event_base *base, void (*on_set)(void *owner),
                                    void *owner);
void clock_watch_free(struct clock_watch *watch); /* NULL is allowed */
