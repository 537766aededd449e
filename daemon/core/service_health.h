/* service_health.h: how the service itself is, looked at once a minute and at every change, and
 * told by alerts (service_alert.h) of sinks, store and config. Feeds are looked at with their
 * polls. */
#pragma once

#include "config/settings.h"
#include "daemon/core/committer.h"

struct event_base;
struct service_health;
struct sinks;

#define SERVICE_SINK_DEAD_S INT64_C(3600) /* a sink that fails for so long is dead */
#define SERVICE_STORE_FAILED_MS 60000     /* a disk that is full for a shorter time is not told */

struct service_health_parts { /* all borrowed */
    struct event_base *base;
    struct store *store;
    struct committer *committer;
    const struct sinks *sinks;
};

struct service_health *service_health_new(const struct service_health_parts *parts);
void service_health_free(struct service_health *health); /* NULL is allowed */

/* A config is in force; it is borrowed until the next call. */
void service_health_config_taken(struct service_health *health, const struct settings *settings);
/* One was refused at a reload, for this reason. */
void service_health_config_refused(struct service_health *health, const char *why);
/* Why the config of the last reload was refused; NULL: it was not. Until the next reload. */
const char *service_health_config_refusal(const struct service_health *health);

/* A write has failed, for this reason. What cannot be stored now is when the store can be written
 * again. */
void service_health_store_failed(struct service_health *health, const char *why);
void service_health_store_recovered(struct service_health *health);
