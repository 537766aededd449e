#include "store/lock.h"

#include "config/base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static int fail(int fd, struct error *err, const char *path, const char *what)
{
    error_set(err, "%s: cannot %s the lock: %s", path, what, strerror(errno));
    lock_release(fd);
    return -1;
}

static int refuse(int fd, struct error *err, const char *path)
{
    char pid[24] = "";
    ssize_t len = pread(fd, pid, sizeof(pid) - 1, 0);

    pid[len < 0 ? 0 : (size_t)len] = '\0';
    error_set(err,
              "%s: another storywatchd (process %ld) works in this folder; stop it, or give each "
              "its own state_dir",
              path, strtol(pid, NULL, 10));
    lock_release(fd);
    return -1;
}

int lock_take(const char *state_dir, struct error *err)
{
    char path[4096];

    snprintf(path, sizeof(path), "%s/lock", state_dir);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);
    if (fd < 0)
        return fail(fd, err, path, "open");
    if (flock(fd, LOCK_EX | LOCK_NB) != 0)
        return errno == EWOULDBLOCK ? refuse(fd, err, path) : fail(fd, err, path, "take");
    if (ftruncate(fd, 0) != 0 || dprintf(fd, "%ld\n", (long)getpid()) < 0)
        return fail(fd, err, path, "write");
    return fd;
}

void lock_release(int lock)
{
    if (lock >= 0)
        close(lock);
}
