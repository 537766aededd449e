#include "daemon/core/examples.h"

#include "config/base/arena.h"
#include "config/base/error.h"
#include "config/problems.h"
#include "daemon/core/alert_matched.h"
#include "daemon/core/pipeline.h"
#include "feeds/text/html.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct trying {
    const struct settings *settings;
    struct watch_list *list; /* of the topics that have examples */
    struct store *store;
    struct problems *problems;
    struct arena *arena; /* of one example */
};

static bool is_number(const char *text)
{
    return text[strspn(text, "0123456789")] == '\0';
}

static bool name_items(const struct example_settings *examples, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (is_number(examples[i].text))
            return true;
    }
    return false;
}

bool examples_need_store(const struct settings *settings)
{
    for (size_t i = 0; i < settings->topic_count; i++) {
        const struct topic_settings *topic = &settings->topics[i];
        if (name_items(topic->match, topic->match_count) ||
            name_items(topic->no_match, topic->no_match_count))
            return true;
    }
    return false;
}

/* ---- what an example means */

/* The first line is the headline, what follows it the text. */
static struct watch_item read_text(const char *text, struct arena *arena)
{
    struct item *item = arena_alloc(arena, sizeof(*item));
    size_t len = strcspn(text, "\n");
    const char *rest = text + len + strspn(text + len, "\n");
    const struct arrival arrival = {.item = item};

    *item = ITEM_EMPTY;
    item->title = (struct text){arena_string_of(arena, text, len), MARKUP_PLAIN};
    if (*rest != '\0')
        item->content = (struct text){rest, MARKUP_PLAIN};
    item_read_texts(item, arena);
    return pipeline_watch_item(&arrival, arena);
}

static bool read_number(const char *text, int64_t *number)
{
    errno = 0;
    *number = strtoll(text, NULL, 10);
    return errno == 0;
}

/* NULL and why: there is no such item. */
static const char *read_stored(const struct trying *trying, const char *text,
                               struct watch_item *item)
{
    struct stored_item stored;
    struct error err = {0};
    int64_t number;

    if (trying->store == NULL)
        return arena_format(trying->arena, "item %s is not tried: no store can be read", text);
    enum store_status status =
        read_number(text, &number)
            ? store_item_get(trying->store, number, trying->arena, &stored, &err)
            : STORE_NONE;
    if (status == STORE_FAILED)
        return arena_format(trying->arena, "item %s is not tried: %s", text, err.message);
    if (status == STORE_NONE)
        return arena_format(trying->arena,
                            "item %s is not stored, or not any more; write its text in its place",
                            text);
    const struct feed_settings *feed = settings_find_feed(trying->settings, stored.feed_name);
    *item = pipeline_watch_stored(&stored, feed, trying->arena);
    return NULL;
}

/* ---- trying */

static void report(struct trying *trying, const struct example_settings *example, bool is_warning,
                   const char *message)
{
    const struct settings_problem problem = {example->place, is_warning, message};

    problems_take(trying->problems, &problem);
}

static void try_example(struct trying *trying, size_t topic, const struct example_settings *example,
                        bool is_due)
{
    struct watch_list *list = trying->list;
    struct watch_item item;
    struct watch_match match;

    arena_reset(trying->arena);
    if (is_number(example->text)) {
        const char *why = read_stored(trying, example->text, &item);
        if (why != NULL) {
            report(trying, example, true, why);
            return;
        }
    } else {
        item = read_text(example->text, trying->arena);
    }
    const char *noun = is_number(example->text)
                           ? arena_format(trying->arena, "item %s", example->text)
                           : "this example";
    bool is_match = watch_list_match_topic(list, topic, &item, trying->arena);
    if (is_match == is_due)
        return;
    if (is_match)
        watch_list_collect(list, topic, &match);
    report(trying, example, false,
           is_match ? arena_format(trying->arena, "%s must not match, and does: %s", noun,
                                   alert_matched_text(&match, trying->arena))
                    : arena_format(trying->arena, "%s must match, and does not: %s", noun,
                                   watch_list_explain_miss(list, topic, &item, trying->arena)));
}

static bool has_examples(const struct topic_settings *topic)
{
    return topic->match_count + topic->no_match_count > 0;
}

static void on_nothing_new(void *owner, const struct watch_list_problem *problem)
{
    (void)owner;
    (void)problem; /* the warnings have been told */
}

/* A watch list of their own, so that the one in force learns nothing from examples. */
static struct watch_list *compile_tried(const struct settings *settings, struct arena *arena)
{
    struct watch_list_query *topics = arena_array(arena, settings->topic_count, sizeof(*topics));
    struct watch_list_query *named = arena_array(arena, settings->query_count, sizeof(*named));
    struct watch_list_source source = {
        .topics = topics, .named = named, .named_count = settings->query_count};

    for (size_t i = 0; i < settings->topic_count; i++) {
        const struct topic_settings *topic = &settings->topics[i];
        if (has_examples(topic))
            topics[source.topic_count++] =
                (struct watch_list_query){topic->name, topic->query.text, topic->stem};
    }
    for (size_t i = 0; i < settings->query_count; i++)
        named[i] = (struct watch_list_query){.name = settings->queries[i].name,
                                             .query = settings->queries[i].query.text};
    return watch_list_compile(&source, on_nothing_new, NULL);
}

static void try_topics(struct trying *trying)
{
    size_t tried = 0;

    for (size_t i = 0; i < trying->settings->topic_count; i++) {
        const struct topic_settings *topic = &trying->settings->topics[i];
        for (size_t e = 0; e < topic->match_count; e++)
            try_example(trying, tried, &topic->match[e], true);
        for (size_t e = 0; e < topic->no_match_count; e++)
            try_example(trying, tried, &topic->no_match[e], false);
        tried += has_examples(topic);
    }
}

static bool has_any(const struct settings *settings)
{
    for (size_t i = 0; i < settings->topic_count; i++) {
        if (has_examples(&settings->topics[i]))
            return true;
    }
    return false;
}

bool examples_hold(const struct settings *settings, struct store *store,
                   settings_on_problem *on_problem, void *owner)
{
    if (!has_any(settings))
        return true;
    struct arena *arena = arena_new();
    struct trying trying = {.settings = settings,
                            .list = compile_tried(settings, arena),
                            .store = store,
                            .problems = problems_new(arena),
                            .arena = arena_new()};

    try_topics(&trying);
    problems_report(trying.problems, settings->files, settings->file_count, on_problem, owner);
    bool they_hold = problems_mistake_count(trying.problems) == 0;
    watch_list_free(trying.list);
    arena_free(trying.arena);
    arena_free(arena);
    return they_hold;
}
