/* polls_state.h: what the files of polls share: polls.c (asks what is due), polls_answer.c (takes
 * what comes of it, to the commit), polls_start.c (who is due when a roster comes into force),
 * polls_host.c (who waits for a place at its host), polls_room.c (who waits for room at its
 * fetcher), polls_clock.c (what a clock that is set moves) and polls_outage.c (when nothing can be
 * reached). */
#pragma once

#include "daemon/core/archive.h"
#include "daemon/core/clock_watch.h"
#include "daemon/core/outage.h"
#include "daemon/core/polls.h"

struct event;

#define POLLS_NO_ROOM_MS 250 /* a due feed whose fetcher has no room is looked at again after */
#define POLLS_RETRY_MS 5000  /* after a rollback */

/* An outcome that is written and not yet committed. */
struct outcome {
    struct feed *feed;
    int64_t next_ms;           /* wall time; NO_TIME: not by itself */
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
    struct host_queue *rooms; /* feeds that are due and wait for room, by fetcher */
    size_t room_count;
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
    int64_t clock_offset_ms;        /* of the wall clock to the other one */
    struct clock_watch *clock_watch;
    size_t done;    /* --once: feeds polled */
    bool has_begun; /* with a roster before this one */
    bool is_stopped;
};

/* ---- polls.c ---- */
void polls_queue_at(struct polls *polls, struct feed *feed, int64_t wall_ms);
void polls_finish_once(struct polls *polls, struct feed *feed); /* --once: no more of it */
bool polls_is_due(const struct due *due);                       /* NULL is not */
struct feed *polls_feed_of(struct due *due);
void polls_ask(struct polls *polls, struct feed *feed); /* a due feed, if nothing holds it */
/* It has been polled, and all that came of it is stored. */
void polls_free_feed(struct polls *polls, struct feed *feed, int64_t next_ms);
void polls_send_pages(struct polls *polls);
bool polls_is_pausing(const struct polls *polls); /* for an outage */
void polls_set_timer(struct polls *polls);        /* to when there is something to do */
void polls_tell_when_done(struct polls *polls);   /* --once */

/* ---- polls_host.c ---- */
/* The fetchers of `owner`, the polls, leave the host alone as long as it is held. */
void polls_tell_hold(void *owner, const struct host *host);
bool polls_is_host_held(const struct polls *polls, const char *url);
/* False: its host has a place for it now. True: it waits for one. */
bool polls_wait_for_host(const struct polls *polls, struct feed *feed);
void polls_wait_in(struct host_queue *queue, struct feed *feed);
void polls_stop_waiting(struct feed *feed);
/* It waits no more, but is due, since when it was. */
void polls_queue_again(struct polls *polls, struct feed *feed);
void polls_enter_host(struct host *host); /* a poll is under way */
/* It is no more: the next that waits is due. */
void polls_leave_host(struct polls *polls, struct host *host);
/* Says once when the host's feeds want more than there is room for. */
void polls_look_at_load(const struct polls *polls, struct host *host);

/* ---- polls_room.c ---- */
void polls_open_rooms(struct polls *polls); /* of a new roster: nobody waits */
/* False: its fetcher has room for it. True: it waits for some. */
bool polls_wait_for_room(struct polls *polls, struct feed *feed);
void polls_ask_waiting(struct polls *polls);   /* those that there is room for now */
void polls_queue_waiting(struct polls *polls); /* they wait no more, but are due */
bool polls_has_waiting(const struct polls *polls);

/* ---- polls_clock.c ---- */
void polls_watch_clock(struct polls *polls); /* from now on */
void polls_look_at_clock(struct polls *polls);

/* ---- polls_start.c ---- */
void polls_queue_all(struct polls *polls);

/* ---- polls_outage.c ---- */
void polls_look_for_outage(struct polls *polls);
void polls_probe(struct polls *polls); /* asks one feed, if it is time to */
void polls_end_outage(struct polls *polls);
