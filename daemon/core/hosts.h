/* hosts.h: the hosts that feeds are asked of, as the core knows them: until when each is left
 * alone, which fetcher it stays with, how many of its feeds are asked or wait, and how often they
 * all want to be. A host's spacing is kept by its fetcher. */
#pragma once

#include "config/base/clock.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

struct feed;
struct hosts;

TAILQ_HEAD(host_queue, feed);

struct host {
    const char *name;
    int64_t hold_until;       /* NO_TIME: none */
    int64_t unavailable_feed; /* the last feed that said 503 with no success since; 0: none */
    uint64_t hash;       /* of the address that it was dialled at, of the name until one is known */
    uint64_t dialled;    /* of the address last dialled; 0: none */
    unsigned under_way;  /* polls that a fetcher has */
    bool is_overfull;    /* its feeds want more than there is room for, and that was said */
    double load;         /* polls a second that its feeds want by their intervals */
    struct moment quiet; /* since when none of its polls was under way */
    struct host_queue waiting; /* for a place, in order */
};

struct hosts *hosts_new(void);
void hosts_free(struct hosts *hosts); /* NULL is allowed */

/* The host of this name, made if there is none. It lives as long as `hosts` and never moves. */
struct host *hosts_get(struct hosts *hosts, const char *name);
struct host *hosts_find(const struct hosts *hosts, const char *name); /* NULL: there is none */

/* Goes on where `old` is. */
void hosts_take(struct hosts *hosts, const struct hosts *old);

/* The wall clock was set by so many seconds: the holds end when they would have. */
void hosts_shift(struct hosts *hosts, int64_t seconds);

/* Leaves the host alone until then; a hold that it has is never shortened. */
void host_hold(struct host *host, int64_t until);
bool host_is_held(const struct host *host, int64_t now);

/* Hands each host that is held at `now` to `on_host`. */
void hosts_held_each(const struct hosts *hosts, int64_t now,
                     void (*on_host)(void *owner, const struct host *host), void *owner);

/* A feed of it was asked at this address; the unspecified one says nothing. */
void host_dialled(struct host *host, const struct in6_addr *address);

/* What its fetcher is chosen by: hosts of one address go to one, which keeps the limits of the
 * address. It is another one only when no poll was under way for `spacing_ms`, for the fetcher that
 * the host comes from alone knows when it was asked last. */
uint64_t host_place(struct host *host, int64_t spacing_ms);

/* A feed's interval was `from` seconds and is `to`; 0: none. */
void host_change_load(struct host *host, int64_t from, int64_t to);
