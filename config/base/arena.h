/* arena.h: memory of one unit of work (a poll, a document, a reload), given back at once.
 *
 * Nothing here returns NULL (memory.h). What an outsider can make grow is bounded by whoever
 * allocates. */
#pragma once

#include "config/base/attributes.h"

#include <stddef.h>

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena); /* NULL is allowed */

/* Everything allocated dies. As much memory as was in use, up to 512 KiB, is kept for the next use.
 */
void arena_reset(struct arena *arena);

/* Zeroed, aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size);
void *arena_array(struct arena *arena, size_t count, size_t size);

/* As arena_array(), not zeroed: for what is written before it is read. */
void *arena_space(struct arena *arena, size_t count, size_t size);

/* NUL-terminated copies. */
char *arena_string(struct arena *arena, const char *text); /* NULL of NULL */
char *arena_string_of(struct arena *arena, const char *text, size_t len);
char *arena_format(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);

/* Bytes in use. */
size_t arena_size(const struct arena *arena);
