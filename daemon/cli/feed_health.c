#include "daemon/cli/feed_health.h"

#include "config/base/arena.h"
#include "config/base/buffer.h"
#include "daemon/cli/times.h"
#include "daemon/core/rhythm.h"
#include "feeds/url.h"
#include "store/feeds.h"

#include <math.h>

const char *feed_health_state(const struct feed_state *feed)
{
    static const char *const names[] = {
        [FEED_NEW] = "new",         [FEED_OK] = "ok",     [FEED_FAILED] = "failing",
        [FEED_HELD] = "held",       [FEED_GONE] = "gone", [FEED_REFUSED] = "refused",
        [FEED_OFFLINE] = "offline",
    };
    size_t status = (size_t)feed->status;

    return status < sizeof(names) / sizeof(*names) ? names[status] : "unknown";
}

const char *feed_health_validators(const struct feed_state *feed)
{
    static const char *const names[] = {
        [FEED_TRUSTED] = "both",
        [FEED_TRUSTED_WITHOUT_ETAG] = "last-modified",
        [FEED_UNTRUSTED] = "none",
    };
    size_t trust = (size_t)feed->trust;

    return trust < sizeof(names) / sizeof(*names) ? names[trust] : "unknown";
}

enum style feed_health_style(const struct feed_state *feed)
{
    bool is_firm = feed->status == FEED_GONE || feed->status == FEED_REFUSED;

    if (is_firm)
        return STYLE_RED;
    return feed->status == FEED_FAILED || feed->status == FEED_HELD ? STYLE_YELLOW : STYLE_PLAIN;
}

/* NAN: nothing is known yet. */
static double items_per_day(const struct feed_state *feed)
{
    struct rhythm rhythm;

    if (feed->last_success == NO_TIME)
        return (double)NAN;
    rhythm_decode(&rhythm, feed->rhythm.data, feed->rhythm.len);
    return rhythm_items_per_day(&rhythm);
}

const char *feed_health_rate(const struct feed_state *feed, struct arena *arena)
{
    double rate = items_per_day(feed);

    return isnan(rate) ? NULL : arena_format(arena, "%.1f", rate);
}

/* POLLING.md, "What an operator sees". */
void feed_health_json(const struct feed_state *feed, struct buffer *out)
{
    output_json_string(out, "name", feed->name);
    output_json_url(out, "url", feed->url);
    output_json_url(out, "moved_to", feed->moved_to);
    output_json_string(out, "state", feed_health_state(feed));
    output_json_string(out, "last_error", feed->last_error);
    output_json_int(out, "failures", feed->failures);
    output_json_time(out, "last_success", feed->last_success);
    output_json_time(out, "last_new", feed->last_new);
    output_json_time(out, "next_poll", feed->next_poll);
    output_json_time(out, "hold_until", feed->hold_until);
    output_json_string(out, "hold_why", feed->hold_why);
    output_json_int(out, "interval", feed->interval);
    output_json_key(out, "items_per_day");
    double rate = items_per_day(feed);
    if (isnan(rate))
        buffer_append_string(out, "null");
    else
        buffer_append_format(out, "%.2f", rate);
    output_json_int(out, "polls", feed->polls);
    output_json_int(out, "not_modified", feed->not_modified);
    output_json_int(out, "bytes", feed->bytes_received);
    output_json_int(out, "gaps", feed->gaps);
    output_json_time(out, "silent_since", feed->silent_since);
    output_json_string(out, "validators", feed_health_validators(feed));
    output_json_string(out, "same_as", feed->same_as);
    output_json_string(out, "title", feed->title);
    output_json_string(out, "format", feed->format);
}

const char *feed_health_reason(const struct feed_state *feed, int64_t now, struct arena *arena)
{
    char time[TIMES_SIZE];

    if (feed->hold_until != NO_TIME && feed->hold_until > now && feed->hold_why != NULL)
        return feed->hold_why;
    if (feed->last_error != NULL && feed->last_error[0] != '\0')
        return feed->last_error;
    if (feed->silent_since != NO_TIME)
        return arena_format(arena, "silent since %s", times_format(feed->silent_since, time));
    if (feed->same_as != NULL)
        return arena_format(arena, "the same as %s", feed->same_as);
    if (feed->moved_to != NULL)
        return arena_format(arena, "moved to %s", url_without_login(arena, feed->moved_to));
    if (feed->trust == FEED_TRUSTED_WITHOUT_ETAG)
        return "its ETag is not used: it stayed the same when the document changed";
    if (feed->trust == FEED_UNTRUSTED)
        return "its validators are not used: they stayed the same when the document changed";
    return NULL;
}
