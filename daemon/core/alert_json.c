#include "daemon/core/alert_json.h"

#include "config/base/buffer.h"
#include "daemon/core/json_escape.h"
#include "store/store.h"

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

bool alert_write_json(const struct stored_alert *alert, struct buffer *out)
{
    buffer_append_format(out, "{\"id\":%lld", (long long)alert->id);
    write_time(out, "time", alert->time);
    write_member(out, "topic", alert->topic);
    write_member(out, "severity", alert->severity);
    buffer_append_format(out, ",\"story\":%lld", (long long)alert->story);
    write_item(out, alert);
    buffer_append_format(out, ",\"matched\":%s,\"copies\":%lld}",
                         alert->matched == NULL ? "[]" : alert->matched, (long long)alert->copies);
    return !out->is_full;
}
