/* files.h: small files read whole and with a bound, whatever their path names. */
#pragma once

#include "config/base/attributes.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct arena;
struct error;

struct file_content {
    const char *bytes; /* in the arena, NUL behind */
    size_t len;
    mode_t mode; /* of a file */
};

/* Only a regular file of at most `limit` bytes is read: a device or a pipe could go on for ever.
 * False and `err` (without the path) when it cannot be. */
bool file_read(struct arena *arena, const char *path, size_t limit, struct file_content *content,
               struct error *err) MUST_CHECK;

/* What an open descriptor still gives, a pipe's too: whoever writes it says where it ends. */
bool file_read_rest(struct arena *arena, int fd, size_t limit, struct file_content *content,
                    struct error *err) MUST_CHECK;

/* Writes all of it, whatever a single write takes. False, with errno: not all. */
bool file_write_all(int fd, const char *bytes, size_t len) MUST_CHECK;

/* The folder that holds `path`: "." for a bare name. */
const char *file_folder_of(struct arena *arena, const char *path);

/* `path` itself when it is absolute, else below the folder that holds the file `from`. */
const char *file_path_beside(struct arena *arena, const char *from, const char *path);
