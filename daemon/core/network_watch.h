/* network_watch.h: looks whether a file that the network's processes read (certificates, resolver)
 * was replaced. Landlock holds the file that stood there when a process started (TRUST 2.3), so
 * that only the next process can read the new one: they are replaced, one after the other. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct event_base;
struct log;
struct network_watch;

struct network_watch_parts { /* borrowed */
    struct event_base *base;
    struct log *log;
    int64_t period_ms; /* between two looks */
    int64_t step_ms;   /* between the replacements of two processes */
    /* Replaces process `index`, from 0. False: there are no more. */
    bool (*replace)(void *owner, size_t index);
    void *owner;
};

#define NETWORK_WATCH_PERIOD_MS 20000
#define NETWORK_WATCH_STEP_MS 2000

struct network_watch *network_watch_new(const struct network_watch_parts *parts);
void network_watch_free(struct network_watch *watch); /* NULL is allowed */

/* Takes the files as they are now, with these of the config's (entries may be NULL), for what the
 * processes see: they have just been started. */
void network_watch_set(struct network_watch *watch, const char *const *files, size_t count);
