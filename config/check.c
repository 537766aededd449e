#include "config/check.h"

#include "config/addresses.h"
#include "config/base/arena.h"
#include "config/base/duration.h"
#include "config/base/error.h"
#include "config/draft.h"
#include "config/name_index.h"
#include "config/problems.h"
#include "config/schema.h"
#include "config/slips.h"
#include "config/values.h"
#include "config/yaml_tree.h"

#include <string.h>
#include <strings.h>

/* Where the value of `key` in `map` stands, or the map itself. */
static struct place place_of(const struct node *map, const char *key)
{
    const struct node *child = node_child(map, key);

    return child == NULL ? map->place : child->place;
}

static struct place place_in(const struct draft *draft, const char *section, const char *key)
{
    const struct node *node = node_child(draft->root, section);

    return node == NULL ? draft->root->place : place_of(node, key);
}

/* Names. */

static void check_name(struct draft *draft, struct name_index *taken, const char *noun,
                       const char *name, const struct node *node)
{
    const struct node *other = name == NULL ? NULL : name_index_put(taken, name, node);

    if (other == NULL)
        return;
    problems_add(draft->problems, place_of(node, "name"),
                 "another %s is named %s, at %s:%u; give one of them another name", noun,
                 problems_quote(draft->problems, name), other->place.file, other->place.line);
}

/* Two of one name were told of; what else they have in common is no mistake of its own. */
static bool is_named(const char *one, const char *other)
{
    return one != NULL && other != NULL && strcmp(one, other) == 0;
}

/* Feeds. */

static void check_feed_url(struct draft *draft, struct name_index *urls,
                           const struct feed_settings *feed, const struct node *node)
{
    if (feed->url == NULL)
        return;
    const struct feed_settings *other = name_index_put(urls, feed->url, feed);
    if (other != NULL && other->name != NULL && !is_named(other->name, feed->name))
        problems_warn(draft->problems, place_of(node, "url"),
                      "the same URL as the feed %s; it is polled twice",
                      problems_quote(draft->problems, other->name));
    if (address_has_credentials(feed->url))
        problems_warn(draft->problems, place_of(node, "url"),
                      "the URL holds a name or password; use auth: { type: basic, file: … }");
}

/* Which options a type needs, may have, and must not have. */
enum role {
    MAY_NOT,
    MAY,
    MUST
};

static void check_role(struct draft *draft, const struct section *section, const struct node *map,
                       const char *key, enum role role, const char *owner)
{
    const struct node *child = node_child(map, key);

    if (role == MUST && option_is_missing(section, map, key))
        problems_add(draft->problems, map->place, "%s is missing; %s needs it", key, owner);
    if (role == MAY_NOT && child != NULL)
        problems_add(draft->problems, child->key->place, "%s has no %s; delete it", owner, key);
}

static const struct section *section_of(const struct section *section, const char *name)
{
    return schema_find(section, name)->section;
}

static void check_auth(struct draft *draft, const struct feed_settings *feed,
                       const struct node *node)
{
    const struct node *auth = node_child(node, "auth");
    bool is_cert = feed->auth == AUTH_CLIENT_CERT;

    if (auth == NULL || auth->kind != NODE_MAP || feed->auth == AUTH_NONE)
        return;
    const char *owner = node_child(auth, "type")->text;
    const char *noun = arena_format(draft->arena, "auth of type %s", owner);
    const struct section *section = section_of(section_of(&schema_root, "feeds"), "auth");
    check_role(draft, section, auth, "file", is_cert ? MAY_NOT : MUST, noun);
    check_role(draft, section, auth, "cert", is_cert ? MUST : MAY_NOT, noun);
    check_role(draft, section, auth, "key", is_cert ? MUST : MAY_NOT, noun);
}

static void check_feeds(struct draft *draft)
{
    struct name_index *names = name_index_new(draft->arena), *urls = name_index_new(draft->arena);
    struct feed_settings *feed = draft->feeds;

    for (const struct node *node = draft->first_feed; node != NULL; node = node->next, feed++) {
        feed->place = node->place;
        check_name(draft, names, "feed", feed->name, node);
        check_feed_url(draft, urls, feed, node);
        check_auth(draft, feed, node);
    }
    const struct node *feeds = node_child(draft->root, "feeds");
    if (feeds != NULL && feeds->kind == NODE_LIST && feeds->count == 0)
        problems_add(draft->problems, feeds->place,
                     "the list of feeds is empty; at least one is needed");
}

