/* jobs.h: the jobs that a fetcher has: each is fetched, then its answer waits its turn to be read.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct channel;
struct event_base;
struct fetch_client;
struct jobs;

/* Borrows all but `slot_page`'s content until jobs_free(): the page is where the slot of the
 * document that is being read stands. */
struct jobs *jobs_new(struct event_base *base, struct fetch_client *client, struct channel *channel,
                      void *slot_page);
void jobs_free(struct jobs *jobs); /* ends all of them. NULL is allowed */

/* Takes an encoded job. False: it is none. */
bool jobs_start(struct jobs *jobs, const void *body, size_t len);

/* Takes an encoded hold. False: it is none. */
bool jobs_hold(struct jobs *jobs, const void *body, size_t len);
