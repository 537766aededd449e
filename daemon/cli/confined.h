/* confined.h: outside bytes are read in a process of its own that may do no more than a fetcher:
 * whoever takes it over reaches no file, and the terminal neither (TRUST 1 and 2). */
#pragma once

#include "config/base/attributes.h"

#include <stdbool.h>
#include <stddef.h>

struct buffer;
struct error;

struct confined_task {
    /* Runs in the child; appends its answer. False: `err` is the answer. */
    bool (*run)(void *owner, struct buffer *answer, struct error *err);
    void *owner;
    const char *ca_file; /* that it may read; NULL: none */
    bool is_strict;      /* rather not than without a sandbox (`sandbox: require`) */
};

/* `answer` gets what the child appended: up to its limit, and as untrusted as what the child read.
 * False: `err` says why there is none. */
bool confined_run(const struct confined_task *task, struct buffer *answer, struct error *err)
    MUST_CHECK;
