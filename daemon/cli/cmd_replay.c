#include "daemon/cli/cmd_replay.h"

#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/clock.h"
#include "config/base/error.h"
#include "config/base/memory.h"
#include "daemon/cli/config_file.h"
#include "daemon/cli/replay_reader.h"
#include "daemon/core/core.h"
#include "daemon/core/json_escape.h"
#include "daemon/core/pipeline.h"
#include "store/feeds.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINE_MAX ((size_t)16 << 20) /* bytes of a line in, and of one out */
#define GROUP 4096                  /* items of a transaction */
#define WINDOW_DEFAULT ((int64_t)14 * 86400)

/* A feed that the items name; its row and, where the config knows it, its settings. */
struct replay_feed {
    const char *name;
    int64_t id;
    const struct feed_settings *settings; /* NULL: not in the config */
};

struct replay {
    const char *file; /* for messages */
    struct settings *settings;
    struct watch *watch;
    struct store *store;
    struct pipeline *pipeline;
    struct arena *names;
    struct replay_feed *feeds; /* by name */
    size_t feed_count;
    int64_t *lead_lines; /* by story id: the line of its lead */
    size_t lead_capacity;
    struct buffer out;
    int64_t line; /* blank ones do not count */
    int64_t seen; /* of the line before: what does not say its own is seen then */
};

/* ---- feeds ---- */

static const struct feed_settings *find_settings(const struct replay *replay, const char *name)
{
    for (size_t i = 0; replay->settings != NULL && i < replay->settings->feed_count; i++) {
        if (strcmp(replay->settings->feeds[i].name, name) == 0)
            return &replay->settings->feeds[i];
    }
    return NULL;
}

