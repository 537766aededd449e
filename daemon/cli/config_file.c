#include "daemon/cli/config_file.h"

#include "config/base/arena.h"
#include "config/base/error.h"
#include "daemon/cli/arguments.h"
#include "daemon/cli/output.h"
#include "daemon/core/examples.h"
#include "daemon/core/watch.h"
#include "daemon/service/escape.h"
#include "store/feeds.h"

#include <stdio.h>

void config_file_print_problem(void *stream, const struct settings_problem *problem)
{
    struct arena *arena = arena_new();

    /* whoever may write to conf.d names its files; the message may cite an item */
    fprintf(stream, "%s:%u:%u: %s%s\n", escape_terminal_string(problem->place.file, arena),
            problem->place.line, problem->place.column, problem->is_warning ? "warning: " : "",
            escape_terminal_string(problem->message, arena));
    arena_free(arena);
}

void config_file_print_mistake(void *owner, const struct settings_problem *problem)
{
    (void)owner;
    if (!problem->is_warning)
        config_file_print_problem(stderr, problem);
}

struct settings *config_file_load(const char *path)
{
    return settings_load_without_secrets(path, config_file_print_mistake, NULL);
}

/* The mistakes of a config that is read all the same. */
struct tally_of_mistakes {
    size_t count;
    struct place first;
};

static void count_mistake(void *owner, const struct settings_problem *problem)
{
    struct tally_of_mistakes *mistakes = owner;

    if (!problem->is_warning && mistakes->count++ == 0)
        mistakes->first = problem->place;
}

struct settings *config_file_load_usable(const char *path)
{
    struct tally_of_mistakes mistakes = {0};
    struct settings *settings = settings_load_usable(path, count_mistake, &mistakes);

    if (settings == NULL)
        return config_file_load(path); /* now they are told */
    if (mistakes.count > 0)
        fprintf(
            stderr,
            "storywatch: warning: the config has %zu mistake%s, the first at %s:%u:%u (storywatch "
            "check tells all); the rest of it is used\n",
            mistakes.count, mistakes.count == 1 ? "" : "s", mistakes.first.file,
            mistakes.first.line, mistakes.first.column);
    return settings;
}

bool config_file_has_good_queries(const struct settings *settings)
{
    struct watch *watch = watch_new(settings, config_file_print_mistake, NULL);
    bool is_good = watch != NULL;

    watch_free(watch);
    return is_good;
}

bool config_file_examples_hold(const struct settings *settings, settings_on_problem *on_problem,
                               void *owner)
{
    struct store *store = NULL;

    if (examples_need_store(settings))
        store = store_open(settings->state_dir, STORE_READER, NULL);
    bool they_hold = examples_hold(settings, store, on_problem, owner);
    store_close(store);
    return they_hold;
}

bool config_file_would_be_taken(const struct settings *settings)
{
    return config_file_has_good_queries(settings) &&
           config_file_examples_hold(settings, config_file_print_mistake, NULL);
}

const char *config_file_extent(const struct settings *settings, struct arena *arena)
{
    return arena_format(arena, "%s, %s, %s",
                        output_count(arena, (int64_t)settings->feed_count, "feed", "feeds"),
                        output_count(arena, (int64_t)settings->topic_count, "topic", "topics"),
                        output_count(arena, (int64_t)settings->sink_count, "sink", "sinks"));
}

struct store *config_file_open_store(const struct settings *settings)
{
    struct error err = {0};
    struct store *store = store_open(settings->state_dir, STORE_READER, &err);

    if (store == NULL)
        fprintf(stderr, "storywatch: %s\n", err.message);
    return store;
}

static bool is_stored(struct store *store, const char *name)
{
    struct arena *arena = arena_new();
    struct feed_state feed;
    bool is_there = store_feed_find(store, name, arena, &feed, NULL) == STORE_OK;

    arena_free(arena);
    return is_there;
}

bool config_file_has_feed(const struct settings *settings, struct store *store, const char *name)
{
    struct error err = {0};

    if (settings_find_feed(settings, name) != NULL || is_stored(store, name))
        return true;
    settings_refuse_feed(settings, name, &err);
    fprintf(stderr, "storywatch: %s\n", err.message);
    return false;
}

int config_file_run_on(const struct arguments *arguments,
                       int (*run)(const struct settings *settings,
                                  const struct arguments *arguments))
{
    struct settings *settings = config_file_load_usable(arguments->config);
    int status = settings == NULL ? CLI_CONFIG : run(settings, arguments);

    settings_free(settings);
    return status;
}

int config_file_run(int argc, char **argv, const struct usage *usage,
                    int (*run)(const struct settings *settings, const struct arguments *arguments))
{
    struct arguments arguments;
    int status;

    if (!arguments_read(&arguments, usage, argc, argv, &status))
        return status;
    return config_file_run_on(&arguments, run);
}
