#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/clock.h"
#include "config/base/error.h"
#include "daemon/cli/arguments.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/config_file.h"
#include "daemon/cli/output.h"
#include "daemon/cli/table.h"
#include "daemon/cli/times.h"
#include "store/alerts.h"
#include "store/deliveries.h"

#include <stdio.h>

#define LINE_MAX ((size_t)64 << 10)

static const struct usage usage = {
    .synopsis = "deliveries [--failed] [--json]",
    .help = "  --failed   only what was tried in vain\n"
            "  --json     one object a line\n",
    .options = "x",
};

enum column {
    COLUMN_ALERT,
    COLUMN_SINK,
    COLUMN_TRIES,
    COLUMN_NEXT,
    COLUMN_TOPIC,
    COLUMN_WHY
};

static const struct table_column columns[] = {
    [COLUMN_ALERT] = {"ALERT", COLUMN_NUMBER}, [COLUMN_SINK] = {"SINK", COLUMN_TEXT},
    [COLUMN_TRIES] = {"TRIES", COLUMN_NUMBER}, [COLUMN_NEXT] = {"NEXT TRY", COLUMN_TEXT},
    [COLUMN_TOPIC] = {"TOPIC", COLUMN_TEXT},   [COLUMN_WHY] = {"WHY", COLUMN_LONG},
};

struct listing {
    int64_t now;
    struct table *table; /* NULL: JSON */
    struct buffer line;
};

static bool is_given_up(const struct stored_delivery *delivery)
{
    return delivery->next_try == DELIVERY_GIVEN_UP;
}

static void add_row(struct listing *listing, const struct stored_delivery *delivery)
{
    char next[TIMES_SIZE];
    enum style style = delivery->attempts == 0 ? STYLE_PLAIN : STYLE_YELLOW;

    table_add_row(listing->table);
    table_set_number(listing->table, COLUMN_ALERT, delivery->alert.id);
    table_set(listing->table, COLUMN_SINK, STYLE_PLAIN, delivery->sink);
    table_set_number(listing->table, COLUMN_TRIES, delivery->attempts);
    if (is_given_up(delivery))
        table_set(listing->table, COLUMN_NEXT, STYLE_RED, "given up");
    else
        table_set(listing->table, COLUMN_NEXT, style,
                  delivery->next_try <= listing->now
                      ? "now"
                      : times_relative(delivery->next_try, listing->now, next));
    table_set(listing->table, COLUMN_TOPIC, STYLE_PLAIN, delivery->alert.topic);
    table_set(listing->table, COLUMN_WHY, STYLE_PLAIN, delivery->last_error);
}

static bool print_json(struct buffer *line, const struct stored_delivery *delivery)
{
    const struct stored_alert *alert = &delivery->alert;
    const char *state = is_given_up(delivery)     ? "given-up"
                        : delivery->attempts == 0 ? "waiting"
                                                  : "failed";

    buffer_append_byte(line, '{');
    output_json_int(line, "alert", alert->id);
    output_json_string(line, "sink", delivery->sink);
    output_json_string(line, "state", state);
    output_json_int(line, "attempts", delivery->attempts);
    output_json_time(line, "next_try", is_given_up(delivery) ? NO_TIME : delivery->next_try);
    output_json_string(line, "last_error", delivery->last_error);
    output_json_time(line, "time", alert->time);
    output_json_string(line, "topic", alert->topic);
    output_json_string(line, "severity", alert->severity);
    output_json_string(line, "title", alert->title);
    buffer_append_byte(line, '}');
    return output_line(line);
}

static bool on_delivery(void *owner, const struct stored_delivery *delivery)
{
    struct listing *listing = owner;

    if (listing->table == NULL)
        return print_json(&listing->line, delivery);
    add_row(listing, delivery);
    return true;
}

static bool list(struct store *store, const struct arguments *arguments)
{
    struct listing listing = {
        .now = clock_wall(),
        .table =
            arguments->is_json ? NULL : table_new(columns, sizeof(columns) / sizeof(columns[0]))};
    struct error err = {0};

    buffer_init(&listing.line, LINE_MAX);
    bool is_listed = store_deliveries_each(store, arguments->only_failed, on_delivery, &listing,
                                           &err) != STORE_FAILED;
    if (!is_listed)
        fprintf(stderr, "storywatch: %s\n", err.message);
    else if (listing.table != NULL)
        table_print(listing.table);
    table_free(listing.table);
    buffer_free(&listing.line);
    return output_finish() && is_listed;
}

static int run(const struct settings *settings, const struct arguments *arguments)
{
    struct store *store = config_file_open_store(settings);
    bool is_listed = store != NULL && list(store, arguments);

    store_close(store);
    return is_listed ? CLI_DONE : CLI_WRONG;
}

int cmd_deliveries(int argc, char **argv)
{
    return config_file_run(argc, argv, &usage, run);
}
