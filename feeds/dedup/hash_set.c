#include "feeds/dedup/hash_set.h"

#include <stdlib.h>

static int compare_hashes(const void *a, const void *b)
{
    const uint64_t *left = a;
    const uint64_t *right = b;

    return (*left > *right) - (*left < *right);
}

void hashes_sort(uint64_t *list, size_t count)
{
    if (count > 1)
        qsort(list, count, sizeof(*list), compare_hashes);
}

struct hash_set hash_set_of(uint64_t *list, size_t count)
{
    size_t kept = 0;

    hashes_sort(list, count);
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || list[kept - 1] != list[i])
            list[kept++] = list[i];
    }
    return (struct hash_set){.list = list, .count = (uint32_t)kept};
}

bool hash_set_has(const struct hash_set *set, uint64_t hash)
{
    return set->count > 0 &&
           bsearch(&hash, set->list, set->count, sizeof(hash), compare_hashes) != NULL;
}

uint32_t hash_set_common(const struct hash_set *a, const struct hash_set *b)
{
    uint32_t common = 0;

    for (uint32_t i = 0, j = 0; i < a->count && j < b->count;) {
        if (a->list[i] < b->list[j]) {
            i++;
        } else if (a->list[i] > b->list[j]) {
            j++;
        } else {
            common++;
            i++;
            j++;
        }
    }
    return common;
}
