#include "daemon/cli/trial.h"

#include "config/base/arena.h"
#include "config/base/memory.h"
#include "daemon/cli/config_file.h"
#include "daemon/core/pipeline.h"
#include "daemon/core/watch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAY INT64_C(86400)

/* ---- compiling */

struct compiling {
    const struct settings *settings;
    const struct topic_settings *const *topics; /* NULL: the query was typed */
};

/* Where a query of the config stands; NULL: it was typed. */
static const struct placed_text *find_text(const struct compiling *compiling,
                                           const struct watch_list_problem *problem)
{
    if (problem->is_named)
        return &compiling->settings->queries[problem->index].query;
    return compiling->topics == NULL ? NULL : &compiling->topics[problem->index]->query;
}

static void on_problem(void *owner, const struct watch_list_problem *problem)
{
    const struct placed_text *text = find_text(owner, problem);

    if (text == NULL) {
        fprintf(stderr, "query:1:%zu: %s%s\n", problem->column,
                problem->is_warning ? "warning: " : "", problem->message);
    } else if (!problem->is_warning) {
        const struct settings_problem placed = {.place = placed_text_at(text, problem->column - 1),
                                                .message = problem->message};
        config_file_print_problem(stderr, &placed);
    }
}

static struct watch_list *compile(struct compiling *compiling,
                                  const struct watch_list_query *queries, size_t count)
{
    const struct settings *settings = compiling->settings;
    struct watch_list_query *named = memory_new(settings->query_count + 1, sizeof(*named));
    struct watch_list_source source = {.topics = queries,
                                       .topic_count = count,
                                       .named = named,
                                       .named_count = settings->query_count};
    struct arena *arena = arena_new();

    for (size_t i = 0; i < settings->query_count; i++)
        named[i] = (struct watch_list_query){.name = settings->queries[i].name,
                                             .query = settings->queries[i].query.text};
    watch_name_feeds(&source, settings, arena);
    struct watch_list *list = watch_list_compile(&source, on_problem, compiling);
    arena_free(arena);
    free(named);
    return list;
}

struct watch_list *trial_compile(const struct settings *settings, const char *query)
{
    const struct watch_list_query typed = {.name = "query", .query = query};

    return compile(&(struct compiling){.settings = settings}, &typed, 1);
}

struct watch_list *trial_compile_topics(const struct settings *settings,
                                        const struct topic_settings *const *topics, size_t count)
{
    struct watch_list_query *queries = memory_new(count, sizeof(*queries));

    for (size_t i = 0; i < count; i++)
        queries[i] =
            (struct watch_list_query){topics[i]->name, topics[i]->query.text, topics[i]->stem};
    struct watch_list *list = compile(&(struct compiling){settings, topics}, queries, count);
    free(queries);
    return list;
}

/* ---- stories: told once a query */

struct bits {
    uint8_t *bytes;
    size_t capacity;
};

struct run {
    struct trial *trial;
    struct arena *arena;
    struct bits *told; /* by query: the stories */
    int64_t feed_id;   /* of the item before: those of one poll come side by side */
    const struct feed_settings *feed;
};

/* True the first time. */
static bool set_bit(struct bits *bits, int64_t number)
{
    size_t byte = (size_t)number / 8;
    uint8_t bit = (uint8_t)(1u << (number % 8));

    if (byte >= bits->capacity) {
        size_t capacity = 2 * byte + 64;
        bits->bytes = memory_resize(bits->bytes, capacity, 1);
        memset(bits->bytes + bits->capacity, 0, capacity - bits->capacity);
        bits->capacity = capacity;
    }
    bool is_new = (bits->bytes[byte] & bit) == 0;
    bits->bytes[byte] |= bit;
    return is_new;
}

static void note_seen(struct trial *trial, int64_t seen)
{
    if (trial->item_count == 0 || seen < trial->first_seen)
        trial->first_seen = seen;
    if (trial->item_count == 0 || seen > trial->last_seen)
        trial->last_seen = seen;
    trial->item_count++;
}

static const struct feed_settings *feed_of(struct run *run, const struct stored_item *stored)
{
    if (stored->feed != run->feed_id) {
        run->feed = settings_find_feed(run->trial->settings, stored->feed_name);
        run->feed_id = stored->feed;
    }
    return run->feed;
}

static bool on_item(void *owner, const struct stored_item *stored)
{
    struct run *run = owner;
    struct trial *trial = run->trial;
    struct watch_topics topics;

    arena_reset(run->arena);
    note_seen(trial, stored->seen);
    const struct watch_item item = pipeline_watch_stored(stored, feed_of(run, stored), run->arena);
    watch_list_match(trial->list, &item, run->arena, &topics);
    for (size_t i = 0; i < topics.count; i++) {
        const struct trial_hit hit = {stored, &item, trial->list, topics.list[i], run->arena};
        if (set_bit(&run->told[hit.query], stored->story) && !trial->on_hit(trial->owner, &hit))
            return false;
    }
    return true;
}

enum store_status trial_run(struct trial *trial, struct error *err)
{
    size_t count = watch_list_count(trial->list);
    struct run run = {
        .trial = trial, .arena = arena_new(), .told = memory_new(count, sizeof(struct bits))};

    enum store_status status = store_items_each(trial->store, &trial->filter, on_item, &run, err);
    for (size_t i = 0; i < count; i++)
        free(run.told[i].bytes);
    free(run.told);
    arena_free(run.arena);
    return status;
}

size_t trial_alerts_a_day(const struct trial *trial, size_t stories)
{
    return stories / ((size_t)((trial->last_seen - trial->first_seen) / DAY) + 1);
}