/* The place of `name` in the sorted list, or where it must go. */
static size_t find_place(const struct replay *replay, const char *name)
{
    size_t low = 0, high = replay->feed_count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (strcmp(replay->feeds[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static const struct replay_feed *open_feed(struct replay *replay, const char *name,
                                           struct arena *arena, struct error *err)
{
    size_t place = find_place(replay, name);
    struct feed_state state;

    if (place < replay->feed_count && strcmp(replay->feeds[place].name, name) == 0)
        return &replay->feeds[place];
    if (store_feed_open(replay->store, name, "", arena, &state, err) != STORE_OK)
        return NULL;
    replay->feeds = memory_resize(replay->feeds, replay->feed_count + 1, sizeof(*replay->feeds));
    memmove(&replay->feeds[place + 1], &replay->feeds[place],
            (replay->feed_count - place) * sizeof(*replay->feeds));
    replay->feed_count++;
    replay->feeds[place] = (struct replay_feed){arena_string(replay->names, name), state.id,
                                                find_settings(replay, name)};
    return &replay->feeds[place];
}

/* ---- one line out ---- */

static void remember_lead(struct replay *replay, int64_t story)
{
    size_t index = (size_t)story;

    if (index >= replay->lead_capacity) {
        size_t capacity = index * 2 + 1024;
        replay->lead_lines = memory_resize(replay->lead_lines, capacity, sizeof(int64_t));
        memset(replay->lead_lines + replay->lead_capacity, 0,
               (capacity - replay->lead_capacity) * sizeof(int64_t));
        replay->lead_capacity = capacity;
    }
    if (replay->lead_lines[index] == 0)
        replay->lead_lines[index] = replay->line;
}

static int64_t lead_line(const struct replay *replay, int64_t story)
{
    return (size_t)story < replay->lead_capacity ? replay->lead_lines[story] : 0;
}

static void write_reason(struct replay *replay, const struct arrival_outcome *outcome)
{
    int64_t story = lead_line(replay, outcome->reason.story);

    if (outcome->kind != ARRIVAL_NEW)
        buffer_append_string(&replay->out, outcome->kind == ARRIVAL_KNOWN
                                               ? "{\"rule\":\"same-item\"}"
                                               : "{\"rule\":\"revision\"}");
    else if (outcome->reason.rule == DEDUP_NONE && outcome->reason.failed == NULL)
        buffer_append_string(&replay->out, "{\"rule\":\"none\"}");
    else
        dedup_reason_write(&outcome->reason, story, &replay->out);
}

/* `member` opens the list. */
static void write_topics(struct replay *replay, const char *member,
                         const struct watch_topics *topics)
{
    buffer_append_string(&replay->out, member);
    for (size_t i = 0; i < topics->count; i++) {
        const struct topic_settings *topic = watch_topic(replay->watch, topics->list[i]);
        if (i > 0)
            buffer_append_byte(&replay->out, ',');
        json_escape_string(topic->name, &replay->out);
    }
    buffer_append_byte(&replay->out, ']');
}

static bool write_line(struct replay *replay, const struct arrival_outcome *outcome)
{
    bool is_lead = outcome->kind == ARRIVAL_NEW && !outcome->is_copy;

    if (is_lead)
        remember_lead(replay, outcome->story);
    buffer_clear(&replay->out);
    buffer_append_format(&replay->out, "{\"n\":%lld,\"story\":%lld,\"verdict\":\"%s\",\"reason\":",
                         (long long)replay->line, (long long)lead_line(replay, outcome->story),
                         is_lead ? "lead" : "copy");
    write_reason(replay, outcome);
    write_topics(replay, ",\"topics\":[", &outcome->topics);
    write_topics(replay, ",\"alerts\":[", &outcome->alerts);
    buffer_append_string(&replay->out, "}\n");
    return fwrite(replay->out.data, 1, replay->out.len, stdout) == replay->out.len;
}

/* ---- one line in ---- */

static bool take(struct replay *replay, const struct replay_fetched *fetched,
                 struct arrival_outcome *outcome, struct error *err)
{
    const struct replay_feed *feed = open_feed(replay, fetched->in.feed, fetched->arena, err);

    if (feed == NULL)
        return false;
    if (fetched->in.seen != NO_TIME)
        replay->seen = fetched->in.seen;
    const struct arrival arrival = {
        .feed = feed->id,
        .feed_name = feed->name,
        .groups = feed->settings == NULL ? NULL : feed->settings->groups,
        .group_count = feed->settings == NULL ? 0 : feed->settings->group_count,
        .has_dedup = feed->settings == NULL || feed->settings->has_dedup,
        .seen = replay->seen,
        .revision = fetched->revision,
        .item = &fetched->in.item,
        .fingerprint = &fetched->fingerprint,
        .encoded = fetched->encoded.data,
        .encoded_len = fetched->encoded.len,
    };
    return pipeline_take(replay->pipeline, &arrival, fetched->arena, outcome, err) == STORE_OK;
}

static bool next_group(struct replay *replay, struct error *err)
{
    return store_commit(replay->store, err) == STORE_OK &&
           store_begin(replay->store, err) == STORE_OK;
}

static bool replay_item(struct replay *replay, const struct replay_fetched *fetched,
                        struct error *err)
{
    struct arrival_outcome outcome;

    replay->line++;
    if (!take(replay, fetched, &outcome, err))
        return false;
    if (!write_line(replay, &outcome)) {
        error_set(err, "cannot write: %s", strerror(errno));
        return false;
    }
    return replay->line % GROUP != 0 || next_group(replay, err);
}

static bool replay_items(struct replay *replay, int in)
{
    struct error err = {0};
    struct replay_reader *reader = replay_reader_new(in);
    const struct replay_fetched *fetched;

    if (reader == NULL) {
        fprintf(stderr, "storywatch: no thread to read with can be had: out of memory, of "
                        "processes (ulimit -u) or of open files (ulimit -n)\n");
        return false;
    }
    bool goes_on = store_begin(replay->store, &err) == STORE_OK;
    while (goes_on && (fetched = replay_reader_next(reader, &err)) != NULL)
        goes_on = replay_item(replay, fetched, &err);
    bool is_good = err.message[0] == '\0';
    if (!is_good)
        fprintf(stderr, "%s:%zu: %s\n", replay->file, replay_reader_line(reader), err.message);
    replay_reader_free(reader);
    return is_good;
}

/* ---- the command ---- */

static bool load_config(struct replay *replay, const char *path)
{
    replay->settings = config_file_load(path);
    replay->watch = replay->settings == NULL
                        ? NULL
                        : watch_new(replay->settings, config_file_print_mistake, NULL);
    return replay->watch != NULL;
}

static bool open_memory(struct replay *replay, struct error *err)
{
    const struct pipeline_settings settings = {
        .window = replay->settings == NULL ? WINDOW_DEFAULT : replay->settings->dedup.window,
        .backlog = PIPELINE_NO_BACKLOG,
        .has_dedup = replay->settings == NULL || replay->settings->dedup.is_enabled,
    };

    replay->store = store_open(NULL, STORE_MEMORY, err);
    if (replay->store == NULL)
        return false;
    replay->pipeline = pipeline_new(replay->store, &settings);
    pipeline_set_watch(replay->pipeline, replay->watch);
    replay->names = arena_new();
    buffer_init(&replay->out, LINE_MAX);
    replay->seen = clock_wall();
    return true;
}

static void close_replay(struct replay *replay)
{
    pipeline_free(replay->pipeline);
    store_close(replay->store);
    watch_free(replay->watch);
    settings_free(replay->settings);
    arena_free(replay->names);
    buffer_free(&replay->out);
    free(replay->feeds);
    free(replay->lead_lines);
}

static int run(struct replay *replay, const char *path)
{
    bool is_stdin = path == NULL || strcmp(path, "-") == 0;
    int in = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    struct error err = {0};
    bool is_good = false;

    replay->file = is_stdin ? "standard input" : path;
    if (in < 0)
        error_set(&err, "cannot open %s: %s", path, strerror(errno));
    else if (open_memory(replay, &err))
        is_good = replay_items(replay, in) && fflush(stdout) == 0;
    if (err.message[0] != '\0')
        fprintf(stderr, "storywatch: %s\n", err.message);
    if (in >= 0 && !is_stdin)
        close(in);
    return is_good ? CORE_EXIT_DONE : CORE_EXIT_FAILED;
}

static int usage(FILE *stream, int status)
{
    fputs("usage: storywatch replay [--config FILE] [FILE|-]\n", stream);
    if (status == CORE_EXIT_DONE)
        fputs(
            "\nTakes items, a JSON object a line in order of arrival (as `storywatch items --json` "
            "prints them),\nthrough the service's own code with an empty memory and each item's "
            "`seen` as the clock. A line\ncomes out for each: its number, the number of its "
            "story's lead, verdict, reason, matching topics,\nand which of them alert anew. "
            "Stops at a line that is no item, with its number and exit 1.\n",
            stream);
    return status;
}

int cmd_replay(int argc, char **argv)
{
    static const struct option known[] = {{"config", required_argument, NULL, 'c'},
                                          {"help", no_argument, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
    const char *config = access(CORE_CONFIG_DEFAULT, R_OK) == 0 ? CORE_CONFIG_DEFAULT : NULL;
    struct replay replay = {.line = 0};
    int option;

    while ((option = getopt_long(argc, argv, "c:", known, NULL)) != -1) {
        if (option == 'h')
            return usage(stdout, CORE_EXIT_DONE);
        if (option != 'c')
            return usage(stderr, CORE_EXIT_USAGE);
        config = optarg;
    }
    if (argc - optind > 1)
        return usage(stderr, CORE_EXIT_USAGE);
    int status = CORE_EXIT_CONFIG;
    if (config == NULL || load_config(&replay, config))
        status = run(&replay, argv[optind]);
    close_replay(&replay);
    return status;
}
