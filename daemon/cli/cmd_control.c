/* What asks the running service to do something. */
#include "config/base/error.h"
#include "daemon/cli/arguments.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/config_file.h"
#include "daemon/cli/control_client.h"
#include "daemon/core/watch.h"

#include <stdio.h>
#include <string.h>

#define REQUEST_MAX 512

static const struct usage poll_usage = {
    .synopsis = "poll [--config FILE] [--json] FEED",
    .help = "Polls the feed now, also when it is held or gone.\n",
    .options = "",
    .operands_min = 1,
    .operands_max = 1,
};

static const struct usage reload_usage = {
    .synopsis = "reload [--config FILE] [--json]",
    .help = "Reads the config anew. With a mistake in it the old one goes on, and is said.\n",
    .options = "",
};

static void print_answer(json_t *answer, bool is_json, const char *done)
{
    if (is_json) {
        json_dumpf(answer, stdout, JSON_COMPACT | JSON_ENSURE_ASCII);
        putchar('\n');
    } else if (json_is_true(json_object_get(answer, "ok"))) {
        printf("%s\n", done);
    } else {
        const char *why = json_string_value(json_object_get(answer, "error"));
        fprintf(stderr, "storywatch: %s\n", why == NULL ? "the service refused" : why);
    }
}

static int ask(const struct settings *settings, const struct arguments *arguments,
               const char *request, const char *done)
{
    struct error err = {0};
    json_t *answer = control_client_ask(settings->state_dir, request, &err);

    if (answer == NULL) {
        fprintf(stderr, "storywatch: %s\n", err.message);
        return CLI_UNREACHED;
    }
    bool is_done = json_is_true(json_object_get(answer, "ok"));
    print_answer(answer, arguments->is_json, done);
    json_decref(answer);
    return is_done ? CLI_DONE : CLI_WRONG;
}

int cmd_poll(int argc, char **argv)
{
    struct arguments arguments;
    char request[REQUEST_MAX], done[REQUEST_MAX];
    int status;

    if (!arguments_read(&arguments, &poll_usage, argc, argv, &status))
        return status;
    const char *name = arguments.operands[0];
    if (strlen(name) > REQUEST_MAX / 2 || strpbrk(name, "\r\n") != NULL) {
        fprintf(stderr, "storywatch: this is no feed's name\n");
        return CLI_WRONG;
    }
    snprintf(request, sizeof(request), "poll %s", name);
    snprintf(done, sizeof(done), "%s is polled now; `storywatch feeds` shows what came of it",
             name);
    struct settings *settings = config_file_load(arguments.config);
    status = settings == NULL ? CLI_CONFIG : ask(settings, &arguments, request, done);
    settings_free(settings);
    return status;
}

static void print_mistake(void *owner, const struct settings_problem *problem)
{
    (void)owner;
    if (!problem->is_warning)
        config_file_print_problem(stderr, problem);
}

/* The service would refuse a broken query too, but names one mistake only. */
static bool has_good_queries(const struct settings *settings)
{
    struct watch *watch = watch_new(settings, print_mistake, NULL);
    bool is_good = watch != NULL;

    watch_free(watch);
    return is_good;
}

int cmd_reload(int argc, char **argv)
{
    struct arguments arguments;
    int status;

    if (!arguments_read(&arguments, &reload_usage, argc, argv, &status))
        return status;
    struct settings *settings = config_file_load(arguments.config);
    if (settings != NULL && has_good_queries(settings))
        status = ask(settings, &arguments, "reload", "the new config is in force");
    else
        status = CLI_CONFIG;
    settings_free(settings);
    return status;
}
