/* storywatch: the command. What it can do stands in the table below. */
#include "config/base/arena.h"
#include "config/base/memory.h"
#include "config/name_index.h"
#include "daemon/cli/arguments.h"
#include "daemon/cli/cmd_parse.h"
#include "daemon/cli/cmd_replay.h"
#include "daemon/cli/commands.h"
#include "daemon/service/libraries.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct command {
    const char *name;
    const char *help;
    int (*run)(int argc, char **argv);
} commands[] = {
    {"check", "check the config and say every mistake", cmd_check},
    {"test", "try a query on the stored stories", cmd_test},
    {"diff", "say what a changed config would do", cmd_diff},
    {"backfill", "raise a topic's alerts of stored stories", cmd_backfill},
    {"discover", "find the feeds of a web page", cmd_discover},
    {"import", "take in the feeds of another reader", cmd_import},
    {"export", "print the feeds for another reader", cmd_export},
    {"alerts", "list alerts, newest last", cmd_alerts},
    {"story", "show a story: its lead, its copies and why they are copies", cmd_story},
    {"compare", "say of two items whether one is a copy of the other, and why", cmd_compare},
    {"split", "take a copy out of its story", cmd_split},
    {"join", "make the stories of two items one", cmd_join},
    {"items", "list items in order of arrival", cmd_items},
    {"topics", "show how often each topic alerted", cmd_topics},
    {"feeds", "show the feeds' health", cmd_feeds},
    {"deliveries", "list what a sink has not taken yet, and why", cmd_deliveries},
    {"retry", "try an alert's deliveries again now", cmd_retry},
    {"sink", "send a test through a sink and show the server's answer", cmd_sink},
    {"status", "show the service's health", cmd_status},
    {"doctor", "look at everything, and say what is wrong and what would mend it", cmd_doctor},
    {"poll", "ask the service to poll a feed now", cmd_poll},
    {"reload", "ask the service to read its config anew", cmd_reload},
    {"forget", "delete the items of a feed that has left the config", cmd_forget},
    {"parse", "print a feed document as JSON Feed", cmd_parse},
    {"replay", "run items through the service's own code, with an empty memory", cmd_replay},
};

#define COMMAND_COUNT (sizeof(commands) / sizeof(commands[0]))

static void print_help(FILE *out)
{
    fputs("usage: storywatch [--config FILE] COMMAND [OPTION…] [ARGUMENT…]\n"
          "       storywatch COMMAND --help\n\n",
          out);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        fprintf(out, "  %-10s %s\n", commands[i].name, commands[i].help);
}

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    }
    return NULL;
}

static int refuse_command(const char *name)
{
    struct arena *arena = arena_new();
    struct name_index *names = name_index_new(arena);

    for (size_t i = 0; i < COMMAND_COUNT; i++)
        (void)name_index_put(names, commands[i].name, &commands[i]);
    fprintf(stderr,
            "storywatch: %s is no command; did you mean %s? `storywatch --help` lists them all\n",
            name, name_index_nearest(names, name));
    arena_free(arena);
    return CLI_USAGE;
}

/* Options may stand before the command too: there is one meaning for both places. The command gets
 * them behind its name. */
static int run_command(int argc, char **argv, int at)
{
    const struct command *command = find_command(argv[at]);

    if (command == NULL)
        return refuse_command(argv[at]);
    char **moved = memory_new((size_t)argc + 1, sizeof(*moved));
    moved[0] = argv[at];
    memcpy(moved + 1, argv + 1, (size_t)(at - 1) * sizeof(*moved));
    memcpy(moved + at, argv + at + 1, (size_t)(argc - at - 1) * sizeof(*moved));
    int status = command->run(argc - 1, moved);
    free(moved);
    return status;
}

/* The place of the command: the first word that is no option, nor the value of --config. */
static int find_word(int argc, char **argv)
{
    int at = 1;

    while (at < argc && argv[at][0] == '-')
        at += strcmp(argv[at], "--config") == 0 || strcmp(argv[at], "-c") == 0 ? 2 : 1;
    return at;
}

int main(int argc, char **argv)
{
    int at = find_word(argc, argv);

    memory_keep_freed();
    libraries_end_without_memory();
    setlocale(LC_ALL, ""); /* widths of characters, for tables */
    (void)signal(SIGPIPE, SIG_IGN);
    if (argc > 1 && strcmp(argv[1], "--help") == 0) {
        print_help(stdout);
        return CLI_DONE;
    }
    if (argc > 1 && strcmp(argv[1], "--version") == 0) {
        puts("storywatch " STORYWATCH_VERSION);
        return CLI_DONE;
    }
    if (at >= argc) {
        print_help(stderr);
        return CLI_USAGE;
    }
    return run_command(argc, argv, at);
}
