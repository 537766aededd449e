#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/clock.h"
#include "config/base/error.h"
#include "daemon/cli/arguments.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/config_file.h"
#include "daemon/cli/feed_health.h"
#include "daemon/cli/feed_story.h"
#include "daemon/cli/host_holds.h"
#include "daemon/cli/output.h"
#include "daemon/cli/table.h"
#include "daemon/cli/times.h"
#include "store/feeds.h"

#include <stdio.h>
#include <string.h>

#define LINE_MAX ((size_t)64 << 10)

static const struct usage usage = {
    .synopsis = "feeds [--feed NAME | --wide NAME] [--json]",
    .help = "--wide tells all of one feed: its last 20 polls, each with what gave the interval and "
            "what the\nnext poll waited for.\n"
            "States: new, ok, failing, held (a server asked to wait), gone (410), refused (address "
            "not public),\n"
            "offline (nothing could be reached).\n",
    .options = "fW",
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

static void add_row(struct table *table, const struct feed_state *feed, int64_t now,
                    struct arena *arena)
{
    char time[TIMES_SIZE];

    table_add_row(table);
    table_set(table, COLUMN_NAME, STYLE_PLAIN, feed->name);
    table_set(table, COLUMN_STATE, feed_health_style(feed), feed_health_state(feed));
    table_set(table, COLUMN_SUCCESS, STYLE_PLAIN, times_relative(feed->last_success, now, time));
    table_set(table, COLUMN_NEXT, STYLE_PLAIN, times_relative(feed->next_poll, now, time));
    if (feed->interval > 0)
        table_set(table, COLUMN_EVERY, STYLE_PLAIN, times_span(feed->interval, time));
    table_set(table, COLUMN_ITEMS, STYLE_PLAIN, feed_health_rate(feed, arena));
    table_set_number(table, COLUMN_FAILURES, feed->failures);
    table_set(table, COLUMN_WHY, feed_health_style(feed), feed_health_reason(feed, now, arena));
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
        buffer_append_byte(&listing->line, '{');
        feed_health_json(&feed, &listing->line);
        buffer_append_byte(&listing->line, '}');
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

static int tell(const struct settings *settings, const struct arguments *arguments)
{
    struct store *store = config_file_open_store(settings);
    int status = CLI_WRONG;

    if (store != NULL && config_file_has_feed(settings, store, arguments->wide))
        status = feed_story_print(store, arguments->wide, arguments->is_json);
    store_close(store);
    return status;
}

static int list(const struct settings *settings, const struct arguments *arguments)
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

static int run(const struct settings *settings, const struct arguments *arguments)
{
    return arguments->wide != NULL ? tell(settings, arguments) : list(settings, arguments);
}

int cmd_feeds(int argc, char **argv)
{
    return config_file_run(argc, argv, &usage, run);
}
