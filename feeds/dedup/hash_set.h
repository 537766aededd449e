/* hash_set.h: sorted sets of hashes, and how much of one is in another. */
#pragma once

#include "feeds/dedup/fingerprint.h"

struct arena;

/* Sorts `list` in place and drops doubles; the set borrows it. */
struct hash_set hash_set_of(uint64_t *list, size_t count);

bool hash_set_has(const struct hash_set *set, uint64_t hash);

/* How many members both have. */
uint32_t hash_set_common(const struct hash_set *a, const struct hash_set *b);

/* Sorts hashes in place. */
void hashes_sort(uint64_t *list, size_t count);
