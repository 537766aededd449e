#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/clock.h"
#include "config/base/duration.h"
#include "config/base/error.h"
#include "daemon/cli/arguments.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/config_file.h"
#include "daemon/cli/host_holds.h"
#include "daemon/cli/output.h"
#include "daemon/cli/table.h"
#include "daemon/cli/times.h"
#include "daemon/core/rhythm.h"
#include "store/store.h"

#include <stdio.h>
#include <string.h>

#define LINE_MAX ((size_t)64 << 10)

static const struct usage usage = {
    .synopsis = "feeds [--feed NAME] [--json]",
    .help = "States: new, ok, failing, held (a server asked to wait), gone (410), refused (address "
            "not public),\n"
            "offline (nothing could be reached).\n",
    .options = "f",
};

enum column {
    COLUMN_NAME,
    COLUMN_STATE,
    COLUMN_SUCCESS,
    COLUMN_NEXT,
    COLUMN_EVERY,
    COLUMN_ITEMS,
    COLUMN_FAILURES,
    COLUMN_WHY
};

static const struct table_column columns[] = {
    [COLUMN_NAME] = {"FEED", COLUMN_TEXT},
    [COLUMN_STATE] = {"STATE", COLUMN_TEXT},
    [COLUMN_SUCCESS] = {"LAST SUCCESS", COLUMN_TEXT},
    [COLUMN_NEXT] = {"NEXT POLL", COLUMN_TEXT},
    [COLUMN_EVERY] = {"INTERVAL", COLUMN_NUMBER},
    [COLUMN_ITEMS] = {"ITEMS/DAY", COLUMN_NUMBER},
    [COLUMN_FAILURES] = {"FAILURES", COLUMN_NUMBER},
    [COLUMN_WHY] = {"WHY", COLUMN_LONG},
};

struct listing {
    const char *feed; /* NULL: all */
    int64_t now;
    struct table *table; /* NULL: JSON */
    struct buffer line;
    struct host_holds *holds;
    struct arena *arena; /* of one feed */
};

static const char *state_name(const struct feed_state *feed)
{
    static const char *const names[] = {
        [FEED_NEW] = "new",         [FEED_OK] = "ok",     [FEED_FAILED] = "failing",
        [FEED_HELD] = "held",       [FEED_GONE] = "gone", [FEED_REFUSED] = "refused",
        [FEED_OFFLINE] = "offline",
    };
    size_t status = (size_t)feed->status;

    return status < sizeof(names) / sizeof(*names) ? names[status] : "unknown";
}

static const char *validators_name(const struct feed_state *feed)
{
    static const char *const names[] = {
        [FEED_TRUSTED] = "both",
        [FEED_TRUSTED_WITHOUT_ETAG] = "last-modified",
        [FEED_UNTRUSTED] = "none",
    };
    size_t trust = (size_t)feed->trust;

    return trust < sizeof(names) / sizeof(*names) ? names[trust] : "unknown";
}

static enum style style_of(const struct feed_state *feed)
{
    bool is_firm = feed->status == FEED_GONE || feed->status == FEED_REFUSED;

    if (is_firm)
        return STYLE_RED;
    return feed->status == FEED_FAILED || feed->status == FEED_HELD ? STYLE_YELLOW : STYLE_PLAIN;
}

static double items_per_day(const struct feed_state *feed)
{
    struct rhythm rhythm;

    rhythm_decode(&rhythm, feed->rhythm.data, feed->rhythm.len);
    return rhythm_items_per_day(&rhythm);
}

/* POLLING.md, "What an operator sees". */
static void write_json(const struct feed_state *feed, struct buffer *out)
{
    buffer_append_byte(out, '{');
    output_json_string(out, "name", feed->name);
    output_json_string(out, "url", feed->url);
    output_json_string(out, "moved_to", feed->moved_to);
    output_json_string(out, "state", state_name(feed));
    output_json_string(out, "last_error", feed->last_error);
    output_json_int(out, "failures", feed->failures);
    output_json_time(out, "last_success", feed->last_success);
    output_json_time(out, "last_new", feed->last_new);
    output_json_time(out, "next_poll", feed->next_poll);
    output_json_time(out, "hold_until", feed->hold_until);
    output_json_string(out, "hold_why", feed->hold_why);
    output_json_int(out, "interval", feed->interval);
    output_json_key(out, "items_per_day");
    buffer_append_format(out, "%.2f", items_per_day(feed));
    output_json_int(out, "polls", feed->polls);
    output_json_int(out, "not_modified", feed->not_modified);
    output_json_int(out, "bytes", feed->bytes_received);
    output_json_int(out, "gaps", feed->gaps);
    output_json_time(out, "silent_since", feed->silent_since);
    output_json_string(out, "validators", validators_name(feed));
    output_json_string(out, "same_as", feed->same_as);
    output_json_string(out, "title", feed->title);
    output_json_string(out, "format", feed->format);
    buffer_append_byte(out, '}');
}

