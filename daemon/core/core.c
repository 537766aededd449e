/* core.c: the life of the main process.
 *
 *   options, config ──▶ store ──▶ spawner ──▶ sandbox ──▶ dedup memory, watch list ──▶ fetchers,
 * notifier ──▶ loop
 *
 * The loop ends with SIGTERM, with the spawner, or with --once when all is done; then what is under
 * way is waited for, a few seconds, committed and delivered. What was not is polled and delivered
 * by the next start. */
#include "daemon/core/core.h"

#include "config/base/arena.h"
#include "config/base/clock.h"
#include "config/base/error.h"
#include "daemon/core/core_state.h"
#include "daemon/core/memory_file.h"
#include "daemon/service/escape.h"
#include "daemon/service/log.h"
#include "daemon/service/notify.h"
#include "daemon/service/signals.h"

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LAST_DELIVERIES_S 60 /* --once: a sink that answers nothing is not waited for longer */
#define LAST_POLLS_S 3       /* what is under way when the end is asked for may take so long */
#define LAST_SAVE_MS 4000    /* the dedup memory must be written so soon after that */

/* ---- the end ---- */

static void on_deliveries_idle(void *owner)
{
    struct core *core = owner;

    event_base_loopbreak(core->base);
}

static void on_last_moment(evutil_socket_t fd, short what, void *arg)
{
    struct core *core = arg;

    (void)fd;
    (void)what;
    event_base_loopbreak(core->base);
}

static void finish_when_idle(struct core *core)
{
    if (core->is_ending && polls_under_way(core->polls) == 0)
        sinks_finish(core->sinks);
}

static void begin_end(struct core *core)
{
    static const struct timeval wait = {LAST_POLLS_S, 0};

    if (!core->is_end_asked)
        core->end_asked = clock_moment();
    core->is_end_asked = true;
    if (!evtimer_pending(core->last_moment, NULL))
        evtimer_add(core->last_moment, &wait);
    if (core->is_ending)
        return;
    core->is_ending = true;
    notify_stopping();
    polls_stop(core->polls);
    finish_when_idle(core);
}

static void on_all_polled(void *owner)
{
    static const struct timeval wait = {LAST_DELIVERIES_S, 0};
    struct core *core = owner;

    core->is_ending = true;
    evtimer_add(core->last_moment, &wait);
    sinks_finish(core->sinks);
}

static void end_failed(struct core *core)
{
    core->exit_status = CORE_EXIT_FAILED;
    begin_end(core);
}

/* ---- what the parts tell ---- */

static void on_committed(void *owner)
{
    struct core *core = owner;

    polls_on_committed(core->polls);
    sinks_pump(core->sinks);
    finish_when_idle(core);
}

/* The memory of what was rolled back is made anew when the store takes writes again: until then
 * nothing is judged. */
static void on_rolled_back(void *owner)
{
    struct core *core = owner;

    polls_on_rolled_back(core->polls);
    service_health_store_failed(core->health, committer_trouble(core->committer));
    if (core->options.is_once)
        end_failed(core);
}

/* With half a memory, copies would lead stories and alert again. */
static void on_recovered(void *owner)
{
    struct core *core = owner;
    struct error err = {0};

    if (pipeline_rebuild(core->pipeline, clock_wall(), &err) == STORE_FAILED) {
        committer_fail(core->committer, &err);
        return;
    }
    polls_on_recovered(core->polls);
    service_health_store_recovered(core->health);
    sinks_pump(core->sinks);
}

static const struct committer_handler committer_handler = {on_committed, on_rolled_back,
                                                           on_recovered};

static void on_polled(void *owner, struct job *job, const struct polled_message *polled)
{
    struct core *core = owner;

    polls_on_polled(core->polls, job, polled);
}

static void on_returned(void *owner, struct job *job, const struct in6_addr *address)
{
    struct core *core = owner;

    polls_on_returned(core->polls, job, address);
}

static void on_lost(void *owner, struct job *job, bool is_guilty, const char *why)
{
    struct core *core = owner;

    polls_on_lost(core->polls, job, is_guilty, why);
}

static void on_fetcher_ready(void *owner)
{
    struct core *core = owner;

    polls_tell_holds(core->polls);
}

static void on_room(void *owner)
{
    struct core *core = owner;

    polls_on_room(core->polls);
    finish_when_idle(core);
}

static const struct fetchers_handler fetchers_handler = {on_polled, on_returned, on_lost,
                                                         on_fetcher_ready, on_room};

