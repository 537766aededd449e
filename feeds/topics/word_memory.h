/* word_memory.h: which tests a word passed, remembered for when it is met again. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct word_memory;

/* The tests that a word passes, and those of them that begin or end a pair. */
struct word_tests {
    const uint32_t *list;
    uint32_t count;
    uint32_t begin_count; /* these stand behind `list`, */
    uint32_t end_count;   /* and these behind those */
};

struct word_memory *word_memory_new(void);
void word_memory_free(struct word_memory *memory); /* NULL is allowed */
void word_memory_forget(struct word_memory *memory);

/* False: the word is not known. What is found dies with word_memory_forget() and _keep(). */
bool word_memory_find(const struct word_memory *memory, const char *surface, uint64_t hash,
                      struct word_tests *tests);

/* Asks the processor for a word's place ahead of word_memory_find(). */
void word_memory_prefetch(const struct word_memory *memory, uint64_t hash);

/* Keeps copies. Forgets everything else first when it has become too much. */
struct word_tests word_memory_keep(struct word_memory *memory, const char *surface, uint64_t hash,
                                   const struct word_tests *tests);
