#include "daemon/cli/feed_options.h"

#include "config/addresses.h"
#include "config/base/arena.h"
#include "config/base/duration.h"
#include "config/base/error.h"
#include "config/schema.h"
#include "config/settings.h"
#include "config/values.h"

#include <stdint.h>
#include <string.h>

static const struct section *feed_section(void)
{
    return schema_find(&schema_root, "feeds")->section;
}

size_t feed_option_count(void)
{
    return feed_section()->count;
}

const char *feed_option_name(size_t index)
{
    return feed_section()->options[index].name;
}

/* ---- of a feed */

static const void *field_of(const struct feed_settings *feed, const struct option *option)
{
    return (const char *)feed + option->offset;
}

static int64_t number_of(const struct feed_settings *feed, const struct option *option)
{
    const void *field = field_of(feed, option);
    int64_t wide = 0;
    int32_t narrow = 0;
    bool is_set = false;

    if (option->width == sizeof(wide))
        memcpy(&wide, field, sizeof(wide));
    else if (option->width == sizeof(narrow))
        memcpy(&narrow, field, sizeof(narrow));
    else
        memcpy(&is_set, field, sizeof(is_set));
    return wide + narrow + is_set;
}

static const char *text_of(const struct feed_settings *feed, const struct option *option)
{
    const char *text;

    memcpy(&text, field_of(feed, option), sizeof(text));
    return text;
}

static size_t length_of(const struct feed_settings *feed, const struct option *option)
{
    size_t length;

    memcpy(&length, (const char *)feed + option->count_offset, sizeof(length));
    return length;
}

static enum feed_option_fate carry(const char *value, const char *preset, const char **out)
{
    if (value == NULL || (preset != NULL && strcmp(value, preset) == 0))
        return OPTION_IS_ABSENT;
    *out = value;
    return OPTION_IS_CARRIED;
}

static enum feed_option_fate carry_duration(int64_t seconds, struct arena *arena, const char **out)
{
    char text[DURATION_SIZE];

    return carry(seconds == 0 ? NULL : arena_string(arena, duration_format(seconds, text)), NULL,
                 out);
}

static enum feed_option_fate carry_proxy(const char *proxy, const char **out)
{
    if (proxy != NULL && address_has_credentials(proxy))
        return OPTION_STAYS;
    return carry(proxy, NULL, out);
}

enum feed_option_fate feed_option_of(const struct feed_settings *feed, size_t index,
                                     struct arena *arena, const char **value)
{
    const struct option *option = &feed_section()->options[index];

    switch (option->type) {
    case OPTION_DURATION:
        return carry_duration(number_of(feed, option), arena, value);
    case OPTION_CHOICE:
        return carry(option_choice_word(option->choices, (int)number_of(feed, option)),
                     option->preset, value);
    case OPTION_SWITCH:
        return carry(number_of(feed, option) != 0 ? "on" : "off", option->preset, value);
    case OPTION_PROXY:
        return carry_proxy(text_of(feed, option), value);
    case OPTION_HEADERS:
        return length_of(feed, option) > 0 ? OPTION_STAYS : OPTION_IS_ABSENT;
    case OPTION_SECTION: /* credentials */
        return feed->auth != AUTH_NONE ? OPTION_STAYS : OPTION_IS_ABSENT;
    case OPTION_NAME:
    case OPTION_URL:
    case OPTION_NAMES:
        return OPTION_IS_ABSENT;
    case OPTION_TEXT:
    case OPTION_PATH:
    case OPTION_SECRET:
    case OPTION_SINK_URL:
    case OPTION_CONTACT:
    case OPTION_NUMBER:
    case OPTION_SIZE:
    case OPTION_WORD:
    case OPTION_NETWORKS:
    case OPTION_QUERY:
    case OPTION_QUERIES:
    case OPTION_SINKS:
    case OPTION_EXAMPLES:
    case OPTION_ENTRIES:
        break; /* no feed has one */
    }
    return OPTION_STAYS;
}

const char *feed_url_without_login(const struct feed_settings *feed, struct arena *arena)
{
    if (!address_has_credentials(feed->url))
        return feed->url;
    const char *host = strstr(feed->url, "://") + 3;
    const char *at = memrchr(host, '@', strcspn(host, "/?#"));
    return arena_format(arena, "%.*s%s", (int)(host - feed->url), feed->url, at + 1);
}

/* ---- of a list */

static bool check_word(const struct option *option, const char *value, struct error *err)
{
    for (const struct option_choice *choice = option->choices; choice->word != NULL; choice++) {
        if (strcmp(choice->word, value) == 0)
            return true;
    }
    error_set(err, "%s has no \"%.60s\"", option->name, value);
    return false;
}

static bool check_proxy(const char *value, struct error *err)
{
    if (strcmp(value, "none") == 0)
        return true;
    if (!address_check_url(value, "http https", err))
        return false;
    if (!address_has_credentials(value))
        return true;
    error_set(err, "the URL of the proxy holds a name or password");
    return false;
}

bool feed_option_check(const char *name, const char *value, struct error *err)
{
    const struct option *option = schema_find(feed_section(), name);
    int64_t seconds;
    bool is_on;

    if (option != NULL && option->type == OPTION_DURATION)
        return value_parse_duration(value, option->min, option->max, &seconds, err);
    if (option != NULL && option->type == OPTION_CHOICE)
        return check_word(option, value, err);
    if (option != NULL && option->type == OPTION_SWITCH)
        return value_parse_switch(value, &is_on, err);
    if (option != NULL && option->type == OPTION_PROXY)
        return check_proxy(value, err);
    error_set(err, "no feed has an option %.60s that a list could carry", name);
    return false;
}
