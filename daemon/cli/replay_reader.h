/* replay_reader.h: the items of a replay, read ahead. A thread does with each line what a fetcher
 * does with an item (texts, fingerprint, revision), while the caller does the core's part with
 * those before. */
#pragma once

#include "config/base/buffer.h"
#include "daemon/cli/replay_item.h"
#include "feeds/dedup/fingerprint.h"

#include <stdint.h>

struct arena;
struct error;
struct replay_reader;

struct replay_fetched {
    struct replay_item in; /* its texts read */
    uint64_t revision;
    struct fingerprint fingerprint;
    struct buffer encoded; /* the fingerprint */
    struct arena *arena;   /* where all of it lives; the caller may put more there */
};

/* `in`, a file descriptor, stays the caller's, and is the reader's to read from until it is freed.
 * NULL: out of memory, threads or descriptors. */
struct replay_reader *replay_reader_new(int in);
void replay_reader_free(struct replay_reader *reader); /* NULL is allowed; never waits for input */

/* Lives until the next call. NULL: at the end of the input, where `err` is as it was, or at a line
 * that is no item or cannot be read: `err` says what is wrong. Not to be called again then. */
const struct replay_fetched *replay_reader_next(struct replay_reader *reader, struct error *err);

/* Of the last item or fault that replay_reader_next() returned; from 1, blank ones count. 0: none
 * yet. */
size_t replay_reader_line(const struct replay_reader *reader);
