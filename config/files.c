#include "config/files.h"

#include "config/base/arena.h"
#include "config/base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIRST_ROOM 4096

static ssize_t read_some(int fd, char *room, size_t size)
{
    ssize_t got;

    do
        got = read(fd, room, size);
    while (got < 0 && errno == EINTR);
    return got;
}

/* Up to a byte more than the limit. A file of /proc says that it is empty, and any file may grow:
 * its size is where the room begins. */
static bool read_all(struct arena *arena, int fd, size_t size, size_t limit,
                     struct file_content *content, struct error *err)
{
    size_t room = size < FIRST_ROOM ? FIRST_ROOM : size + 1, len = 0;
    char *bytes = arena_space(arena, room + 1, 1);
    ssize_t got;

    while ((got = read_some(fd, bytes + len, room - len)) > 0) {
        len += (size_t)got;
        if (len > limit)
            break;
        if (len < room)
            continue;
        room = room > limit / 2 ? limit + 1 : room * 2;
        bytes = memcpy(arena_space(arena, room + 1, 1), bytes, len);
    }
    if (got < 0) {
        error_set(err, "cannot be read: %s", strerror(errno));
        return false;
    }
    bytes[len] = '\0';
    content->bytes = bytes;
    content->len = len;
    return true;
}

static void refuse_size(size_t limit, struct error *err)
{
    error_set(err, "is larger than %zu bytes, the most for such a file", limit);
}

static bool read_regular(struct arena *arena, int fd, size_t limit, struct file_content *content,
                         struct error *err)
{
    struct stat st;

    if (fstat(fd, &st) != 0) {
        error_set(err, "cannot be read: %s", strerror(errno));
        return false;
    }
    if (S_ISDIR(st.st_mode)) {
        error_set(err, "is a folder; a file is due");
        return false;
    }
    if (!S_ISREG(st.st_mode)) {
        error_set(err, "is a device or a pipe; a regular file is due");
        return false;
    }
    if ((uintmax_t)st.st_size > limit ||
        !read_all(arena, fd, (size_t)st.st_size, limit, content, err) || content->len > limit) {
        if (err->message[0] == '\0')
            refuse_size(limit, err);
        return false;
    }
    content->mode = st.st_mode;
    return true;
}

bool file_read_rest(struct arena *arena, int fd, size_t limit, struct file_content *content,
                    struct error *err)
{
    *err = (struct error){0};
    *content = (struct file_content){0};
    if (!read_all(arena, fd, 0, limit, content, err))
        return false;
    if (content->len > limit)
        refuse_size(limit, err);
    return content->len <= limit;
}

bool file_read(struct arena *arena, const char *path, size_t limit, struct file_content *content,
               struct error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

    *err = (struct error){0};
    if (fd < 0) {
        error_set(err, "cannot be opened: %s", strerror(errno));
        return false;
    }
    bool is_read = read_regular(arena, fd, limit, content, err);
    close(fd);
    return is_read;
}

const char *file_path_beside(struct arena *arena, const char *from, const char *path)
{
    const char *slash = strrchr(from, '/');

    if (path[0] == '/' || slash == NULL)
        return arena_string(arena, path);
    return arena_format(arena, "%.*s/%s", (int)(slash - from), from, path);
}

bool file_write_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t written = write(fd, bytes, len);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        bytes += written;
        len -= (size_t)written;
    }
    return true;
}

const char *file_folder_of(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');

    if (slash == NULL)
        return ".";
    return slash == path ? "/" : arena_string_of(arena, path, (size_t)(slash - path));
}