/* What an operator should know of it, in one line; NULL: nothing. */
static const char *reason(const struct feed_state *feed, int64_t now, struct arena *arena)
{
    char time[TIMES_SIZE];

    if (feed->hold_until != NO_TIME && feed->hold_until > now && feed->hold_why != NULL)
        return feed->hold_why;
    if (feed->last_error != NULL && feed->last_error[0] != '\0')
        return feed->last_error;
    if (feed->silent_since != NO_TIME)
        return arena_format(arena, "silent since %s", times_format(feed->silent_since, time));
    if (feed->same_as != NULL)
        return arena_format(arena, "the same as %s", feed->same_as);
    if (feed->moved_to != NULL)
        return arena_format(arena, "moved to %s", feed->moved_to);
    if (feed->trust == FEED_TRUSTED_WITHOUT_ETAG)
        return "its ETag is not used: it stayed the same when the document changed";
    if (feed->trust == FEED_UNTRUSTED)
        return "its validators are not used: they stayed the same when the document changed";
    return NULL;
}

static void add_row(struct table *table, const struct feed_state *feed, int64_t now,
                    struct arena *arena)
{
    char time[TIMES_SIZE], interval[DURATION_SIZE];

    table_add_row(table);
    table_set(table, COLUMN_NAME, STYLE_PLAIN, feed->name);
    table_set(table, COLUMN_STATE, style_of(feed), state_name(feed));
    table_set(table, COLUMN_SUCCESS, STYLE_PLAIN, times_relative(feed->last_success, now, time));
    table_set(table, COLUMN_NEXT, STYLE_PLAIN, times_relative(feed->next_poll, now, time));
    if (feed->interval > 0)
        table_set(table, COLUMN_EVERY, STYLE_PLAIN, duration_format(feed->interval, interval));
    table_set(table, COLUMN_ITEMS, STYLE_PLAIN, arena_format(arena, "%.1f", items_per_day(feed)));
    table_set_number(table, COLUMN_FAILURES, feed->failures);
    table_set(table, COLUMN_WHY, style_of(feed), reason(feed, now, arena));
}

static bool on_feed(void *owner, const struct feed_state *stored)
{
    struct listing *listing = owner;
    struct feed_state feed = *stored;
    bool is_wanted =
        listing->feed == NULL ? feed.is_configured : strcmp(listing->feed, feed.name) == 0;

    if (!is_wanted)
        return true;
    arena_reset(listing->arena);
    if (host_holds_apply(listing->holds, &feed, listing->arena))
        feed.status = FEED_HELD;
    if (listing->table == NULL) {
        write_json(&feed, &listing->line);
        return output_line(&listing->line);
    }
    add_row(listing->table, &feed, listing->now, listing->arena);
    return true;
}

static int print_feeds(struct store *store, struct listing *listing)
{
    struct error err = {0};

    listing->holds = host_holds_read(store, listing->now, &err);
    if (listing->holds == NULL || store_feeds_each(store, on_feed, listing, &err) == STORE_FAILED) {
        fprintf(stderr, "storywatch: %s\n", err.message);
        return CLI_WRONG;
    }
    if (listing->table != NULL && !table_print(listing->table))
        return CLI_WRONG;
    return output_finish() ? CLI_DONE : CLI_WRONG;
}

static int run(const struct settings *settings, const struct arguments *arguments)
{
    struct listing listing = {.feed = arguments->feed, .now = clock_wall(), .arena = arena_new()};
    struct store *store = config_file_open_store(settings);
    int status = CLI_WRONG;

    buffer_init(&listing.line, LINE_MAX);
    if (!arguments->is_json)
        listing.table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
    if (store != NULL &&
        (arguments->feed == NULL || config_file_has_feed(settings, store, arguments->feed)))
        status = print_feeds(store, &listing);
    table_free(listing.table);
    host_holds_free(listing.holds);
    buffer_free(&listing.line);
    arena_free(listing.arena);
    store_close(store);
    return status;
}

int cmd_feeds(int argc, char **argv)
{
    return config_file_run(argc, argv, &usage, run);
}
