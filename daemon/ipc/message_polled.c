/* message_polled.c: how a poll went, behind its items; and what a child could close. */
#include "config/base/buffer.h"
#include "daemon/ipc/codec.h"
#include "daemon/ipc/message.h"

#define HTTP_STATUS_MAX 999
#define ALL_HOURS ((UINT32_C(1) << 24) - 1)
#define ALL_DAYS ((UINT32_C(1) << 7) - 1)

bool message_encode_polled(const struct polled_message *message, struct buffer *out)
{
    codec_put_i64(out, message->job);
    codec_put_u8(out, (uint8_t)message->outcome);
    codec_put_i32(out, message->http_status);
    codec_put_text(out, message->message);
    codec_put_bytes(out, &message->etag);
    codec_put_bytes(out, &message->last_modified);
    codec_put_u64(out, message->body_hash);
    codec_put_text(out, message->permanent_url);
    codec_put_text(out, message->next_url);
    codec_put_i64(out, message->retry_after);
    codec_put_i64(out, message->fresh_for);
    codec_put_i32(out, message->ttl);
    codec_put_u32(out, message->skip_hours);
    codec_put_u32(out, message->skip_days);
    codec_put_i32(out, message->update_period);
    codec_put_text(out, message->format);
    codec_put_text(out, message->title);
    codec_put_text(out, message->warnings);
    codec_put_i64(out, message->bytes);
    codec_put_i64(out, message->duration_ms);
    codec_put_address(out, &message->address);
    codec_put_text(out, message->answered_host);
    codec_put_hashes(out, message->document, message->document_count);
    codec_put_u32(out, message->item_count);
    return !out->is_full;
}

static enum polled_outcome take_outcome(struct codec_reader *reader)
{
    uint8_t outcome = codec_take_u8(reader);

    codec_require(reader, outcome < POLLED_OUTCOMES);
    return reader->is_broken ? POLLED_TRANSIENT : (enum polled_outcome)outcome;
}

static int32_t take_i32_to(struct codec_reader *reader, int32_t max)
{
    int32_t value = codec_take_i32(reader);

    codec_require(reader, value >= 0 && value <= max);
    return value;
}

static uint32_t take_bits_of(struct codec_reader *reader, uint32_t all)
{
    uint32_t bits = codec_take_u32(reader);

    codec_require(reader, (bits & ~all) == 0);
    return bits;
}

/* What the document says of its own rhythm. */
static void take_hints(struct codec_reader *reader, struct polled_message *message)
{
    message->retry_after = codec_take_amount(reader);
    message->fresh_for = codec_take_amount(reader);
    message->ttl = take_i32_to(reader, INT32_MAX);
    message->skip_hours = take_bits_of(reader, ALL_HOURS);
    message->skip_days = take_bits_of(reader, ALL_DAYS);
    message->update_period = take_i32_to(reader, INT32_MAX);
}

bool message_decode_polled(struct polled_message *message, const void *body, size_t len,
                           struct arena *arena)
{
    struct codec_reader reader = codec_reader_of(body, len, arena);

    message->job = codec_take_i64(&reader);
    message->outcome = take_outcome(&reader);
    message->http_status = take_i32_to(&reader, HTTP_STATUS_MAX);
    message->message = codec_take_required_text(&reader, MESSAGE_ERROR_MAX);
    message->etag = codec_take_bytes(&reader, MESSAGE_VALIDATOR_MAX);
    message->last_modified = codec_take_bytes(&reader, MESSAGE_VALIDATOR_MAX);
    message->body_hash = codec_take_u64(&reader);
    message->permanent_url = codec_take_text(&reader, MESSAGE_URL_MAX);
    message->next_url = codec_take_text(&reader, MESSAGE_URL_MAX);
    take_hints(&reader, message);
    message->format = codec_take_text(&reader, MESSAGE_NAME_MAX);
    message->title = codec_take_text(&reader, MESSAGE_TITLE_MAX);
    message->warnings = codec_take_text(&reader, MESSAGE_WARNINGS_MAX);
    message->bytes = codec_take_amount(&reader);
    message->duration_ms = codec_take_amount(&reader);
    message->address = codec_take_address(&reader);
    message->answered_host = codec_take_text(&reader, MESSAGE_NAME_MAX);
    message->document = codec_take_hashes(&reader, POLLED_DOCUMENT_MAX, &message->document_count);
    message->item_count = codec_take_u32(&reader);
    codec_require(&reader, message->item_count <= POLLED_DOCUMENT_MAX);
    return codec_is_done(&reader);
}

bool message_encode_sandbox(const struct sandbox_message *message, struct buffer *out)
{
    codec_put_bool(out, message->has_seccomp);
    codec_put_i32(out, message->landlock);
    codec_put_text(out, message->missing);
    return !out->is_full;
}

bool message_decode_sandbox(struct sandbox_message *message, const void *body, size_t len,
                            struct arena *arena)
{
    struct codec_reader reader = codec_reader_of(body, len, arena);

    message->has_seccomp = codec_take_bool(&reader);
    message->landlock = take_i32_to(&reader, INT32_MAX);
    message->missing = codec_take_required_text(&reader, MESSAGE_ERROR_MAX);
    return codec_is_done(&reader);
}
