/* poll_job.h: makes and sends the job that polls a feed, from its settings and what is stored of
 * it. */
#pragma once

#include "daemon/core/fetchers.h"
#include "daemon/core/roster.h"
#include "daemon/core/trust.h"

struct error;

struct poll_job_desk { /* all borrowed */
    struct store *store;
    struct fetchers *fetchers;
    const struct settings *settings;
    struct arena *arena; /* reset by each call */
};

/* False: the fetcher has no room (`err` is untouched), or the store cannot be read. */
bool poll_job_send(const struct poll_job_desk *desk, struct feed *feed, struct error *err);
bool poll_job_send_page(const struct poll_job_desk *desk, struct feed *feed, const char *url,
                        const struct job_page *page, struct error *err);

/* What is sent of the settings and the state, all but the known revisions and the job's number.
 * Borrows from `settings`, `state` and `arena`. */
struct job_message poll_job_message(const struct settings *general,
                                    const struct feed_settings *settings,
                                    const struct feed_state *state, const struct trust_plan *plan,
                                    struct arena *arena);
