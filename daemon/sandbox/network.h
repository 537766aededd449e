/* network.h: what a client of the network needs of files: how names become addresses, and whose
 * certificates are believed. */
#pragma once

#include "daemon/sandbox/steps.h"

#define NETWORK_GRANTS 18

extern const struct grant network_grants[NETWORK_GRANTS];
