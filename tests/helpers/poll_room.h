/* poll_room.h: for tests of polls: a core in virtual time, without processes. */
#pragma once

#include "daemon/core/polls.h"
#include "tests/helpers/core_desk.h"
#include "tests/helpers/virtual_clock.h"

#include <event2/event.h>

#define JOBS_MAX 128
#define SECOND INT64_C(1000) /* of the virtual clock */

/* ---- the fetchers, in place of daemon/core/fetchers.c: jobs end when the test says so ---- */

struct fetchers {
    struct job jobs[JOBS_MAX]; /* number 0: none */
    size_t sent;               /* ever */
    size_t count;              /* under way */
    size_t room;
    uint64_t hash;        /* by which the last job found its fetcher */
    bool must_be_its_own; /* that asks no address of another */
    char held_host[64];   /* that they were told of last */
    int64_t held_ms;
    size_t holds;
};

static size_t looks_for_room; /* how often somebody asked */

bool fetchers_has_room(const struct fetchers *fetchers, uint64_t hash)
{
    (void)hash;
    looks_for_room++;
    return fetchers->count < fetchers->room;
}

bool fetchers_send(struct fetchers *fetchers, uint64_t hash, struct job_message *message,
                   const struct job *job)
{
    assert_true(fetchers_has_room(fetchers, hash));
    assert_true(fetchers->sent < JOBS_MAX);
    struct job *sent = &fetchers->jobs[fetchers->sent++];
    *sent = *job;
    sent->number = (int64_t)fetchers->sent;
    fetchers->hash = hash;
    fetchers->must_be_its_own = message->fetchers == 2 && message->fetcher == hash % 2;
    fetchers->count++;
    return true;
}

size_t fetchers_count(const struct fetchers *fetchers)
{
    (void)fetchers;
    return 2;
}

void fetchers_hold(struct fetchers *fetchers, const struct hold_message *hold)
{
    assert_true(strlen(hold->host) < sizeof(fetchers->held_host));
    strcpy(fetchers->held_host, hold->host);
    fetchers->held_ms = hold->ms;
    fetchers->holds++;
}

size_t fetchers_job_count(const struct fetchers *fetchers)
{
    return fetchers->count;
}

void fetchers_jobs_each(struct fetchers *fetchers, void (*on_job)(void *owner, struct job *job),
                        void *owner)
{
    for (size_t i = 0; i < fetchers->sent; i++) {
        if (fetchers->jobs[i].number != 0)
            on_job(owner, &fetchers->jobs[i]);
    }
}

/* ---- a core without processes ---- */

#define HEAD                                                                                       \
    "state_dir: /var/lib/storywatch\n"                                                             \
    "contact: desk@harbour.example.org\n"                                                          \
    "feeds:\n"
#define HARBOUR "  - { name: harbour, url: 'https://news.example.org/harbour.xml', every: 10m }\n"
#define QUAY "  - { name: quay, url: 'https://news.example.org/quay.xml', every: 10m }\n"
#define COUNCIL "  - { name: council, url: 'https://council.example.org/feed.xml', every: 10m }\n"

struct room {
    struct core_desk *desk;
    struct event_base *base;
    struct committer *committer;
    struct fetchers fetchers;
    struct roster *roster;
    struct settings *reloaded; /* NULL: none */
    struct polls *polls;
    size_t all_done;
};

static inline void on_committed(void *owner)
{
    polls_on_committed(((struct room *)owner)->polls);
}

static inline void on_rolled_back(void *owner)
{
    polls_on_rolled_back(((struct room *)owner)->polls);
}

static inline void on_recovered(void *owner)
{
    polls_on_recovered(((struct room *)owner)->polls);
}

static inline void on_all_done(void *owner)
{
    ((struct room *)owner)->all_done++;
}

static const struct committer_handler handler = {on_committed, on_rolled_back, on_recovered};

