/* message_delivery.c: the sinks, the alerts for them, and what became of each. */
#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "daemon/ipc/codec.h"
#include "daemon/ipc/message.h"

#define SINK_LEAST (8 * sizeof(uint32_t) + 2 * sizeof(uint8_t) + 2 * sizeof(uint64_t)) /* bytes */

static void put_sink(struct buffer *out, const struct notifier_sink *sink)
{
    codec_put_text(out, sink->name);
    codec_put_u8(out, (uint8_t)sink->type);
    codec_put_text(out, sink->path);
    codec_put_text(out, sink->url);
    codec_put_text(out, sink->secret);
    codec_put_text(out, sink->old_secret);
    codec_put_text(out, sink->ca_file);
    codec_put_text(out, sink->from);
    codec_put_text(out, sink->to);
    codec_put_bool(out, sink->has_no_tls);
    codec_put_u64(out, sink->inode);
    codec_put_i64(out, sink->last_id);
}

static enum notifier_sink_type take_type(struct codec_reader *reader)
{
    uint8_t type = codec_take_u8(reader);

    codec_require(reader, type < NOTIFIER_SINK_TYPES);
    return reader->is_broken ? NOTIFIER_LOG : (enum notifier_sink_type)type;
}

static struct notifier_sink take_sink(struct codec_reader *reader)
{
    struct notifier_sink sink;

    sink.name = codec_take_required_text(reader, MESSAGE_NAME_MAX);
    sink.type = take_type(reader);
    sink.path = codec_take_text(reader, MESSAGE_URL_MAX);
    sink.url = codec_take_text(reader, MESSAGE_URL_MAX);
    sink.secret = codec_take_text(reader, MESSAGE_SECRET_MAX);
    sink.old_secret = codec_take_text(reader, MESSAGE_SECRET_MAX);
    sink.ca_file = codec_take_text(reader, MESSAGE_URL_MAX);
    sink.from = codec_take_text(reader, MESSAGE_URL_MAX);
    sink.to = codec_take_text(reader, MESSAGE_URL_MAX);
    sink.has_no_tls = codec_take_bool(reader);
    sink.inode = codec_take_u64(reader);
    sink.last_id = codec_take_amount(reader);
    return sink;
}

bool message_encode_notifier_setup(const struct notifier_setup_message *message, struct buffer *out)
{
    codec_put_text(out, message->store_uuid);
    codec_put_text(out, message->user_agent);
    codec_put_u32(out, message->sink_count);
    for (uint32_t i = 0; i < message->sink_count; i++)
        put_sink(out, &message->sinks[i]);
    return !out->is_full;
}

bool message_decode_notifier_setup(struct notifier_setup_message *message, const void *body,
                                   size_t len, struct arena *arena)
{
    struct codec_reader reader = codec_reader_of(body, len, arena);

    message->store_uuid = codec_take_required_text(&reader, MESSAGE_NAME_MAX);
    message->user_agent = codec_take_required_text(&reader, MESSAGE_URL_MAX);
    message->sink_count = codec_take_count(&reader, SETUP_SINKS_MAX, SINK_LEAST);
    struct notifier_sink *sinks = arena_array(arena, message->sink_count, sizeof(*sinks));
    for (uint32_t i = 0; i < message->sink_count; i++)
        sinks[i] = take_sink(&reader);
    message->sinks = sinks;
    return codec_is_done(&reader);
}

bool message_encode_deliver(const struct deliver_message *message, struct buffer *out)
{
    codec_put_u32(out, message->sink);
    codec_put_i64(out, message->alert);
    codec_put_i64(out, message->follows);
    codec_put_i32(out, message->attempts);
    codec_put_text(out, message->line);
    return !out->is_full;
}

bool message_decode_deliver(struct deliver_message *message, const void *body, size_t len,
                            struct arena *arena)
{
    struct codec_reader reader = codec_reader_of(body, len, arena);

    message->sink = codec_take_u32(&reader);
    message->alert = codec_take_amount(&reader);
    message->follows = codec_take_amount(&reader);
    message->attempts = codec_take_i32(&reader);
    codec_require(&reader, message->attempts >= 0);
    message->line = codec_take_required_text(&reader, MESSAGE_LINE_MAX);
    return codec_is_done(&reader);
}

bool message_encode_log_opened(const struct log_opened_message *message, struct buffer *out)
{
    codec_put_u32(out, message->sink);
    codec_put_i64(out, message->last_id);
    codec_put_u64(out, message->inode);
    codec_put_text(out, message->error);
    return !out->is_full;
}

bool message_decode_log_opened(struct log_opened_message *message, const void *body, size_t len,
                               struct arena *arena)
{
    struct codec_reader reader = codec_reader_of(body, len, arena);

    message->sink = codec_take_u32(&reader);
    message->last_id = codec_take_amount(&reader);
    message->inode = codec_take_u64(&reader);
    message->error = codec_take_text(&reader, MESSAGE_ERROR_MAX);
    return codec_is_done(&reader);
}

bool message_encode_delivered(const struct delivered_message *message, struct buffer *out)
{
    codec_put_u32(out, message->sink);
    codec_put_i64(out, message->alert);
    codec_put_bool(out, message->is_done);
    codec_put_u64(out, message->inode);
    codec_put_bool(out, message->is_refused);
    codec_put_i64(out, message->retry_after);
    codec_put_i64(out, message->duration_ms);
    codec_put_text(out, message->error);
    codec_put_text(out, message->answer);
    return !out->is_full;
}

bool message_decode_delivered(struct delivered_message *message, const void *body, size_t len,
                              struct arena *arena)
{
    struct codec_reader reader = codec_reader_of(body, len, arena);

    message->sink = codec_take_u32(&reader);
    message->alert = codec_take_amount(&reader);
    message->is_done = codec_take_bool(&reader);
    message->inode = codec_take_u64(&reader);
    message->is_refused = codec_take_bool(&reader);
    message->retry_after = codec_take_amount(&reader);
    message->duration_ms = codec_take_amount(&reader);
    message->error = codec_take_text(&reader, MESSAGE_ERROR_MAX);
    message->answer = codec_take_text(&reader, MESSAGE_ERROR_MAX);
    return codec_is_done(&reader);
}
