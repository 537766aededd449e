#include "feeds/fetch/hints.h"

#include "feeds/fetch/http_date.h"
#include "feeds/fetch/seconds.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#define BLANKS " \t"

/* A directive of Cache-Control, its name and value pointing into the header. */
struct directive {
    const char *name, *value;
    size_t name_len, value_len;
};

/* A quoted value may hold commas (no-cache="set-cookie, x"). */
static const char *directive_end(const char *at)
{
    bool is_quoted = false;

    for (; *at != '\0' && (is_quoted || *at != ','); at++)
        if (*at == '"')
            is_quoted = !is_quoted;
    return at;
}

static void trim(const char **begin, const char **end, const char *what)
{
    while (*begin < *end && strchr(what, **begin) != NULL)
        (*begin)++;
    while (*begin < *end && strchr(what, (*end)[-1]) != NULL)
        (*end)--;
}

static bool next_directive(const char **at, struct directive *directive)
{
    const char *begin = *at + strspn(*at, BLANKS ",");
    const char *end = directive_end(begin);

    if (*begin == '\0')
        return false;
    *at = end;
    const char *equals = memchr(begin, '=', (size_t)(end - begin));
    const char *name_end = equals == NULL ? end : equals;
    const char *value = equals == NULL ? end : equals + 1;
    trim(&begin, &name_end, BLANKS);
    trim(&value, &end, BLANKS "\"");
    *directive =
        (struct directive){begin, value, (size_t)(name_end - begin), (size_t)(end - value)};
    return true;
}

static bool is_named(const struct directive *directive, const char *name)
{
    return directive->name_len == strlen(name) &&
           strncasecmp(directive->name, name, directive->name_len) == 0;
}

static int64_t seconds_of(const struct directive *directive)
{
    char digits[24] = "";

    if (directive->value_len >= sizeof(digits))
        return -1;
    memcpy(digits, directive->value, directive->value_len);
    return seconds_parse(digits);
}

struct cache_control {
    bool is_forbidden; /* no-cache, no-store: nothing stays fresh */
    int64_t max_age;   /* -1: not said */
};

/* no-cache with a value speaks of some headers only. */
static bool forbids(const struct directive *directive)
{
    return is_named(directive, "no-store") ||
           (is_named(directive, "no-cache") && directive->value_len == 0);
}

static struct cache_control read_cache_control(const char *at)
{
    struct cache_control read = {.max_age = -1};
    struct directive directive;

    while (at != NULL && next_directive(&at, &directive)) {
        if (forbids(&directive))
            read.is_forbidden = true;
        else if (is_named(&directive, "max-age") && read.max_age < 0)
            read.max_age = seconds_of(&directive);
    }
    return read;
}

static int64_t seconds_to_expiry(const struct freshness *freshness, int64_t now)
{
    int64_t expires = http_date_parse(freshness->expires);
    int64_t date = http_date_parse(freshness->date);

    if (expires == NO_TIME)
        return 0;
    return expires - (date == NO_TIME ? now : date);
}

int64_t fresh_for(const struct freshness *freshness, int64_t now)
{
    struct cache_control said = read_cache_control(freshness->cache_control);
    int64_t age = seconds_parse(freshness->age);
    int64_t seconds;

    if (said.is_forbidden)
        return 0;
    if (said.max_age >= 0)
        seconds = said.max_age - (age < 0 ? 0 : age);
    else
        seconds = seconds_to_expiry(freshness, now);
    if (seconds < 0)
        return 0;
    return seconds < FRESH_FOR_MAX ? seconds : FRESH_FOR_MAX;
}
