#include "config/base/memory.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void memory_end(void)
{
    fputs("out of memory\n", stderr);
    abort();
}

void *memory_new(size_t count, size_t size)
{
    void *memory = calloc(count == 0 ? 1 : count, size == 0 ? 1 : size);

    if (memory == NULL)
        memory_end();
    return memory;
}

void *memory_new_lines(size_t count)
{
    void *memory;
    size_t size;

    if (__builtin_mul_overflow(count == 0 ? 1 : count, MEMORY_LINE, &size) ||
        posix_memalign(&memory, MEMORY_LINE, size) != 0)
        memory_end();
    return memset(memory, 0, size);
}

void *memory_resize(void *old, size_t count, size_t size)
{
    void *memory = reallocarray(old, count == 0 ? 1 : count, size == 0 ? 1 : size);

    if (memory == NULL)
        memory_end();
    return memory;
}

char *memory_string(const char *text)
{
    char *copy = text == NULL ? NULL : strdup(text);

    if (copy == NULL && text != NULL)
        memory_end();
    return copy;
}

void *memory_take(size_t size)
{
    void *memory = malloc(size == 0 ? 1 : size);

    if (memory == NULL)
        memory_end();
    return memory;
}

void *memory_take_again(void *old, size_t size)
{
    return memory_resize(old, 1, size);
}

size_t memory_formatted(int len)
{
    if (len < 0)
        memory_end();
    return (size_t)len;
}

void memory_keep_freed(void)
{
    mallopt(M_TRIM_THRESHOLD, 16 << 20);
    mallopt(M_MMAP_THRESHOLD, 4 << 20); /* setting one fixes the other at 128 KiB */
}
