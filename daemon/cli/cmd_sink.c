/* Tests of a sink, and deliveries that are tried again. */
#include "config/base/arena.h"
#include "config/base/error.h"
#include "daemon/cli/arguments.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/config_file.h"
#include "daemon/cli/control_client.h"
#include "daemon/cli/output.h"
#include "daemon/service/escape.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define REQUEST_MAX 1024
#define NAME_MAX_BYTES 256
#define DIGITS_MAX 18
#define LOOK_MS 100
#define LOOKS_MAX 1500 /* a mail server may take two minutes */

static const struct usage retry_usage = {
    .synopsis = "retry [--config FILE] [--json] ALERT",
    .help = "Tries what is not done of the alert's deliveries now, also what was given up.\n",
    .options = "",
    .operands_min = 1,
    .operands_max = 1,
};

static const struct usage sink_usage = {
    .synopsis = "sink [--config FILE] [--json] test NAME",
    .help = "Sends a test alert through the running service, and shows what the server says to "
            "it.\nOf a log: whether the file is open; nothing is written to it.\n",
    .options = "",
    .operands_min = 2,
    .operands_max = 2,
};

static const char *text_of(const json_t *answer, const char *key)
{
    const char *text = json_string_value(json_object_get(answer, key));

    return text == NULL ? "" : text;
}

static bool is_true(const json_t *answer, const char *key)
{
    return json_is_true(json_object_get(answer, key));
}

static json_t *ask(const struct settings *settings, const char *request, int *status)
{
    struct error err = {0};
    json_t *answer = control_client_ask(settings->state_dir, request, &err);

    *status = answer == NULL ? CLI_UNREACHED : is_true(answer, "ok") ? CLI_DONE : CLI_WRONG;
    if (answer == NULL)
        fprintf(stderr, "storywatch: %s\n", err.message);
    return answer;
}

/* ---- retry ---- */

static int retry(const struct settings *settings, const struct arguments *arguments)
{
    const char *alert = arguments->operands[0];
    char request[REQUEST_MAX];
    int status;

    snprintf(request, sizeof(request), "retry %s", alert);
    json_t *answer = ask(settings, request, &status);
    long long count = json_integer_value(json_object_get(answer, "deliveries"));
    if (answer != NULL && arguments->is_json)
        output_json_object(answer);
    else if (status == CLI_DONE)
        printf("%lld %s of alert %s %s tried again now; `storywatch deliveries` shows what is not "
               "done\n",
               count, count == 1 ? "delivery" : "deliveries", alert, count == 1 ? "is" : "are");
    else if (answer != NULL)
        fprintf(stderr, "storywatch: %s\n", text_of(answer, "error"));
    json_decref(answer);
    return status;
}

int cmd_retry(int argc, char **argv)
{
    struct arguments arguments;
    int status;

    if (!arguments_read(&arguments, &retry_usage, argc, argv, &status))
        return status;
    const char *alert = arguments.operands[0];
    if (alert[strspn(alert, "0123456789")] != '\0' || strlen(alert) > DIGITS_MAX) {
        fprintf(stderr, "storywatch: %s: an alert's number is due\n", alert);
        return CLI_USAGE;
    }
    return config_file_run_on(&arguments, retry);
}

/* ---- sink test ---- */

/* Asks until the server has answered. Takes `answer`. */
static json_t *wait_for_answer(const struct settings *settings, json_t *answer, int *status)
{
    static const struct timespec while_waiting = {.tv_nsec = LOOK_MS * 1000000L};
    long long number = json_integer_value(json_object_get(answer, "number"));
    char request[REQUEST_MAX];

    snprintf(request, sizeof(request), "sink-answer %lld", number);
    for (int i = 0; *status == CLI_DONE && !is_true(answer, "is_over") && i < LOOKS_MAX; i++) {
        nanosleep(&while_waiting, NULL);
        json_decref(answer);
        answer = ask(settings, request, status);
    }
    return answer;
}

static void print_answer(const char *name, const json_t *answer)
{
    struct arena *arena = arena_new();
    bool is_done = is_true(answer, "is_done");
    const char *said = text_of(answer, is_true(answer, "ok") ? "answer" : "error");
    json_int_t ms = json_integer_value(json_object_get(answer, "ms"));

    fprintf(is_done ? stdout : stderr, "%s%s: %s", is_done ? "" : "storywatch: ", name,
            said[0] == '\0' ? "no answer" : escape_terminal_string(said, arena));
    if (ms > 0)
        fprintf(is_done ? stdout : stderr, " (after %" JSON_INTEGER_FORMAT " ms)", ms);
    fputc('\n', is_done ? stdout : stderr);
    arena_free(arena);
}

static int test(const struct settings *settings, const struct arguments *arguments)
{
    const char *name = arguments->operands[1];
    char request[REQUEST_MAX];
    int status;

    snprintf(request, sizeof(request), "sink-test %s", name);
    json_t *answer = ask(settings, request, &status);
    if (status == CLI_DONE)
        answer = wait_for_answer(settings, answer, &status);
    if (answer != NULL && arguments->is_json)
        output_json_object(answer);
    else if (answer != NULL)
        print_answer(name, answer);
    if (status == CLI_DONE && !is_true(answer, "is_done"))
        status = CLI_WRONG;
    json_decref(answer);
    return status;
}

int cmd_sink(int argc, char **argv)
{
    struct arguments arguments;
    int status;

    if (!arguments_read(&arguments, &sink_usage, argc, argv, &status))
        return status;
    const char *name = arguments.operands[1];
    if (strcmp(arguments.operands[0], "test") != 0) {
        fprintf(stderr, "usage: storywatch %s\n", sink_usage.synopsis);
        return CLI_USAGE;
    }
    if (strlen(name) > NAME_MAX_BYTES || strpbrk(name, "\r\n") != NULL) {
        fprintf(stderr, "storywatch: this is no sink's name\n");
        return CLI_WRONG;
    }
    return config_file_run_on(&arguments, test);
}
