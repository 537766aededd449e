#include "daemon/core/poll_job.h"

#include "config/base/arena.h"
#include "config/base/clock.h"
#include "config/base/error.h"

#include <string.h>

#define MOVES_MAX 2 /* of a job, from fetcher to fetcher */

static struct message_bytes message_bytes_of(const struct bytes *bytes)
{
    return (struct message_bytes){bytes->data, (uint32_t)bytes->len, bytes->is_present};
}

static const struct message_header *headers_of(const struct feed_settings *settings,
                                               struct arena *arena)
{
    struct message_header *headers = arena_array(arena, settings->header_count, sizeof(*headers));

    for (size_t i = 0; i < settings->header_count; i++)
        headers[i] = (struct message_header){settings->headers[i].name, settings->headers[i].value};
    return headers;
}

static void add_credentials(struct job_message *message, const struct feed_settings *settings)
{
    if (settings->auth == AUTH_BASIC)
        message->user = settings->auth_secret;
    if (settings->auth == AUTH_BEARER)
        message->bearer = settings->auth_secret;
    if (settings->auth == AUTH_CLIENT_CERT) {
        message->client_cert = settings->client_cert;
        message->client_key = settings->client_key;
    }
}

struct job_message poll_job_message(const struct settings *general,
                                    const struct feed_settings *settings,
                                    const struct feed_state *state, const struct trust_plan *plan,
                                    struct arena *arena)
{
    int64_t timeout = settings->timeout > 0 ? settings->timeout : general->fetch.timeout;
    struct job_message message = {
        .feed = settings->name,
        .url = state->moved_to != NULL ? state->moved_to : settings->url,
        .configured_url = settings->url,
        .body_hash = state->body_hash,
        .headers = headers_of(settings, arena),
        .header_count = (uint32_t)settings->header_count,
        .has_no_proxy = settings->proxy != NULL && strcmp(settings->proxy, "none") == 0,
        .timeout_ms = timeout * 1000,
    };

    if (plan->sends_etag)
        message.etag = message_bytes_of(&state->etag);
    if (plan->sends_last_modified)
        message.last_modified = message_bytes_of(&state->last_modified);
    add_credentials(&message, settings);
    return message;
}

static struct trust_plan plan_for(const struct settings *general,
                                  const struct feed_settings *settings,
                                  const struct feed_state *state, int64_t now)
{
    const struct trust_policy policy = {
        .verify = settings->verify > 0 ? settings->verify : general->poll.verify,
        .is_own = settings->verify > 0,
    };

    return trust_plan(&policy, state, now);
}

/* The revisions that the store knows, all but the first `skipped`. */
static bool add_known(const struct poll_job_desk *desk, const struct feed *feed, size_t skipped,
                      struct job_message *message, struct error *err)
{
    struct known_revisions known;

    if (store_feed_known(desk->store, feed->id, JOB_KNOWN_MAX, desk->arena, &known, err) ==
        STORE_FAILED)
        return false;
    skipped = skipped < known.count ? skipped : known.count;
    message->known = known.list + skipped;
    message->known_count = (uint32_t)(known.count - skipped);
    return true;
}

static bool read_state(const struct poll_job_desk *desk, const struct feed *feed,
                       struct feed_state *state, struct error *err)
{
    enum store_status status = store_feed_get(desk->store, feed->id, desk->arena, state, err);

    if (status == STORE_NONE)
        error_set(err, "the store does not know the feed %s", feed->settings->name);
    return status == STORE_OK;
}

/* An address is asked by one fetcher, which keeps its limits: another that finds that the host's
 * name leads there gives the job back. Whose address is another each time is asked all the same. */
static void place(const struct poll_job_desk *desk, const struct feed *feed, uint64_t hash,
                  struct job_message *message)
{
    size_t count = fetchers_count(desk->fetchers);

    if (feed->moves >= MOVES_MAX)
        return;
    message->fetchers = (uint32_t)count;
    message->fetcher = (uint32_t)(hash % count);
}

bool poll_job_send(const struct poll_job_desk *desk, struct feed *feed, struct error *err)
{
    uint64_t hash = host_place(feed->host, desk->settings->fetch.per_host_spacing_ms);
    int64_t now = clock_wall();
    struct feed_state state;

    if (!fetchers_has_room(desk->fetchers, hash))
        return false;
    arena_reset(desk->arena);
    if (!read_state(desk, feed, &state, err))
        return false;
    const struct trust_plan plan = plan_for(desk->settings, feed->settings, &state, now);
    struct job_message message =
        poll_job_message(desk->settings, feed->settings, &state, &plan, desk->arena);
    message.ignores_holds = feed->is_wanted;
    place(desk, feed, hash, &message);
    if (!add_known(desk, feed, 0, &message, err))
        return false;
    const struct job job = {.feed = feed,
                            .feed_id = feed->id,
                            .epoch = state.epoch,
                            .started = now,
                            .is_verifying = plan.is_verifying};
    return fetchers_send(desk->fetchers, hash, &message, &job);
}

bool poll_job_send_page(const struct poll_job_desk *desk, struct feed *feed, const char *url,
                        const struct job_page *page, struct error *err)
{
    static const struct trust_plan no_validators;
    struct feed_state state;

    if (!fetchers_has_room(desk->fetchers, feed->host->hash))
        return false;
    arena_reset(desk->arena);
    if (!read_state(desk, feed, &state, err))
        return false;
    struct job_message message =
        poll_job_message(desk->settings, feed->settings, &state, &no_validators, desk->arena);
    message.url = url;
    message.body_hash = 0;
    if (!add_known(desk, feed, page->document_count, &message, err))
        return false;
    const struct job job = {.feed = feed,
                            .feed_id = feed->id,
                            .epoch = state.epoch,
                            .started = clock_wall(),
                            .page = *page};
    return fetchers_send(desk->fetchers, feed->host->hash, &message, &job);
}
