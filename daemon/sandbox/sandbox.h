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
#include <stdint.h>

struct error;

/* Zeroed at first; each step adds to it. */
struct sandbox_state {
    bool has_seccomp;
    int landlock;      /* ABI in force; 0: none */
    char missing[160]; /* what could not be had, and why; "" when all is in force */
};

/* When memory runs out, this process ends before the others. Before sandbox_enter_base(), after
 * which the file that says so is root's. */
void sandbox_yield_memory(void);

/* What every role needs: nothing is dumped, no privileges are had or gained, new files are
 * private. */
MUST_CHECK bool sandbox_enter_base(struct error *err);

/* What no process of the service may ever do: trace, mount, load code into the kernel …; signals
 * do not leave the service. The core enters it before it starts the spawner: all inherit it. */
MUST_CHECK bool sandbox_enter_service(struct sandbox_state *state, struct error *err);

/* May write in `state_dir` alone, opens no network, starts nobody. */
MUST_CHECK bool sandbox_enter_core(const char *state_dir, struct sandbox_state *state,
                                   struct error *err);

/* Starts, kills and reaps processes of this program. What it may not do, its children may not. */
MUST_CHECK bool sandbox_enter_spawner(struct sandbox_state *state, struct error *err);

/* Has the network; of the files only those that name resolution and TLS read, and `files`
 * (certificates of the config; entries may be NULL). Call after resolver, TLS, ICU and converters
 * have been warmed up. */
MUST_CHECK bool sandbox_enter_fetcher(const char *const *files, size_t count,
                                      struct sandbox_state *state, struct error *err);

/* Which files stand at the paths that a fetcher and the notifier may read. Their sandbox holds
 * those that it saw: when the number has become another one, a new file is out of their reach. */
uint64_t sandbox_sight_of_network(const char *const *files, size_t count);

/* Has the network, reads `files` (certificates of the config; entries may be NULL), and may write
 * in the folders of the log files. */
MUST_CHECK bool sandbox_enter_notifier(const char *const *folders, size_t folder_count,
                                       const char *const *files, size_t file_count,
                                       struct sandbox_state *state, struct error *err);
