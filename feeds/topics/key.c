#include "feeds/topics/key.h"

#include "config/base/arena.h"
#include "config/base/memory.h"
#include "feeds/text/fold.h"
#include "feeds/topics/lexicon.h"
#include "feeds/topics/watch_list.h"

#include <stdlib.h>
#include <string.h>

struct item_keys {
    struct arena *arena;
    const struct watch_item *item;
    const char *feed;
    const char **groups;
    const char *language;
    const char *url;
    const char *host;
};

static char *fold_in(struct arena *arena, const char *text, size_t len)
{
    return text_fold_case(arena, text, len);
}

char *key_fold(const char *text, size_t len)
{
    struct arena *arena = arena_new();
    char *folded = memory_string(fold_in(arena, text, len));

    arena_free(arena);
    return folded;
}

static const char *fold_value(struct arena *arena, const char *value)
{
    return value == NULL || value[0] == '\0' ? NULL : fold_in(arena, value, strlen(value));
}

/* en_GB is en-GB. */
static const char *fold_language(struct arena *arena, const char *language)
{
    if (language == NULL || language[0] == '\0')
        return NULL;
    char *folded = fold_in(arena, language, strlen(language));
    for (char *at = folded; *at != '\0'; at++) {
        if (*at == '_')
            *at = '-';
    }
    return folded;
}

/* The host of a folded URL: behind the scheme and the user, before port, path, query and
 * fragment. */
static const char *find_host(struct arena *arena, const char *url)
{
    const char *begin = url == NULL ? NULL : strstr(url, "//");

    if (begin == NULL)
        return NULL;
    begin += 2;
    size_t len = strcspn(begin, "/?#\\");
    const char *at = memrchr(begin, '@', len);
    if (at != NULL) {
        len -= (size_t)(at + 1 - begin);
        begin = at + 1;
    }
    const char *colon = begin[0] == '[' ? NULL : memchr(begin, ':', len);
    if (colon != NULL)
        len = (size_t)(colon - begin);
    if (len > 0 && begin[len - 1] == '.')
        len--;
    return len == 0 ? NULL : arena_string_of(arena, begin, len);
}

struct item_keys *item_keys_new(struct arena *arena, const struct watch_item *item)
{
    struct item_keys *keys = arena_alloc(arena, sizeof(*keys));

    *keys = (struct item_keys){.arena = arena, .item = item};
    keys->feed = fold_value(arena, item->feed);
    keys->language = fold_language(arena, item->language);
    keys->url = fold_value(arena, item->url);
    keys->host = find_host(arena, keys->url);
    keys->groups = arena_array(arena, item->group_count, sizeof(*keys->groups));
    for (size_t i = 0; i < item->group_count; i++)
        keys->groups[i] = fold_value(arena, item->groups[i]);
    return keys;
}

/* In a value a star is any run, and no other sign is special. */
static bool matches(const char *pattern, const char *value)
{
    const char *star = NULL, *resume = NULL;

    while (*value != '\0') {
        if (*pattern == '*') {
            star = ++pattern;
            resume = value;
        } else if (*pattern == *value) {
            pattern++;
            value++;
        } else if (star != NULL) {
            value = ++resume;
            pattern = star;
        } else {
            return false;
        }
    }
    return pattern[strspn(pattern, "*")] == '\0';
}

bool key_matches(const char *pattern, const char *name)
{
    char *wanted = key_fold(pattern, strlen(pattern)), *value = key_fold(name, strlen(name));
    bool is_match = matches(wanted, value);

    free(wanted);
    free(value);
    return is_match;
}

/* en matches en-gb: the whole value, or what stands before one of its hyphens. */
static bool matches_language(struct arena *arena, const char *pattern, const char *language)
{
    const char *wanted = fold_language(arena, pattern);

    if (matches(wanted, language))
        return true;
    for (const char *hyphen = strchr(language, '-'); hyphen != NULL;
         hyphen = strchr(hyphen + 1, '-')) {
        if (matches(wanted, arena_string_of(arena, language, (size_t)(hyphen - language))))
            return true;
    }
    return false;
}

/* The host or a domain above it. */
static bool matches_site(const char *pattern, const char *host)
{
    for (const char *domain = host; domain != NULL; domain = strchr(domain, '.')) {
        domain += *domain == '.';
        if (matches(pattern, domain))
            return true;
    }
    return false;
}

static const char *find_group(const struct item_keys *keys, const char *pattern)
{
    for (size_t i = 0; i < keys->item->group_count; i++) {
        if (keys->groups[i] != NULL && matches(pattern, keys->groups[i]))
            return keys->item->groups[i];
    }
    return NULL;
}

const char *item_keys_find(struct item_keys *keys, enum query_field field, const char *pattern)
{
    const struct watch_item *item = keys->item;

    if (field == FIELD_GROUP)
        return find_group(keys, pattern);
    if (field == FIELD_LANG) {
        bool is_match =
            keys->language != NULL && matches_language(keys->arena, pattern, keys->language);
        return is_match ? item->language : NULL;
    }
    if (field == FIELD_SITE)
        return keys->host != NULL && matches_site(pattern, keys->host) ? keys->host : NULL;
    const char *value = field == FIELD_FEED ? keys->feed : keys->url;
    if (value == NULL || !matches(pattern, value))
        return NULL;
    return field == FIELD_FEED ? item->feed : item->url;
}
