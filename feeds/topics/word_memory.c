#include "feeds/topics/word_memory.h"

#include "config/base/arena.h"
#include "config/base/memory.h"

#include <stdlib.h>
#include <string.h>

#define WORDS_MAX ((size_t)1 << 18)
#define SIZE_MAX_KEPT ((size_t)64 << 20)
#define FIRST_SLOTS 1024

#define SHORT_WORD 24

/* A short word stands in its slot, which then is all of memory that finding it reads. */
struct word {
    uint64_t hash;
    struct word_tests tests;
    const char *long_word;       /* NULL: it is short */
    char short_word[SHORT_WORD]; /* "": the slot is free, unless the word is long */
};

_Static_assert(sizeof(struct word) == MEMORY_LINE, "a slot is a cache line");

struct word_memory {
    struct word *slots; /* hash table */
    size_t slot_count;
    size_t count;
    struct arena *arena;
};

struct word_memory *word_memory_new(void)
{
    struct word_memory *memory = memory_new(1, sizeof(*memory));

    memory->slot_count = FIRST_SLOTS;
    memory->slots = memory_new_lines(memory->slot_count);
    memory->arena = arena_new();
    return memory;
}

void word_memory_free(struct word_memory *memory)
{
    if (memory == NULL)
        return;
    free(memory->slots);
    arena_free(memory->arena);
    free(memory);
}

void word_memory_forget(struct word_memory *memory)
{
    if (memory->count == 0)
        return;
    memset(memory->slots, 0, memory->slot_count * sizeof(*memory->slots));
    memory->count = 0;
    arena_reset(memory->arena);
}

static const char *text_of(const struct word *word)
{
    return word->long_word != NULL ? word->long_word : word->short_word;
}

static bool is_free(const struct word *word)
{
    return *text_of(word) == '\0';
}

static struct word *find_slot(const struct word_memory *memory, const char *surface, uint64_t hash)
{
    size_t mask = memory->slot_count - 1, at = hash & mask;

    while (!is_free(&memory->slots[at]) &&
           (memory->slots[at].hash != hash || strcmp(text_of(&memory->slots[at]), surface) != 0))
        at = (at + 1) & mask;
    return &memory->slots[at];
}

void word_memory_prefetch(const struct word_memory *memory, uint64_t hash)
{
    __builtin_prefetch(&memory->slots[hash & (memory->slot_count - 1)]);
}

bool word_memory_find(const struct word_memory *memory, const char *surface, uint64_t hash,
                      struct word_tests *tests)
{
    const struct word *word = find_slot(memory, surface, hash);

    if (is_free(word))
        return false;
    *tests = word->tests;
    return true;
}

static void grow(struct word_memory *memory)
{
    struct word *old = memory->slots;
    size_t old_count = memory->slot_count;

    memory->slot_count *= 2;
    memory->slots = memory_new_lines(memory->slot_count);
    for (size_t i = 0; i < old_count; i++) {
        if (!is_free(&old[i]))
            *find_slot(memory, text_of(&old[i]), old[i].hash) = old[i];
    }
    free(old);
}

struct word_tests word_memory_keep(struct word_memory *memory, const char *surface, uint64_t hash,
                                   const struct word_tests *tests)
{
    size_t count = (size_t)tests->count + tests->begin_count + tests->end_count;

    if (memory->count >= WORDS_MAX || arena_size(memory->arena) > SIZE_MAX_KEPT)
        word_memory_forget(memory);
    if ((memory->count + 1) * 2 > memory->slot_count)
        grow(memory);
    uint32_t *list = arena_array(memory->arena, count, sizeof(*list));
    if (count > 0)
        memcpy(list, tests->list, count * sizeof(*list));
    struct word *word = find_slot(memory, surface, hash);
    *word = (struct word){.hash = hash, .tests = *tests};
    size_t len = strlen(surface);
    if (len < SHORT_WORD)
        memcpy(word->short_word, surface, len + 1);
    else
        word->long_word = arena_string(memory->arena, surface);
    word->tests.list = list;
    memory->count++;
    return word->tests;
}
