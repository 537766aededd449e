/* arguments.h: the command line of one command, and the contract's exit statuses. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum cli_exit {
    CLI_DONE = 0,
    CLI_WRONG = 1, /* it found something wrong, or not what was named */
    CLI_USAGE = 2,
    CLI_UNREACHED = 3, /* the service cannot be reached */
    CLI_CONFIG = 78
};

/* What a command takes. `options` are letters of the table in arguments.c; every command takes
 * --config, --json and --help too. */
struct usage {
    const char *synopsis; /* after the program's name */
    const char *help;     /* lines about its options, or NULL */
    const char *options;
    bool topic_is_operand; /* --topic stands in the place of one */
    int operands_min;
    int operands_max;
};

/* Absent strings are NULL, absent times NO_TIME. */
struct arguments {
    const char *config;
    bool is_json;
    bool is_following;
    bool only_failed;
    bool is_forced;
    const char *output;
    bool is_near;
    const char *topic;
    const char *severity;
    const char *feed;
    const char *wide; /* a feed */
    int64_t since;
    int64_t until;
    int64_t item; /* --why; 0: absent */
    char *const *operands;
    int operand_count;
};

/* argv[0] is the command's name. False: the command ends with `*status` (help was printed, or
 * stderr says what is wrong). */
bool arguments_read(struct arguments *out, const struct usage *usage, int argc, char **argv,
                    int *status);
