/* reload.c: which config is in force, and how the next one takes its place. */
#include "config/base/arena.h"
#include "config/base/clock.h"
#include "config/base/error.h"
#include "config/base/memory.h"
#include "config/problems.h"
#include "daemon/core/core_state.h"
#include "daemon/core/examples.h"
#include "daemon/core/fetcher_setup.h"
#include "daemon/service/log.h"
#include "daemon/service/notify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Every mistake is logged; the first is told to who asked for the reload, too. */
struct report {
    const struct log *log;
    struct error *first;
    size_t count;
};

static void on_problem(void *owner, const struct settings_problem *problem)
{
    struct report *report = owner;
    const struct place *place = &problem->place;
    struct error err = {0};

    error_set(&err, "%s", problem->message);
    error_set_place(&err, place->file, place->line, place->column);
    if (problem->is_warning) {
        log_failure(report->log, LOG_LEVEL_WARNING, "the config could be better", &err);
        return;
    }
    log_failure(report->log, LOG_LEVEL_ERROR, "the config has a mistake", &err);
    if (report->count++ == 0)
        error_set(report->first, "%s:%u:%u: %s", place->file, place->line, place->column,
                  problem->message);
}

struct pipeline_settings core_pipeline_settings(const struct settings *settings)
{
    return (struct pipeline_settings){
        .window = settings->dedup.window,
        .backlog = settings->alerts.backlog,
        .has_documents = true,
        .has_dedup = settings->dedup.is_enabled,
    };
}

static bool set_up_fetchers(struct core *core, const struct settings *settings, struct error *err)
{
    struct arena *arena = arena_new();
    const struct fetcher_setup_message setup = fetcher_setup_of(settings, arena);
    bool is_set_up = fetchers_set_up(core->fetchers, settings->fetchers, &setup, err);

    arena_free(arena);
    return is_set_up;
}

static void watch_certificates(struct network_watch *watch, const struct settings *settings)
{
    const char **files = memory_new(settings->sink_count + 1, sizeof(*files));

    for (size_t i = 0; i < settings->sink_count; i++)
        files[i] = settings->sinks[i].ca_file;
    files[settings->sink_count] = settings->fetch.ca_file;
    network_watch_set(watch, files, settings->sink_count + 1);
    free(files);
}

struct writing {
    struct core *core;
    const struct settings *settings;
};

static bool forget_other_sinks(void *owner, struct error *err)
{
    const struct writing *writing = owner;

    return sinks_forget_others(writing->core->sinks, writing->settings, err);
}

/* All that the store has of the config, or nothing: then the fetchers go on by the old one. */
static struct roster *write_rows(struct core *core, const struct settings *settings,
                                 struct error *err)
{
    struct writing writing = {core, settings};

    if (!set_up_fetchers(core, settings, err))
        return NULL;
    struct roster *roster =
        roster_open_with(settings, core->store, clock_wall(), forget_other_sinks, &writing, err);
    if (roster == NULL && core->settings != NULL)
        (void)set_up_fetchers(core, core->settings, NULL);
    return roster;
}

bool core_put_in_force(struct core *core, struct settings *settings, struct watch *watch,
                       struct error *err)
{
    const struct pipeline_settings pipeline_settings = core_pipeline_settings(settings);

    if (!committer_flush(core->committer)) {
        error_set(err, "the store cannot be written: %s", committer_trouble(core->committer));
        return false;
    }
    struct roster *roster = write_rows(core, settings, err);
    if (roster == NULL)
        return false;
    sinks_set_up(core->sinks, settings);
    if (core->roster != NULL)
        hosts_take(roster_hosts(roster), roster_hosts(core->roster));
    bool has_new_window =
        core->settings != NULL && core->settings->dedup.window != settings->dedup.window;
    pipeline_set_settings(core->pipeline, &pipeline_settings);
    if (has_new_window && pipeline_rebuild(core->pipeline, clock_wall(), err) == STORE_FAILED)
        log_failure(core->log, LOG_LEVEL_ERROR, "cannot read the stories of the window", err);
    if (core->watch != NULL)
        watch_take_over(watch, core->watch);
    pipeline_set_watch(core->pipeline, watch);
    housekeeping_set_settings(core->housekeeping, settings);
    watch_certificates(core->network_watch, settings);
    polls_set_roster(core->polls, roster, settings);
    roster_free(core->roster);
    watch_free(core->watch);
    settings_free(core->settings);
    core->roster = roster;
    core->watch = watch;
    core->settings = settings;
    service_health_config_taken(core->health, settings);
    return true;
}

static bool has_new_state_dir(const struct core *core, const struct settings *settings,
                              struct error *err)
{
    if (strcmp(core->settings->state_dir, settings->state_dir) == 0)
        return false;
    error_set(err, "state_dir cannot change while the service runs: restart it, or keep %s",
              core->settings->state_dir);
    return true;
}

static void on_failing_example(void *owner, const struct settings_problem *problem)
{
    const struct settings_problem warning = {problem->place, true, problem->message};

    on_problem(owner, &warning);
}

void core_try_examples(struct core *core)
{
    struct report report = {.log = core->log};

    examples_hold(core->settings, core->store, on_failing_example, &report);
}

static bool reload(struct core *core, struct error *err)
{
    struct report report = {.log = core->log, .first = err};
    struct settings *settings = NULL;
    struct watch *watch = NULL;

    if (!watch_load_config(core->options.config, core->watch, on_problem, &report, &settings,
                           &watch) ||
        !examples_hold(settings, core->store, on_problem, &report)) {
        watch_free(watch);
        settings_free(settings);
        if (report.count > 1)
            error_add_context(err, "the first of %s%zu mistakes (storywatch check tells them)",
                              report.count > PROBLEMS_MAX ? "over " : "",
                              report.count > PROBLEMS_MAX ? (size_t)PROBLEMS_MAX : report.count);
        return false;
    }
    if (!has_new_state_dir(core, settings, err) && core_put_in_force(core, settings, watch, err))
        return true;
    watch_free(watch);
    settings_free(settings);
    return false;
}

void core_tell_status(const struct core *core)
{
    char status[128];

    snprintf(status, sizeof(status), "feeds: %zu, topics: %zu%s", core->settings->feed_count,
             core->settings->topic_count,
             service_health_config_refusal(core->health) != NULL
                 ? "; the changed config was refused, the old one goes on"
                 : "");
    notify_status(status);
}

bool core_reload(struct core *core, struct error *err)
{
    notify_reloading();
    bool is_taken = reload(core, err);
    if (!is_taken) {
        log_failure(core->log, LOG_LEVEL_ERROR, "the reload was refused, the old config goes on",
                    err);
        service_health_config_refused(core->health, err->message);
    } else {
        log_info(core->log, "the config was reloaded",
                 LOG_FIELDS(LOG_NUMBER("feeds", (int64_t)core->settings->feed_count),
                            LOG_NUMBER("topics", (int64_t)core->settings->topic_count)));
    }
    core_tell_status(core);
    notify_ready();
    return is_taken;
}
