/* polls.h: from a feed that is due to its committed outcome: makes jobs, takes answers through the
 * pipeline and the schedule, and frees the feed when all of it is committed. */
#pragma once

#include "daemon/core/committer.h"
#include "daemon/core/fetchers.h"
#include "daemon/core/pipeline.h"
#include "daemon/core/roster.h"

struct event_base;
struct log;
struct polls;

struct polls_parts { /* all borrowed */
    struct event_base *base;
    struct store *store;
    struct committer *committer;
    struct pipeline *pipeline;
    struct fetchers *fetchers;
    struct log *log;
};

/* `on_all_done` is called in `once` mode when every feed has been polled and committed. */
struct polls *polls_new(const struct polls_parts *parts, bool once,
                        void (*on_all_done)(void *owner), void *owner);
void polls_free(struct polls *polls); /* NULL is allowed */

/* The feeds to poll from now on (POLLING.md, "Starting": the overdue ones are spread). Both are
 * borrowed until the next call; jobs under way go on for feeds that are still there. */
void polls_set_roster(struct polls *polls, struct roster *roster, const struct settings *settings);

/* Events of the parts. */
void polls_on_polled(struct polls *polls, struct job *job, const struct polled_message *polled);
void polls_on_returned(struct polls *polls, struct job *job, const struct in6_addr *address);
void polls_on_lost(struct polls *polls, struct job *job, bool is_guilty, const char *why);
/* A fetcher has come that knows of no hold yet. */
void polls_tell_holds(struct polls *polls);
void polls_on_room(struct polls *polls);
void polls_on_committed(struct polls *polls);
void polls_on_rolled_back(struct polls *polls);
void polls_on_recovered(struct polls *polls);

/* Polls this feed now, held, gone or not. */
void polls_ask_now(struct polls *polls, struct feed *feed);

/* No new jobs from now on. */
void polls_stop(struct polls *polls);

/* Jobs under way or outcomes not committed. */
size_t polls_under_way(const struct polls *polls);
