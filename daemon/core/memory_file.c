#include "daemon/core/memory_file.h"

#include "config/base/arena.h"
#include "daemon/core/pipeline.h"
#include "daemon/service/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FILE_NAME "storywatch.memory"
#define FILE_MODE 0600

static FILE *open_file(const char *path, int flags, const char *mode)
{
    int fd = open(path, flags | O_NOFOLLOW | O_CLOEXEC, FILE_MODE);
    FILE *file = fd < 0 ? NULL : fdopen(fd, mode);

    if (fd >= 0 && file == NULL)
        close(fd);
    return file;
}

bool memory_file_load(struct pipeline *pipeline, const char *state_dir, struct log *log)
{
    struct arena *arena = arena_new();
    const char *path = arena_format(arena, "%s/" FILE_NAME, state_dir);
    FILE *file = open_file(path, O_RDONLY, "r");
    bool is_loaded = false;

    (void)unlink(path);
    if (file != NULL) {
        is_loaded = pipeline_load(pipeline, file);
        fclose(file);
        if (!is_loaded)
            log_info(log, "the file of the dedup memory is of no use; it is made from the store",
                     LOG_FIELDS(LOG_TEXT("file", path)));
    }
    arena_free(arena);
    return is_loaded;
}

void memory_file_save(struct pipeline *pipeline, const char *state_dir, int64_t ms_max)
{
    struct arena *arena = arena_new();
    const char *path = arena_format(arena, "%s/" FILE_NAME, state_dir);
    FILE *file;

    (void)unlink(path);
    file = open_file(path, O_WRONLY | O_CREAT | O_EXCL, "w");
    bool is_saved = file != NULL && pipeline_save(pipeline, file, ms_max);

    if (file != NULL && fclose(file) != 0)
        is_saved = false;
    if (!is_saved)
        (void)unlink(path);
    arena_free(arena);
}