static inline struct room *open_room(const char *config, bool is_once)
{
    struct room *room = test_calloc(1, sizeof(*room));

    room->desk = core_desk_open(config);
    room->base = event_base_new();
    room->committer = committer_new(room->base, room->desk->store, NULL, &handler, room);
    room->fetchers.room = JOBS_MAX;
    const struct polls_parts parts = {.base = room->base,
                                      .store = room->desk->store,
                                      .committer = room->committer,
                                      .pipeline = room->desk->pipeline,
                                      .fetchers = &room->fetchers};
    room->polls = polls_new(&parts, is_once, on_all_done, room);
    return room;
}

static inline struct roster *open_roster(struct room *room, const struct settings *settings)
{
    struct roster *roster =
        roster_open(settings, room->desk->store, clock_wall(), &room->desk->err);

    if (roster == NULL)
        fail_msg("%s", room->desk->err.message);
    return roster;
}

/* From here on it polls. */
static inline void begin(struct room *room)
{
    room->roster = open_roster(room, room->desk->settings);
    polls_set_roster(room->polls, room->roster, room->desk->settings);
}

static inline void close_room(struct room *room)
{
    committer_free(room->committer); /* commits, which polls hears of */
    polls_free(room->polls);
    roster_free(room->roster);
    settings_free(room->reloaded);
    event_base_free(room->base);
    core_desk_close(room->desk);
    test_free(room);
}

static inline int open_news(void **state)
{
    *state = open_room(HEAD HARBOUR QUAY COUNCIL, false);
    return 0;
}

static inline int open_once(void **state)
{
    *state = open_room(HEAD HARBOUR QUAY COUNCIL, true);
    return 0;
}

static inline int close_news(void **state)
{
    close_room(*state);
    return 0;
}

/* Time passes, and what is due is asked: as the timer would do. */
static inline void pass(struct room *room, int64_t ms)
{
    virtual_clock_pass(ms);
    polls_on_room(room->polls);
}

/* NULL: it is not asked. Not inlined, for gcc takes every use then for one of NULL. */
__attribute__((noinline, unused)) static struct job *job_of(struct room *room, const char *feed)
{
    for (size_t i = 0; i < room->fetchers.sent; i++) {
        struct job *job = &room->fetchers.jobs[i];
        if (job->number != 0 && job->feed != NULL && strcmp(job->feed->settings->name, feed) == 0)
            return job;
    }
    return NULL;
}

static inline bool is_asked(struct room *room, const char *feed)
{
    return job_of(room, feed) != NULL;
}

/* How many of the feeds f0, f1 … a fetcher has. */
static inline size_t count_asked(struct room *room, int feeds)
{
    char name[16];
    size_t count = 0;

    for (int i = 0; i < feeds; i++) {
        snprintf(name, sizeof(name), "f%d", i);
        count += is_asked(room, name);
    }
    return count;
}

/* The fetcher has no more to do with it. */
static inline struct job end_job(struct room *room, struct job *job)
{
    struct job ended = {0};

    if (job == NULL) {
        fail_msg("the feed is not asked");
        return ended;
    }
    ended = *job;
    job->number = 0;
    room->fetchers.count--;
    return ended;
}

static inline void answer_job(struct room *room, struct job *job, enum polled_outcome outcome,
                              int32_t status)
{
    struct job ended = end_job(room, job);
    const struct polled_message polled = {.job = ended.number,
                                          .outcome = outcome,
                                          .http_status = status,
                                          .message = "",
                                          .retry_after = status == 429 ? HOUR : 0};

    polls_on_polled(room->polls, &ended, &polled);
}

static inline void answer(struct room *room, const char *feed, enum polled_outcome outcome,
                          int32_t status)
{
    answer_job(room, job_of(room, feed), outcome, status);
}

static inline void commit(struct room *room)
{
    assert_true(committer_flush(room->committer));
}

static inline struct feed_state state_of(struct room *room, const char *name)
{
    struct core_desk *desk = room->desk;
    struct feed_state state;

    assert_stored(desk, store_feed_find(desk->store, name, desk->arena, &state, &desk->err));
    return state;
}
