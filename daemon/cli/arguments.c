#include "daemon/cli/arguments.h"

#include "config/base/clock.h"
#include "config/base/rfc3339.h"
#include "config/settings.h"
#include "daemon/cli/times.h"
#include "daemon/core/core.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct option known[] = {
    {"config", required_argument, NULL, 'c'},
    {"json", no_argument, NULL, 'j'},
    {"help", no_argument, NULL, 'h'},
    {"topic", required_argument, NULL, 't'},
    {"since", required_argument, NULL, 's'},
    {"until", required_argument, NULL, 'u'},
    {"feed", required_argument, NULL, 'f'},
    {"severity", required_argument, NULL, 'v'},
    {"follow", no_argument, NULL, 'F'},
    {"failed", no_argument, NULL, 'x'},
    {"why", required_argument, NULL, 'w'},
    {"wide", required_argument, NULL, 'W'},
    {"output", required_argument, NULL, 'o'},
    {"force", no_argument, NULL, 'X'},
    {"opml", no_argument, NULL, 'O'},
    {"near", no_argument, NULL, 'n'},
    {NULL, 0, NULL, 0},
};

#define COMMON "cjh"

static const char *name_of(int letter)
{
    for (const struct option *option = known; option->name != NULL; option++) {
        if (option->val == letter)
            return option->name;
    }
    return "";
}

static int refuse(const struct usage *usage)
{
    fprintf(stderr, "usage: storywatch %s\n", usage->synopsis);
    return CLI_USAGE;
}

static bool read_time(int64_t *time, int letter)
{
    if (times_parse(optarg, clock_wall(), time))
        return true;
    fprintf(stderr,
            "storywatch: --%s %s: a span back from now (2h, 7d), a date (2026-11-24) or a time "
            "(2026-11-24T16:00:00Z) is due\n",
            name_of(letter), optarg);
    return false;
}

static bool read_severity(struct arguments *out)
{
    enum severity severity;

    out->severity = optarg;
    if (severity_parse(optarg, &severity))
        return true;
    fprintf(stderr, "storywatch: --severity %s: low, medium or high is due\n", optarg);
    return false;
}

static bool read_item(struct arguments *out)
{
    char *end;

    errno = 0;
    out->item = strtoll(optarg, &end, 10);
    if (*end == '\0' && errno == 0 && out->item > 0)
        return true;
    fprintf(stderr, "storywatch: --why %s: the number of an item is due, as `items` shows it\n",
            optarg);
    return false;
}

static bool take(struct arguments *out, int letter)
{
    switch (letter) {
    case 'c':
        out->config = optarg;
        return true;
    case 'j':
        out->is_json = true;
        return true;
    case 't':
        out->topic = optarg;
        return true;
    case 'f':
        out->feed = optarg;
        return true;
    case 'F':
        out->is_following = true;
        return true;
    case 'x':
        out->only_failed = true;
        return true;
    case 'n':
        out->is_near = true;
        return true;
    case 'v':
        return read_severity(out);
    case 's':
        return read_time(&out->since, letter);
    case 'u':
        return read_time(&out->until, letter);
    case 'w':
        return read_item(out);
    case 'W':
        out->wide = optarg;
        return true;
    case 'o':
        out->output = optarg;
        return true;
    case 'X':
        out->is_forced = true;
        return true;
    case 'O': /* what is done anyway, said */
        return true;
    default:
        return false; /* getopt has said what is wrong */
    }
}

static bool is_taken_by(const struct usage *usage, const char *command, int letter)
{
    if (letter == '?' || strchr(COMMON, letter) != NULL || strchr(usage->options, letter) != NULL)
        return true;
    fprintf(stderr, "storywatch: %s takes no --%s\n", command, name_of(letter));
    return false;
}

static int print_help(const struct usage *usage)
{
    printf("usage: storywatch %s\n", usage->synopsis);
    if (usage->help != NULL)
        printf("\n%s", usage->help);
    return CLI_DONE;
}

/* Nothing was seen in a span that ends before it begins. */
static bool is_span(const struct arguments *arguments)
{
    if (arguments->since == NO_TIME || arguments->until == NO_TIME ||
        arguments->since < arguments->until)
        return true;
    fprintf(stderr, "storywatch: --since must be before --until\n");
    return false;
}

bool arguments_read(struct arguments *out, const struct usage *usage, int argc, char **argv,
                    int *status)
{
    int letter;

    *out = (struct arguments){.config = CORE_CONFIG_DEFAULT, .since = NO_TIME, .until = NO_TIME};
    optind = 0; /* main() has read the options before the command */
    while ((letter = getopt_long(argc, argv, "c:jh", known, NULL)) != -1) {
        if (letter == 'h') {
            *status = print_help(usage);
            return false;
        }
        if (!is_taken_by(usage, argv[0], letter) || !take(out, letter)) {
            *status = refuse(usage);
            return false;
        }
    }
    out->operands = argv + optind;
    out->operand_count = argc - optind;
    int given = out->operand_count + (usage->topic_is_operand && out->topic != NULL ? 1 : 0);
    if (given < usage->operands_min || given > usage->operands_max || !is_span(out)) {
        *status = refuse(usage);
        return false;
    }
    return true;
}
