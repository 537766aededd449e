#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/error.h"
#include "daemon/cli/arguments.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/config_file.h"
#include "daemon/cli/matches.h"
#include "daemon/cli/output.h"
#include "daemon/cli/tally.h"
#include "daemon/cli/times.h"
#include "daemon/cli/trial.h"
#include "daemon/core/alert_matched.h"
#include "daemon/core/pipeline.h"
#include "daemon/service/escape.h"
#include "store/items.h"

#include <stdio.h>

#define LINE_MAX ((size_t)256 << 10)
#define DAY INT64_C(86400)
#define DAYS_SHOWN 92 /* with those that have no story */

static const struct usage usage = {
    .synopsis = "test [--feed NAME] [--since TIME] [--until TIME] [--why ITEM] [--json] 'QUERY' | "
                "--topic NAME",
    .help = "Lists the stored stories that the query is about, each by its first item that "
            "matches.\nA query such as @armies, with the config's named queries, is one too.\n\n"
            "  --topic NAME   try the query of this topic of the config\n"
            "  --why ITEM     say why the query is not about this item (its number in `items`)\n",
    .options = "fstuw",
    .topic_is_operand = true,
    .operands_min = 1,
    .operands_max = 1,
};

/* What is listed, and counted on the way. */
struct listing {
    bool is_json;
    struct buffer line;
    size_t story_count;
    struct tally *days, *feeds;
};

static bool print_json(struct listing *listing, const struct trial_hit *hit,
                       const struct watch_match *match)
{
    struct buffer *line = &listing->line;
    const struct stored_item *stored = hit->stored;

    buffer_append_byte(line, '{');
    output_json_int(line, "story", stored->story);
    output_json_string(line, "feed", stored->feed_name);
    output_json_string(line, "title", stored->item.title.str);
    output_json_string(line, "url", stored->item.url);
    output_json_time(line, "seen", stored->seen);
    output_json_key(line, "matched");
    buffer_append_string(line, alert_matched_json(match, hit->arena));
    buffer_append_byte(line, '}');
    return output_line(line);
}

static bool print_story(struct listing *listing, const struct trial_hit *hit,
                        const struct watch_match *match)
{
    struct buffer *line = &listing->line;
    const struct stored_item *stored = hit->stored;
    char seen[TIMES_SIZE];

    buffer_append_format(line, "%s  story %lld  ", times_format(stored->seen, seen),
                         (long long)stored->story);
    escape_terminal(stored->feed_name, line);
    buffer_append_string(line, "  ");
    matches_write_title(hit->item, match, hit->arena, line);
    size_t headline = line->len;
    buffer_append_string(line, "\n    ");
    size_t empty = line->len;
    matches_write_snippet(hit->item, match, hit->arena, line);
    if (line->len == empty)
        line->len = headline; /* nothing was found beneath the title */
    return output_line(line);
}

static void write_day(int64_t seen, char day[TIMES_SIZE])
{
    times_format(seen, day);
    day[sizeof("2026-11-24") - 1] = '\0';
}

static void count_story(struct listing *listing, const struct stored_item *stored)
{
    char day[TIMES_SIZE];

    write_day(stored->seen, day);
    tally_add(listing->days, day, 1);
    tally_add(listing->feeds, stored->feed_name, 1);
    listing->story_count++;
}

static bool on_hit(void *owner, const struct trial_hit *hit)
{
    struct listing *listing = owner;
    struct watch_match match;

    count_story(listing, hit->stored);
    watch_list_collect(hit->list, hit->query, &match);
    return listing->is_json ? print_json(listing, hit, &match) : print_story(listing, hit, &match);
}

/* ---- the summary */

static void warn_of_flood(const struct trial *trial, size_t stories)
{
    size_t a_day = trial_alerts_a_day(trial, stories);

    if (a_day > TRIAL_FLOOD)
        fprintf(stderr,
                "warning: it would alert %zu times a day; add a term that must be there (AND), or "
                "one that must not (AND NOT)\n",
                a_day);
}

/* Days without a story count too. */
static void add_idle_days(const struct trial *trial, struct tally *days)
{
    char day[TIMES_SIZE];

    if (trial->item_count == 0 || trial->last_seen - trial->first_seen > DAYS_SHOWN * DAY)
        return;
    for (int64_t seen = trial->first_seen; seen < trial->last_seen + DAY; seen += DAY) {
        write_day(seen < trial->last_seen ? seen : trial->last_seen, day);
        tally_add(days, day, 0);
    }
}

static void print_summary(const struct trial *trial, const struct listing *listing)
{
    printf("%zu %s, of %zu items\n", listing->story_count,
           listing->story_count == 1 ? "story matches" : "stories match", trial->item_count);
    if (listing->story_count == 0)
        return;
    add_idle_days(trial, listing->days);
    tally_print(listing->days, "DAY", TALLY_BY_NAME);
    tally_print(listing->feeds, "FEED", TALLY_BY_COUNT);
}

