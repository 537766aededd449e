#include "daemon/core/alert_json.h"

#include "config/base/buffer.h"
#include "config/base/rfc3339.h"
#include "daemon/core/json_escape.h"
#include "store/alerts.h"

static void write_member(struct buffer *out, const char *key, const char *text)
{
    buffer_append_format(out, ",\"%s\":", key);
    json_escape_string(text, out);
}

static void write_time(struct buffer *out, const char *key, int64_t time)
{
    char text[RFC3339_SIZE];

    write_member(out, key, time == NO_TIME ? NULL : rfc3339_format(time, text));
}

static void write_item(struct buffer *out, const struct stored_alert *alert)
{
    buffer_append_string(out, ",\"item\":{\"feed\":");
    json_escape_string(alert->feed, out);
    write_member(out, "title", alert->title);
    write_member(out, "url", alert->url);
    write_time(out, "published", alert->published);
    buffer_append_byte(out, '}');
}

static void write_number(struct buffer *out, const char *key, int64_t number)
{
    if (number == 0)
        buffer_append_format(out, ",\"%s\":null", key);
    else
        buffer_append_format(out, ",\"%s\":%lld", key, (long long)number);
}

static void write_service(struct buffer *out, const struct stored_alert *alert)
{
    if (alert->kind == NULL)
        return;
    buffer_append_string(out, ",\"service\":{\"kind\":");
    json_escape_string(alert->kind, out);
    write_member(out, "subject", alert->subject);
    buffer_append_format(out, ",\"is_over\":%s", alert->is_over ? "true" : "false");
    write_number(out, "begun_by", alert->begun_by);
    buffer_append_byte(out, '}');
}

bool alert_write_json(const struct stored_alert *alert, struct buffer *out)
{
    buffer_append_format(out, "{\"id\":%lld", (long long)alert->id);
    write_time(out, "time", alert->time);
    write_member(out, "topic", alert->topic);
    write_member(out, "severity", alert->severity);
    write_number(out, "story", alert->story);
    write_item(out, alert);
    buffer_append_format(out, ",\"matched\":%s,\"copies\":%lld",
                         alert->matched == NULL ? "[]" : alert->matched, (long long)alert->copies);
    write_service(out, alert);
    buffer_append_byte(out, '}');
    return !out->is_full;
}
