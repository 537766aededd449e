#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/clock.h"
#include "config/base/error.h"
#include "config/base/memory.h"
#include "daemon/cli/arguments.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/config_diff.h"
#include "daemon/cli/config_file.h"
#include "daemon/cli/output.h"
#include "daemon/cli/times.h"
#include "daemon/cli/trial.h"
#include "daemon/service/escape.h"
#include "feeds/url.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX ((size_t)256 << 10)
#define WEEK (INT64_C(7) * 86400)
#define EXAMPLES 3 /* of each kind and topic */

static const struct usage usage = {
    .synopsis = "diff [--since TIME] [--json] NEW.yaml",
    .help = "Says what NEW.yaml, with the conf.d beside it, would change if it took the place of "
            "the config:\nfeeds and topics added (+), removed (-) and changed (~), and on how many "
            "of the stored\nstories of the last week (--since) each topic would alert that did not "
            "before, and the\nreverse, with examples.\n",
    .options = "s",
    .operands_min = 1,
    .operands_max = 1,
};

/* ---- on which stories a topic would alert */

struct story_hit {
    int64_t story, seen;
    const char *feed, *title; /* in the difference's arena */
};

struct hits {
    struct story_hit *list; /* by story, once sorted */
    size_t count, capacity;
};

/* The topics of one side that are tried. */
struct side {
    const struct settings *settings;
    const struct topic_settings **topics;
    size_t *changes; /* by topic: which change it is of */
    size_t count;
    struct hits *hits; /* by change */
    struct arena *arena;
    struct trial trial; /* and what it looked at */
};

struct difference {
    struct config_diff diff;
    struct store *store;
    struct arena *arena;
    struct side old, new;
    struct buffer line;
    int64_t since;
};

static bool on_hit(void *owner, const struct trial_hit *hit)
{
    struct side *side = owner;
    struct hits *hits = &side->hits[side->changes[hit->query]];

    if (hits->count == hits->capacity) {
        hits->capacity = hits->capacity == 0 ? 64 : 2 * hits->capacity;
        hits->list = memory_resize(hits->list, hits->capacity, sizeof(*hits->list));
    }
    hits->list[hits->count++] =
        (struct story_hit){.story = hit->stored->story,
                           .seen = hit->stored->seen,
                           .feed = arena_string(side->arena, hit->stored->feed_name),
                           .title = arena_string(side->arena, hit->stored->item.title.str)};
    return true;
}

static void add_topic(struct side *side, const struct topic_settings *topic, size_t change)
{
    if (topic == NULL)
        return;
    side->changes[side->count] = change;
    side->topics[side->count++] = topic;
}

static void open_side(struct side *side, const struct settings *settings,
                      const struct difference *difference)
{
    size_t count = difference->diff.topic_count;

    *side = (struct side){.settings = settings,
                          .topics = memory_new(count, sizeof(const void *)),
                          .changes = memory_new(count, sizeof(*side->changes)),
                          .hits = memory_new(count, sizeof(*side->hits)),
                          .arena = difference->arena};
}

static void close_side(struct side *side, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(side->hits[i].list);
    free(side->hits);
    free(side->topics);
    free(side->changes);
}

static int compare_stories(const void *a, const void *b)
{
    const struct story_hit *left = a, *right = b;

    return (left->story > right->story) - (left->story < right->story);
}

static bool try_side(const struct difference *difference, struct side *side)
{
    struct trial *trial = &side->trial;
    struct error err = {0};

    *trial = (struct trial){.settings = side->settings,
                            .store = difference->store,
                            .list = trial_compile_topics(side->settings, side->topics, side->count),
                            .filter = {.since = difference->since, .until = NO_TIME},
                            .on_hit = on_hit,
                            .owner = side};
    bool is_tried = trial->list != NULL && trial_run(trial, &err) != STORE_FAILED;
    if (trial->list != NULL && !is_tried)
        fprintf(stderr, "storywatch: %s\n", err.message);
    watch_list_free(trial->list);
    for (size_t i = 0; i < difference->diff.topic_count; i++) {
        if (side->hits[i].count > 1)
            qsort(side->hits[i].list, side->hits[i].count, sizeof(struct story_hit),
                  compare_stories);
    }
    return is_tried;
}

/* ---- what one side has more */

struct surplus {
    size_t count;
    const struct story_hit *examples[EXAMPLES]; /* then NULL */
};

/* The newest stories are the examples. */
static struct surplus surplus_of(const struct hits *of, const struct hits *over)
{
    struct surplus surplus = {0};

