/* memory_file.h: the dedup memory in a file beside the store, from a clean end to the next start.
 *
 * A start with a million stories in its window takes half a second by it instead of ten
 * seconds. It is a copy of what the store says and no more: where it is missing, torn, of another
 * program or of another state of the store, the memory is made from the store. A start removes it,
 * so that none outlives what the service does next. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct log;
struct pipeline;

/* False: the memory must be made from the store. */
bool memory_file_load(struct pipeline *pipeline, const char *state_dir, struct log *log);

/* At the end, when all is committed. Takes `ms_max` milliseconds at most, and leaves no file where
 * it cannot be written. */
void memory_file_save(struct pipeline *pipeline, const char *state_dir, int64_t ms_max);
