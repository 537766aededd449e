#include "config/base/arena.h"

#include "config/base/memory.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_SIZE ((size_t)2 * 1024) /* a thousand jobs wait with little more than a URL */
#define BLOCK_SIZE ((size_t)32 * 1024)
#define KEPT_SIZE ((size_t)512 * 1024) /* one large document does not hold its memory for ever */
#define ALIGNMENT _Alignof(max_align_t)

struct block {
    struct block *next;
    size_t capacity;
    size_t used;
    max_align_t data[];
};

/* The newest block is first; a larger one than `block_size` serves one large allocation. Each block
 * is twice as large as the one before, up to BLOCK_SIZE. */
struct arena {
    struct block *blocks;
    size_t block_size;
    size_t size;
};

struct arena *arena_new(void)
{
    struct arena *arena = memory_new(1, sizeof(*arena));

    arena->block_size = FIRST_SIZE;
    return arena;
}

static void free_blocks(struct block *block)
{
    while (block != NULL) {
        struct block *next = block->next;
        free(block);
        block = next;
    }
}

void arena_free(struct arena *arena)
{
    if (arena == NULL)
        return;
    free_blocks(arena->blocks);
    free(arena);
}

/* One block is kept. Where there were more, the next one holds what they held together, so that the
 * same work finds its memory in one piece. */
void arena_reset(struct arena *arena)
{
    struct block *block = arena->blocks;

    if (block != NULL && (block->next != NULL || block->capacity > KEPT_SIZE)) {
        arena->block_size = arena->size > KEPT_SIZE    ? KEPT_SIZE
                            : arena->size > BLOCK_SIZE ? arena->size
                                                       : BLOCK_SIZE;
        free_blocks(block);
        arena->blocks = NULL;
    } else if (block != NULL) {
        block->used = 0;
    }
    arena->size = 0;
}

static struct block *add_block(struct arena *arena, size_t size)
{
    size_t capacity = size > arena->block_size ? size : arena->block_size;
    struct block *block = memory_resize(NULL, 1, sizeof(*block) + capacity);

    *block = (struct block){.next = arena->blocks, .capacity = capacity};
    arena->blocks = block;
    if (arena->block_size < BLOCK_SIZE)
        arena->block_size *= 2;
    return block;
}

static void *alloc_raw(struct arena *arena, size_t size)
{
    size_t rounded = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    struct block *block = arena->blocks;

    if (rounded < size)
        rounded = SIZE_MAX / 2; /* no such block: ends out of memory */
    if (block == NULL || block->capacity - block->used < rounded)
        block = add_block(arena, rounded);
    void *memory = (char *)block->data + block->used;
    block->used += rounded;
    arena->size += rounded;
    return memory;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    return memset(alloc_raw(arena, size), 0, size);
}

static size_t size_of(size_t count, size_t size)
{
    size_t total;

    return __builtin_mul_overflow(count, size, &total) ? SIZE_MAX : total;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    return arena_alloc(arena, size_of(count, size));
}

void *arena_space(struct arena *arena, size_t count, size_t size)
{
    return alloc_raw(arena, size_of(count, size));
}

char *arena_string_of(struct arena *arena, const char *text, size_t len)
{
    char *copy = alloc_raw(arena, len + 1);

    if (len > 0)
        memcpy(copy, text, len);
    copy[len] = '\0';
    return copy;
}

char *arena_string(struct arena *arena, const char *text)
{
    return text == NULL ? NULL : arena_string_of(arena, text, strlen(text));
}

char *arena_format(struct arena *arena, const char *format, ...)
{
    va_list args, again;

    va_start(args, format);
    va_copy(again, args);
    size_t len = memory_formatted(vsnprintf(NULL, 0, format, args));
    va_end(args);
    char *text = alloc_raw(arena, len + 1);
    memory_formatted(vsnprintf(text, len + 1, format, again));
    va_end(again);
    return text;
}

size_t arena_size(const struct arena *arena)
{
    return arena->size;
}
