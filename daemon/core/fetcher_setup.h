/* fetcher_setup.h: what a fetcher is told of the config when it starts. */
#pragma once

#include "config/settings.h"
#include "daemon/ipc/message.h"

/* It points into the settings and `arena`. */
struct fetcher_setup_message fetcher_setup_of(const struct settings *settings, struct arena *arena);
