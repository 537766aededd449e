#include "daemon/cli/config_diff.h"

#include "config/base/memory.h"

#include <stdlib.h>
#include <string.h>

static bool is_same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void note(struct changed_options *options, const char *name, bool is_same)
{
    if (!is_same)
        options->names[options->count++] = name;
}

/* ---- two sorted lists side by side: whose entry comes first, below 0 the old one's */

/* One of the lists is at its end. */
static int order_of_rest(bool is_of_old)
{
    return is_of_old ? -1 : 1;
}

static enum config_change change_of(int order)
{
    if (order == 0)
        return CHANGE_CHANGED;
    return order < 0 ? CHANGE_REMOVED : CHANGE_ADDED;
}

/* ---- feeds */

static int compare_feeds(const void *a, const void *b)
{
    const struct feed_settings *const *left = a, *const *right = b;

    return strcmp((*left)->name, (*right)->name);
}

static const struct feed_settings **sort_feeds(const struct settings *settings)
{
    const struct feed_settings **list = memory_new(settings->feed_count, sizeof(const void *));

    for (size_t i = 0; i < settings->feed_count; i++)
        list[i] = &settings->feeds[i];
    qsort(list, settings->feed_count, sizeof(const void *), compare_feeds);
    return list;
}

static bool groups_are_same(const struct feed_settings *old, const struct feed_settings *new)
{
    if (old->group_count != new->group_count)
        return false;
    for (size_t i = 0; i < old->group_count; i++) {
        if (strcmp(old->groups[i], new->groups[i]) != 0)
            return false;
    }
    return true;
}

static bool auths_are_same(const struct feed_settings *old, const struct feed_settings *new)
{
    return old->auth == new->auth &&is_same_text(old->auth_file, new->auth_file) &&
           is_same_text(old->client_cert_file, new->client_cert_file) &&
           is_same_text(old->client_key_file, new->client_key_file);
}

static bool headers_are_same(const struct feed_settings *old, const struct feed_settings *new)
{
    if (old->header_count != new->header_count)
        return false;
    for (size_t i = 0; i < old->header_count; i++) {
        if (strcmp(old->headers[i].name, new->headers[i].name) != 0 ||
            strcmp(old->headers[i].value, new->headers[i].value) != 0)
            return false;
    }
    return true;
}

static void compare_feed(struct feed_change *found)
{
    const struct feed_settings *old = found->old, *new = found->new;
    struct changed_options *options = &found->options;

    note(options, "url", strcmp(old->url, new->url) == 0);
    note(options, "every", old->every == new->every);
    note(options, "groups", groups_are_same(old, new));
    note(options, "hints", old->ignores_hints == new->ignores_hints);
    note(options, "verify", old->verify == new->verify);
    note(options, "timeout", old->timeout == new->timeout);
    note(options, "proxy", is_same_text(old->proxy, new->proxy));
    note(options, "headers", headers_are_same(old, new));
    note(options, "auth", auths_are_same(old, new));
    note(options, "dedup", old->has_dedup == new->has_dedup);
}

static void compare_all_feeds(struct config_diff *diff, const struct settings *old,
                              const struct settings *new)
{
    const struct feed_settings **before = sort_feeds(old), **after = sort_feeds(new);
    size_t i = 0, j = 0;

    diff->feeds = memory_new(old->feed_count + new->feed_count, sizeof(*diff->feeds));
    while (i < old->feed_count || j < new->feed_count) {
        int order = i < old->feed_count && j < new->feed_count
                        ? compare_feeds(&before[i], &after[j])
                        : order_of_rest(i < old->feed_count);
        struct feed_change found = {.change = change_of(order),
                                    .old = order <= 0 ? before[i++] : NULL,
                                    .new = order >= 0 ? after[j++] : NULL};
        if (order == 0)
            compare_feed(&found);
        if (order != 0 || found.options.count > 0)
            diff->feeds[diff->feed_count++] = found;
    }
    free(before);
    free(after);
}

/* ---- topics */

static int compare_topics(const void *a, const void *b)
{
    const struct topic_settings *const *left = a, *const *right = b;

    return strcmp((*left)->name, (*right)->name);
}