/* Sinks. */

static const struct sink_needs {
    const char *noun, *schemes;
    enum role path, network, mail; /* network: url, secret_file, ca_file; mail: from, to, tls */
} sink_needs[] = {
    [SINK_LOG] = {"a log", "", MUST, MAY_NOT, MAY_NOT},
    [SINK_JOURNAL] = {"the journal", "", MAY_NOT, MAY_NOT, MAY_NOT},
    [SINK_WEBHOOK] = {"a webhook", "http https", MAY_NOT, MUST, MAY_NOT},
    [SINK_MAIL] = {"mail", "smtp smtps", MAY_NOT, MUST, MUST},
};

static enum role at_most_may(enum role role)
{
    return role == MUST ? MAY : role;
}

static void check_log(struct draft *draft, struct name_index *paths,
                      const struct sink_settings *sink, const struct node *node)
{
    const struct node *path = node_child(node, "path");

    if (sink->path == NULL || sink->type != SINK_LOG)
        return;
    if (path->text[0] != '/')
        problems_add(draft->problems, path->place,
                     "%s is not an absolute path; write it as /var/log/storywatch/alerts.jsonl",
                     problems_quote(draft->problems, path->text));
    else if (path->text[strlen(path->text) - 1] == '/')
        problems_add(draft->problems, path->place,
                     "%s is a folder; write a file in it, as %salerts.jsonl",
                     problems_quote(draft->problems, path->text), path->text);
    const struct sink_settings *other = name_index_put(paths, sink->path, sink);
    if (other != NULL && !is_named(other->name, sink->name))
        problems_add(draft->problems, path->place,
                     "another sink writes this file, at %s:%u; give one of them another path",
                     other->place.file, other->place.line);
}

static void check_mail_addresses(struct draft *draft, const char *list, bool is_list,
                                 struct place place)
{
    while (list != NULL) {
        size_t len = is_list ? strcspn(list, ",") : strlen(list);
        const char *next = list[len] == ',' ? list + len + 1 : NULL;
        struct error err = {0};
        size_t blanks = strspn(list, " ");
        list += blanks < len ? blanks : len;
        len -= blanks < len ? blanks : len;
        while (len > 0 && list[len - 1] == ' ')
            len--;
        if (!value_check_mail_address(list, len, &err))
            problems_add(draft->problems, place, "%s", err.message);
        list = next;
    }
}

static void check_mail(struct draft *draft, const struct sink_settings *sink,
                       const struct node *node)
{
    bool is_wrapped = sink->url != NULL && strncasecmp(sink->url, "smtps:", 6) == 0;

    check_mail_addresses(draft, sink->from, false, place_of(node, "from"));
    check_mail_addresses(draft, sink->to, true, place_of(node, "to"));
    if (sink->url != NULL && address_has_credentials(sink->url))
        problems_add(draft->problems, place_of(node, "url"),
                     "the URL holds a name or password; put name:password into a secret_file");
    if (sink->tls == TLS_NONE && is_wrapped)
        problems_add(draft->problems, place_of(node, "tls"),
                     "smtps:// is TLS; write smtp://, or leave tls out");
    if (sink->tls == TLS_NONE && !is_wrapped && sink->secret_file != NULL)
        problems_warn(draft->problems, place_of(node, "tls"),
                      "the password of secret_file is sent in the clear");
}

