#include "daemon/core/options.h"

#include "daemon/core/core.h"

#include <getopt.h>
#include <stdio.h>

static const char usage[] =
    "usage: storywatchd [--config FILE] [--once]\n"
    "\n"
    "Polls the feeds of the config, recognises reprinted stories, and records one alert per story and topic.\n"
    "\n"
    "  -c, --config FILE  the config (default " CORE_CONFIG_DEFAULT ")\n"
    "  -1, --once         poll every feed one time, try every due delivery once, and exit\n"
    "  -h, --help         print this\n"
    "  -V, --version      print the version\n"
    "\n"
    "SIGTERM ends it, SIGHUP reloads the config, SIGUSR1 reopens log files. See storywatchd(8).\n";

enum options_result options_read(int argc, char **argv, struct options *out)
{
    static const struct option known[] = {
        {"config", required_argument, NULL, 'c'},
        {"once", no_argument, NULL, '1'},
        {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, 'V'},
        {NULL, 0, NULL, 0},
    };
    int option;

    *out = (struct options){.config = CORE_CONFIG_DEFAULT};
    while ((option = getopt_long(argc, argv, "c:1hV", known, NULL)) != -1) {
        switch (option) {
        case 'c':
            out->config = optarg;
            break;
        case '1':
            out->is_once = true;
            break;
        case 'h':
            fputs(usage, stdout);
            return OPTIONS_ANSWERED;
        case 'V':
            puts("storywatchd " STORYWATCH_VERSION);
            return OPTIONS_ANSWERED;
        default:
            fputs("try: storywatchd --help\n", stderr);
            return OPTIONS_WRONG;
        }
    }
    if (optind < argc) {
        fprintf(stderr, "storywatchd: %s: no argument is due here; try: storywatchd --help\n",
                argv[optind]);
        return OPTIONS_WRONG;
    }
    return OPTIONS_RUN;
}
