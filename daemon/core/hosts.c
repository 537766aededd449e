#include "daemon/core/hosts.h"

#include "config/base/memory.h"
#include "config/base/rfc3339.h"
#include "daemon/ipc/message.h"

#include <arpa/inet.h>
#include <assert.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

struct hosts {
    void *tree; /* of hosts by name, for tsearch(3) */
};

static int compare(const void *left, const void *right)
{
    const struct host *a = left, *b = right;

    return strcmp(a->name, b->name);
}

/* ---- which fetcher */

static bool is_local(const char *host)
{
    static const char name[] = "localhost"; /* and what ends so: RFC 6761 section 6.3 */
    size_t len = strlen(host), name_len = sizeof(name) - 1;

    return len >= name_len && strcmp(host + len - name_len, name) == 0 &&
           (len == name_len || host[len - name_len - 1] == '.');
}

/* False: only a look-up tells. */
static bool is_address(const char *host, struct in6_addr *address)
{
    char text[INET6_ADDRSTRLEN];
    struct in_addr v4;
    size_t len = strlen(host);

    if (inet_pton(AF_INET, is_local(host) ? "127.0.0.1" : host, &v4) == 1) {
        *address = (struct in6_addr){.s6_addr = {[10] = 0xff, [11] = 0xff}};
        memcpy(address->s6_addr + sizeof(*address) - sizeof(v4), &v4, sizeof(v4));
        return true;
    }
    if (host[0] != '[' || len < 2 || len - 2 >= sizeof(text))
        return false;
    memcpy(text, host + 1, len - 2);
    text[len - 2] = '\0';
    return inet_pton(AF_INET6, text, address) == 1;
}

static uint64_t hash_of_name(const char *host)
{
    struct in6_addr address;

    if (is_address(host, &address))
        return message_place_of(&address);
    return XXH3_64bits(host, strlen(host));
}

void host_dialled(struct host *host, const struct in6_addr *address)
{
    if (!IN6_IS_ADDR_UNSPECIFIED(address))
        host->dialled = message_place_of(address);
}

uint64_t host_place(struct host *host, int64_t spacing_ms)
{
    bool is_quiet =
        host->under_way == 0 && moment_elapsed_ms(host->quiet, clock_moment()) >= spacing_ms;

    if (host->dialled != 0 && is_quiet)
        host->hash = host->dialled;
    return host->hash;
}

/* ---- all of them */

struct hosts *hosts_new(void)
{
    return memory_new(1, sizeof(struct hosts));
}

void hosts_free(struct hosts *hosts)
{
    if (hosts == NULL)
        return;
    tdestroy(hosts->tree, free);
    free(hosts);
}

static struct host *new_host(const char *name)
{
    size_t size = strlen(name) + 1;
    struct host *host = memory_new(1, sizeof(*host) + size);

    *host = (struct host){
        .name = (char *)(host + 1), .hold_until = NO_TIME, .hash = hash_of_name(name)};
    memcpy(host + 1, name, size);
    TAILQ_INIT(&host->waiting);
    return host;
}

struct host *hosts_find(const struct hosts *hosts, const char *name)
{
    const struct host key = {.name = name};
    struct host *const *found = tfind(&key, &hosts->tree, compare);

    return found == NULL ? NULL : *found;
}

struct host *hosts_get(struct hosts *hosts, const char *name)
{
    struct host *host = hosts_find(hosts, name);

    if (host != NULL)
        return host;
    host = new_host(name);
    const void *added = tsearch(host, &hosts->tree, compare);
    assert(added != NULL);
    (void)added;
    return host;
}

static void take(const void *node, VISIT visit, void *closure)
{
    const struct host *old = *(struct host *const *)node;
    struct host *host = visit == postorder || visit == leaf ? hosts_find(closure, old->name) : NULL;

    if (host == NULL)
        return;
    host->hold_until = old->hold_until;
    host->unavailable_feed = old->unavailable_feed;
    host->hash = old->hash;
    host->dialled = old->dialled;
    host->quiet = old->quiet;
    host->is_overfull = old->is_overfull;
}

void hosts_take(struct hosts *hosts, const struct hosts *old)
{
    twalk_r(old->tree, take, hosts);
}

static void shift(const void *node, VISIT visit, void *closure)
{
    struct host *host = *(struct host *const *)node;
    const int64_t *seconds = closure;

    if ((visit == postorder || visit == leaf) && host->hold_until != NO_TIME)
        host->hold_until += *seconds;
}

void hosts_shift(struct hosts *hosts, int64_t seconds)
{
    twalk_r(hosts->tree, shift, &seconds);
}

/* ---- one of them */

void host_hold(struct host *host, int64_t until)
{
    if (until > host->hold_until)
        host->hold_until = until;
}

bool host_is_held(const struct host *host, int64_t now)
{
    return host->hold_until != NO_TIME && host->hold_until > now;
}

struct held_visit {
    int64_t now;
    void (*on_host)(void *owner, const struct host *host);
    void *owner;
};

static void visit_held(const void *node, VISIT visit, void *closure)
{
    const struct host *host = *(struct host *const *)node;
    const struct held_visit *held = closure;

    if ((visit == postorder || visit == leaf) && host_is_held(host, held->now))
        held->on_host(held->owner, host);
}

void hosts_held_each(const struct hosts *hosts, int64_t now,
                     void (*on_host)(void *owner, const struct host *host), void *owner)
{
    struct held_visit held = {now, on_host, owner};

    twalk_r(hosts->tree, visit_held, &held);
}

void host_change_load(struct host *host, int64_t from, int64_t to)
{
    host->load += to > 0 ? 1 / (double)to : 0;
    host->load -= from > 0 ? 1 / (double)from : 0;
}
