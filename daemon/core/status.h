/* status.h: what `storywatch status` shows of the running service. */
#pragma once

#include "config/settings.h"
#include "daemon/core/committer.h"
#include "daemon/core/fetchers.h"
#include "daemon/core/sinks.h"
#include "daemon/sandbox/sandbox.h"

#include <jansson.h>

struct status_parts { /* all borrowed */
    int64_t since;
    const struct settings *settings;
    const struct committer *committer;
    const struct fetchers *fetchers;
    const struct sinks *sinks;
    pid_t spawner_pid;
    const struct sandbox_state *core_sandbox;
    const struct sandbox_state *spawner_sandbox;
    const char *config_refusal; /* of the last reload's; NULL: it was taken */
};

/* A new object:
 * {"ok":true,"pid":…,"since":…,"feeds":…,"topics":…,"roles":[…],"trouble":["…"]}. */
json_t *status_json(const struct status_parts *parts);
