/* polls_state.h: what the files of polls share: polls.c (the life of a poll), polls_start.c (who is
 * due when a roster comes into force) and polls_outage.c (when nothing can be reached). */
#pragma once

#include "daemon/core/archive.h"
#include "daemon/core/outage.h"
#include "daemon/core/polls.h"

struct event;

/* An outcome that is written and not yet committed. */
struct outcome {
    struct feed *feed;
    int64_t next_poll;         /* NO_TIME: not by itself */
    struct archive_page *page; /* to be read first; NULL: none */
};

struct polls {
    struct polls_parts parts;
    bool is_once;
    void (*on_all_done)(void *owner);
    void *owner;
    struct roster *roster;
    const struct settings *settings;
    struct due_queue *queue;
    struct event *timer;
    struct arena *scratch; /* of one job or one answer */
    struct arena *item_scratch;
    struct outcome *uncommitted;
    size_t uncommitted_count;
    size_t uncommitted_capacity;
    struct archive_list pages;
    struct outage *outage;
    struct moment next_probe;       /* in an outage */
    const struct host *last_probed; /* never looked into */
    size_t done;                    /* --once: feeds polled */
    bool has_begun;                 /* with a roster before this one */
    bool is_stopped;
};

/* ---- polls.c ---- */
void polls_queue_at(struct polls *polls, struct feed *feed, int64_t wall);
void polls_finish_once(struct polls *polls, struct feed *feed); /* --once: no more of it */
bool polls_is_due(const struct due *due);                       /* NULL is not */
struct feed *polls_feed_of(struct due *due);
void polls_ask(struct polls *polls, struct feed *feed); /* a due feed, if nothing holds it */

/* ---- polls_start.c ---- */
void polls_queue_all(struct polls *polls);

/* ---- polls_outage.c ---- */
void polls_look_for_outage(struct polls *polls);
void polls_probe(struct polls *polls); /* asks one feed, if it is time to */
void polls_end_outage(struct polls *polls);
