/* fetchers.h: the fetcher processes as the core sees them: which job is where, and what becomes of
 * it.
 *
 * A job belongs to one fetcher until it ends. It ends once, by one call of the handler: with the
 * fetcher's answer, handed back unasked, or lost with the fetcher. What a fetcher sends is
 * untrusted: a message that breaks a rule (a job that is not its own, a count or size above its
 * bound) ends that fetcher, not the core. */
#pragma once

#include "daemon/core/child_link.h"
#include "daemon/ipc/message.h"
#include "feeds/dedup/fingerprint.h"

#include <sys/queue.h>

struct arena;
struct error;
struct event_base;
struct feed;
struct fetcher;
struct fetchers;
struct log;
struct spawner;

struct job_item {
    struct item_message message;
    struct fingerprint fingerprint; /* decoded from the message */
};

/* A page of a feed's archive, read after a gap. */
struct job_page {
    unsigned number;       /* from 1; 0: no page, the feed itself */
    size_t document_count; /* revisions of the feed's document, which do not close the gap */
    int64_t next_ms;       /* of the feed's poll, when its pages have been read */
};

struct job {
    int64_t number;
    struct feed *feed; /* NULL: it left the config meanwhile, the answer is dropped */
    int64_t feed_id;
    int64_t epoch; /* of the feed's row when the job was made */
    int64_t started;
    bool is_verifying; /* asked without the validators there are (trust.h) */
    bool is_lost;      /* its fetcher ended while it read the document */
    struct job_page page;
    struct arena *arena; /* of the items; NULL until one comes */
    struct job_item *items;
    size_t item_count;
    size_t item_capacity;
    size_t message_bytes;
    struct fetcher *fetcher;
    TAILQ_ENTRY(job) link;
};

struct fetchers_handler {
    /* The job and its items die when these return; so do the messages. */
    void (*on_polled)(void *owner, struct job *job, const struct polled_message *polled);
    /* `address`: another fetcher is to ask it; the unspecified one: it was not asked for another
     * reason. */
    void (*on_returned)(void *owner, struct job *job, const struct in6_addr *address);
    /* The fetcher is gone. `is_guilty`: it died over this feed's document. */
    void (*on_lost)(void *owner, struct job *job, bool is_guilty, const char *why);
    /* A fetcher takes messages from now on; on_room follows. */
    void (*on_ready)(void *owner);
    /* A fetcher has room again. */
    void (*on_room)(void *owner);
};

/* Asks the spawner for `count` fetchers. The setup message is kept encoded; the rest is borrowed.
 */
struct fetchers *fetchers_new(struct event_base *base, struct spawner *spawner, struct log *log,
                              const struct fetchers_handler *handler, void *owner);
void fetchers_free(struct fetchers *fetchers); /* NULL is allowed; calls no handler */

/* Starts `count` fetchers with this setup, or starts them anew where it has changed; jobs of the
 * ones that go are lost without guilt. */
bool fetchers_set_up(struct fetchers *fetchers, unsigned count,
                     const struct fetcher_setup_message *setup, struct error *err);

/* False: the fetcher that `hash` stays with has no room, or is not there yet; on_room tells when.
 */
bool fetchers_has_room(const struct fetchers *fetchers, uint64_t hash);

/* Sends a job of `feed` to the fetcher that `hash` stays with. False: it has no room or is not
 * there yet; on_room tells when. `message->number` and feed_slot are filled in. */
bool fetchers_send(struct fetchers *fetchers, uint64_t hash, struct job_message *message,
                   const struct job *job);

/* Tells the fetchers that are there to leave the host alone; one that comes later is to be told by
 * on_ready. */
void fetchers_hold(struct fetchers *fetchers, const struct hold_message *hold);

size_t fetchers_job_count(const struct fetchers *fetchers);

/* Hands every job under way to `on_job`, which may point it to another feed. */
void fetchers_jobs_each(struct fetchers *fetchers, void (*on_job)(void *owner, struct job *job),
                        void *owner);

size_t fetchers_count(const struct fetchers *fetchers);

/* The process of fetcher `number`, from 1, for what the spawner says of it and for its status.
 * NULL: there is no such fetcher. */
struct child_link *fetchers_link(const struct fetchers *fetchers, unsigned number);
