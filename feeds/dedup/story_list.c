#include "feeds/dedup/story_list.h"

#include "config/base/memory.h"
#include "feeds/dedup/dump.h"

#include <stdlib.h>
#include <string.h>

#define CAPACITY_MIN 64

void story_list_free(struct story_list *stories)
{
    free(stories->list);
    *stories = (struct story_list){0};
}

/* Drops the expired where they are half of the list, else makes room. */
static void make_room(struct story_list *stories)
{
    if (stories->expired > stories->count / 2) {
        stories->count -= stories->expired;
        memmove(stories->list, stories->list + stories->expired,
                stories->count * sizeof(*stories->list));
        stories->first += (uint32_t)stories->expired;
        stories->expired = 0;
        return;
    }
    stories->capacity = CAPACITY_MIN + stories->capacity + stories->capacity / 4;
    stories->list = memory_resize(stories->list, stories->capacity, sizeof(*stories->list));
}

uint32_t story_list_add(struct story_list *stories, const struct story *story)
{
    if (stories->count > 0 && stories->list[stories->count - 1].number >= story->number)
        return 0;
    if (stories->count == stories->capacity)
        make_room(stories);
    stories->list[stories->count++] = *story;
    return stories->first + (uint32_t)stories->count;
}

struct story *story_list_at(const struct story_list *stories, uint32_t slot)
{
    if (slot <= stories->first + stories->expired || slot > stories->first + stories->count)
        return NULL;
    return &stories->list[slot - stories->first - 1];
}

uint32_t story_list_find(const struct story_list *stories, int64_t number)
{
    size_t low = stories->expired;
    size_t high = stories->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (stories->list[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == stories->count || stories->list[low].number != number)
        return 0;
    return stories->first + (uint32_t)low + 1;
}

uint32_t story_list_expire(struct story_list *stories, int64_t horizon)
{
    while (stories->expired < stories->count && stories->list[stories->expired].seen < horizon)
        stories->expired++;
    return stories->first + (uint32_t)stories->expired + 1;
}

void story_list_dump(struct story_list *stories, struct dump *dump)
{
    DUMP_FIELD(dump, stories->count);
    DUMP_FIELD(dump, stories->expired);
    DUMP_FIELD(dump, stories->first);
    if (!dump_has_room(dump, stories->count, sizeof(*stories->list)))
        stories->count = 0;
    if (dump_is_reading(dump)) {
        stories->capacity = stories->count;
        stories->list = memory_new(stories->capacity, sizeof(*stories->list));
    }
    dump_bytes(dump, stories->list, stories->count * sizeof(*stories->list));
}

size_t story_list_memory(const struct story_list *stories)
{
    return stories->capacity * sizeof(*stories->list);
}
