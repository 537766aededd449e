#include "daemon/core/status.h"

#include <stdio.h>
#include <unistd.h>

static json_t *role_json(enum role role, unsigned number, pid_t pid, int64_t restarts,
                         const struct sandbox_state *sandbox)
{
    json_t *json = json_pack("{s:s, s:i, s:i, s:I, s:b, s:i}", "role", role_name(role), "number",
                             (int)number, "pid", (int)pid, "restarts", (json_int_t)restarts,
                             "seccomp", sandbox->has_seccomp, "landlock", sandbox->landlock);
    return json;
}

static json_t *fetcher_json(const struct fetcher_status *fetcher)
{
    const struct sandbox_state sandbox = {.has_seccomp = fetcher->has_seccomp,
                                          .landlock = fetcher->landlock};

    return role_json(ROLE_FETCHER, fetcher->number, fetcher->pid, fetcher->restarts, &sandbox);
}

static json_t *notifier_json(const struct sinks_status *notifier)
{
    const struct sandbox_state sandbox = {.has_seccomp = notifier->has_seccomp,
                                          .landlock = notifier->landlock};

    return role_json(ROLE_NOTIFIER, 0, notifier->pid, notifier->restarts, &sandbox);
}

static json_t *roles_json(const struct status_parts *parts)
{
    const struct sandbox_state none = {0};
    const struct sinks_status notifier = sinks_status(parts->sinks);
    json_t *roles = json_array();

    json_array_append_new(roles, role_json(ROLE_CORE, 0, getpid(), 0, parts->core_sandbox));
    json_array_append_new(roles, role_json(ROLE_SPAWNER, 0, parts->spawner_pid, 0, &none));
    for (size_t i = 0; i < fetchers_count(parts->fetchers); i++) {
        const struct fetcher_status fetcher = fetchers_status(parts->fetchers, i);
        json_array_append_new(roles, fetcher_json(&fetcher));
    }
    json_array_append_new(roles, notifier_json(&notifier));
    return roles;
}

static void add_trouble(json_t *trouble, const char *what, const char *why)
{
    json_array_append_new(trouble, json_sprintf("%s: %s", what, why));
}

static json_t *trouble_json(const struct status_parts *parts)
{
    json_t *trouble = json_array();

    if (committer_trouble(parts->committer) != NULL)
        add_trouble(trouble, "store", committer_trouble(parts->committer));
    if (parts->is_config_refused)
        add_trouble(trouble, "config",
                    "the last reload was refused, the config before it is in force");
    for (size_t i = 0; i < parts->settings->sink_count; i++) {
        const char *why = sinks_trouble(parts->sinks, i);
        if (why != NULL)
            json_array_append_new(trouble,
                                  json_sprintf("sink %s: %s", parts->settings->sinks[i].name, why));
    }
    return trouble;
}

static json_t *counts_json(const struct status_parts *parts)
{
    struct store_counts counts = {0};

    if (store_count(parts->store, &counts, NULL) != STORE_OK)
        return json_null();
    return json_pack("{s:I, s:I, s:I, s:I, s:I}", "feeds", (json_int_t)counts.feeds, "items",
                     (json_int_t)counts.items, "stories", (json_int_t)counts.stories, "alerts",
                     (json_int_t)counts.alerts, "deliveries", (json_int_t)counts.deliveries);
}

json_t *status_json(const struct status_parts *parts)
{
    char since[RFC3339_SIZE];

    return json_pack(
        "{s:b, s:s, s:i, s:s, s:I, s:I, s:o, s:o, s:o}", "ok", 1, "version", STORYWATCH_VERSION,
        "pid", (int)getpid(), "since", rfc3339_format(parts->since, since), "feeds",
        (json_int_t)parts->settings->feed_count, "topics", (json_int_t)parts->settings->topic_count,
        "roles", roles_json(parts), "trouble", trouble_json(parts), "counts", counts_json(parts));
}