    for (size_t i = of->count; i-- > 0;) {
        const struct story_hit *hit = &of->list[i];
        if (over->count > 0 &&
            bsearch(hit, over->list, over->count, sizeof(*hit), compare_stories) != NULL)
            continue;
        if (surplus.count < EXAMPLES)
            surplus.examples[surplus.count] = hit;
        surplus.count++;
    }
    return surplus;
}

/* ---- as text */

static const char signs[] = {[CHANGE_ADDED] = '+', [CHANGE_REMOVED] = '-', [CHANGE_CHANGED] = '~'};
static const char *const change_names[] = {
    [CHANGE_ADDED] = "added", [CHANGE_REMOVED] = "removed", [CHANGE_CHANGED] = "changed"};

/* ": query, severity" */
static void write_options(struct buffer *line, const struct changed_options *options)
{
    for (size_t i = 0; i < options->count; i++)
        buffer_append_format(line, "%s%s", i == 0 ? ": " : ", ", options->names[i]);
}

static void print_feed(struct buffer *line, const struct feed_change *change)
{
    const struct feed_settings *feed = change->new != NULL ? change->new : change->old;

    buffer_append_format(line, "%c feed %s", signs[change->change], feed->name);
    write_options(line, &change->options);
    if (change->change == CHANGE_ADDED ||
        (change->change == CHANGE_CHANGED && strcmp(change->old->url, feed->url) != 0)) {
        struct arena *arena = arena_new();
        buffer_append_string(line, "  ");
        escape_terminal(url_without_login(arena, feed->url), line);
        arena_free(arena);
    }
    output_line(line);
}

static void print_examples(struct buffer *line, char sign, const struct surplus *surplus)
{
    char seen[TIMES_SIZE];

    for (size_t i = 0; i < EXAMPLES && surplus->examples[i] != NULL; i++) {
        const struct story_hit *hit = surplus->examples[i];
        buffer_append_format(line, "    %c %s  story %lld  ", sign, times_format(hit->seen, seen),
                             (long long)hit->story);
        escape_terminal(hit->feed, line);
        buffer_append_string(line, "  ");
        escape_terminal(hit->title == NULL ? "" : hit->title, line);
        output_line(line);
    }
    if (surplus->count > EXAMPLES) {
        buffer_append_format(line, "    %c … and %zu more", sign, surplus->count - EXAMPLES);
        output_line(line);
    }
}

static const char *stories(size_t count)
{
    return count == 1 ? "story" : "stories";
}

static void print_topic(struct buffer *line, const struct topic_change *change,
                        const struct surplus *more, const struct surplus *less)
{
    const struct topic_settings *topic = change->new != NULL ? change->new : change->old;

    buffer_append_format(line, "%c topic %s", signs[change->change], topic->name);
    write_options(line, &change->options);
    if (change->change == CHANGE_ADDED)
        buffer_append_format(line, ": alerts on %zu %s", more->count, stories(more->count));
    else if (change->change == CHANGE_CHANGED && more->count + less->count > 0)
        buffer_append_format(line, "; alerts on %zu more %s, and no longer on %zu", more->count,
                             stories(more->count), less->count);
    else if (change->change == CHANGE_CHANGED && change->may_match_anew)
        buffer_append_string(line, "; alerts on the same stories");
    output_line(line);
    if (change->change == CHANGE_REMOVED)
        return; /* its alerts stay; what it would have matched is no news */
    print_examples(line, '+', more);
    print_examples(line, '-', less);
}

/* ---- as JSON */

static void write_change(struct buffer *line, const char *kind, const char *name,
                         enum config_change change, const struct changed_options *options)
{
    buffer_append_byte(line, '{');
    output_json_string(line, "kind", kind);
    output_json_string(line, "name", name);
    output_json_string(line, "change", change_names[change]);
    output_json_key(line, "options");
    buffer_append_byte(line, '[');
    for (size_t i = 0; i < options->count; i++)
        buffer_append_format(line, "%s\"%s\"", i == 0 ? "" : ",", options->names[i]);
    buffer_append_byte(line, ']');
}

static void print_feed_json(struct buffer *line, const struct feed_change *change)
{
    const struct feed_settings *feed = change->new != NULL ? change->new : change->old;

    write_change(line, "feed", feed->name, change->change, &change->options);
    output_json_url(line, "url", feed->url);
    buffer_append_byte(line, '}');
    output_line(line);
}

static void write_examples(struct buffer *line, const char *key, const struct surplus *surplus)
{
    output_json_key(line, key);
    buffer_append_byte(line, '[');
    for (size_t i = 0; i < EXAMPLES && surplus->examples[i] != NULL; i++) {
        const struct story_hit *hit = surplus->examples[i];
        buffer_append_string(line, i == 0 ? "{" : ",{");
        output_json_int(line, "story", hit->story);
        output_json_string(line, "feed", hit->feed);
        output_json_string(line, "title", hit->title);
        buffer_append_byte(line, '}');
    }
    buffer_append_byte(line, ']');
}

