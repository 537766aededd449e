#include "daemon/core/watch.h"

#include "config/base/arena.h"
#include "config/base/memory.h"
#include "config/problems.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

/* Of a named query whose text was a mistake: who uses it makes none. */
#define STAND_IN "standin"

struct watch {
    struct arena *arena;
    const struct settings *settings;
    struct watch_list *list;          /* NULL: not in force, or not any more */
    struct watch_list_change *change; /* what will be in force */
    const char *const **sinks;        /* by topic */
};

/* Which query of the settings a source's index means. A config with mistakes may lack texts: what
 * has none is left out, and its mistake was reported. */
struct report {
    const struct settings *settings;
    struct problems *problems;
    size_t *topics;
    size_t *named;
};

static void on_query_problem(void *owner, const struct watch_list_problem *problem)
{
    const struct report *report = owner;
    const struct settings *settings = report->settings;
    const struct placed_text *query = problem->is_named
                                          ? &settings->queries[report->named[problem->index]].query
                                          : &settings->topics[report->topics[problem->index]].query;
    const struct settings_problem placed = {
        .place = placed_text_at(query, problem->column - 1),
        .is_warning = problem->is_warning,
        .message = problem->message,
    };

    if (problem->is_unknown_name && settings->has_unread_queries)
        return; /* the mistake that keeps them from being read was told */
    problems_take(report->problems, &placed);
}

static void add_topics(struct watch_list_source *source, struct report *report, struct arena *arena)
{
    const struct settings *settings = report->settings;
    struct watch_list_query *queries = arena_array(arena, settings->topic_count, sizeof(*queries));

    report->topics = arena_array(arena, settings->topic_count, sizeof(size_t));
    for (size_t i = 0; i < settings->topic_count; i++) {
        const struct topic_settings *topic = &settings->topics[i];
        if (topic->name == NULL || topic->query.text == NULL)
            continue;
        report->topics[source->topic_count] = i;
        queries[source->topic_count++] =
            (struct watch_list_query){topic->name, topic->query.text, topic->stem};
    }
    source->topics = queries;
}

static void add_named(struct watch_list_source *source, struct report *report, struct arena *arena)
{
    const struct settings *settings = report->settings;
    struct watch_list_query *queries = arena_array(arena, settings->query_count, sizeof(*queries));

    report->named = arena_array(arena, settings->query_count, sizeof(size_t));
    for (size_t i = 0; i < settings->query_count; i++) {
        const struct named_query_settings *query = &settings->queries[i];
        report->named[source->named_count] = i;
        queries[source->named_count++] = (struct watch_list_query){
            .name = query->name, .query = query->query.text == NULL ? STAND_IN : query->query.text};
    }
    source->named = queries;
}

void watch_name_feeds(struct watch_list_source *source, const struct settings *settings,
                      struct arena *arena)
{
    size_t group_count = 0;

    for (size_t i = 0; i < settings->feed_count; i++)
        group_count += settings->feeds[i].group_count;
    const char **feeds = arena_array(arena, settings->feed_count, sizeof(*feeds));
    const char **groups = arena_array(arena, group_count, sizeof(*groups));
    for (size_t i = 0; i < settings->feed_count; i++) {
        if (settings->feeds[i].name != NULL)
            feeds[source->feed_count++] = settings->feeds[i].name;
        for (size_t g = 0; g < settings->feeds[i].group_count; g++)
            groups[source->group_count++] = settings->feeds[i].groups[g];
    }
    source->feeds = feeds;
    source->groups = groups;
}

static const char *const *name_sinks(const struct watch *watch, const struct topic_settings *topic)
{
    const char **names = arena_array(watch->arena, topic->sink_count, sizeof(*names));

    for (size_t i = 0; i < topic->sink_count; i++)
        names[i] = watch->settings->sinks[topic->sinks[i]].name;
    return names;
}

/* Topics without `notify` have one list of sinks together. */
static void resolve_sinks(struct watch *watch)
{
    const struct settings *settings = watch->settings;
    const struct topic_settings *full = NULL; /* the last that all sinks get */
    const char *const *all = NULL;

    watch->sinks = arena_array(watch->arena, settings->topic_count, sizeof(*watch->sinks));
    for (size_t i = 0; i < settings->topic_count; i++) {
        const struct topic_settings *topic = &settings->topics[i];
        bool is_shared = full != NULL && topic->sinks == full->sinks;
        watch->sinks[i] = is_shared ? all : name_sinks(watch, topic);
        if (topic->sink_count == settings->sink_count) {
            full = topic;
            all = watch->sinks[i];
        }
    }
}

