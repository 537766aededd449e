#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/error.h"
#include "config/base/memory.h"
#include "daemon/cli/arguments.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/config_file.h"
#include "daemon/cli/escape.h"
#include "daemon/cli/matches.h"
#include "daemon/cli/output.h"
#include "daemon/cli/times.h"
#include "daemon/core/alert_matched.h"
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX ((size_t)256 << 10)

static const struct usage usage = {
    .synopsis = "test [--feed NAME] [--since TIME] [--until TIME] [--json] 'QUERY'",
    .help = "Lists the stored stories that the query is about, each by its first item that "
            "matches.\nA query such as @armies, with the config's named queries, is one too.\n",
    .options = "fsu",
    .operands_min = 1,
    .operands_max = 1,
};

struct trial {
    const struct settings *settings;
    struct watch_list *list;
    bool is_json;
    struct arena *arena; /* of one item */
    struct buffer line;
    uint8_t *is_listed; /* bits by story */
    size_t capacity;
    size_t item_count;
    size_t story_count;
};

/* ---- the query */

static void on_problem(void *owner, const struct watch_list_problem *problem)
{
    const struct settings *settings = ((const struct trial *)owner)->settings;

    if (problem->is_named) { /* a mistake in the config's own queries */
        const struct settings_problem placed = {
            .place = placed_text_at(&settings->queries[problem->index].query, problem->column - 1),
            .is_warning = problem->is_warning,
            .message = problem->message};
        config_file_print_problem(stderr, &placed);
        return;
    }
    fprintf(stderr, "query:1:%zu: %s%s\n", problem->column, problem->is_warning ? "warning: " : "",
            problem->message);
}

static struct watch_list *compile(struct trial *trial, const char *query)
{
    const struct settings *settings = trial->settings;
    const struct watch_list_query topic = {.name = "test", .query = query};
    struct watch_list_query *named = memory_new(settings->query_count + 1, sizeof(*named));

    for (size_t i = 0; i < settings->query_count; i++)
        named[i] = (struct watch_list_query){.name = settings->queries[i].name,
                                             .query = settings->queries[i].query.text};
    const struct watch_list_source source = {
        .topics = &topic, .topic_count = 1, .named = named, .named_count = settings->query_count};
    struct watch_list *list = watch_list_compile(&source, on_problem, trial);
    free(named);
    return list;
}

/* ---- the items */

static const struct feed_settings *find_feed(const struct settings *settings, const char *name)
{
    for (size_t i = 0; i < settings->feed_count; i++) {
        if (strcmp(settings->feeds[i].name, name) == 0)
            return &settings->feeds[i];
    }
    return NULL;
}

static struct watch_item as_topics_see(const struct trial *trial, const struct stored_item *stored)
{
    const struct item *item = &stored->item;
    const struct feed_settings *feed = find_feed(trial->settings, stored->feed_name);
    const char **authors = arena_array(trial->arena, item->author_count, sizeof(*authors));
    size_t author_count = 0;

    for (size_t i = 0; i < item->author_count; i++) {
        if (item->authors[i].name != NULL)
            authors[author_count++] = item->authors[i].name;
    }
    return (struct watch_item){.title = item->title.str,
                               .summary = item->summary.str,
                               .content = item->content.str,
                               .authors = authors,
                               .author_count = author_count,
                               .tags = item->tags,
                               .tag_count = item->tag_count,
                               .feed = stored->feed_name,
                               .groups = feed == NULL ? NULL : feed->groups,
                               .group_count = feed == NULL ? 0 : feed->group_count,
                               .url = item->url,
                               .language = item->language};
}

/* True the first time. */
static bool list_story(struct trial *trial, int64_t story)
{
    size_t byte = (size_t)story / 8;
    uint8_t bit = (uint8_t)(1u << (story % 8));

    if (byte >= trial->capacity) {
        size_t capacity = 2 * byte + 64;
        trial->is_listed = memory_resize(trial->is_listed, capacity, 1);
        memset(trial->is_listed + trial->capacity, 0, capacity - trial->capacity);
        trial->capacity = capacity;
    }
    bool is_new = (trial->is_listed[byte] & bit) == 0;
    trial->is_listed[byte] |= bit;
    return is_new;
}

