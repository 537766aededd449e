/* options.h: the arguments of storywatchd. */
#pragma once

#include <stdbool.h>

struct options {
    const char *config;
    bool is_once;
};

enum options_result {
    OPTIONS_RUN,
    OPTIONS_ANSWERED,
    OPTIONS_WRONG
};

/* ANSWERED: --help or --version has been printed. WRONG: stderr says what is. */
enum options_result options_read(int argc, char **argv, struct options *out);
