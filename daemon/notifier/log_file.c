#include "daemon/notifier/log_file.h"

#include "config/base/error.h"
#include "config/base/memory.h"
#include "daemon/notifier/log_tail.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define LOG_MODE 0640
#define LINE_MAX_BYTES (64L * 1024)    /* TRUST 4 */
#define TAIL_SIZE (4 * LINE_MAX_BYTES) /* holds a torn line and whole ones before it */

/* Opens the path's file, or makes one that the group can read, whatever the umask. */
static int open_path(const char *path)
{
    int flags = O_RDWR | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
    int fd = open(path, flags);

    if (fd >= 0 || errno != ENOENT)
        return fd;
    fd = open(path, flags | O_CREAT | O_EXCL, LOG_MODE);
    if (fd >= 0 && fchmod(fd, LOG_MODE) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

/* Reads the end of the file and cuts off what is torn. False: errno says why, or it is 0 and the
 * file is no log. */
static bool recover_tail(int fd, int64_t *last_id)
{
    off_t size = lseek(fd, 0, SEEK_END);

    if (size < 0)
        return false;
    size_t len = (size_t)(size < TAIL_SIZE ? size : TAIL_SIZE);
    off_t start = size - (off_t)len;
    char *bytes = memory_new(len, 1);
    bool is_read = pread(fd, bytes, len, start) == (ssize_t)len;
    struct log_tail tail = is_read ? log_tail_read(bytes, len) : (struct log_tail){0};
    free(bytes);
    if (!is_read)
        return false;
    if (tail.whole == 0 && start > 0) { /* a line without end, longer than any of ours */
        errno = 0;
        return false;
    }
    *last_id = tail.last_id;
    return tail.whole == len || ftruncate(fd, start + (off_t)tail.whole) == 0;
}

/* The folder of `path`; the caller closes it. */
static DIR *open_folder(const char *path)
{
    char *copy = memory_string(path);
    char *slash = strrchr(copy, '/');

    if (slash != NULL)
        slash[slash == copy ? 1 : 0] = '\0';
    DIR *folder = opendir(slash == NULL ? "." : copy);
    free(copy);
    return folder;
}

static int64_t last_id_of_file(int folder_fd, const char *name, uint64_t inode)
{
    int64_t last_id = 0;
    struct stat status;

    if (fstatat(folder_fd, name, &status, AT_SYMLINK_NOFOLLOW) != 0 || status.st_ino != inode ||
        !S_ISREG(status.st_mode))
        return 0;
    int fd = openat(folder_fd, name, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return 0;
    if (!recover_tail(fd, &last_id))
        last_id = 0;
    close(fd);
    return last_id;
}

/* The last alert of the file that had the path before it was rotated away; 0: it is not found. */
static int64_t last_id_of_predecessor(const char *path, uint64_t inode)
{
    DIR *folder = open_folder(path);
    int64_t last_id = 0;

    if (folder == NULL)
        return 0;
    for (struct dirent *entry; last_id == 0 && (entry = readdir(folder)) != NULL;)
        last_id = last_id_of_file(dirfd(folder), entry->d_name, inode);
    closedir(folder);
    return last_id;
}

/* What makes an open file ours. */
static bool take_hold(struct log_file *file, struct error *err)
{
    struct stat status;

    if (fstat(file->fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        error_set(err, "it is no regular file");
        return false;
    }
    if (flock(file->fd, LOCK_EX | LOCK_NB) != 0) {
        error_set(err,
                  errno == EWOULDBLOCK ? "another process writes to it" : "it cannot be locked");
        return false;
    }
    errno = 0;
    if (!recover_tail(file->fd, &file->last_id)) {
        error_set(err, "%s", errno == 0 ? "it holds no alert lines" : strerror(errno));
        return false;
    }
    if (file->last_id == 0 && file->inode != 0 && file->inode != status.st_ino)
        file->last_id = last_id_of_predecessor(file->path, file->inode);
    file->inode = status.st_ino;
    return true;
}

bool log_file_open(struct log_file *file, struct error *err)
{
    log_file_close(file);
    file->fd = open_path(file->path);
    if (file->fd < 0)
        error_set(err, "%s", strerror(errno));
    else if (take_hold(file, err))
        return true;
    error_add_context(err, "%s", file->path);
    log_file_close(file);
    return false;
}

void log_file_close(struct log_file *file)
{
    if (file->fd >= 0)
        close(file->fd);
    file->fd = -1;
}

bool log_file_is_current(const struct log_file *file)
{
    struct stat status;

    return file->fd >= 0 && stat(file->path, &status) == 0 && status.st_ino == file->inode;
}

/* How many of the lines are whole in `len` bytes of them; `*bytes` are theirs. */
static size_t count_whole(const struct log_line *lines, size_t count, size_t len, size_t *bytes)
{
    size_t whole = 0;

    *bytes = 0;
    while (whole < count && *bytes + lines[whole].len <= len)
        *bytes += lines[whole++].len;
    return whole;
}

/* Leaves `whole` of the lines, `bytes` long, behind `start`, on the disk; else closes the file,
 * whose next opening looks for itself. */
static size_t settle(struct log_file *file, off_t end, size_t whole)
{
    if (ftruncate(file->fd, end) == 0 && fdatasync(file->fd) == 0)
        return whole;
    log_file_close(file);
    return 0;
}

static ssize_t write_lines(int fd, const struct log_line *lines, size_t count)
{
    struct iovec vectors[LOG_FILE_BATCH_MAX];

    for (size_t i = 0; i < count; i++)
        vectors[i] = (struct iovec){.iov_base = lines[i].text, .iov_len = lines[i].len};
    return writev(fd, vectors, (int)count);
}

bool log_file_append(struct log_file *file, const struct log_line *lines, size_t count,
                     size_t *written, struct error *err)
{
    size_t bytes;

    assert(count <= LOG_FILE_BATCH_MAX);
    *written = 0;
    off_t start = lseek(file->fd, 0, SEEK_END);
    ssize_t len = start < 0 ? -1 : write_lines(file->fd, lines, count);
    int why = len < 0 ? errno : ENOSPC; /* that is what a short write means */
    size_t whole = count_whole(lines, count, len < 0 ? 0 : (size_t)len, &bytes);

    if (whole == count) {
        if (fdatasync(file->fd) == 0) {
            *written = count;
            file->last_id = lines[count - 1].id;
            return true;
        }
        /* What the page cache holds cannot be believed any more: written again, later. */
        why = errno;
        whole = bytes = 0;
    }
    error_set(err, "%s: %s", file->path, strerror(why));
    *written = start < 0 ? 0 : settle(file, start + (off_t)bytes, whole);
    if (*written > 0)
        file->last_id = lines[*written - 1].id;
    return false;
}
