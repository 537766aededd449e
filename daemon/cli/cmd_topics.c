#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/clock.h"
#include "config/base/error.h"
#include "config/base/memory.h"
#include "config/base/rfc3339.h"
#include "daemon/cli/arguments.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/config_file.h"
#include "daemon/cli/control_client.h"
#include "daemon/cli/output.h"
#include "daemon/cli/table.h"
#include "daemon/cli/times.h"
#include "store/alerts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX ((size_t)64 << 10)
#define UNKNOWN (-1)

static const struct usage usage = {
    .synopsis = "topics [--topic NAME] [--json]",
    .help =
        "Shows how often each topic alerted in the last day, week and month. One that never "
        "did\nmay ask for too much: try it with `storywatch test --topic NAME`.\n\n"
        "LOOKED AT is what a topic costs: the share of the items which came since the config "
        "was loaded\nthat had to be looked at for it beyond their words; - while the service is "
        "down.\n",
    .options = "t",
};

enum column {
    COLUMN_NAME,
    COLUMN_SEVERITY,
    COLUMN_DAY,
    COLUMN_WEEK,
    COLUMN_MONTH,
    COLUMN_ALL,
    COLUMN_COST,
    COLUMN_LAST
};

static const struct table_column columns[] = {
    [COLUMN_NAME] = {"TOPIC", COLUMN_TEXT},       [COLUMN_SEVERITY] = {"SEVERITY", COLUMN_TEXT},
    [COLUMN_DAY] = {"DAY", COLUMN_NUMBER},        [COLUMN_WEEK] = {"WEEK", COLUMN_NUMBER},
    [COLUMN_MONTH] = {"MONTH", COLUMN_NUMBER},    [COLUMN_ALL] = {"ALL", COLUMN_NUMBER},
    [COLUMN_COST] = {"LOOKED AT", COLUMN_NUMBER}, [COLUMN_LAST] = {"LAST ALERT", COLUMN_TEXT},
};

/* A topic of the config with what the store counted of it. */
struct row {
    const struct topic_settings *settings;
    struct topic_counts counts;
    int64_t verifications; /* UNKNOWN: the service does not have it, or is down */
};

struct listing {
    const char *topic; /* NULL: all */
    struct row *rows;  /* by name */
    size_t count;
    int64_t now;
    int64_t items; /* that came since the service loaded its config; UNKNOWN: it is down */
};

/* ---- counting */

static int compare_rows(const void *a, const void *b)
{
    const struct row *left = a, *right = b;

    return strcmp(left->settings->name, right->settings->name);
}

static int compare_name(const void *name, const void *row)
{
    return strcmp(name, ((const struct row *)row)->settings->name);
}

static void make_rows(struct listing *listing, const struct settings *settings)
{
    listing->rows = memory_new(settings->topic_count, sizeof(struct row));
    for (size_t i = 0; i < settings->topic_count; i++) {
        const struct topic_settings *topic = &settings->topics[i];
        if (listing->topic == NULL || strcmp(listing->topic, topic->name) == 0)
            listing->rows[listing->count++] = (struct row){topic, {.last = NO_TIME}, UNKNOWN};
    }
    qsort(listing->rows, listing->count, sizeof(struct row), compare_rows);
}

static struct row *find_row(const struct listing *listing, const char *name)
{
    return bsearch(name, listing->rows, listing->count, sizeof(struct row), compare_name);
}

/* A topic that left the config is not listed: `alerts --topic` still shows what it raised. */
static bool on_counts(void *owner, const struct topic_counts *counts)
{
    struct listing *listing = owner;
    struct row *row = find_row(listing, counts->topic);

    if (row != NULL) {
        row->counts = *counts;
        row->counts.topic = NULL; /* the store's, and gone after this */
    }
    return true;
}

/* Returns how many topics the answer tells of. */
static size_t take_costs(struct listing *listing, const json_t *answer)
{
    const json_t *topics = json_object_get(answer, "topics");
    size_t count = json_array_size(topics);

    listing->items = json_integer_value(json_object_get(answer, "items"));
    for (size_t i = 0; i < count; i++) {
        const json_t *topic = json_array_get(topics, i);
        const char *name = json_string_value(json_object_get(topic, "name"));
        struct row *row = name == NULL ? NULL : find_row(listing, name);
        if (row != NULL)
            row->verifications = json_integer_value(json_object_get(topic, "verifications"));
    }
    return count;
}

