/* core.h: the main process: the store, the schedule, the dedup memory, the watch list and the
 * config. */
#pragma once

#include <stdbool.h>

#define CORE_CONFIG_DEFAULT "/etc/storywatch/storywatch.yaml"

enum core_exit { /* the contract's exit statuses */
    CORE_EXIT_DONE = 0,
    CORE_EXIT_FAILED = 1,
    CORE_EXIT_USAGE = 2,
    CORE_EXIT_CONFIG = 78,
};

/* Runs the service in the foreground until SIGTERM, or with `--once` until every feed has been
 * polled and every due delivery tried. The arguments are the operator's. Returns the exit status.
 */
int core_main(int argc, char **argv);
