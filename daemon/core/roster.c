#include "daemon/core/roster.h"

#include "config/base/arena.h"
#include "config/base/error.h"
#include "config/base/memory.h"
#include "feeds/url.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

struct reference {
    struct feed *feed;
};

struct roster {
    struct arena *arena; /* hosts' names */
    struct feed *feeds;
    int64_t *stored_due;
    size_t count;
    struct host *hosts; /* by name */
    size_t host_count;
    struct reference *by_id;
    struct reference *by_name;
    struct reference *by_url;
};

struct schedule_policy roster_policy(const struct settings *settings,
                                     const struct feed_settings *feed)
{
    return (struct schedule_policy){
        .every = settings->poll.every,
        .fixed = feed->every,
        .min = settings->poll.min,
        .max = settings->poll.max,
        .ignores_hints = feed->ignores_hints,
    };
}

static int compare_ids(const void *a, const void *b)
{
    const struct reference *left = a, *right = b;

    return (left->feed->id > right->feed->id) - (left->feed->id < right->feed->id);
}

static int compare_names(const void *a, const void *b)
{
    const struct reference *left = a, *right = b;

    return strcmp(left->feed->settings->name, right->feed->settings->name);
}

static int compare_urls(const void *a, const void *b)
{
    const struct reference *left = a, *right = b;

    return strcmp(left->feed->settings->url, right->feed->settings->url);
}

static int compare_hosts(const void *a, const void *b)
{
    const struct host *left = a, *right = b;

    return strcmp(left->name, right->name);
}

static struct host *find_host(const struct roster *roster, const char *name)
{
    const struct host key = {.name = name};

    return bsearch(&key, roster->hosts, roster->host_count, sizeof(key), compare_hosts);
}

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

/* Hosts of one address stay with one fetcher, which keeps the limits of the address; what is no
 * address goes by its name. */
static uint64_t place_of(const char *host)
{
    struct in6_addr address;

    if (is_address(host, &address))
        return XXH3_64bits(&address, sizeof(address));
    return XXH3_64bits(host, strlen(host));
}

/* What is stored of a feed that concerns its host. */
struct asked {
    const char *host;
    int64_t hold; /* until when it is held; NO_TIME: not */
    int32_t http_status;
    int64_t last_poll, last_success;
};

/* Each host once, by name; `asked[i]` is feed i's. */
static void make_hosts(struct roster *roster, const struct asked *asked)
{
    size_t kept = 0;

    roster->hosts = memory_new(roster->count, sizeof(struct host));
    for (size_t i = 0; i < roster->count; i++) {
        roster->hosts[i] = (struct host){
            .name = asked[i].host, .hold_until = NO_TIME, .hash = place_of(asked[i].host)};
    }
    qsort(roster->hosts, roster->count, sizeof(struct host), compare_hosts);
    for (size_t i = 0; i < roster->count; i++) {
        if (kept == 0 || strcmp(roster->hosts[kept - 1].name, roster->hosts[i].name) != 0)
            roster->hosts[kept++] = roster->hosts[i];
    }
    roster->host_count = kept;
    for (size_t i = 0; i < roster->count; i++)
        roster->feeds[i].host = find_host(roster, asked[i].host);
}

static const char *host_asked(const struct feed_state *state, struct arena *arena)
{
    const char *host = url_host(arena, state->moved_to != NULL ? state->moved_to : state->url);

    return host != NULL ? host : "";
}

static struct asked asked_of(const struct feed_state *state, struct arena *kept,
                             struct arena *scratch)
{
    return (struct asked){
        .host = arena_string(kept, host_asked(state, scratch)),
        .hold = state->status == FEED_HELD ? state->hold_until : NO_TIME,
        .http_status = state->http_status,
        .last_poll = state->last_poll,
        .last_success = state->last_success,
    };
}

static int64_t last_success_at(const struct roster *roster, const struct asked *asked,
                               const struct host *host)
{
    int64_t last = NO_TIME;

    for (size_t i = 0; i < roster->count; i++)
        if (roster->feeds[i].host == host && asked[i].last_success > last)
            last = asked[i].last_success;
    return last;
}

/* As hold_host() in poll_answer.c would have them: a 429 is the host's, and a 503 with a time when
 * two of its feeds say so with no success in between. */
static void restore_hold(const struct roster *roster, const struct asked *asked, size_t index)
{
    const struct asked *held = &asked[index];
    struct host *host = roster->feeds[index].host;
    int64_t id = roster->feeds[index].id;
    bool is_second = host->unavailable_feed != 0 && host->unavailable_feed != id;

    if (held->hold == NO_TIME)
        return;
    bool is_limit = held->http_status == 429;
    if (!is_limit && held->last_poll < last_success_at(roster, asked, host))
        return;
    if ((is_limit || is_second) && held->hold > host->hold_until)
        host->hold_until = held->hold;
    if (!is_limit)
        host->unavailable_feed = id;
}

static void restore_holds(const struct roster *roster, const struct asked *asked)
{
    for (size_t i = 0; i < roster->count; i++)
        restore_hold(roster, asked, i);
}

