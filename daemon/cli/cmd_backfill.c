#include "config/base/clock.h"
#include "config/base/error.h"
#include "daemon/cli/arguments.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/config_file.h"
#include "daemon/cli/control_client.h"
#include "daemon/cli/output.h"
#include "daemon/core/watch.h"
#include "feeds/item.h"

#include <stdio.h>
#include <string.h>

#define WEEK (INT64_C(7) * 86400)
#define REQUEST_MAX 512

static const struct usage usage = {
    .synopsis = "backfill [--since TIME] [--json] TOPIC",
    .help = "Raises the alerts that TOPIC, as the running service has it, would have raised on the "
            "stories of\nthe last week (--since), through the sinks, where they have not alerted "
            "of it yet: a second run\nraises none. Which stories these are, `storywatch test "
            "--topic TOPIC` shows before.\n\n"
            "  --since   a span back from now (2h, 7d), a date or a time\n",
    .options = "s",
    .operands_min = 1,
    .operands_max = 1,
};

/* What all slices together came to. */
struct progress {
    json_int_t items, alerts;
    json_int_t seen, item; /* the place where the next one begins */
    bool is_done;
};

static json_int_t number_in(const json_t *answer, const char *key)
{
    return json_integer_value(json_object_get(answer, key));
}

static void add_slice(struct progress *progress, const json_t *answer)
{
    progress->items += number_in(answer, "items");
    progress->alerts += number_in(answer, "alerts");
    progress->seen = number_in(answer, "seen");
    progress->item = number_in(answer, "item");
    progress->is_done = json_is_true(json_object_get(answer, "is_last"));
}

static void print_json(json_t *object)
{
    output_json_object(object);
    json_decref(object);
}

static void print_failure(const char *why, const struct progress *progress)
{
    fprintf(stderr, "storywatch: %s\n", why);
    if (progress->alerts > 0)
        fprintf(stderr,
                "storywatch: %lld %s raised before that; ask again to go on: no story alerts "
                "twice\n",
                (long long)progress->alerts, progress->alerts == 1 ? "alert was" : "alerts were");
}

static void print_refusal(const json_t *answer, const struct progress *progress, bool is_json)
{
    const char *why = json_string_value(json_object_get(answer, "error"));

    why = why == NULL ? "the service refused" : why;
    if (is_json) {
        print_json(json_pack("{s:b, s:s, s:I, s:I}", "ok", 0, "error", why, "items",
                             progress->items, "alerts", progress->alerts));
        return;
    }
    print_failure(why, progress);
}

static void print_done(const char *topic, const struct progress *progress, bool is_json)
{
    if (is_json) {
        print_json(json_pack("{s:b, s:s, s:I, s:I}", "ok", 1, "topic", topic, "items",
                             progress->items, "alerts", progress->alerts));
        return;
    }
    printf("%lld %s raised, of %lld stored %s\n", (long long)progress->alerts,
           progress->alerts == 1 ? "alert" : "alerts", (long long)progress->items,
           progress->items == 1 ? "item" : "items");
}

/* One slice after the other, until there is none. A query that the service has not read yet is not
 * what the operator means. */
static int backfill(const struct settings *settings, const char *topic, bool is_json,
                    struct progress *progress)
{
    const struct topic_settings *known = settings_find_topic(settings, topic);
    unsigned long long hash = known == NULL ? 0 : watch_topic_hash(settings, known);
    char request[REQUEST_MAX];
    struct error err = {0};

    while (!progress->is_done) {
        snprintf(request, sizeof(request), "backfill %lld %lld %llx %s", (long long)progress->seen,
                 (long long)progress->item, hash, topic);
        json_t *answer = control_client_ask(settings->state_dir, request, &err);
        if (answer == NULL) {
            print_failure(err.message, progress);
            return CLI_UNREACHED;
        }
        bool is_taken = json_is_true(json_object_get(answer, "ok"));
        if (is_taken)
            add_slice(progress, answer);
        else
            print_refusal(answer, progress, is_json);
        json_decref(answer);
        if (!is_taken)
            return CLI_WRONG;
    }
    return CLI_DONE;
}

static int run(const struct settings *settings, const struct arguments *arguments)
{
    const char *topic = arguments->operands[0];
    struct progress progress = {.seen = arguments->since != NO_TIME ? arguments->since
                                                                    : clock_wall() - WEEK};

    if (strlen(topic) > REQUEST_MAX / 2 || strpbrk(topic, "\r\n") != NULL) {
        fprintf(stderr, "storywatch: this is no topic's name\n");
        return CLI_WRONG;
    }
    int status = backfill(settings, topic, arguments->is_json, &progress);
    if (status == CLI_DONE)
        print_done(topic, &progress, arguments->is_json);
    return output_finish() ? status : CLI_WRONG;
}

int cmd_backfill(int argc, char **argv)
{
    return config_file_run(argc, argv, &usage, run);
}
