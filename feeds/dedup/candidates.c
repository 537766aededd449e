#include "feeds/dedup/candidates.h"

#include "config/base/arena.h"
#include "feeds/dedup/index.h"

#include <stdlib.h>

/* The posting list of one probed shingle. */
struct posting_list {
    const uint32_t *slots;
    size_t count;
};

struct posting_lists {
    struct posting_list list[PROBES_MAX];
    size_t count;
    size_t postings;
};

/* Hits per story: an open table, slot 0 is free. */
struct tally {
    struct candidate *table;
    size_t mask;
};

bool shingle_is_indexed(const struct shingle *shingle)
{
    return shingle->position < INDEXED_LEDE || shingle->hash % INDEXED_REST == 0;
}

/* The probed shingles' hashes; returns how many. */
static size_t choose_probes(const struct side *item, struct index *index,
                            uint64_t probes[PROBES_MAX])
{
    size_t count = 0;

    for (uint32_t i = 0; i < item->own_count && count < PROBES_MAX; i++) {
        if (!shingle_is_indexed(&item->own[i]))
            continue;
        probes[count++] = item->own[i].hash;
        index_prefetch(index, item->own[i].hash);
    }
    return count;
}

static struct posting_lists *read_lists(struct index *index, const struct side *item,
                                        struct arena *arena)
{
    uint64_t probes[PROBES_MAX];
    size_t count = choose_probes(item, index, probes);
    struct posting_lists *lists = arena_alloc(arena, sizeof(*lists));
    uint32_t *slots = arena_space(arena, (count + 1) * POSTINGS_PER_KEY, sizeof(*slots));

    for (size_t i = 0; i < count; i++) {
        size_t found = index_find(index, probes[i], slots + lists->postings);

        if (found == 0)
            continue;
        lists->list[lists->count++] =
            (struct posting_list){.slots = slots + lists->postings, .count = found};
        lists->postings += found;
    }
    return lists;
}

static int compare_lists(const void *a, const void *b)
{
    const struct posting_list *left = a;
    const struct posting_list *right = b;

    if (left->count != right->count)
        return left->count < right->count ? -1 : 1;
    return (left->slots > right->slots) - (left->slots < right->slots); /* the order of the text */
}

static void tally_hit(struct tally *tally, uint32_t slot)
{
    size_t at = slot & tally->mask;

    while (tally->table[at].slot != 0 && tally->table[at].slot != slot)
        at = (at + 1) & tally->mask;
    tally->table[at].slot = slot;
    tally->table[at].hits++;
}

/* Counts the hits of the rarest shingles, as many as may be walked. */
static struct tally tally_hits(struct posting_lists *lists, struct arena *arena)
{
    size_t size = 16;
    size_t walked = 0;

    if (lists->postings > POSTINGS_MAX)
        qsort(lists->list, lists->count, sizeof(*lists->list), compare_lists);
    while (size < 2 * lists->postings && size < (size_t)2 * (POSTINGS_MAX + POSTINGS_PER_KEY))
        size *= 2;
    struct tally tally = {.table = arena_array(arena, size, sizeof(struct candidate)),
                          .mask = size - 1};
    for (size_t i = 0; i < lists->count && walked < POSTINGS_MAX; i++) {
        for (size_t j = 0; j < lists->list[i].count; j++)
            tally_hit(&tally, lists->list[i].slots[j]);
        walked += lists->list[i].count;
    }
    return tally;
}

static bool is_before(const struct candidate *a, const struct candidate *b)
{
    return a->hits != b->hits ? a->hits > b->hits : a->slot < b->slot;
}

/* Keeps the best CANDIDATES_MAX, in order. */
static void insert(struct candidates *candidates, const struct candidate *candidate)
{
    size_t at = candidates->count;

    if (at == CANDIDATES_MAX) {
        if (!is_before(candidate, &candidates->list[at - 1]))
            return;
        at--;
    } else {
        candidates->count++;
    }
    for (; at > 0 && is_before(candidate, &candidates->list[at - 1]); at--)
        candidates->list[at] = candidates->list[at - 1];
    candidates->list[at] = *candidate;
}

void candidates_find(struct candidates *candidates, struct index *index, const struct side *item,
                     const struct candidates_filter *filter, struct arena *arena)
{
    struct posting_lists *lists = read_lists(index, item, arena);
    struct tally tally = tally_hits(lists, arena);

    candidates->count = 0;
    for (size_t i = 0; i <= tally.mask; i++) {
        const struct candidate *candidate = &tally.table[i];

        if (candidate->hits >= CANDIDATE_HITS && filter->is_open(filter->owner, candidate->slot))
            insert(candidates, candidate);
    }
}
