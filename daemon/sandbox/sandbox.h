/* sandbox.h: what each role may do, closed step by step (TRUST 2).
 *
 * In the order of a process's life: sandbox_enter_base() first of all (the core before it starts
 * the spawner), then the role's own, when everything is open that needs opening. None of it can be
 * undone. A layer that this kernel does not have is no error: the state says so, and whoever reads
 * the config decides (`sandbox: require`). */
#pragma once

#include "config/base/attributes.h"

#include <stdbool.h>
#include <stddef.h>

struct error;

struct sandbox_state {
    bool has_seccomp;
    int landlock;      /* ABI in force; 0: none */
    char missing[160]; /* what could not be had, and why; "" when all is in force */
};

/* What every role needs: nothing is dumped, no privileges are gained, new files are private. */
MUST_CHECK bool sandbox_enter_base(struct error *err);

/* May write in `state_dir` alone, opens no network, starts nobody. */
MUST_CHECK bool sandbox_enter_core(const char *state_dir, struct sandbox_state *out,
                                   struct error *err);

/* Starts and reaps processes, nothing else. */
MUST_CHECK bool sandbox_enter_spawner(struct sandbox_state *out, struct error *err);

/* Has the network; of the files only those that name resolution and TLS read, and `files`
 * (certificates of the config; entries may be NULL). Call after resolver, TLS, ICU and converters
 * have been warmed up. */
MUST_CHECK bool sandbox_enter_fetcher(const char *const *files, size_t count,
                                      struct sandbox_state *out, struct error *err);

/* Has the network, and may write in the folders of the log files. */
MUST_CHECK bool sandbox_enter_notifier(const char *const *folders, size_t count,
                                       struct sandbox_state *out, struct error *err);
