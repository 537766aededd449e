/* faults.c: a library that is loaded before all others into storywatchd, and lets the tests fail
 * one of its calls, or write down what it does to its disk.
 *
 * FAULT_ROLE   the process that is meant: the first word of its command line, without a folder
 * FAULT_KIND   write, sync or memory: the call that fails, with ENOSPC, EIO, or NULL
 * FAULT_AT     which of them, from 1
 * FAULT_STACK  of memory: only those are counted that are asked for by this way through the program
 * FAULT_SPARE  of memory: a library that gets all it asks for: part of its file's name
 * FAULT_STACKS a file: instead of a failure, how often memory is asked for by which way
 * FAULT_FIRED  a file of one byte, which is not 0 any more when it has failed
 * FAULT_TRACE  a file that every process adds to: each change of a regular file, and each sync
 *
 * A record of the trace: operation, length of the path, of a second path or of the data, offset,
 * all in 8 bytes, then the path and the rest. */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define PATHS 4096
#define RECORD_MAX ((size_t)4 << 20)

enum operation {
    DID_WRITE = 1,
    DID_SYNC,
    DID_CUT,
    DID_RENAME,
    DID_REMOVE,
    DID_CREATE
};

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);

static const char *kind = "";
static uint64_t stack; /* 0: whichever */
static struct stacks *stacks;
static const char *spared;
static long at;
static long count;
static volatile char *fired; /* in memory: who closes all its files can fire, too */
static int trace_fd = -1;
static char *paths[PATHS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* ---- ways through the program: a call's innermost callers */

#define FRAMES 8 /* two of them are of this file */
#define STACKS ((size_t)1 << 15)

struct stacks {
    struct seen {
        uint64_t stack, count;
    } list[STACKS];
};

/* The same for the same way in each process, wherever its parts are in memory. */
static uint64_t way_here(void)
{
    void *callers[FRAMES];
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    struct dl_find_object object;
    int count = backtrace(callers, FRAMES);

    for (int i = 2; i < count; i++) {
        bool is_known = _dl_find_object(callers[i], &object) == 0;
        uint64_t place =
            is_known ? (uint64_t)((char *)callers[i] - (char *)object.dlfo_map_start) : 0;
        hash = (hash ^ place) * 1099511628211u;
    }
    return hash | 1;
}

static void note(uint64_t way)
{
    size_t i = way % STACKS;

    while (__atomic_load_n(&stacks->list[i].stack, __ATOMIC_SEQ_CST) != way) {
        uint64_t none = 0;
        if (__atomic_compare_exchange_n(&stacks->list[i].stack, &none, way, false, __ATOMIC_SEQ_CST,
                                        __ATOMIC_SEQ_CST))
            break;
        if (none != way)
            i = (i + 1) % STACKS;
    }
    __atomic_add_fetch(&stacks->list[i].count, 1, __ATOMIC_SEQ_CST);
}

/* NULL: there is no such file, of no such length. */
static void *map(const char *path, size_t len)
{
    int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
    void *memory = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

    syscall(SYS_close, fd);
    return memory == MAP_FAILED ? NULL : memory;
}

static void begin_stacks(void)
{
    const char *path = getenv("FAULT_STACKS"), *wanted = getenv("FAULT_STACK");
    void *callers[FRAMES];

    backtrace(callers, FRAMES); /* the first call loads a library */
    if (wanted != NULL)
        stack = strtoull(wanted, NULL, 16);
    if (path == NULL)
        return;
    stacks = map(path, sizeof(*stacks));
}

static bool is_meant(const char *role)
{
    char title[64] = "";
    int fd = (int)syscall(SYS_openat, AT_FDCWD, "/proc/self/cmdline", O_RDONLY | O_CLOEXEC);

    if (fd >= 0 && syscall(SYS_read, fd, title, sizeof(title) - 1) < 0)
        title[0] = '\0';
    if (fd >= 0)
        syscall(SYS_close, fd);
    const char *name = strrchr(title, '/');
    return strcmp(name == NULL ? title : name + 1, role) == 0;
}

static int open_to_append(const char *variable)
{
    const char *path = getenv(variable);

    return path == NULL ? -1
                        : (int)syscall(SYS_openat, AT_FDCWD, path,
                                       O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
}

__attribute__((constructor)) static void begin(void)
{
    const char *role = getenv("FAULT_ROLE");

    trace_fd = open_to_append("FAULT_TRACE");
    if (role == NULL || !is_meant(role))
        return;
    fired = map(getenv("FAULT_FIRED"), 1);
    if (fired == NULL || *fired != 0) /* by an earlier process */
        return;
    begin_stacks();
    spared = getenv("FAULT_SPARE");
    kind = getenv("FAULT_KIND");
    at = atol(getenv("FAULT_AT"));
}

/* Whether this call is the one that fails. */
static bool fails(const char *of_kind)
{
    static __thread bool is_looking; /* at the ways: no call of its own counts */

    if (is_looking || at == 0 || strcmp(kind, of_kind) != 0)
        return false;
    is_looking = true;
    uint64_t way = stack != 0 || stacks != NULL ? way_here() : 0;
    is_looking = false;
    if (stacks != NULL) {
        note(way);
        return false;
    }
    if (way != stack || __atomic_add_fetch(&count, 1, __ATOMIC_SEQ_CST) != at)
        return false;
    *fired = 1;
    return true;
}

static bool is_regular(int fd)
{
    struct stat st;

    return fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
}

/* ---- the trace */

static void record(enum operation operation, const char *path, const void *data, size_t len,
                   off_t offset)
{
    static char buffer[RECORD_MAX];
    const uint64_t head[4] = {operation, path == NULL ? 0 : strlen(path), len, (uint64_t)offset};

    if (trace_fd < 0 || path == NULL || sizeof(head) + head[1] + len > RECORD_MAX)
        return;
    pthread_mutex_lock(&lock);
    memcpy(buffer, head, sizeof(head));
    memcpy(buffer + sizeof(head), path, head[1]);
    if (len > 0)
        memcpy(buffer + sizeof(head) + head[1], data, len);
    syscall(SYS_write, trace_fd, buffer, sizeof(head) + head[1] + len);
    pthread_mutex_unlock(&lock);
}

static const char *path_of(int fd)
{
    return fd >= 0 && fd < PATHS ? paths[fd] : NULL;
}

static int opened(int fd, const char *path, int flags, bool is_new)
{
    struct stat st;

    if (trace_fd < 0 || fd < 0 || fd >= PATHS || fstat(fd, &st) != 0)
        return fd;
    free(paths[fd]);
    paths[fd] = S_ISREG(st.st_mode) || S_ISDIR(st.st_mode) ? strdup(path) : NULL;
    if (is_new && S_ISREG(st.st_mode))
        record(DID_CREATE, path, NULL, 0, 0);
    if ((flags & O_TRUNC) != 0 && !is_new)
        record(DID_CUT, path, NULL, 0, 0);
    return fd;
}

/* ---- calls */

static int do_open(int folder, const char *path, int flags, mode_t mode)
{
    bool is_new = (flags & O_CREAT) != 0 && faccessat(folder, path, F_OK, 0) != 0;

    return opened((int)syscall(SYS_openat, folder, path, flags, mode), path, flags, is_new);
}

#define OPEN(name)                                                                                 \
    int name(const char *path, int flags, ...)                                                     \
    {                                                                                              \
        va_list more;                                                                              \
        va_start(more, flags);                                                                     \
        mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;                           \
        va_end(more);                                                                              \
        return do_open(AT_FDCWD, path, flags, mode);                                               \
    }
#define OPENAT(name)                                                                               \
    int name(int folder, const char *path, int flags, ...)                                         \
    {                                                                                              \
        va_list more;                                                                              \
        va_start(more, flags);                                                                     \
        mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;                           \
        va_end(more);                                                                              \
        return do_open(folder, path, flags, mode);                                                 \
    }
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

ssize_t write(int fd, const void *data, size_t len)
{
    struct stat st;

    if (is_regular(fd) && fails("write")) {
        errno = ENOSPC;
        return -1;
    }
    ssize_t written = syscall(SYS_write, fd, data, len);
    if (written > 0 && path_of(fd) != NULL && fstat(fd, &st) == 0) {
        bool is_appended = (fcntl(fd, F_GETFL) & O_APPEND) != 0;
        off_t end = is_appended ? st.st_size : lseek(fd, 0, SEEK_CUR);
        record(DID_WRITE, path_of(fd), data, (size_t)written, end - written);
    }
    return written;
}

static void *join(const struct iovec *parts, int count_of_parts, size_t *len)
{
    *len = 0;
    for (int i = 0; i < count_of_parts; i++)
        *len += parts[i].iov_len;
    char *joined = __libc_malloc(*len + 1), *end = joined;
    for (int i = 0; i < count_of_parts; i++)
        end = (char *)memcpy(end, parts[i].iov_base, parts[i].iov_len) + parts[i].iov_len;
    return joined;
}

ssize_t writev(int fd, const struct iovec *parts, int count_of_parts)
{
    size_t len;

    if (!is_regular(fd))
        return syscall(SYS_writev, fd, parts, count_of_parts);
    void *joined = join(parts, count_of_parts, &len);
    ssize_t written = write(fd, joined, len);
    free(joined);
    return written;
}

ssize_t pwrite64(int fd, const void *data, size_t len, off64_t offset)
{
    if (is_regular(fd) && fails("write")) {
        errno = ENOSPC;
        return -1;
    }
    ssize_t written = syscall(SYS_pwrite64, fd, data, len, offset);
    if (written > 0)
        record(DID_WRITE, path_of(fd), data, (size_t)written, offset);
    return written;
}

ssize_t pwrite(int fd, const void *data, size_t len, off_t offset)
{
    return pwrite64(fd, data, len, offset);
}

static int sync_by(long call, int fd)
{
    if (fails("sync")) {
        errno = EIO;
        return -1;
    }
    int result = (int)syscall(call, fd);
    if (result == 0)
        record(DID_SYNC, path_of(fd), NULL, 0, 0);
    return result;
}

int fsync(int fd)
{
    return sync_by(SYS_fsync, fd);
}

int fdatasync(int fd)
{
    return sync_by(SYS_fdatasync, fd);
}

int ftruncate64(int fd, off64_t len)
{
    int result = (int)syscall(SYS_ftruncate, fd, len);

    if (result == 0)
        record(DID_CUT, path_of(fd), NULL, 0, len);
    return result;
}

int ftruncate(int fd, off_t len)
{
    return ftruncate64(fd, len);
}

int rename(const char *from, const char *to)
{
    int result = (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);

    if (result == 0)
        record(DID_RENAME, from, to, strlen(to), 0);
    return result;
}

int unlink(const char *path)
{
    int result = (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);

    if (result == 0)
        record(DID_REMOVE, path, NULL, 0, 0);
    return result;
}

/* ---- memory */

static bool is_spared(void *caller)
{
    struct dl_find_object object;

    return spared != NULL && _dl_find_object(caller, &object) == 0 &&
           strstr(object.dlfo_link_map->l_name, spared) != NULL;
}

#define MEMORY_FAILS() (!is_spared(__builtin_return_address(0)) && fails("memory"))

void *malloc(size_t size)
{
    if (!MEMORY_FAILS())
        return __libc_malloc(size);
    errno = ENOMEM;
    return NULL;
}

void *calloc(size_t number, size_t size)
{
    if (!MEMORY_FAILS())
        return __libc_calloc(number, size);
    errno = ENOMEM;
    return NULL;
}

void *realloc(void *old, size_t size)
{
    if (!MEMORY_FAILS())
        return __libc_realloc(old, size);
    errno = ENOMEM;
    return NULL;
}
