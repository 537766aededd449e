/* poll_job.h: what a fetcher is told for one poll. */
#pragma once

#include "config/settings.h"
#include "daemon/ipc/message.h"
#include "store/store.h"

/* All but the known revisions and the job's number. Borrows from `settings`, `state` and `arena`.
 */
struct job_message poll_job_message(const struct settings *general,
                                    const struct feed_settings *settings,
                                    const struct feed_state *state, struct arena *arena);