static bool read_queries(struct watch *watch, struct watch *before,
                         const struct watch_list_source *source, struct report *report)
{
    if (before == NULL)
        watch->list = watch_list_compile(source, on_query_problem, report);
    else
        watch->change = watch_list_prepare(before->list, source, on_query_problem, report);
    return watch->list != NULL || watch->change != NULL;
}

static struct watch *read_watch(const struct settings *settings, struct watch *before,
                                settings_on_problem *on_problem, void *owner)
{
    struct arena *scratch = arena_new();
    struct report report = {.settings = settings, .problems = problems_new(scratch)};
    struct watch_list_source source = {0};

    add_topics(&source, &report, scratch);
    add_named(&source, &report, scratch);
    watch_name_feeds(&source, settings, scratch);
    struct watch *watch = memory_new(1, sizeof(*watch));
    *watch = (struct watch){.arena = arena_new(), .settings = settings};
    bool is_right = read_queries(watch, before, &source, &report);
    problems_report(report.problems, settings->files, settings->file_count, on_problem, owner);
    arena_free(scratch);
    if (is_right) {
        resolve_sinks(watch);
        return watch;
    }
    watch_free(watch);
    return NULL;
}

struct watch *watch_new(const struct settings *settings, settings_on_problem *on_problem,
                        void *owner)
{
    return read_watch(settings, NULL, on_problem, owner);
}

bool watch_read_config(const char *path, bool has_secrets, settings_on_problem *on_problem,
                       void *owner, struct settings **settings, struct watch **watch)
{
    bool is_right;

    *settings = settings_load_broken(path, has_secrets, on_problem, owner, &is_right);
    *watch = watch_new(*settings, on_problem, owner);
    return is_right && *watch != NULL;
}

bool watch_load_config(const char *path, struct watch *before, settings_on_problem *on_problem,
                       void *owner, struct settings **settings, struct watch **watch)
{
    bool is_right;
    struct settings *loaded = settings_load_broken(path, true, on_problem, owner, &is_right);
    struct watch *compiled = read_watch(loaded, before, on_problem, owner);

    if (!is_right || compiled == NULL) {
        watch_free(compiled);
        settings_free(loaded);
        return false;
    }
    *settings = loaded;
    *watch = compiled;
    return true;
}

void watch_take_over(struct watch *watch, struct watch *before)
{
    watch->list = watch_list_commit(before->list, watch->change);
    watch->change = NULL;
    before->list = NULL;
}

void watch_free(struct watch *watch)
{
    if (watch == NULL)
        return;
    watch_list_free(watch->list);
    watch_list_change_free(watch->change);
    arena_free(watch->arena);
    free(watch);
}

static void hash_text(XXH3_state_t *state, const char *text)
{
    if (text != NULL)
        XXH3_64bits_update(state, text, strlen(text));
    XXH3_64bits_update(state, "", 1); /* its end */
}

uint64_t watch_topic_hash(const struct settings *settings, const struct topic_settings *topic)
{
    XXH3_state_t *state = XXH3_createState();
    bool uses_names = strchr(topic->query.text, '@') != NULL;

    XXH3_64bits_reset(state);
    hash_text(state, topic->query.text);
    hash_text(state, topic->stem);
    for (size_t i = 0; uses_names && i < settings->query_count; i++) {
        hash_text(state, settings->queries[i].name);
        hash_text(state, settings->queries[i].query.text);
    }
    uint64_t hash = XXH3_64bits_digest(state);
    XXH3_freeState(state);
    return hash;
}

struct watch_list *watch_compiled(const struct watch *watch)
{
    return watch->list;
}

const struct topic_settings *watch_topic(const struct watch *watch, size_t index)
{
    return &watch->settings->topics[index];
}

const char *const *watch_topic_sinks(const struct watch *watch, size_t index, size_t *count)
{
    *count = watch->settings->topics[index].sink_count;
    return watch->sinks[index];
}
