#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "config/base/error.h"
#include "daemon/cli/arguments.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/config_file.h"
#include "daemon/cli/control_client.h"
#include "daemon/cli/escape.h"
#include "daemon/cli/output.h"
#include "daemon/cli/table.h"
#include "daemon/core/json_escape.h"
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>

static const struct usage usage = {
    .synopsis = "status [--json]",
    .help = "Exit 0: all is well; 1: there is trouble; 3: the service is not running (what the "
            "store knows is shown).\n",
    .options = "",
};

enum column {
    COLUMN_ROLE,
    COLUMN_PID,
    COLUMN_RESTARTS,
    COLUMN_SECCOMP,
    COLUMN_LANDLOCK
};

static const struct table_column columns[] = {
    [COLUMN_ROLE] = {"ROLE", COLUMN_TEXT},           [COLUMN_PID] = {"PID", COLUMN_NUMBER},
    [COLUMN_RESTARTS] = {"RESTARTS", COLUMN_NUMBER}, [COLUMN_SECCOMP] = {"SECCOMP", COLUMN_TEXT},
    [COLUMN_LANDLOCK] = {"LANDLOCK", COLUMN_TEXT},
};

static long long number_of(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

/* ---- a service that runs */

static void add_role(struct table *table, const json_t *role, struct arena *arena)
{
    const char *name = json_string_value(json_object_get(role, "role"));
    long long number = number_of(role, "number");
    long long landlock = number_of(role, "landlock");
    bool has_seccomp = json_is_true(json_object_get(role, "seccomp"));

    table_add_row(table);
    table_set(table, COLUMN_ROLE, STYLE_PLAIN,
              number > 0 ? arena_format(arena, "%s %lld", name, number) : name);
    table_set_number(table, COLUMN_PID, number_of(role, "pid"));
    table_set_number(table, COLUMN_RESTARTS, number_of(role, "restarts"));
    table_set(table, COLUMN_SECCOMP, has_seccomp ? STYLE_PLAIN : STYLE_YELLOW,
              has_seccomp ? "on" : "off");
    table_set(table, COLUMN_LANDLOCK, landlock > 0 ? STYLE_PLAIN : STYLE_YELLOW,
              landlock > 0 ? arena_format(arena, "on (ABI %lld)", landlock) : "off");
}

static void print_roles(const json_t *roles, struct arena *arena)
{
    struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));

    for (size_t i = 0; i < json_array_size(roles); i++)
        add_role(table, json_array_get(roles, i), arena);
    table_print(table);
    table_free(table);
}

static void print_trouble(const json_t *trouble, struct arena *arena)
{
    for (size_t i = 0; i < json_array_size(trouble); i++)
        printf("%strouble:%s %s\n", output_begin(STYLE_RED), output_end(STYLE_RED),
               escape_terminal_string(json_string_value(json_array_get(trouble, i)), arena));
}

static void print_running(const json_t *answer, struct arena *arena)
{
    const json_t *counts = json_object_get(answer, "counts");
    const char *since = json_string_value(json_object_get(answer, "since"));

    printf("running since %s, process %lld: %s, %s\n", since == NULL ? "?" : since,
           number_of(answer, "pid"),
           output_count(arena, number_of(answer, "feeds"), "feed", "feeds"),
           output_count(arena, number_of(answer, "topics"), "topic", "topics"));
    printf("stored: %lld items, %lld stories, %lld alerts, %lld deliveries pending\n\n",
           number_of(counts, "items"), number_of(counts, "stories"), number_of(counts, "alerts"),
           number_of(counts, "deliveries"));
    print_roles(json_object_get(answer, "roles"), arena);
    print_trouble(json_object_get(answer, "trouble"), arena);
}

static int show_running(const json_t *answer, bool is_json)
{
    struct arena *arena = arena_new();

    if (is_json) {
        json_dumpf(answer, stdout, JSON_COMPACT | JSON_ENSURE_ASCII);
        putchar('\n');
    } else {
        print_running(answer, arena);
    }
    arena_free(arena);
    return json_array_size(json_object_get(answer, "trouble")) > 0 ? CLI_WRONG : CLI_DONE;
}

/* ---- a service that does not */

static void write_counts(struct buffer *out, const struct store_counts *counts)
{
    output_json_key(out, "counts");
    buffer_append_byte(out, '{');
    output_json_int(out, "feeds", counts->feeds);
    output_json_int(out, "items", counts->items);
    output_json_int(out, "stories", counts->stories);
    output_json_int(out, "alerts", counts->alerts);
    output_json_int(out, "deliveries", counts->deliveries);
    buffer_append_byte(out, '}');
}

static void print_stopped_json(const struct store_counts *counts, const char *why)
{
    struct buffer line;

    buffer_init(&line, (size_t)64 << 10);
    buffer_append_string(&line, "{\"ok\":false");
    output_json_string(&line, "error", why);
    if (counts != NULL)
        write_counts(&line, counts);
    buffer_append_byte(&line, '}');
    output_line(&line);
    buffer_free(&line);
}

static void print_stopped(const struct store_counts *counts, const char *why)
{
    printf("not running: %s\n", why);
    if (counts != NULL)
        printf("stored: %lld feeds, %lld items, %lld stories, %lld alerts, %lld deliveries "
               "pending\n",
               (long long)counts->feeds, (long long)counts->items, (long long)counts->stories,
               (long long)counts->alerts, (long long)counts->deliveries);
}

static void show_stopped(const struct settings *settings, const char *why, bool is_json)
{
    struct store_counts counts;
    struct store *store = config_file_open_store(settings);
    bool is_counted = store != NULL && store_count(store, &counts, NULL) == STORE_OK;

    if (is_json)
        print_stopped_json(is_counted ? &counts : NULL, why);
    else
        print_stopped(is_counted ? &counts : NULL, why);
    store_close(store);
}

int cmd_status(int argc, char **argv)
{
    struct arguments arguments;
    struct error err = {0};
    int status;

    if (!arguments_read(&arguments, &usage, argc, argv, &status))
        return status;
    struct settings *settings = config_file_load(arguments.config);
    if (settings == NULL)
        return CLI_CONFIG;
    json_t *answer = control_client_ask(settings->state_dir, "status", &err);
    status = CLI_UNREACHED;
    if (answer != NULL)
        status = show_running(answer, arguments.is_json);
    else
        show_stopped(settings, err.message, arguments.is_json);
    json_decref(answer);
    settings_free(settings);
    return output_finish() ? status : CLI_WRONG;
}
