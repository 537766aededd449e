/* network.h: what a client of the network has: names that become addresses, certificates that are
 * believed, connections, and threads to wait in. */
#pragma once

#include "daemon/sandbox/steps.h"

/* Of the files there are those of the network, `files` to be read (entries may be NULL), and what
 * is in `folders`, to be written too; no TCP port is opened. */
MUST_CHECK bool network_enter_domain(const char *const *files, size_t file_count,
                                     const char *const *folders, size_t folder_count,
                                     struct sandbox_state *state, struct error *err);
