#include "daemon/notifier/log_folders.h"

#include "config/base/arena.h"
#include "daemon/ipc/message.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct log_folder {
    dev_t device;
    ino_t inode; /* 0: it is not there */
};

static struct log_folder look_at(const char *path)
{
    struct stat status;

    if (stat(path, &status) != 0)
        return (struct log_folder){.inode = 0};
    return (struct log_folder){.device = status.st_dev, .inode = status.st_ino};
}

static void add_folder_of(struct log_folders *folders, const char *path, struct arena *arena)
{
    const char *slash = path == NULL ? NULL : strrchr(path, '/');

    if (slash == NULL)
        return;
    const char *folder = arena_string_of(arena, path, slash == path ? 1 : (size_t)(slash - path));
    folders->paths[folders->count] = folder;
    folders->seen[folders->count++] = look_at(folder);
}

void log_folders_find(struct log_folders *folders, const struct notifier_setup_message *setup,
                      struct arena *arena)
{
    size_t most = 2 * (size_t)setup->sink_count;

    folders->paths = arena_array(arena, most, sizeof(*folders->paths));
    folders->seen = arena_array(arena, most, sizeof(*folders->seen));
    folders->count = 0;
    for (uint32_t i = 0; i < setup->sink_count; i++) {
        const char *path = setup->sinks[i].path;
        if (setup->sinks[i].type != NOTIFIER_LOG || path == NULL)
            continue;
        add_folder_of(folders, path, arena);
        char *file = realpath(path, NULL); /* NULL: it is not there yet, and no link */
        add_folder_of(folders, file, arena);
        free(file);
    }
}

bool log_folders_have_changed(const struct log_folders *folders)
{
    for (size_t i = 0; i < folders->count; i++) {
        struct log_folder now = look_at(folders->paths[i]);
        if (now.inode != 0 &&
            (now.inode != folders->seen[i].inode || now.device != folders->seen[i].device))
            return true;
    }
    return false;
}