static const struct topic_settings **sort_topics(const struct settings *settings)
{
    const struct topic_settings **list = memory_new(settings->topic_count, sizeof(const void *));

    for (size_t i = 0; i < settings->topic_count; i++)
        list[i] = &settings->topics[i];
    qsort(list, settings->topic_count, sizeof(const void *), compare_topics);
    return list;
}

static bool sinks_are_same(const struct settings *old_settings, const struct topic_settings *old,
                           const struct settings *new_settings, const struct topic_settings *new)
{
    if (old->sink_count != new->sink_count)
        return false;
    for (size_t i = 0; i < old->sink_count; i++) {
        if (strcmp(old_settings->sinks[old->sinks[i]].name,
                   new_settings->sinks[new->sinks[i]].name) != 0)
            return false;
    }
    return true;
}

static const char *find_query(const struct settings *settings, const char *name)
{
    for (size_t i = 0; i < settings->query_count; i++) {
        if (strcmp(settings->queries[i].name, name) == 0)
            return settings->queries[i].query.text;
    }
    return NULL;
}

static bool named_queries_are_same(const struct settings *old, const struct settings *new)
{
    if (old->query_count != new->query_count)
        return false;
    for (size_t i = 0; i < old->query_count; i++) {
        if (!is_same_text(old->queries[i].query.text, find_query(new, old->queries[i].name)))
            return false;
    }
    return true;
}

static bool has_new_groups(const struct config_diff *diff)
{
    for (size_t i = 0; i < diff->feed_count; i++) {
        const struct feed_change *feed = &diff->feeds[i];
        if (feed->old == NULL || feed->new == NULL || !groups_are_same(feed->old, feed->new))
            return true;
    }
    return false;
}

/* What is the same in all topics of two configs. */
struct surroundings {
    const struct settings *old, *new;
    bool has_new_names;  /* named queries */
    bool has_new_groups; /* of feeds */
};

static void compare_topic(struct topic_change *found, const struct surroundings *around)
{
    const struct topic_settings *old = found->old, *new = found->new;
    struct changed_options *options = &found->options;

    note(options, "query", strcmp(old->query.text, new->query.text) == 0);
    note(options, "stem", is_same_text(old->stem, new->stem));
    bool uses_names = strchr(new->query.text, '@') != NULL;
    bool uses_groups = uses_names || strstr(new->query.text, "group:") != NULL;
    found->may_match_anew = options->count > 0 || (around->has_new_names && uses_names) ||
                            (around->has_new_groups && uses_groups);
    note(options, "title", is_same_text(old->title, new->title));
    note(options, "severity", old->severity == new->severity);
    note(options, "notify", sinks_are_same(around->old, old, around->new, new));
}

static void compare_all_topics(struct config_diff *diff, const struct surroundings *around)
{
    const struct settings *old = around->old, *new = around->new;
    const struct topic_settings **before = sort_topics(old), **after = sort_topics(new);
    size_t i = 0, j = 0;

    diff->topics = memory_new(old->topic_count + new->topic_count, sizeof(*diff->topics));
    while (i < old->topic_count || j < new->topic_count) {
        int order = i < old->topic_count && j < new->topic_count
                        ? compare_topics(&before[i], &after[j])
                        : order_of_rest(i < old->topic_count);
        struct topic_change found = {.change = change_of(order),
                                     .old = order <= 0 ? before[i++] : NULL,
                                     .new = order >= 0 ? after[j++] : NULL,
                                     .may_match_anew = true};
        if (order == 0)
            compare_topic(&found, around);
        if (order != 0 || found.options.count > 0 || found.may_match_anew)
            diff->topics[diff->topic_count++] = found;
    }
    free(before);
    free(after);
}

void config_diff_make(struct config_diff *diff, const struct settings *old,
                      const struct settings *new)
{
    *diff = (struct config_diff){0};
    compare_all_feeds(diff, old, new);
    const struct surroundings around = {old, new, !named_queries_are_same(old, new),
                                        has_new_groups(diff)};
    compare_all_topics(diff, &around);
}

void config_diff_free(struct config_diff *diff)
{
    free(diff->feeds);
    free(diff->topics);
}
