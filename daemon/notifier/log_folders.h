/* log_folders.h: the folders of the log files: where they are made anew, and their predecessors are
 * looked for. The sandbox holds the folders that it saw; one that takes the place of another later
 * is out of its reach, and within that of the next process. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct log_folder;
struct notifier_setup_message;

struct log_folders { /* in the arena */
    const char **paths;
    struct log_folder *seen;
    size_t count;
};

/* Finds the folders as they are now: of each log's path, and of the file that the path leads to. */
void log_folders_find(struct log_folders *folders, const struct notifier_setup_message *setup,
                      struct arena *arena);

/* Is one of them there that is not what was there before? */
bool log_folders_have_changed(const struct log_folders *folders);
