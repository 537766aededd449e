/* core_state.h: what the main process holds, shared by the few files that are its life. */
#pragma once

#include "config/base/clock.h"
#include "daemon/core/control.h"
#include "daemon/core/housekeeping.h"
#include "daemon/core/network_watch.h"
#include "daemon/core/options.h"
#include "daemon/core/polls.h"
#include "daemon/core/service_health.h"
#include "daemon/core/sinks.h"
#include "daemon/sandbox/sandbox.h"

struct event;

struct core {
    struct options options;
    struct log *log;
    struct event_base *base;
    struct settings *settings;
    struct watch *watch;
    struct roster *roster;
    struct store *store;
    struct spawner *spawner;
    struct signals *signals;
    struct committer *committer;
    struct pipeline *pipeline;
    struct fetchers *fetchers;
    struct sinks *sinks;
    struct polls *polls;
    struct housekeeping *housekeeping;
    struct network_watch *network_watch;
    struct service_health *health;
    struct control *control;
    struct event *last_moment; /* the end is not waited for any longer */
    struct sandbox_state sandbox;
    int64_t since;
    bool has_memory; /* the pipeline remembers what the store holds */
    bool is_ending;
    bool is_end_asked;
    struct moment end_asked;
    int exit_status;
};

/* What the pipeline must know of a config. */
struct pipeline_settings core_pipeline_settings(const struct settings *settings);

/* Puts a loaded and checked config in force and takes it; what was in force before is freed. On
 * failure nothing has changed but possibly the sinks' process, and the caller keeps both. */
bool core_put_in_force(struct core *core, struct settings *settings, struct watch *watch,
                       struct error *err);

/* Logs a warning of each example of the watch list that fails. */
void core_try_examples(struct core *core);

/* Reads the config anew and puts it in force; logs the outcome and tells the service manager.
 * False: the old one goes on. */
bool core_reload(struct core *core, struct error *err);

/* What `systemctl status` shows: how much is watched, and whether the config's last change was
 * refused. */
void core_tell_status(const struct core *core);

/* Answers a request of the control socket. */
json_t *core_answer(void *owner, const char *command, const char *argument);
json_t *core_refusal(const char *why); /* {"ok":false,"error":why} */
