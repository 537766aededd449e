/* What asks the running service to do something. */
#include "config/base/error.h"
#include "daemon/cli/arguments.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/config_file.h"
#include "daemon/cli/control_client.h"
#include "daemon/cli/output.h"

#include <stdio.h>
#include <string.h>

#define REQUEST_MAX 512
#define ITEM_DIGITS_MAX 18

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

static const struct usage forget_usage = {
    .synopsis = "forget [--config FILE] [--json] FEED",
    .help = "Deletes what is stored of a feed that has left the config: its items, and the alerts "
            "that show them.\nAn alert of a story that other feeds have shows one of their items "
            "from then on. What the alert log\nand the other sinks got stays there.\n",
    .options = "",
    .operands_min = 1,
    .operands_max = 1,
};

static const struct usage split_usage = {
    .synopsis = "split [--config FILE] [--json] ITEM",
    .help = "Takes a copy out of its story, of which it is none: it leads a story of its own, and "
            "stays apart.\nAlerts follow as if it had always been so. Items' numbers stand in "
            "`storywatch story`.\n",
    .options = "",
    .operands_min = 1,
    .operands_max = 1,
};

static const struct usage join_usage = {
    .synopsis = "join [--config FILE] [--json] ITEM ITEM",
    .help = "Makes the stories of two items one, the older. They stay one, and later items that "
            "are copies of either join it.\n",
    .options = "",
    .operands_min = 2,
    .operands_max = 2,
};

/* Says in words what was done. */
typedef void say_done(const json_t *answer);

static void print_answer(json_t *answer, bool is_json, say_done *say)
{
    if (is_json) {
        output_json_object(answer);
    } else if (json_is_true(json_object_get(answer, "ok"))) {
        say(answer);
    } else {
        const char *why = json_string_value(json_object_get(answer, "error"));
        fprintf(stderr, "storywatch: %s\n", why == NULL ? "the service refused" : why);
    }
}

static int ask(const struct settings *settings, const struct arguments *arguments,
               const char *request, say_done *say)
{
    struct error err = {0};
    json_t *answer = control_client_ask(settings->state_dir, request, &err);

    if (answer == NULL) {
        fprintf(stderr, "storywatch: %s\n", err.message);
        return CLI_UNREACHED;
    }
    bool is_done = json_is_true(json_object_get(answer, "ok"));
    print_answer(answer, arguments->is_json, say);
    json_decref(answer);
    return is_done ? CLI_DONE : CLI_WRONG;
}

static long long number_in(const json_t *answer, const char *key)
{
    return (long long)json_integer_value(json_object_get(answer, key));
}

static void say_polled(const json_t *answer)
{
    const char *name = json_string_value(json_object_get(answer, "feed"));

    printf("%s is polled now; `storywatch feeds` shows what came of it\n",
           name == NULL ? "the feed" : name);
}

/* `request` and its operand, the name of a feed. */
static int ask_of_feed(int argc, char **argv, const struct usage *command, say_done *say)
{
    struct arguments arguments;
    char request[REQUEST_MAX];
    int status;

    if (!arguments_read(&arguments, command, argc, argv, &status))
        return status;
    const char *name = arguments.operands[0];
    if (strlen(name) > REQUEST_MAX / 2 || strpbrk(name, "\r\n") != NULL) {
        fprintf(stderr, "storywatch: this is no feed's name\n");
        return CLI_WRONG;
    }
    snprintf(request, sizeof(request), "%s %s", argv[0], name);
    struct settings *settings = config_file_load_usable(arguments.config);
    status = settings == NULL ? CLI_CONFIG : ask(settings, &arguments, request, say);
    settings_free(settings);
    return status;
}

int cmd_poll(int argc, char **argv)
{
    return ask_of_feed(argc, argv, &poll_usage, say_polled);
}

static void say_forgotten(const json_t *answer)
{
    long long items = number_in(answer, "items"), alerts = number_in(answer, "alerts");

    printf("%lld %s and %lld %s deleted; what the sinks got of them stays there\n", items,
           items == 1 ? "item" : "items", alerts, alerts == 1 ? "alert" : "alerts");
}

int cmd_forget(int argc, char **argv)
{
    return ask_of_feed(argc, argv, &forget_usage, say_forgotten);
}

static void say_reloaded(const json_t *answer)
{
    (void)answer;
    printf("the new config is in force\n");
}

int cmd_reload(int argc, char **argv)
{
    struct arguments arguments;
    int status;

    if (!arguments_read(&arguments, &reload_usage, argc, argv, &status))
        return status;
    struct settings *settings = config_file_load(arguments.config);
    /* the service would refuse it too, but names one mistake only */
    if (settings != NULL && config_file_would_be_taken(settings))
        status = ask(settings, &arguments, "reload", say_reloaded);
    else
        status = CLI_CONFIG;
    settings_free(settings);
    return status;
}

/* ---- corrections */

static void say_split(const json_t *answer)
{
    long long alerts = number_in(answer, "alerts");

    printf("item %lld leads story %lld now and is no copy of story %lld any more; %lld new %s\n",
           number_in(answer, "item"), number_in(answer, "story"), number_in(answer, "from"), alerts,
           alerts == 1 ? "alert" : "alerts");
}

static void say_joined(const json_t *answer)
{
    if (number_in(answer, "story") == number_in(answer, "joined"))
        printf("both are of story %lld, and stay so\n", number_in(answer, "story"));
    else
        printf("story %lld is story %lld now\n", number_in(answer, "joined"),
               number_in(answer, "story"));
}

/* `request` and its operands, which are all numbers of items. */
static int correct(int argc, char **argv, const struct usage *command, say_done *say)
{
    struct arguments arguments;
    char request[REQUEST_MAX];
    int status;

    if (!arguments_read(&arguments, command, argc, argv, &status))
        return status;
    int len = snprintf(request, sizeof(request), "%s", argv[0]);
    for (int i = 0; i < arguments.operand_count; i++) {
        const char *item = arguments.operands[i];
        if (item[strspn(item, "0123456789")] != '\0' || strlen(item) > ITEM_DIGITS_MAX) {
            fprintf(stderr, "storywatch: %s: an item's number is due\n", item);
            return CLI_USAGE;
        }
        len += snprintf(request + len, sizeof(request) - (size_t)len, " %s", item);
    }
    struct settings *settings = config_file_load_usable(arguments.config);
    status = settings == NULL ? CLI_CONFIG : ask(settings, &arguments, request, say);
    settings_free(settings);
    return status;
}

int cmd_split(int argc, char **argv)
{
    return correct(argc, argv, &split_usage, say_split);
}

int cmd_join(int argc, char **argv)
{
    return correct(argc, argv, &join_usage, say_joined);
}
