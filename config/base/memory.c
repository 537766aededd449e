#include "config/base/memory.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void end_out_of_memory(void)
{
    fputs("out of memory\n", stderr);
    abort();
}

void *memory_new(size_t count, size_t size)
{
    void *memory = calloc(count == 0 ? 1 : count, size == 0 ? 1 : size);

    if (memory == NULL)
        end_out_of_memory();
    return memory;
}

void *memory_new_lines(size_t count)
{
    void *memory;
    size_t size;

    if (__builtin_mul_overflow(count == 0 ? 1 : count, MEMORY_LINE, &size) ||
        posix_memalign(&memory, MEMORY_LINE, size) != 0)
        end_out_of_memory();
    return memset(memory, 0, size);
}

void *memory_resize(void *old, size_t count, size_t size)
{
    void *memory = reallocarray(old, count == 0 ? 1 : count, size == 0 ? 1 : size);

    if (memory == NULL)
        end_out_of_memory();
    return memory;
}

char *memory_string(const char *text)
{
    char *copy = text == NULL ? NULL : strdup(text);

    if (copy == NULL && text != NULL)
        end_out_of_memory();
    return copy;
}

void memory_keep_freed(void)
{
    mallopt(M_TRIM_THRESHOLD, 16 << 20);
    mallopt(M_MMAP_THRESHOLD, 4 << 20); /* setting one fixes the other at 128 KiB */
}
