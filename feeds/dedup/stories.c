#include "feeds/dedup/stories.h"

#include "config/base/memory.h"

#include <stdlib.h>
#include <string.h>

#define CAPACITY_MIN 64

void stories_free(struct stories *stories)
{
    free(stories->list);
    *stories = (struct stories){0};
}

/* Drops the expired where they are half of the list, else makes room. */
static void make_room(struct stories *stories)
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

uint32_t stories_add(struct stories *stories, const struct story *story)
{
    if (stories->count > 0 && stories->list[stories->count - 1].number >= story->number)
        return 0;
    if (stories->count == stories->capacity)
        make_room(stories);
    stories->list[stories->count++] = *story;
    return stories->first + (uint32_t)stories->count;
}

struct story *stories_at(const struct stories *stories, uint32_t slot)
{
    if (slot <= stories->first + stories->expired || slot > stories->first + stories->count)
        return NULL;
    return &stories->list[slot - stories->first - 1];
}

uint32_t stories_find(const struct stories *stories, int64_t number)
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

uint32_t stories_expire(struct stories *stories, int64_t horizon)
{
    while (stories->expired < stories->count && stories->list[stories->expired].seen < horizon)
        stories->expired++;
    return stories->first + (uint32_t)stories->expired + 1;
}

size_t stories_memory(const struct stories *stories)
{
    return stories->capacity * sizeof(*stories->list);
}
