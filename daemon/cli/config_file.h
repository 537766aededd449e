/* config_file.h: the config and the store that a command works on. */
#pragma once

#include "config/settings.h"

struct arena;
struct arguments;
struct store;
struct usage;
struct watch;

/* Reads no secrets, which only the service may. NULL: every mistake has been printed; the command
 * ends with CLI_CONFIG. */
struct settings *config_file_load(const char *path);

/* For commands that read what the service stored, or ask it: as config_file_load(), but goes on
 * with what is whole of a config with mistakes, which stderr says in a line. NULL: not even its
 * state_dir can be read. */
struct settings *config_file_load_usable(const char *path);

/* False: every mistake of the queries has been printed, at its place; the command ends with
 * CLI_CONFIG. */
bool config_file_has_good_queries(const struct settings *settings);

/* As examples_hold(), items being looked up in the config's store, if there is one. */
bool config_file_examples_hold(const struct settings *settings, settings_on_problem *on_problem,
                               void *owner);

/* False: a reload would be refused for the queries or examples; every mistake has been printed. */
bool config_file_would_be_taken(const struct settings *settings);

/* "FILE:LINE:COLUMN: MESSAGE" on stderr, or, for settings_load(), on the stream given as owner. */
void config_file_print_problem(void *stream, const struct settings_problem *problem);
/* The same on stderr, but for warnings, which are `check`'s. */
void config_file_print_mistake(void *owner, const struct settings_problem *problem);

/* How much there is in it: "2 feeds, 3 topics, 1 sink". In `arena`. */
const char *config_file_extent(const struct settings *settings, struct arena *arena);

/* The store of the config's state folder, for reading. NULL: stderr says why; the command ends with
 * CLI_WRONG. */
struct store *config_file_open_store(const struct settings *settings);

/* True when the config or the store knows the feed; else stderr says that there is none. */
bool config_file_has_feed(const struct settings *settings, struct store *store, const char *name);

/* The life of a command that reads or asks: reads its arguments and what is usable of the config,
 * and hands both to `run`. Returns the exit status. */
int config_file_run(int argc, char **argv, const struct usage *usage,
                    int (*run)(const struct settings *settings, const struct arguments *arguments));
/* The same for arguments that are read, and of which the command asks more. */
int config_file_run_on(const struct arguments *arguments,
                       int (*run)(const struct settings *settings,
                                  const struct arguments *arguments));
