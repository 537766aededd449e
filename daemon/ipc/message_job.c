/* message_job.c: what the core tells a fetcher, and a job that comes back. */
#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "daemon/ipc/codec.h"
#include "daemon/ipc/message.h"

#include <xxhash.h>

bool message_encode_fetcher_setup(const struct fetcher_setup_message *message, struct buffer *out)
{
    codec_put_text(out, message->user_agent);
    codec_put_text(out, message->proxy);
    codec_put_text(out, message->ca_file);
    codec_put_i64(out, message->connect_timeout_ms);
    codec_put_i64(out, message->max_body);
    codec_put_i64(out, message->max_header);
    codec_put_u32(out, message->connections);
    codec_put_u32(out, message->per_host_connections);
    codec_put_i64(out, message->per_host_spacing_ms);
    codec_put_u32(out, message->per_address_connections);
    codec_put_u32(out, message->per_address_starts);
    codec_put_u32(out, message->allow_address_count);
    for (uint32_t i = 0; i < message->allow_address_count; i++)
        codec_put_text(out, message->allow_addresses[i]);
    return !out->is_full;
}

static void take_addresses(struct codec_reader *reader, struct fetcher_setup_message *message)
{
    uint32_t count = codec_take_count(reader, SETUP_ADDRESSES_MAX, sizeof(uint32_t));
    const char **addresses = arena_array(reader->arena, count, sizeof(*addresses));

    for (uint32_t i = 0; i < count; i++)
        addresses[i] = codec_take_required_text(reader, MESSAGE_NAME_MAX);
    message->allow_addresses = addresses;
    message->allow_address_count = count;
}

bool message_decode_fetcher_setup(struct fetcher_setup_message *message, const void *body,
                                  size_t len, struct arena *arena)
{
    struct codec_reader reader = codec_reader_of(body, len, arena);

    message->user_agent = codec_take_required_text(&reader, MESSAGE_URL_MAX);
    message->proxy = codec_take_text(&reader, MESSAGE_URL_MAX);
    message->ca_file = codec_take_text(&reader, MESSAGE_URL_MAX);
    message->connect_timeout_ms = codec_take_amount(&reader);
    message->max_body = codec_take_amount(&reader);
    message->max_header = codec_take_amount(&reader);
    message->connections = codec_take_u32(&reader);
    message->per_host_connections = codec_take_u32(&reader);
    message->per_host_spacing_ms = codec_take_amount(&reader);
    message->per_address_connections = codec_take_u32(&reader);
    message->per_address_starts = codec_take_u32(&reader);
    take_addresses(&reader, message);
    return codec_is_done(&reader);
}

bool message_encode_job(const struct job_message *message, struct buffer *out)
{
    codec_put_i64(out, message->number);
    codec_put_u32(out, message->feed_slot);
    codec_put_text(out, message->feed);
    codec_put_text(out, message->url);
    codec_put_text(out, message->configured_url);
    codec_put_bytes(out, &message->etag);
    codec_put_bytes(out, &message->last_modified);
    codec_put_u64(out, message->body_hash);
    codec_put_u32(out, message->header_count);
    for (uint32_t i = 0; i < message->header_count; i++) {
        codec_put_text(out, message->headers[i].name);
        codec_put_text(out, message->headers[i].value);
    }
    codec_put_text(out, message->user);
    codec_put_text(out, message->bearer);
    codec_put_text(out, message->client_cert);
    codec_put_text(out, message->client_key);
    codec_put_bool(out, message->has_no_proxy);
    codec_put_bool(out, message->ignores_holds);
    codec_put_u32(out, message->fetchers);
    codec_put_u32(out, message->fetcher);
    codec_put_i64(out, message->timeout_ms);
    codec_put_hashes(out, message->known, message->known_count);
    return !out->is_full;
}

static void take_headers(struct codec_reader *reader, struct job_message *message)
{
    uint32_t count = codec_take_count(reader, JOB_HEADERS_MAX, 2 * sizeof(uint32_t));
    struct message_header *headers = arena_array(reader->arena, count, sizeof(*headers));

    for (uint32_t i = 0; i < count; i++) {
        headers[i].name = codec_take_required_text(reader, MESSAGE_NAME_MAX);
        headers[i].value = codec_take_required_text(reader, MESSAGE_SECRET_MAX);
    }
    message->headers = headers;
    message->header_count = count;
}

bool message_decode_job(struct job_message *message, const void *body, size_t len,
                        struct arena *arena)
{
    struct codec_reader reader = codec_reader_of(body, len, arena);

    message->number = codec_take_i64(&reader);
    message->feed_slot = codec_take_u32(&reader);
    message->feed = codec_take_required_text(&reader, MESSAGE_NAME_MAX);
    message->url = codec_take_required_text(&reader, MESSAGE_URL_MAX);
    message->configured_url = codec_take_required_text(&reader, MESSAGE_URL_MAX);
    message->etag = codec_take_bytes(&reader, MESSAGE_VALIDATOR_MAX);
    message->last_modified = codec_take_bytes(&reader, MESSAGE_VALIDATOR_MAX);
    message->body_hash = codec_take_u64(&reader);
    take_headers(&reader, message);
    message->user = codec_take_text(&reader, MESSAGE_SECRET_MAX);
    message->bearer = codec_take_text(&reader, MESSAGE_SECRET_MAX);
    message->client_cert = codec_take_text(&reader, MESSAGE_CERTIFICATE_MAX);
    message->client_key = codec_take_text(&reader, MESSAGE_CERTIFICATE_MAX);
    message->has_no_proxy = codec_take_bool(&reader);
    message->ignores_holds = codec_take_bool(&reader);
    message->fetchers = codec_take_u32(&reader);
    message->fetcher = codec_take_u32(&reader);
    message->timeout_ms = codec_take_amount(&reader);
    message->known = codec_take_hashes(&reader, JOB_KNOWN_MAX, &message->known_count);
    return codec_is_done(&reader);
}

bool message_encode_hold(const struct hold_message *message, struct buffer *out)
{
    codec_put_text(out, message->host);
    codec_put_i64(out, message->ms);
    return !out->is_full;
}

bool message_decode_hold(struct hold_message *message, const void *body, size_t len,
                         struct arena *arena)
{
    struct codec_reader reader = codec_reader_of(body, len, arena);

    message->host = codec_take_required_text(&reader, MESSAGE_URL_MAX);
    message->ms = codec_take_amount(&reader);
    return codec_is_done(&reader);
}

bool message_encode_returned(const struct returned_message *message, struct buffer *out)
{
    codec_put_i64(out, message->job);
    codec_put_address(out, &message->address);
    return !out->is_full;
}

bool message_decode_returned(struct returned_message *message, const void *body, size_t len,
                             struct arena *arena)
{
    struct codec_reader reader = codec_reader_of(body, len, arena);

    message->job = codec_take_i64(&reader);
    message->address = codec_take_address(&reader);
    return codec_is_done(&reader);
}

uint64_t message_place_of(const struct in6_addr *address)
{
    return XXH3_64bits(address, sizeof(*address));
}