static bool print_json(struct trial *trial, const struct stored_item *stored,
                       const struct watch_match *match)
{
    struct buffer *line = &trial->line;

    buffer_append_byte(line, '{');
    output_json_int(line, "story", stored->story);
    output_json_string(line, "feed", stored->feed_name);
    output_json_string(line, "title", stored->item.title.str);
    output_json_string(line, "url", stored->item.url);
    output_json_time(line, "seen", stored->seen);
    output_json_key(line, "matched");
    buffer_append_string(line, alert_matched_json(match, trial->arena));
    buffer_append_byte(line, '}');
    return output_line(line);
}

static bool print_story(struct trial *trial, const struct stored_item *stored,
                        const struct watch_item *item, const struct watch_match *match)
{
    struct buffer *line = &trial->line;
    char seen[TIMES_SIZE];

    buffer_append_format(line, "%s  story %lld  ", times_format(stored->seen, seen),
                         (long long)stored->story);
    escape_terminal(stored->feed_name, line);
    buffer_append_string(line, "  ");
    matches_write_title(item, match, trial->arena, line);
    size_t headline = line->len;
    buffer_append_string(line, "\n    ");
    size_t empty = line->len;
    matches_write_snippet(item, match, trial->arena, line);
    if (line->len == empty)
        line->len = headline; /* nothing was found beneath the title */
    return output_line(line);
}

static bool on_item(void *owner, const struct stored_item *stored)
{
    struct trial *trial = owner;
    struct watch_result result;

    arena_reset(trial->arena);
    trial->item_count++;
    const struct watch_item item = as_topics_see(trial, stored);
    watch_list_match(trial->list, &item, trial->arena, &result);
    if (result.match_count == 0 || !list_story(trial, stored->story))
        return true;
    trial->story_count++;
    return trial->is_json ? print_json(trial, stored, &result.matches[0])
                          : print_story(trial, stored, &item, &result.matches[0]);
}

/* ---- the command */

static int try_items(struct trial *trial, struct store *store, const struct arguments *arguments)
{
    const struct item_filter filter = {
        .since = arguments->since, .until = arguments->until, .feed = arguments->feed};
    struct error err = {0};

    if (store_items_each(store, &filter, on_item, trial, &err) == STORE_FAILED) {
        fprintf(stderr, "storywatch: %s\n", err.message);
        return CLI_WRONG;
    }
    if (!trial->is_json)
        printf("%zu stories match, of %zu items\n", trial->story_count, trial->item_count);
    return output_finish() ? CLI_DONE : CLI_WRONG;
}

static int run(const struct settings *settings, const struct arguments *arguments)
{
    struct trial trial = {
        .settings = settings, .is_json = arguments->is_json, .arena = arena_new()};
    trial.list = compile(&trial, arguments->operands[0]);
    struct store *store = trial.list == NULL ? NULL : config_file_open_store(settings);
    int status = CLI_WRONG;

    buffer_init(&trial.line, LINE_MAX);
    if (store != NULL &&
        (arguments->feed == NULL || config_file_has_feed(settings, store, arguments->feed)))
        status = try_items(&trial, store, arguments);
    watch_list_free(trial.list);
    free(trial.is_listed);
    buffer_free(&trial.line);
    arena_free(trial.arena);
    store_close(store);
    return status;
}

int cmd_test(int argc, char **argv)
{
    struct arguments arguments;
    int status;

    if (!arguments_read(&arguments, &usage, argc, argv, &status))
        return status;
    struct settings *settings = config_file_load(arguments.config);
    status = settings == NULL ? CLI_CONFIG : run(settings, &arguments);
    settings_free(settings);
    return status;
}
