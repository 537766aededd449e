#include "daemon/core/poll_job.h"

#include "config/base/arena.h"

#include <string.h>

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
                                    const struct feed_state *state, struct arena *arena)
{
    int64_t timeout = settings->timeout > 0 ? settings->timeout : general->fetch.timeout;
    struct job_message message = {
        .feed = settings->name,
        .url = state->moved_to != NULL ? state->moved_to : settings->url,
        .configured_url = settings->url,
        .etag = message_bytes_of(&state->etag),
        .last_modified = message_bytes_of(&state->last_modified),
        .body_hash = state->body_hash,
        .headers = headers_of(settings, arena),
        .header_count = (uint32_t)settings->header_count,
        .has_no_proxy = settings->proxy != NULL && strcmp(settings->proxy, "none") == 0,
        .timeout_ms = timeout * 1000,
    };

    add_credentials(&message, settings);
    return message;
}
