#include "daemon/core/service_health.h"

#include "config/base/arena.h"
#include "config/base/clock.h"
#include "config/base/error.h"
#include "config/base/memory.h"
#include "config/base/rfc3339.h"
#include "daemon/core/service_alert.h"
#include "daemon/core/sinks.h"
#include "store/deliveries.h"

#include <event2/event.h>
#include <stdlib.h>

#define LOOK_EVERY_S 60

struct service_health {
    struct service_health_parts parts;
    const struct settings *settings; /* NULL: none is in force yet */
    struct event *look;
    struct arena *arena; /* of one look */
    char *refused;       /* why the last config was; NULL: it was not */
    char *failed;        /* why the store could not be written; NULL: it can */
    struct moment failed_at;
    int64_t failed_since;
};

/* ---- what is told ---- */

static enum store_status tell_of_config(struct service_health *health, struct error *err)
{
    struct service_alert alert = {SERVICE_CONFIG_REFUSED, "config", clock_wall(),
                                  "The config was read: it is in force"};

    if (health->refused == NULL)
        return service_alert_end(health->parts.store, health->settings, &alert, err);
    alert.title = arena_format(
        health->arena, "The changed config was refused, the old one goes on: %s", health->refused);
    return service_alert_begin(health->parts.store, health->settings, &alert, err);
}

/* Since when is the store's: a restart does not make a dead sink young. That it fails still must
 * have been seen. */
static enum store_status tell_of_sink(struct service_health *health, size_t index,
                                      struct error *err)
{
    struct store *store = health->parts.store;
    const char *name = health->settings->sinks[index].name;
    const char *why = sinks_trouble(health->parts.sinks, index);
    struct service_alert alert = {SERVICE_SINK_DEAD, name, clock_wall(), NULL};
    int64_t since;
    enum store_status status = store_sink_failing_since(store, name, &since, err);

    if (status == STORE_FAILED)
        return STORE_FAILED;
    if (status == STORE_NONE) {
        alert.title = arena_format(health->arena, "The sink %s takes alerts again", name);
        return service_alert_end(store, health->settings, &alert, err);
    }
    if (why == NULL || alert.time - since < SERVICE_SINK_DEAD_S)
        return STORE_NONE;
    alert.title =
        arena_format(health->arena, "The sink %s has taken no alert for an hour: %s", name, why);
    return service_alert_begin(store, health->settings, &alert, err);
}

static enum store_status tell_of_store(struct service_health *health, struct error *err)
{
    char since[RFC3339_SIZE];
    const struct service_alert began = {
        SERVICE_STORE_FAILED, "store", health->failed_since,
        arena_format(health->arena, "The store could not be written from %s on: %s",
                     rfc3339_format(health->failed_since, since), health->failed)};
    const struct service_alert ended = {SERVICE_STORE_FAILED, "store", clock_wall(),
                                        "The store can be written again"};

    if (service_alert_begin(health->parts.store, health->settings, &began, err) == STORE_FAILED)
        return STORE_FAILED;
    return service_alert_end(health->parts.store, health->settings, &ended, err);
}

static enum store_status tell_all(struct service_health *health, struct error *err)
{
    if (tell_of_config(health, err) == STORE_FAILED)
        return STORE_FAILED;
    for (size_t i = 0; i < health->settings->sink_count; i++) {
        if (tell_of_sink(health, i, err) == STORE_FAILED)
            return STORE_FAILED;
    }
    return STORE_OK;
}

static enum store_status tell_of_change(struct service_health *health, struct error *err)
{
    if (service_alert_leave(health->parts.store, health->settings, clock_wall(), err) ==
        STORE_FAILED)
        return STORE_FAILED;
    return tell_all(health, err);
}

/* ---- when it is looked ---- */

/* False: the store took nothing; the next look says it anew. */
static bool write_down(struct service_health *health,
                       enum store_status (*write)(struct service_health *health, struct error *err))
{
    struct committer *committer = health->parts.committer;
    struct error err = {0};

    if (health->settings == NULL || !committer_begin(committer))
        return false;
    arena_reset(health->arena);
    if (write(health, &err) == STORE_FAILED) {
        committer_fail(committer, &err);
        return false;
    }
    committer_done(committer);
    return true;
}

static void on_look(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    write_down(arg, tell_all);
}

struct service_health *service_health_new(const struct service_health_parts *parts)
{
    static const struct timeval period = {LOOK_EVERY_S, 0};
    struct service_health *health = memory_new(1, sizeof(*health));

    health->parts = *parts;
    health->arena = arena_new();
    health->look = event_new(parts->base, -1, EV_PERSIST, on_look, health);
    if (health->look != NULL)
        event_add(health->look, &period);
    return health;
}

void service_health_free(struct service_health *health)
{
    if (health == NULL)
        return;
    if (health->look != NULL)
        event_free(health->look);
    arena_free(health->arena);
    free(health->refused);
    free(health->failed);
    free(health);
}

/* ---- what happens ---- */

static void set_text(char **text, const char *value)
{
    free(*text);
    *text = memory_string(value);
}

void service_health_config_taken(struct service_health *health, const struct settings *settings)
{
    health->settings = settings;
    set_text(&health->refused, NULL);
    write_down(health, tell_of_change);
}

void service_health_config_refused(struct service_health *health, const char *why)
{
    set_text(&health->refused, why);
    write_down(health, tell_of_config);
}

const char *service_health_config_refusal(const struct service_health *health)
{
    return health->refused;
}

void service_health_store_failed(struct service_health *health, const char *why)
{
    if (health->failed != NULL)
        return; /* it fails still */
    set_text(&health->failed, why);
    health->failed_at = clock_moment();
    health->failed_since = clock_wall();
}

void service_health_store_recovered(struct service_health *health)
{
    if (health->failed == NULL)
        return;
    bool is_told = moment_elapsed_ms(health->failed_at, clock_moment()) >= SERVICE_STORE_FAILED_MS;
    if (is_told && !(write_down(health, tell_of_store) && committer_flush(health->parts.committer)))
        return; /* it has failed anew, and is told of when it does no more */
    set_text(&health->failed, NULL);
}
