#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/name_index.h"
#include "config/problems.h"
#include "daemon/cli/arguments.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/config_file.h"
#include "daemon/cli/output.h"
#include "daemon/core/watch.h"
#include "daemon/service/escape.h"
#include "feeds/url.h"
#include "store/feeds.h"

#include <stdio.h>
#include <string.h>

static const struct usage usage = {
    .synopsis = "check [--config FILE] [--json]",
    .help = "Prints every mistake as FILE:LINE:COLUMN: and every warning as FILE:LINE:COLUMN: "
            "warning:,\nalso of the topics' examples. Exit 0: a reload would take it; 78: it would "
            "not.\n",
    .options = "",
};

struct checking {
    bool is_json;
};

static void print_json(const struct settings_problem *problem)
{
    struct buffer line;

    buffer_init(&line, (size_t)64 << 10);
    buffer_append_byte(&line, '{');
    output_json_string(&line, "file", problem->place.file);
    output_json_int(&line, "line", problem->place.line);
    output_json_int(&line, "column", problem->place.column);
    output_json_string(&line, "kind", problem->is_warning ? "warning" : "mistake");
    output_json_string(&line, "message", problem->message);
    buffer_append_byte(&line, '}');
    output_line(&line);
    buffer_free(&line);
}

static void on_problem(void *owner, const struct settings_problem *problem)
{
    const struct checking *checking = owner;

    if (checking->is_json)
        print_json(problem);
    else
        config_file_print_problem(stdout, problem);
}

/* ---- what only the store knows */

struct moves {
    struct problems *problems;
    struct arena *arena;
    struct name_index *feeds; /* by name */
};

static bool on_feed(void *owner, const struct feed_state *state)
{
    const struct moves *moves = owner;
    const struct feed_settings *feed = name_index_get(moves->feeds, state->name);
    struct buffer message;

    if (feed == NULL || state->moved_to == NULL || strcmp(feed->url, state->url) != 0)
        return true;
    buffer_init(&message, (size_t)16 << 10);
    buffer_append_string(&message, "the feed ");
    escape_terminal(feed->name, &message);
    buffer_append_string(&message, " has moved to ");
    escape_terminal(url_without_login(moves->arena, state->moved_to), &message);
    buffer_append_string(&message, ", for good; write that URL");
    const struct settings_problem problem = {
        .place = feed->place, .is_warning = true, .message = message.data};
    problems_take(moves->problems, &problem);
    buffer_free(&message);
    return true;
}

/* Where the feeds that moved for good are now (POLLING, "Redirects"). A config without a store, or
 * whose store is not for us, is checked without it. */
static void tell_moves(const struct settings *settings, struct checking *checking)
{
    struct store *store = store_open(settings->state_dir, STORE_READER, NULL);
    struct arena *arena = arena_new();
    struct moves moves = {problems_new(arena), arena, name_index_new(arena)};

    for (size_t i = 0; store != NULL && i < settings->feed_count; i++)
        (void)name_index_put(moves.feeds, settings->feeds[i].name, &settings->feeds[i]);
    if (store != NULL)
        (void)store_feeds_each(store, on_feed, &moves, NULL);
    problems_report(moves.problems, settings->files, settings->file_count, on_problem, checking);
    arena_free(arena);
    store_close(store);
}

static void print_summary(const struct settings *settings)
{
    struct arena *arena = arena_new();
    size_t examples = 0;

    for (size_t i = 0; i < settings->topic_count; i++)
        examples += settings->topics[i].match_count + settings->topics[i].no_match_count;
    printf("%s: good: %s", settings->files[0], config_file_extent(settings, arena));
    if (examples > 0)
        printf(", %s", output_count(arena, (int64_t)examples, "example", "examples"));
    putchar('\n');
    arena_free(arena);
}

int cmd_check(int argc, char **argv)
{
    struct arguments arguments;
    int status;

    if (!arguments_read(&arguments, &usage, argc, argv, &status))
        return status;
    struct checking checking = {.is_json = arguments.is_json};
    struct settings *settings = NULL;
    struct watch *watch = NULL;
    bool is_good =
        watch_load_config(arguments.config, NULL, on_problem, &checking, &settings, &watch) &&
        config_file_examples_hold(settings, on_problem, &checking);
    if (is_good)
        tell_moves(settings, &checking);
    if (is_good && !arguments.is_json)
        print_summary(settings);
    watch_free(watch);
    settings_free(settings);
    if (!output_finish())
        return CLI_WRONG;
    return is_good ? CLI_DONE : CLI_CONFIG;
}
