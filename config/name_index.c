#include "config/name_index.h"

#include "config/base/arena.h"
#include "config/base/spelling.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define FIRST_CAPACITY 8

struct slot {
    const char *name;
    const void *value;
};

/* A hash table with open addressing, never more than half full; what it outgrows stays in the
 * arena. */
struct name_index {
    struct arena *arena;
    struct slot *slots;
    size_t capacity; /* a power of two, or 0 */
    size_t count;
};

struct name_index *name_index_new(struct arena *arena)
{
    struct name_index *names = arena_alloc(arena, sizeof(*names));

    names->arena = arena;
    return names;
}

static uint64_t hash(const char *name) /* FNV-1a */
{
    uint64_t h = UINT64_C(0xCBF29CE484222325);

    for (; *name != '\0'; name++)
        h = (h ^ (unsigned char)*name) * UINT64_C(0x100000001B3);
    return h ^ (h >> 32);
}

/* The slot that bears `name`, or the empty one where it belongs. */
static struct slot *find_slot(const struct name_index *names, const char *name)
{
    size_t at = (size_t)hash(name) & (names->capacity - 1);

    while (names->slots[at].name != NULL && strcmp(names->slots[at].name, name) != 0)
        at = (at + 1) & (names->capacity - 1);
    return &names->slots[at];
}

static void grow(struct name_index *names)
{
    struct slot *old = names->slots;
    size_t old_capacity = names->capacity;

    names->capacity = old_capacity == 0 ? FIRST_CAPACITY : old_capacity * 2;
    names->slots = arena_array(names->arena, names->capacity, sizeof(struct slot));
    for (size_t i = 0; i < old_capacity; i++) {
        if (old[i].name != NULL)
            *find_slot(names, old[i].name) = old[i];
    }
}

const void *name_index_put(struct name_index *names, const char *name, const void *value)
{
    if (names->count * 2 >= names->capacity)
        grow(names);
    struct slot *slot = find_slot(names, name);
    if (slot->name != NULL)
        return slot->value;
    *slot = (struct slot){name, value};
    names->count++;
    return NULL;
}

const void *name_index_get(const struct name_index *names, const char *name)
{
    return names->capacity == 0 ? NULL : find_slot(names, name)->value;
}

size_t name_index_count(const struct name_index *names)
{
    return names->count;
}

const char *name_index_nearest(const struct name_index *names, const char *name)
{
    const char *nearest = NULL;
    size_t nearest_distance = SIZE_MAX;

    for (size_t i = 0; i < names->capacity; i++) {
        const char *candidate = names->slots[i].name;
        if (candidate == NULL)
            continue;
        size_t distance = spelling_distance(name, strlen(name), candidate, strlen(candidate));
        bool is_first =
            nearest != NULL && distance == nearest_distance && strcmp(candidate, nearest) < 0;
        if (distance < nearest_distance || is_first) {
            nearest = candidate;
            nearest_distance = distance;
        }
    }
    return nearest;
}