static void check_sink(struct draft *draft, struct name_index *paths,
                       const struct sink_settings *sink, const struct node *node)
{
    const struct sink_needs *needs = &sink_needs[sink->type];
    struct error err = {0};

    const struct section *section = section_of(&schema_root, "sinks");
    check_role(draft, section, node, "path", needs->path, needs->noun);
    check_role(draft, section, node, "url", needs->network, needs->noun);
    check_role(draft, section, node, "secret_file", at_most_may(needs->network), needs->noun);
    check_role(draft, section, node, "ca_file", at_most_may(needs->network), needs->noun);
    check_role(draft, section, node, "from", needs->mail, needs->noun);
    check_role(draft, section, node, "to", needs->mail, needs->noun);
    check_role(draft, section, node, "tls", at_most_may(needs->mail), needs->noun);
    check_log(draft, paths, sink, node);
    if (sink->url != NULL && needs->network == MUST &&
        !address_check_url(sink->url, needs->schemes, &err))
        problems_add(draft->problems, place_of(node, "url"), "%s", err.message);
    else if (sink->url != NULL && sink->type == SINK_WEBHOOK && address_has_credentials(sink->url))
        problems_warn(draft->problems, place_of(node, "url"),
                      "the URL holds a name or password, which whoever may read the config sees; a "
                      "secret_file signs what is sent");
    if (sink->type == SINK_MAIL)
        check_mail(draft, sink, node);
}

/* The sinks by name. */
static struct name_index *check_sinks(struct draft *draft)
{
    struct name_index *names = name_index_new(draft->arena), *paths = name_index_new(draft->arena);
    struct sink_settings *sink = draft->sinks;

    for (const struct node *node = draft->first_sink; node != NULL; node = node->next, sink++) {
        const struct node *type = node_child(node, "type");
        sink->place = node->place;
        check_name(draft, names, "sink", sink->name, node);
        if (type != NULL && type->kind == NODE_TEXT &&
            strcmp(type->text, sink_type_name(sink->type)) == 0)
            check_sink(draft, paths, sink, node);
    }
    return names;
}

/* Topics. */

static size_t index_of_sink(const struct draft *draft, const char *name)
{
    size_t i = 0;

    while (draft->settings->sinks[i].name == NULL ||
           strcmp(draft->settings->sinks[i].name, name) != 0)
        i++;
    return i;
}

/* False where a mistake that was told of hides the name of one. */
static bool are_sinks_known(const struct draft *draft)
{
    const struct node *sinks = node_child(draft->root, "sinks");

    if (sinks == NULL)
        return option_is_missing(&schema_root, draft->root, "sinks");
    if (sinks->kind != NODE_LIST || draft->root->is_cut)
        return false;
    for (size_t i = 0; i < draft->settings->sink_count; i++) {
        if (draft->settings->sinks[i].name == NULL)
            return false;
    }
    return true;
}

static void report_unknown_sink(struct draft *draft, const struct name_index *sinks,
                                const struct node *node)
{
    const char *quoted = problems_quote(draft->problems, node->text);

    if (!are_sinks_known(draft))
        return;
    if (problems_is_full(draft->problems))
        problems_add(draft->problems, node->place, "no sink is named %s", quoted);
    else if (name_index_count(sinks) == 0)
        problems_add(draft->problems, node->place, "no sink is named %s; there is none at all",
                     quoted);
    else
        problems_add(draft->problems, node->place, "no sink is named %s; did you mean %s?", quoted,
                     name_index_nearest(sinks, node->text));
}

static void notify_named(struct draft *draft, const struct name_index *sinks,
                         const struct node *list, struct topic_settings *topic)
{
    size_t *indices = arena_array(draft->arena, list->count, sizeof(*indices));
    struct name_index *seen = name_index_new(draft->arena);

    for (const struct node *node = list->first; node != NULL; node = node->next) {
        if (node->kind != NODE_TEXT) {
            if (node->kind != NODE_BROKEN)
                problems_add(draft->problems, node->place, "the name of a sink is due here");
            continue;
        }
        if (name_index_get(sinks, node->text) == NULL)
            report_unknown_sink(draft, sinks, node);
        else if (name_index_put(seen, node->text, node) != NULL)
            problems_add(draft->problems, node->place, "%s stands in the list twice; keep one",
                         problems_quote(draft->problems, node->text));
        else
            indices[topic->sink_count++] = index_of_sink(draft, node->text);
    }
    if (list->count == 0)
        problems_add(draft->problems, list->place,
                     "notify is empty; name a sink, or leave it out for every sink");
    topic->sinks = indices;
}

static void notify_all(struct topic_settings *topic, const size_t *every, size_t count)
{
    topic->sinks = every;
    topic->sink_count = count;
}