/* A page of topics after the other; a service that is down knows of none. */
static void ask_costs(struct listing *listing, const char *state_dir)
{
    size_t asked = 0, count = 1;
    char request[64];

    while (count > 0) {
        snprintf(request, sizeof(request), "topics %zu", asked);
        json_t *answer = control_client_ask(state_dir, request, NULL);
        count = answer == NULL ? 0 : take_costs(listing, answer);
        asked += count;
        json_decref(answer);
    }
}

/* ---- printing */

static void write_cost(struct buffer *line, const char *key, int64_t cost)
{
    if (cost == UNKNOWN)
        output_json_string(line, key, NULL);
    else
        output_json_int(line, key, cost);
}

static bool print_json(const struct listing *listing)
{
    struct buffer line;
    bool is_printed = true;

    buffer_init(&line, LINE_MAX);
    for (size_t i = 0; i < listing->count && is_printed; i++) {
        const struct row *row = &listing->rows[i];
        buffer_append_byte(&line, '{');
        output_json_string(&line, "name", row->settings->name);
        output_json_string(&line, "title", row->settings->title);
        output_json_string(&line, "severity", severity_name(row->settings->severity));
        output_json_int(&line, "day", row->counts.day);
        output_json_int(&line, "week", row->counts.week);
        output_json_int(&line, "month", row->counts.month);
        output_json_int(&line, "all", row->counts.all);
        output_json_time(&line, "last_alert", row->counts.last);
        write_cost(&line, "items", listing->items);
        write_cost(&line, "verifications", row->verifications);
        buffer_append_byte(&line, '}');
        is_printed = output_line(&line);
    }
    buffer_free(&line);
    return is_printed;
}

static const char *share(const struct listing *listing, const struct row *row, char out[16])
{
    if (row->verifications == UNKNOWN || listing->items <= 0)
        return "-";
    snprintf(out, 16, "%.1f %%", 100.0 * (double)row->verifications / (double)listing->items);
    return out;
}

static bool print_table(const struct listing *listing)
{
    struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
    char time[TIMES_SIZE], percent[16];

    for (size_t i = 0; i < listing->count; i++) {
        const struct row *row = &listing->rows[i];
        const char *severity = severity_name(row->settings->severity);
        bool has_alerted = row->counts.all > 0;

        table_add_row(table);
        table_set(table, COLUMN_NAME, STYLE_PLAIN, row->settings->name);
        table_set(table, COLUMN_SEVERITY, output_style_of_severity(severity), severity);
        table_set_number(table, COLUMN_DAY, row->counts.day);
        table_set_number(table, COLUMN_WEEK, row->counts.week);
        table_set_number(table, COLUMN_MONTH, row->counts.month);
        table_set_number(table, COLUMN_ALL, row->counts.all);
        table_set(table, COLUMN_COST, STYLE_PLAIN, share(listing, row, percent));
        table_set(table, COLUMN_LAST, has_alerted ? STYLE_PLAIN : STYLE_YELLOW,
                  has_alerted ? times_relative(row->counts.last, listing->now, time) : "never");
    }
    bool is_printed = table_print(table);
    table_free(table);
    return is_printed;
}

static int print_topics(struct store *store, struct listing *listing, bool is_json)
{
    struct error err = {0};

    if (store_topics_each(store, listing->now, on_counts, listing, &err) == STORE_FAILED) {
        fprintf(stderr, "storywatch: %s\n", err.message);
        return CLI_WRONG;
    }
    if (is_json ? !print_json(listing) : !print_table(listing))
        return CLI_WRONG;
    return output_finish() ? CLI_DONE : CLI_WRONG;
}

static int run(const struct settings *settings, const struct arguments *arguments)
{
    struct listing listing = {.topic = arguments->topic, .now = clock_wall(), .items = UNKNOWN};
    struct store *store = NULL;
    int status = CLI_WRONG;

    make_rows(&listing, settings);
    if (listing.topic != NULL && listing.count == 0)
        fprintf(stderr, "storywatch: no topic is named %s\n", listing.topic);
    else
        store = config_file_open_store(settings);
    if (store != NULL)
        ask_costs(&listing, settings->state_dir);
    if (store != NULL)
        status = print_topics(store, &listing, arguments->is_json);
    store_close(store);
    free(listing.rows);
    return status;
}

int cmd_topics(int argc, char **argv)
{
    return config_file_run(argc, argv, &usage, run);
}
