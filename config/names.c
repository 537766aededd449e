#include "config/names.h"

#include "config/base/arena.h"

#include <ctype.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define FIRST_CAPACITY 8
#define COMPARED 64

struct slot {
    const char *name;
    const void *value;
};

/* A hash table with open addressing, never more than half full; what it outgrows stays in the
 * arena. */
struct names {
    struct arena *arena;
    struct slot *slots;
    size_t capacity; /* a power of two, or 0 */
    size_t count;
};

struct names *names_new(struct arena *arena)
{
    struct names *names = arena_alloc(arena, sizeof(*names));

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
static struct slot *find_slot(const struct names *names, const char *name)
{
    size_t at = (size_t)hash(name) & (names->capacity - 1);

    while (names->slots[at].name != NULL && strcmp(names->slots[at].name, name) != 0)
        at = (at + 1) & (names->capacity - 1);
    return &names->slots[at];
}

static void grow(struct names *names)
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

const void *names_put(struct names *names, const char *name, const void *value)
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

const void *names_get(const struct names *names, const char *name)
{
    return names->capacity == 0 ? NULL : find_slot(names, name)->value;
}

size_t names_count(const struct names *names)
{
    return names->count;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

static bool is_same(char a, char b)
{
    return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* Optimal string alignment: rows i-2, i-1 and i of the table of distances. */
unsigned names_distance(const char *a, const char *b)
{
    unsigned rows[3][COMPARED + 1];
    size_t a_len = strnlen(a, COMPARED), b_len = strnlen(b, COMPARED);

    for (size_t j = 0; j <= b_len; j++)
        rows[0][j] = (unsigned)j;
    for (size_t i = 1; i <= a_len; i++) {
        unsigned *row = rows[i % 3];
        const unsigned *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= b_len; j++) {
            unsigned change = above[j - 1] + (is_same(a[i - 1], b[j - 1]) ? 0 : 1);
            row[j] = least(change, 1 + least(above[j], row[j - 1]));
            if (i > 1 && j > 1 && is_same(a[i - 1], b[j - 2]) && is_same(a[i - 2], b[j - 1]))
                row[j] = least(row[j], before[j - 2] + 1);
        }
    }
    return rows[a_len % 3][b_len];
}

const char *names_nearest(const struct names *names, const char *name)
{
    const char *nearest = NULL;
    unsigned nearest_distance = UINT_MAX;

    for (size_t i = 0; i < names->capacity; i++) {
        const char *candidate = names->slots[i].name;
        if (candidate == NULL)
            continue;
        unsigned distance = names_distance(name, candidate);
        bool is_first = distance == nearest_distance && strcmp(candidate, nearest) < 0;
        if (distance < nearest_distance || is_first) {
            nearest = candidate;
            nearest_distance = distance;
        }
    }
    return nearest;
}
