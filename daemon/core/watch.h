/* watch.h: the watch list as the config wrote it: compiled, with what each topic's alerts need. */
#pragma once

#include "config/settings.h"
#include "feeds/topics/watch_list.h"

struct arena;
struct watch;

/* Loads the config at `path` and compiles its queries; with `before` only what that has not, and
 * the watch is not in force until watch_take_over(). Every mistake is reported, in one run, and the
 * warnings of the settings and of the queries that were compiled. False: there was a mistake,
 * nothing is set. */
bool watch_load_config(const char *path, struct watch *before, settings_on_problem *on_problem,
                       void *owner, struct settings **settings, struct watch **watch);

/* Puts a watch in force that was read with `before`, which is only to be freed from then on. */
void watch_take_over(struct watch *watch, struct watch *before);

/* As watch_load_config(), or without the secrets, but sets what could be read even of a config with
 * mistakes, as settings_load_broken() does; `*watch` is NULL when a query has one. False: there was
 * one. */
bool watch_read_config(const char *path, bool has_secrets, settings_on_problem *on_problem,
                       void *owner, struct settings **settings, struct watch **watch);

/* Compiles all queries of `settings`, which must outlive the watch; those that have no text are
 * left out. Mistakes and warnings are reported at their place in the files. NULL: there was a
 * mistake. */
struct watch *watch_new(const struct settings *settings, settings_on_problem *on_problem,
                        void *owner);
void watch_free(struct watch *watch); /* NULL is allowed */

/* Of all that decides what the topic matches, but the groups of feeds: the same in two configs
 * means the same query. */
uint64_t watch_topic_hash(const struct settings *settings, const struct topic_settings *topic);

/* Sets what feed: and group: of the source's queries may name, in `arena`. */
void watch_name_feeds(struct watch_list_source *source, const struct settings *settings,
                      struct arena *arena);

struct watch_list *watch_compiled(const struct watch *watch);
const struct topic_settings *watch_topic(const struct watch *watch, size_t index);

/* Names of the sinks that alerts of topic `index` go to. */
const char *const *watch_topic_sinks(const struct watch *watch, size_t index, size_t *count);
