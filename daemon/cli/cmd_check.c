#include "config/base/buffer.h"
#include "daemon/cli/arguments.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/config_file.h"
#include "daemon/cli/output.h"
#include "daemon/core/watch.h"

#include <stdio.h>

static const struct usage usage = {
    .synopsis = "check [--config FILE] [--json]",
    .help = "Prints every mistake as FILE:LINE:COLUMN: and every warning as FILE:LINE:COLUMN: "
            "warning:,\nalso of the topics' examples. Exit 0: a reload would take it; 78: it would "
            "not.\n",
    .options = "",
};

struct checking {
    bool is_json;
};

static void print_json(const struct settings_problem *problem)
{
    struct buffer line;

    buffer_init(&line, (size_t)64 << 10);
    buffer_append_byte(&line, '{');
    output_json_string(&line, "file", problem->place.file);
    output_json_int(&line, "line", problem->place.line);
    output_json_int(&line, "column", problem->place.column);
    output_json_string(&line, "kind", problem->is_warning ? "warning" : "mistake");
    output_json_string(&line, "message", problem->message);
    buffer_append_byte(&line, '}');
    output_line(&line);
    buffer_free(&line);
}

static void on_problem(void *owner, const struct settings_problem *problem)
{
    const struct checking *checking = owner;

    if (checking->is_json)
        print_json(problem);
    else
        config_file_print_problem(stdout, problem);
}

static void print_summary(const struct settings *settings)
{
    size_t examples = 0;

    for (size_t i = 0; i < settings->topic_count; i++)
        examples += settings->topics[i].match_count + settings->topics[i].no_match_count;
    printf("%s: good: %zu feeds, %zu topics, %zu sinks", settings->files[0], settings->feed_count,
           settings->topic_count, settings->sink_count);
    if (examples > 0)
        printf(", %zu examples", examples);
    putchar('\n');
}

int cmd_check(int argc, char **argv)
{
    struct arguments arguments;
    int status;

    if (!arguments_read(&arguments, &usage, argc, argv, &status))
        return status;
    struct checking checking = {.is_json = arguments.is_json};
    struct settings *settings = NULL;
    struct watch *watch = NULL;
    bool is_good = watch_load_config(arguments.config, on_problem, &checking, &settings, &watch) &&
                   config_file_examples_hold(settings, watch, on_problem, &checking);
    if (is_good && !arguments.is_json)
        print_summary(settings);
    watch_free(watch);
    settings_free(settings);
    if (!output_finish())
        return CLI_WRONG;
    return is_good ? CLI_DONE : CLI_CONFIG;
}
