#include "daemon/core/roster.h"

#include "config/base/arena.h"
#include "config/base/error.h"
#include "config/base/memory.h"
#include "feeds/url.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

struct reference {
    struct feed *feed;
};

struct url_reference {
    uint64_t hash; /* of the URL as it is asked */
    struct feed *feed;
};

struct roster {
    struct hosts *hosts;
    struct feed *feeds;
    int64_t *stored_due;
    size_t count;
    struct reference *by_id;
    struct reference *by_name;
    struct url_reference *by_url;
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
    const struct url_reference *left = a, *right = b;

    return (left->hash > right->hash) - (left->hash < right->hash);
}

static uint64_t hash_of_url(struct arena *scratch, const char *url)
{
    const char *asked = url_as_asked(scratch, url);
    const char *text = asked == NULL ? url : asked;

    return XXH3_64bits(text, strlen(text));
}

/* What is stored of a feed that concerns the hold of a host. */
struct asked {
    struct host *host; /* that answered */
    int64_t hold;      /* until when it is held; NO_TIME: not */
    int32_t http_status;
    int64_t last_poll, last_success;
};

static struct host *host_asked(struct roster *roster, const struct feed_state *state,
                               struct arena *scratch)
{
    const char *name = url_host(scratch, state->moved_to != NULL ? state->moved_to : state->url);

    return hosts_get(roster->hosts, name != NULL ? name : "");
}

static struct asked asked_of(struct roster *roster, const struct feed *feed,
                             const struct feed_state *state)
{
    return (struct asked){
        .host = state->held_host != NULL ? hosts_get(roster->hosts, state->held_host) : feed->host,
        .hold = state->status == FEED_HELD ? state->hold_until : NO_TIME,
        .http_status = state->http_status,
        .last_poll = state->last_poll,
        .last_success = state->last_success,
    };
}

static void set_interval(struct feed *feed, int64_t interval)
{
    host_change_load(feed->host, feed->interval, interval);
    feed->interval = (int32_t)interval;
}

static void set_address(struct host *host, const struct bytes *address)
{
    struct in6_addr known;

    if (address->len != sizeof(known))
        return;
    memcpy(&known, address->data, sizeof(known));
    host_dialled(host, &known);
}

static int64_t last_success_at(const struct roster *roster, const struct asked *asked,
                               const struct host *host)
{
    int64_t last = NO_TIME;

    for (size_t i = 0; i < roster->count; i++)
        if (asked[i].host == host && asked[i].last_success > last)
            last = asked[i].last_success;
    return last;
}

/* As hold_host() in poll_answer.c would have them: a 429 is the host's, and a 503 with a time when
 * two of its feeds say so with no success in between. */
static void restore_hold(const struct roster *roster, const struct asked *asked, size_t index)
{
    const struct asked *held = &asked[index];
    struct host *host = held->host;
    int64_t id = roster->feeds[index].id;
    bool is_second = host->unavailable_feed != 0 && host->unavailable_feed != id;

    if (held->hold == NO_TIME)
        return;
    bool is_limit = held->http_status != 503; /* or a redirect led to one that was held */
    if (!is_limit && held->last_poll < last_success_at(roster, asked, host))
        return;
    if (is_limit || is_second)
        host_hold(host, held->hold);
    if (!is_limit)
        host->unavailable_feed = id;
}

static void restore_holds(const struct roster *roster, const struct asked *asked)
{
    for (size_t i = 0; i < roster->count; i++)
        restore_hold(roster, asked, i);
}

static void open_feed(struct roster *roster, struct feed *feed, const struct feed_state *state,
                      struct arena *scratch)
{
    feed->host = host_asked(roster, state, scratch);
    set_interval(feed, state->interval);
    set_address(feed->host, &state->address);
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
            open_feed(roster, &roster->feeds[i], &state, scratch);
            asked[i] = asked_of(roster, &roster->feeds[i], &state);
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
    roster->by_url = memory_new(roster->count, sizeof(struct url_reference));
    struct arena *scratch = arena_new();
    for (size_t i = 0; i < roster->count; i++) {
        struct feed *feed = &roster->feeds[i];
        roster->by_id[i].feed = roster->by_name[i].feed = feed;
        arena_reset(scratch);
        roster->by_url[i] = (struct url_reference){hash_of_url(scratch, feed->settings->url), feed};
    }
    arena_free(scratch);
    qsort(roster->by_id, roster->count, sizeof(struct reference), compare_ids);
    qsort(roster->by_name, roster->count, sizeof(struct reference), compare_names);
    qsort(roster->by_url, roster->count, sizeof(struct url_reference), compare_urls);
}

struct roster *roster_open(const struct settings *settings, struct store *store, int64_t now,
                           struct error *err)
{
    return roster_open_with(settings, store, now, NULL, NULL, err);
}

struct roster *roster_open_with(const struct settings *settings, struct store *store, int64_t now,
                                bool (*write)(void *owner, struct error *err), void *owner,
                                struct error *err)
{
    struct roster *roster = memory_new(1, sizeof(*roster));
    struct asked *asked = memory_new(settings->feed_count, sizeof(*asked));

    roster->hosts = hosts_new();
    roster->count = settings->feed_count;
    roster->feeds = memory_new(roster->count, sizeof(struct feed));
    roster->stored_due = memory_new(roster->count, sizeof(int64_t));
    bool is_open = store_begin(store, err) == STORE_OK && keep_named(settings, store, err) &&
                   open_feeds(roster, settings, store, now, asked, err) &&
                   (write == NULL || write(owner, err)) && store_commit(store, err) == STORE_OK;
    if (is_open) {
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
    hosts_free(roster->hosts);
    free(roster->feeds);
    free(roster->stored_due);
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
    struct arena *scratch = arena_new();
    const struct url_reference key = {.hash = hash_of_url(scratch, url)};
    const struct url_reference *found =
        bsearch(&key, roster->by_url, roster->count, sizeof(key), compare_urls);

    arena_free(scratch);
    return found == NULL ? NULL : found->feed;
}

int64_t roster_stored_due(const struct roster *roster, size_t index)
{
    return roster->stored_due[index];
}

struct hosts *roster_hosts(const struct roster *roster)
{
    return roster->hosts;
}

void roster_follow(struct roster *roster, struct feed *feed, const struct feed_state *state)
{
    struct arena *scratch = arena_new();
    struct host *host = host_asked(roster, state, scratch);

    arena_free(scratch);
    if (host != feed->host)
        set_interval(feed, 0);
    feed->host = host;
    set_interval(feed, state->interval);
}
