/* outage.h: is it the feeds that fail, or the network here (POLLING, "Offline"). */
#pragma once

#include "config/base/clock.h"

#include <stdbool.h>
#include <stddef.h>

struct feed;
struct host;
struct outage;

#define OUTAGE_PROBE_MS 2000 /* while it lasts, one feed is asked each so often */

struct outage *outage_new(void);
void outage_free(struct outage *outage); /* NULL is allowed */

/* A poll of `feed` has ended. `is_reached`: some answer came. `feed` and its host must live until
 * outage_forget(). */
void outage_note(struct outage *outage, struct feed *feed, bool is_reached, struct moment now);

/* Forgets what it was told; an outage that is on goes on. */
void outage_forget(struct outage *outage);

/* Looks whether an outage has begun. True: it has, just now; outage_failed_each() then names the
 * polls that were taken for failures of their feeds. An outage ends with the next poll that is
 * reached. */
bool outage_begins(struct outage *outage, struct moment now);
bool outage_is_on(const struct outage *outage);

/* Milliseconds until outage_begins() may become true without another poll; -1: it cannot. */
int64_t outage_wait_ms(const struct outage *outage, struct moment now);

void outage_failed_each(const struct outage *outage,
                        void (*on_feed)(void *owner, struct feed *feed), void *owner);
