/* log_file.h: the file of a log sink, a copy of the store's alerts that survives any crash of ours
 * (TRUST 5.3). Its functions wait for the disk: they are a worker's, never the loop's. */
#pragma once

#include "config/base/attributes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;

struct log_line {
    int64_t id;
    char *text; /* with its newline */
    size_t len;
};

#define LOG_FILE_BATCH_MAX 256 /* lines */

struct log_file {
    const char *path; /* borrowed */
    int fd;           /* -1: not open */
    uint64_t inode;   /* of the file that is or was open, or that the store remembers; 0: none */
    int64_t last_id;  /* of the file's last line; while the file is new, of its predecessor's */
};

/* Opens the file under a lock (created 0640 when there is none), cuts off a torn last line and sets
 * inode and last_id. When the path leads to a new file, the one of the old `inode` is looked for
 * beside it. False: it is closed. */
MUST_CHECK bool log_file_open(struct log_file *file, struct error *err);
void log_file_close(struct log_file *file);

/* False when the path leads to another file by now (it was rotated), or the file is closed. */
bool log_file_is_current(const struct log_file *file);

/* Appends `count` <= LOG_FILE_BATCH_MAX lines with one write and syncs them. False: only the first
 * `*written` are in it, whole and synced, or it is closed when not even that could be had. */
MUST_CHECK bool log_file_append(struct log_file *file, const struct log_line *lines, size_t count,
                                size_t *written, struct error *err);
