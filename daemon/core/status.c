#include "daemon/core/status.h"

#include <stdio.h>
#include <unistd.h>

static json_t *role_json(enum role role, unsigned number, const struct child_status *status)
{
    return json_pack("{s:s, s:i, s:i, s:I, s:b, s:i}", "role", role_name(role), "number",
                     (int)number, "pid", (int)status->pid, "restarts", (json_int_t)status->restarts,
                     "seccomp", status->has_seccomp, "landlock", status->landlock);
}

static json_t *roles_json(const struct status_parts *parts)
{
    const struct child_status core = {.pid = getpid(),
                                      .has_seccomp = parts->core_sandbox->has_seccomp,
                                      .landlock = parts->core_sandbox->landlock};
    const struct child_status spawner = {.pid = parts->spawner_pid,
                                         .has_seccomp = parts->spawner_sandbox->has_seccomp,
                                         .landlock = parts->spawner_sandbox->landlock};
    const struct child_status notifier = child_link_status(sinks_link(parts->sinks));
    json_t *roles = json_array();

    json_array_append_new(roles, role_json(ROLE_CORE, 0, &core));
    json_array_append_new(roles, role_json(ROLE_SPAWNER, 0, &spawner));
    for (unsigned number = 1; number <= fetchers_count(parts->fetchers); number++) {
        const struct child_status fetcher =
            child_link_status(fetchers_link(parts->fetchers, number));
        json_array_append_new(roles, role_json(ROLE_FETCHER, number, &fetcher));
    }
    json_array_append_new(roles, role_json(ROLE_NOTIFIER, 0, &notifier));
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
    if (parts->config_refusal != NULL)
        add_trouble(trouble,
                    "config: the last reload was refused, the config before it is in force",
                    parts->config_refusal);
    for (size_t i = 0; i < parts->settings->sink_count; i++) {
        const char *why = sinks_trouble(parts->sinks, i);
        if (why != NULL)
            json_array_append_new(trouble,
                                  json_sprintf("sink %s: %s", parts->settings->sinks[i].name, why));
    }
    return trouble;
}

json_t *status_json(const struct status_parts *parts)
{
    char since[RFC3339_SIZE];

    return json_pack(
        "{s:b, s:s, s:i, s:s, s:I, s:I, s:o, s:o}", "ok", 1, "version", STORYWATCH_VERSION, "pid",
        (int)getpid(), "since", rfc3339_format(parts->since, since), "feeds",
        (json_int_t)parts->settings->feed_count, "topics", (json_int_t)parts->settings->topic_count,
        "roles", roles_json(parts), "trouble", trouble_json(parts));
}
