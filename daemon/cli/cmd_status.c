#include "config/base/arena.h"
#include "config/base/error.h"
#include "daemon/cli/arguments.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/config_file.h"
#include "daemon/cli/control_client.h"
#include "daemon/cli/output.h"
#include "daemon/cli/table.h"
#include "daemon/core/json_escape.h"
#include "daemon/service/escape.h"
#include "store/retention.h"

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

static void print_running(const json_t *told, struct arena *arena)
{
    const char *since = json_string_value(json_object_get(told, "since"));

    printf("running since %s, process %lld: %s, %s\n", since == NULL ? "?" : since,
           number_of(told, "pid"), output_count(arena, number_of(told, "feeds"), "feed", "feeds"),
           output_count(arena, number_of(told, "topics"), "topic", "topics"));
}

static void print_stored(const json_t *counts, struct arena *arena)
{
    printf("stored: %s of %s, %s, %s, %s pending",
           output_count(arena, number_of(counts, "items"), "item", "items"),
           output_count(arena, number_of(counts, "feeds"), "feed", "feeds"),
           output_count(arena, number_of(counts, "stories"), "story", "stories"),
           output_count(arena, number_of(counts, "alerts"), "alert", "alerts"),
           output_count(arena, number_of(counts, "deliveries"), "delivery", "deliveries"));
    if (number_of(counts, "given_up") > 0)
        printf(", %lld given up (storywatch deliveries --failed)", number_of(counts, "given_up"));
    putchar('\n');
}

static void print_status(const json_t *told)
{
    const char *why = json_string_value(json_object_get(told, "error"));
    const json_t *counts = json_object_get(told, "counts");
    struct arena *arena = arena_new();

    if (why == NULL)
        print_running(told, arena);
    else
        printf("not running: %s\n", escape_terminal_string(why, arena));
    if (counts != NULL)
        print_stored(counts, arena);
    if (why == NULL) {
        putchar('\n');
        print_roles(json_object_get(told, "roles"), arena);
        print_trouble(json_object_get(told, "trouble"), arena);
    }
    arena_free(arena);
}

/* Counting reads whole tables: it is done here, not in the service's loop. What keeps the store
 * from being read is said. */
static void add_counts(json_t *told, const struct settings *settings)
{
    struct store_counts counts;
    struct error err = {0};
    struct store *store = config_file_open_store(settings);

    if (store != NULL && store_count(store, &counts, &err) == STORE_FAILED)
        fprintf(stderr, "storywatch: %s\n", err.message);
    else if (store != NULL)
        json_object_set_new(
            told, "counts",
            json_pack("{s:I, s:I, s:I, s:I, s:I, s:I}", "feeds", (json_int_t)counts.feeds, "items",
                      (json_int_t)counts.items, "stories", (json_int_t)counts.stories, "alerts",
                      (json_int_t)counts.alerts, "deliveries", (json_int_t)counts.deliveries,
                      "given_up", (json_int_t)counts.given_up));
    store_close(store);
}

/* What the service answers, or that it does not run: a new reference. */
static json_t *ask(const struct settings *settings, int *status)
{
    struct error err = {0};
    json_t *told = control_client_ask(settings->state_dir, "status", &err);

    if (told == NULL) {
        *status = CLI_UNREACHED;
        return json_pack("{s:b, s:s}", "ok", 0, "error", err.message);
    }
    *status = json_array_size(json_object_get(told, "trouble")) > 0 ? CLI_WRONG : CLI_DONE;
    return told;
}

int cmd_status(int argc, char **argv)
{
    struct arguments arguments;
    int status;

    if (!arguments_read(&arguments, &usage, argc, argv, &status))
        return status;
    struct settings *settings = config_file_load_usable(arguments.config);
    if (settings == NULL)
        return CLI_CONFIG;
    json_t *told = ask(settings, &status);
    add_counts(told, settings);
    if (arguments.is_json) {
        output_json_object(told);
    } else {
        print_status(told);
    }
    json_decref(told);
    settings_free(settings);
    return output_finish() ? status : CLI_WRONG;
}
