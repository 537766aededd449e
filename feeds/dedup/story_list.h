/* story_list.h: the stories of the window in order of their leads, each known by its slot, a number
 * of 32 bits that ascends. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dump;

struct story {
    int64_t number; /* the store's */
    int64_t seen;   /* of its lead */
    int64_t feed;   /* of its lead */
    bool has_fullest;
};

/* Zeroed: none. */
struct story_list {
    struct story *list;
    size_t count;
    size_t capacity;
    size_t expired; /* of `list`, at its begin */
    uint32_t first; /* slot of list[0], less 1 */
};

void story_list_free(struct story_list *stories);

/* Returns the slot, or 0 where the number does not ascend. */
uint32_t story_list_add(struct story_list *stories, const struct story *story);

/* NULL: expired or never there. Lives until the next call that adds or expires. */
struct story *story_list_at(const struct story_list *stories, uint32_t slot);
uint32_t story_list_find(const struct story_list *stories, int64_t number); /* the slot, 0: none */

/* Forgets the oldest as long as their lead was seen before `horizon`. Returns the first slot kept.
 */
uint32_t story_list_expire(struct story_list *stories, int64_t horizon);

/* Of a list that is read: it is zeroed. */
void story_list_dump(struct story_list *stories, struct dump *dump);

size_t story_list_memory(const struct story_list *stories);
