#include "feeds/topics/same_query.h"

#include "config/base/arena.h"

#include <string.h>
#include <xxhash.h>

struct same_query {
    const struct watch_list_query *topics;
    uint32_t *slots; /* topic + 1, by hash of its query */
    size_t slot_count;
};

struct same_query *same_query_new(struct arena *arena, const struct watch_list_query *topics,
                                  size_t count)
{
    struct same_query *same = arena_alloc(arena, sizeof(*same));

    *same = (struct same_query){.topics = topics, .slot_count = 8};
    while (same->slot_count < 2 * count)
        same->slot_count *= 2;
    same->slots = arena_array(arena, same->slot_count, sizeof(*same->slots));
    return same;
}

static bool is_same(const struct watch_list_query *a, const struct watch_list_query *b)
{
    return strcmp(a->query, b->query) == 0 && strcmp(watch_list_stem(a), watch_list_stem(b)) == 0;
}

size_t same_query_find(struct same_query *same, size_t index)
{
    const struct watch_list_query *topic = &same->topics[index];
    size_t mask = same->slot_count - 1;
    size_t at = XXH3_64bits(topic->query, strlen(topic->query)) & mask;

    for (; same->slots[at] != 0; at = (at + 1) & mask) {
        size_t before = same->slots[at] - 1;
        if (is_same(&same->topics[before], topic))
            return before;
    }
    same->slots[at] = (uint32_t)index + 1;
    return SAME_QUERY_NONE;
}