static struct child_link *link_of(const struct core *core, enum role role, unsigned number)
{
    return role == ROLE_FETCHER ? fetchers_link(core->fetchers, number) : sinks_link(core->sinks);
}

static void on_child_started(void *owner, enum role role, unsigned number, pid_t pid)
{
    child_link_on_started(link_of(owner, role, number), pid);
}

static void on_child_failed(void *owner, enum role role, unsigned number, int code)
{
    child_link_on_failed(link_of(owner, role, number), code);
}

static void on_child_ended(void *owner, enum role role, unsigned number, pid_t pid, int status)
{
    child_link_on_ended(link_of(owner, role, number), pid, status);
}

static void on_spawner_lost(void *owner)
{
    struct core *core = owner;

    log_error(core->log, "the spawner has ended, and with it the service", NULL);
    core->exit_status = CORE_EXIT_FAILED;
    event_base_loopbreak(core->base);
}

static const struct spawner_handler spawner_handler = {on_child_started, on_child_failed,
                                                       on_child_ended, on_spawner_lost};

/* ---- signals ---- */

static void on_terminate(void *owner)
{
    begin_end(owner);
}

static void on_reload(void *owner)
{
    struct core *core = owner;
    struct error err = {0};

    if (!core->is_ending && !core->options.is_once)
        core_reload(core, &err);
}

static void on_reopen(void *owner)
{
    struct core *core = owner;

    sinks_reopen(core->sinks);
}

static const struct signals_handler signals_handler = {on_terminate, on_reload, on_reopen};

/* ---- the start ---- */

static bool enter_sandbox(struct core *core, struct error *err)
{
    if (!sandbox_enter_core(core->settings->state_dir, &core->sandbox, err))
        return false;
    if (core->sandbox.missing[0] == '\0')
        return true;
    if (core->settings->sandbox == SANDBOX_REQUIRE) {
        error_set(err, "the sandbox cannot be had (%s), and the config says `sandbox: require`",
                  core->sandbox.missing);
        return false;
    }
    log_warning(core->log, "the sandbox is not whole",
                LOG_FIELDS(LOG_TEXT("why", core->sandbox.missing)));
    return true;
}

static bool open_base(struct core *core, struct error *err)
{
    core->base = event_base_new();
    if (core->base == NULL) {
        error_set(err, "cannot make an event loop: out of memory or descriptors");
        return false;
    }
    core->last_moment = evtimer_new(core->base, on_last_moment, core);
    core->signals = signals_open(core->base, &signals_handler, core, err);
    return core->signals != NULL;
}

static bool open_memory(struct core *core, struct error *err)
{
    const struct pipeline_settings settings = core_pipeline_settings(core->settings);

    core->pipeline = pipeline_new(core->store, &settings);
    core->has_memory = memory_file_load(core->pipeline, core->settings->state_dir, core->log) ||
                       pipeline_rebuild(core->pipeline, clock_wall(), err) != STORE_FAILED;
    return core->has_memory;
}

/* The fetchers, then the notifier. */
static bool replace_process(void *owner, size_t index)
{
    struct core *core = owner;
    size_t fetchers = fetchers_count(core->fetchers);

    if (core->is_ending || index > fetchers)
        return false;
    child_link_start(index < fetchers ? fetchers_link(core->fetchers, (unsigned)index + 1)
                                      : sinks_link(core->sinks));
    return true;
}

static void make_parts(struct core *core)
{
    const struct sinks_parts sinks = {core->base, core->store, core->committer, core->spawner,
                                      core->log};
    const struct housekeeping_parts housekeeping = {core->base, core->store, core->committer,
                                                    core->pipeline, core->log};

    core->fetchers = fetchers_new(core->base, core->spawner, core->log, &fetchers_handler, core);
    core->sinks = sinks_new(&sinks, on_deliveries_idle, core);
    core->housekeeping = housekeeping_new(&housekeeping);
    const struct network_watch_parts network = {.base = core->base,
                                                .log = core->log,
                                                .period_ms = NETWORK_WATCH_PERIOD_MS,
                                                .step_ms = NETWORK_WATCH_STEP_MS,
                                                .replace = replace_process,
                                                .owner = core};
    core->network_watch = network_watch_new(&network);
    const struct service_health_parts health = {core->base, core->store, core->committer,
                                                core->sinks};
    core->health = service_health_new(&health);
    const struct polls_parts polls = {core->base,     core->store,    core->committer,
                                      core->pipeline, core->fetchers, core->log};
    core->polls = polls_new(&polls, core->options.is_once, on_all_polled, core);
}

