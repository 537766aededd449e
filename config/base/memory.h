/* memory.h: allocation for code that cannot go on without it.
 *
 * A process that is out of memory ends with one line on stderr: a fetcher is replaced, and the core
 * starts again from its store, which every crash leaves whole. So these never return NULL. */
#pragma once

#include <stddef.h>

/* Zeroed memory for `count` things of `size` bytes; the caller frees it. */
void *memory_new(size_t count, size_t size);

/* Zeroed cache lines, the first at the begin of one; the caller frees them. */
#define MEMORY_LINE 64
void *memory_new_lines(size_t count);

/* As realloc(), for `count` things of `size` bytes; what is added is not zeroed. */
void *memory_resize(void *old, size_t count, size_t size);

/* A copy of a NUL-terminated string, NULL of NULL; the caller frees it. */
char *memory_string(const char *text);

/* As malloc() and realloc(), for libraries that ask whom they are told to: most of them leave
 * something out when they get none. */
void *memory_take(size_t size);
void *memory_take_again(void *old, size_t size);

/* Ends the process as those above do: for who was refused memory in another way. */
_Noreturn void memory_end(void);

/* The length that printf() and its like return, which needs memory for some things, too. */
size_t memory_formatted(int len);

/* For a process that does the same work again and again: what it frees (up to 16 MiB) stays its
 * own, for the next use, where by default the system gets it back and is asked for it anew. */
void memory_keep_freed(void);