static void print_topic_json(struct buffer *line, const struct topic_change *change,
                             const struct surplus *more, const struct surplus *less)
{
    const struct topic_settings *topic = change->new != NULL ? change->new : change->old;

    write_change(line, "topic", topic->name, change->change, &change->options);
    output_json_int(line, "more", (int64_t)more->count);
    output_json_int(line, "less", (int64_t)less->count);
    write_examples(line, "more_examples", more);
    write_examples(line, "less_examples", less);
    buffer_append_byte(line, '}');
    output_line(line);
}

/* ---- the command */

/* A topic that might have matched anew, and matches what it matched, did not change. */
static bool is_shown(const struct topic_change *change, const struct surplus *more,
                     const struct surplus *less)
{
    return change->change != CHANGE_CHANGED || change->options.count > 0 || more->count > 0 ||
           less->count > 0;
}

static void warn_of_flood(const struct difference *difference, size_t change)
{
    const struct topic_settings *topic = difference->diff.topics[change].new;
    size_t a_day = trial_alerts_a_day(&difference->new.trial, difference->new.hits[change].count);

    if (topic != NULL && a_day > TRIAL_FLOOD)
        fprintf(stderr, "warning: topic %s would alert %zu times a day\n", topic->name, a_day);
}

static void print_all(struct difference *difference, bool is_json)
{
    const struct config_diff *diff = &difference->diff;
    struct buffer *line = &difference->line;
    size_t shown = diff->feed_count;

    for (size_t i = 0; i < diff->feed_count; i++)
        (is_json ? print_feed_json : print_feed)(line, &diff->feeds[i]);
    for (size_t i = 0; i < diff->topic_count; i++) {
        const struct hits *old = &difference->old.hits[i], *new = &difference->new.hits[i];
        const struct surplus more = surplus_of(new, old), less = surplus_of(old, new);
        if (!is_shown(&diff->topics[i], &more, &less))
            continue;
        (is_json ? print_topic_json : print_topic)(line, &diff->topics[i], &more, &less);
        warn_of_flood(difference, i);
        shown++;
    }
    if (shown == 0 && !is_json)
        puts("the same feeds and topics");
    else if (!is_json && difference->new.count + difference->old.count > 0)
        printf("(tried on %zu stored items)\n", difference->new.trial.item_count);
}

static bool compare(struct difference *difference)
{
    const struct config_diff *diff = &difference->diff;

    for (size_t i = 0; i < diff->topic_count; i++) {
        if (!diff->topics[i].may_match_anew)
            continue;
        add_topic(&difference->old, diff->topics[i].old, i);
        add_topic(&difference->new, diff->topics[i].new, i);
    }
    return try_side(difference, &difference->old) && try_side(difference, &difference->new);
}

static int compare_with(const struct settings *old, const struct settings *new,
                        const struct arguments *arguments)
{
    struct difference difference = {.store = config_file_open_store(old),
                                    .arena = arena_new(),
                                    .since = arguments->since != NO_TIME ? arguments->since
                                                                         : clock_wall() - WEEK};
    int status = CLI_WRONG;

    config_diff_make(&difference.diff, old, new);
    buffer_init(&difference.line, LINE_MAX);
    open_side(&difference.old, old, &difference);
    open_side(&difference.new, new, &difference);
    if (difference.store != NULL && compare(&difference)) {
        print_all(&difference, arguments->is_json);
        status = output_finish() ? CLI_DONE : CLI_WRONG;
    }
    close_side(&difference.old, difference.diff.topic_count);
    close_side(&difference.new, difference.diff.topic_count);
    config_diff_free(&difference.diff);
    buffer_free(&difference.line);
    arena_free(difference.arena);
    store_close(difference.store);
    return status;
}

/* Both configs must be right: what is left of a broken one would make wrong differences. */
static int run(const struct arguments *arguments)
{
    struct settings *old = config_file_load(arguments->config);
    struct settings *new = old == NULL ? NULL : config_file_load(arguments->operands[0]);
    int status = CLI_CONFIG;

    if (new != NULL && config_file_has_good_queries(old) && config_file_has_good_queries(new))
        status = compare_with(old, new, arguments);
    settings_free(new);
    settings_free(old);
    return status;
}

int cmd_diff(int argc, char **argv)
{
    struct arguments arguments;
    int status;

    return arguments_read(&arguments, &usage, argc, argv, &status) ? run(&arguments) : status;
}
