/* network.h: what a client of the network has: names that become addresses, certificates that are
 * believed, connections, and threads to wait in. */
#pragma once

#include "daemon/sandbox/steps.h"

/* Of the files there are those of the network and, with these rights, `paths` (entries may be
 * NULL); no TCP port is opened. */
MUST_CHECK bool network_enter_domain(const char *const *paths, size_t count, uint64_t rights,
                                     struct sandbox_state *state, struct error *err);

void network_allow(struct filter *closed);