static void check_topics(struct draft *draft, const struct name_index *sinks)
{
    struct name_index *names = name_index_new(draft->arena);
    struct topic_settings *topic = draft->topics;
    size_t sink_count = draft->settings->sink_count;
    size_t *every = arena_array(draft->arena, sink_count, sizeof(*every));

    for (size_t i = 0; i < sink_count; i++)
        every[i] = i;
    for (const struct node *node = draft->first_topic; node != NULL; node = node->next, topic++) {
        const struct node *notify = node_child(node, "notify");
        topic->place = node->place;
        check_name(draft, names, "topic", topic->name, node);
        if (notify == NULL)
            notify_all(topic, every, sink_count);
        else if (notify->kind == NODE_LIST)
            notify_named(draft, sinks, notify, topic);
    }
}

/* Relations. */

/* Is this duration what the config says, or what there is where the config has a mistake? */
static bool is_as_written(const struct draft *draft, const char *section, const char *key,
                          int64_t value)
{
    const struct node *node = node_child(node_child(draft->root, section), key);
    struct error err;
    int64_t written;

    return node == NULL ||
           (node->kind == NODE_TEXT &&
            value_parse_duration(node->text, 0, INT64_MAX, &written, &err) && written == value);
}

static void check_intervals(struct draft *draft)
{
    const struct settings *settings = draft->settings;
    const struct node *min = node_child(node_child(draft->root, "poll"), "min");
    char one[DURATION_SIZE], other[DURATION_SIZE];

    if (!is_as_written(draft, "poll", "min", settings->poll.min) ||
        !is_as_written(draft, "poll", "max", settings->poll.max) ||
        !is_as_written(draft, "poll", "every", settings->poll.every))
        return;
    if (settings->poll.min > settings->poll.max)
        problems_add(draft->problems, place_in(draft, "poll", min == NULL ? "max" : "min"),
                     "poll.min %s is more than poll.max %s; exchange or change them",
                     duration_format(settings->poll.min, one),
                     duration_format(settings->poll.max, other));
    else if (settings->poll.every < settings->poll.min)
        problems_warn(draft->problems, place_in(draft, "poll", "every"),
                      "poll.every %s is less than poll.min %s, which holds for every feed",
                      duration_format(settings->poll.every, one),
                      duration_format(settings->poll.min, other));
}

static void check_retention(struct draft *draft)
{
    const struct settings *settings = draft->settings;
    const struct node *keep = node_child(draft->root, "keep");
    char items[DURATION_SIZE], window[DURATION_SIZE];

    if (!settings->dedup.is_enabled || settings->keep.items >= settings->dedup.window ||
        !is_as_written(draft, "keep", "items", settings->keep.items) ||
        !is_as_written(draft, "dedup", "window", settings->dedup.window))
        return;
    problems_add(draft->problems,
                 node_child(keep, "items") != NULL ? place_of(keep, "items")
                                                   : place_in(draft, "dedup", "window"),
                 "keep.items %s is less than dedup.window %s; lengthen it or shorten the window",
                 duration_format(settings->keep.items, items),
                 duration_format(settings->dedup.window, window));
}

static void check_contact(struct draft *draft)
{
    const struct node *contact = node_child(draft->root, "contact");

    if (contact == NULL && !draft->root->is_cut)
        problems_warn(draft->problems, draft->root->place,
                      "contact is missing; sites cannot tell whom to ask about the polls, write "
                      "contact: https://example.org/bot");
    else if (contact != NULL && contact->kind == NODE_TEXT && contact->text[0] == '\0')
        problems_warn(draft->problems, contact->key->place,
                      "contact is empty; sites cannot tell whom to ask about the polls, write a "
                      "URL or mail address");
}

/* False where a mistake that was told of hides some of them. */
static bool are_queries_known(const struct draft *draft)
{
    const struct node *queries = node_child(draft->root, "queries");

    if (queries == NULL)
        return option_is_missing(&schema_root, draft->root, "queries");
    return queries->kind == NODE_MAP && !draft->root->is_cut &&
           queries->count == draft->settings->query_count;
}

void settings_check(struct draft *draft)
{
    draft->settings->has_unread_queries = !are_queries_known(draft);
    check_feeds(draft);
    check_topics(draft, check_sinks(draft));
    check_intervals(draft);
    check_retention(draft);
    check_contact(draft);
}