static bool open_feeds(struct roster *roster, const struct settings *settings, struct store *store,
                       int64_t now, struct asked *asked, struct error *err)
{
    struct arena *scratch = arena_new();
    bool is_open = true;

    for (size_t i = 0; i < roster->count && is_open; i++) {
        const struct feed_settings *feed = &settings->feeds[i];
        struct schedule_policy policy = roster_policy(settings, feed);
        struct feed_state state;

        is_open = store_feed_open(store, feed->name, feed->url, scratch, &state, err) == STORE_OK;
        if (is_open) {
            roster->feeds[i] = (struct feed){
                .settings = feed, .id = state.id, .is_gone = state.status == FEED_GONE};
            roster->stored_due[i] = schedule_at_start(&policy, &state, now);
            asked[i] = asked_of(&state, roster->arena, scratch);
        }
        arena_reset(scratch);
    }
    arena_free(scratch);
    return is_open;
}

/* Feeds that left the config are out of service: their items go by age. */
static bool keep_named(const struct settings *settings, struct store *store, struct error *err)
{
    const char **names = memory_new(settings->feed_count, sizeof(*names));
    int64_t removed;

    for (size_t i = 0; i < settings->feed_count; i++)
        names[i] = settings->feeds[i].name;
    bool is_kept =
        store_feeds_keep(store, names, settings->feed_count, &removed, err) != STORE_FAILED;
    free(names);
    return is_kept;
}

static void make_indices(struct roster *roster)
{
    roster->by_id = memory_new(roster->count, sizeof(struct reference));
    roster->by_name = memory_new(roster->count, sizeof(struct reference));
    roster->by_url = memory_new(roster->count, sizeof(struct reference));
    for (size_t i = 0; i < roster->count; i++)
        roster->by_id[i].feed = roster->by_name[i].feed = roster->by_url[i].feed =
            &roster->feeds[i];
    qsort(roster->by_id, roster->count, sizeof(struct reference), compare_ids);
    qsort(roster->by_name, roster->count, sizeof(struct reference), compare_names);
    qsort(roster->by_url, roster->count, sizeof(struct reference), compare_urls);
}

struct roster *roster_open(const struct settings *settings, struct store *store, int64_t now,
                           struct error *err)
{
    struct roster *roster = memory_new(1, sizeof(*roster));
    struct asked *asked = memory_new(settings->feed_count, sizeof(*asked));

    roster->arena = arena_new();
    roster->count = settings->feed_count;
    roster->feeds = memory_new(roster->count, sizeof(struct feed));
    roster->stored_due = memory_new(roster->count, sizeof(int64_t));
    bool is_open = store_begin(store, err) == STORE_OK && keep_named(settings, store, err) &&
                   open_feeds(roster, settings, store, now, asked, err) &&
                   store_commit(store, err) == STORE_OK;
    if (is_open) {
        make_hosts(roster, asked);
        restore_holds(roster, asked);
        make_indices(roster);
    } else {
        store_rollback(store);
        roster_free(roster);
        roster = NULL;
    }
    free(asked);
    return roster;
}

void roster_free(struct roster *roster)
{
    if (roster == NULL)
        return;
    arena_free(roster->arena);
    free(roster->feeds);
    free(roster->stored_due);
    free(roster->hosts);
    free(roster->by_id);
    free(roster->by_name);
    free(roster->by_url);
    free(roster);
}

size_t roster_count(const struct roster *roster)
{
    return roster->count;
}

struct feed *roster_at(struct roster *roster, size_t index)
{
    return &roster->feeds[index];
}

struct feed *roster_find_id(struct roster *roster, int64_t id)
{
    struct feed wanted = {.id = id};
    const struct reference key = {&wanted};
    const struct reference *found =
        bsearch(&key, roster->by_id, roster->count, sizeof(key), compare_ids);

    return found == NULL ? NULL : found->feed;
}

struct feed *roster_find_name(struct roster *roster, const char *name)
{
    const struct feed_settings settings = {.name = name};
    struct feed wanted = {.settings = &settings};
    const struct reference key = {&wanted};
    const struct reference *found =
        bsearch(&key, roster->by_name, roster->count, sizeof(key), compare_names);

    return found == NULL ? NULL : found->feed;
}

const struct feed *roster_find_url(const struct roster *roster, const char *url)
{
    const struct feed_settings settings = {.url = url};
    struct feed wanted = {.settings = &settings};
    const struct reference key = {&wanted};
    const struct reference *found =
        bsearch(&key, roster->by_url, roster->count, sizeof(key), compare_urls);

    return found == NULL ? NULL : found->feed;
}

int64_t roster_stored_due(const struct roster *roster, size_t index)
{
    return roster->stored_due[index];
}

void roster_take_holds(struct roster *roster, const struct roster *old)
{
    for (size_t i = 0; i < roster->host_count; i++) {
        struct host *host = &roster->hosts[i];
        const struct host *known = find_host(old, host->name);
        if (known == NULL)
            continue;
        host->hold_until = known->hold_until;
        host->unavailable_feed = known->unavailable_feed;
        host->hash = known->hash;
    }
}