static int try_items(struct trial *trial, struct listing *listing)
{
    struct error err = {0};

    if (trial_run(trial, &err) == STORE_FAILED) {
        fprintf(stderr, "storywatch: %s\n", err.message);
        return CLI_WRONG;
    }
    if (!listing->is_json)
        print_summary(trial, listing);
    warn_of_flood(trial, listing->story_count);
    return output_finish() ? CLI_DONE : CLI_WRONG;
}

/* ---- --why */

/* A query at one item. */
struct verdict {
    int64_t item;
    bool is_match;
    struct watch_match match;
    const char *miss; /* of no match: why not */
    struct arena *arena;
};

static void write_verdict_json(const struct verdict *verdict, struct buffer *line)
{
    buffer_append_byte(line, '{');
    output_json_int(line, "item", verdict->item);
    output_json_key(line, "matches");
    buffer_append_string(line, verdict->is_match ? "true" : "false");
    output_json_string(line, "why", verdict->miss);
    output_json_key(line, "matched");
    buffer_append_string(
        line, verdict->is_match ? alert_matched_json(&verdict->match, verdict->arena) : "[]");
    buffer_append_byte(line, '}');
}

static void print_verdict(const struct verdict *verdict, bool is_json)
{
    struct buffer line;

    buffer_init(&line, LINE_MAX);
    if (is_json) {
        write_verdict_json(verdict, &line);
    } else {
        buffer_append_string(&line, verdict->is_match ? "it matches: " : "");
        escape_terminal(verdict->is_match ? alert_matched_text(&verdict->match, verdict->arena)
                                          : verdict->miss,
                        &line);
    }
    output_line(&line);
    buffer_free(&line);
}

static void judge(const struct trial *trial, const struct stored_item *stored,
                  struct verdict *verdict)
{
    const struct feed_settings *feed = settings_find_feed(trial->settings, stored->feed_name);
    const struct watch_item item = pipeline_watch_stored(stored, feed, verdict->arena);

    verdict->is_match = watch_list_match_topic(trial->list, 0, &item, verdict->arena);
    if (verdict->is_match)
        watch_list_collect(trial->list, 0, &verdict->match);
    else
        verdict->miss = watch_list_explain_miss(trial->list, 0, &item, verdict->arena);
}

static int explain(const struct trial *trial, const struct arguments *arguments)
{
    struct verdict verdict = {.item = arguments->item, .arena = arena_new()};
    struct stored_item stored;
    struct error err = {0};
    enum store_status status =
        store_item_get(trial->store, verdict.item, verdict.arena, &stored, &err);

    if (status == STORE_OK) {
        judge(trial, &stored, &verdict);
        print_verdict(&verdict, arguments->is_json);
    } else {
        fprintf(stderr, "storywatch: %s %lld\n",
                status == STORE_NONE ? "there is no item" : err.message, (long long)verdict.item);
    }
    arena_free(verdict.arena);
    return status == STORE_OK && output_finish() ? CLI_DONE : CLI_WRONG;
}

/* ---- the command */

static int list(const struct trial *of, const struct arguments *arguments)
{
    struct trial trial = *of;
    struct listing listing = {
        .is_json = arguments->is_json, .days = tally_new(), .feeds = tally_new()};

    buffer_init(&listing.line, LINE_MAX);
    trial.on_hit = on_hit;
    trial.owner = &listing;
    int status = try_items(&trial, &listing);
    buffer_free(&listing.line);
    tally_free(listing.days);
    tally_free(listing.feeds);
    return status;
}

static struct watch_list *compile(const struct settings *settings,
                                  const struct arguments *arguments)
{
    const struct topic_settings *topic;

    if (arguments->topic == NULL)
        return trial_compile(settings, arguments->operands[0]);
    topic = settings_find_topic(settings, arguments->topic);
    if (topic != NULL)
        return trial_compile_topics(settings, &topic, 1);
    fprintf(stderr, "storywatch: no topic is named %s\n", arguments->topic);
    return NULL;
}

static int run(const struct settings *settings, const struct arguments *arguments)
{
    struct trial trial = {
        .settings = settings,
        .list = compile(settings, arguments),
        .filter = {.since = arguments->since, .until = arguments->until, .feed = arguments->feed}};
    int status = CLI_WRONG;

    trial.store = trial.list == NULL ? NULL : config_file_open_store(settings);
    if (trial.store != NULL && arguments->item != 0)
        status = explain(&trial, arguments);
    else if (trial.store != NULL && (arguments->feed == NULL ||
                                     config_file_has_feed(settings, trial.store, arguments->feed)))
        status = list(&trial, arguments);
    watch_list_free(trial.list);
    store_close(trial.store);
    return status;
}

int cmd_test(int argc, char **argv)
{
    return config_file_run(argc, argv, &usage, run);
}
