#include "daemon/cli/new_file.h"

#include "config/base/arena.h"
#include "config/base/error.h"
#include "config/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MODE 0644 /* a config holds no secrets; the service reads it as another user */

static bool put_in_place(const char *from, const char *path, bool is_forced)
{
    return renameat2(AT_FDCWD, from, AT_FDCWD, path, is_forced ? 0 : RENAME_NOREPLACE) == 0;
}

/* The name is on the disk too. */
static void sync_folder(const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0)
        return;
    (void)fsync(fd);
    close(fd);
}

static bool write_into(struct arena *arena, const char *folder, const char *path, const char *bytes,
                       size_t len, bool is_forced)
{
    char *draft = arena_format(arena, "%s/.storywatch-XXXXXX", folder); /* no name that is read */
    int fd = mkostemp(draft, O_CLOEXEC);

    if (fd < 0)
        return false;
    bool is_written = file_write_all(fd, bytes, len) && fchmod(fd, MODE) == 0 && fsync(fd) == 0;
    close(fd);
    if (is_written && put_in_place(draft, path, is_forced)) {
        sync_folder(folder);
        return true;
    }
    int reason = errno;
    (void)unlink(draft);
    errno = reason;
    return false;
}

bool new_file_write(const char *path, const char *bytes, size_t len, bool is_forced,
                    struct error *err)
{
    struct arena *arena = arena_new();
    const char *folder = file_folder_of(arena, path);

    (void)mkdir(folder, 0755); /* where it is needed and cannot be had, the next step says so */
    bool is_written = write_into(arena, folder, path, bytes, len, is_forced);
    if (!is_written && errno == EEXIST)
        error_set(err, "it is there already; --force replaces it, --output FILE writes another");
    else if (!is_written)
        error_set(err, "it cannot be written: %s", strerror(errno));
    arena_free(arena);
    return is_written;
}