static bool start(struct core *core, struct error *err)
{
    const char *state_dir = core->settings->state_dir;

    if (!sandbox_enter_base(err) || !sandbox_enter_service(&core->sandbox, err) ||
        !open_base(core, err))
        return false;
    core->store = store_open(state_dir, STORE_WRITER, err);
    if (core->store == NULL)
        return false;
    core->spawner = spawner_start(core->base, &spawner_handler, core, err);
    if (core->spawner == NULL || !enter_sandbox(core, err))
        return false;
    core->committer = committer_new(core->base, core->store, core->log, &committer_handler, core);
    if (!open_memory(core, err))
        return false;
    make_parts(core);
    core_try_examples(core);
    struct settings *settings = core->settings;
    struct watch *watch = core->watch;
    core->settings = NULL; /* core_put_in_force() frees what was in force before */
    core->watch = NULL;
    if (!core_put_in_force(core, settings, watch, err)) {
        watch_free(watch);
        settings_free(settings);
        return false;
    }
    core->control = control_open(core->base, core->settings->state_dir, core_answer, core, err);
    return core->control != NULL;
}

static void say_ready(struct core *core)
{
    log_info(core->log, "started",
             LOG_FIELDS(LOG_TEXT("version", STORYWATCH_VERSION),
                        LOG_NUMBER("feeds", (int64_t)core->settings->feed_count),
                        LOG_NUMBER("topics", (int64_t)core->settings->topic_count),
                        LOG_TEXT("state_dir", core->settings->state_dir)));
    core_tell_status(core);
    notify_ready();
}

/* For the next start, unless the store is behind the memory. */
static void keep_memory(struct core *core)
{
    int64_t elapsed = core->is_end_asked ? moment_elapsed_ms(core->end_asked, clock_moment()) : 0;

    if (core->has_memory && core->exit_status == CORE_EXIT_DONE && committer_flush(core->committer))
        memory_file_save(core->pipeline, core->settings->state_dir, LAST_SAVE_MS - elapsed);
}

static void close_core(struct core *core)
{
    keep_memory(core);
    control_close(core->control);
    housekeeping_free(core->housekeeping);
    network_watch_free(core->network_watch);
    committer_free(core->committer); /* commits what is open, which the parts are told */
    polls_free(core->polls);
    service_health_free(core->health);
    sinks_free(core->sinks);
    fetchers_free(core->fetchers);
    spawner_close(core->spawner);
    pipeline_free(core->pipeline);
    roster_free(core->roster);
    watch_free(core->watch);
    settings_free(core->settings);
    if (core->store != NULL)
        (void)store_checkpoint(core->store, true, NULL); /* the next start finds a short log */
    store_close(core->store);
    signals_close(core->signals);
    if (core->last_moment != NULL)
        event_free(core->last_moment);
    if (core->base != NULL)
        event_base_free(core->base);
}

static int run(struct core *core)
{
    struct error err = {0};

    core->since = clock_wall();
    srandom((unsigned)(core->since ^ getpid()));
    if (start(core, &err)) {
        say_ready(core);
        event_base_dispatch(core->base);
        log_info(core->log, "ended", NULL);
    } else {
        log_failure(core->log, LOG_LEVEL_ERROR, "cannot start", &err);
        core->exit_status = CORE_EXIT_FAILED;
    }
    close_core(core);
    return core->exit_status;
}

static void print_problem(void *owner, const struct settings_problem *problem)
{
    struct arena *arena = arena_new();

    (void)owner;
    fprintf(stderr, "%s:%u:%u: %s%s\n", escape_terminal_string(problem->place.file, arena),
            problem->place.line, problem->place.column, problem->is_warning ? "warning: " : "",
            escape_terminal_string(problem->message, arena));
    arena_free(arena);
}

int core_main(int argc, char **argv)
{
    struct core core = {.log = NULL};

    switch (options_read(argc, argv, &core.options)) {
    case OPTIONS_RUN:
        break;
    case OPTIONS_ANSWERED:
        return CORE_EXIT_DONE;
    case OPTIONS_WRONG:
        return CORE_EXIT_USAGE;
    }
    if (!watch_load_config(core.options.config, NULL, print_problem, NULL, &core.settings,
                           &core.watch))
        return CORE_EXIT_CONFIG;
    core.log = log_open("core", STDERR_FILENO);
    int status = run(&core);
    log_close(core.log);
    return status;
}
