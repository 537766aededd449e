#include "feeds/dedup/index.h"

#include "config/base/memory.h"

#include <stdbool.h>
#include <stdlib.h>

#define PARTITION_BITS 10
#define CAPACITY_MIN 16
#define REMOVED UINT32_MAX /* a slot: its posting goes when the partition is rebuilt */

struct posting {
    uint32_t tag;
    uint32_t slot; /* 0: free */
};

struct partition {
    struct posting *list;
    uint32_t capacity;
    uint32_t count;
};

struct index {
    struct partition partitions[INDEX_PARTITIONS];
    uint32_t oldest;
    size_t swept; /* the partition that the next sweep begins with */
};

_Static_assert(INDEX_PARTITIONS == 1 << PARTITION_BITS, "a partition is a key's lowest bits");

static size_t partition_of(uint64_t key)
{
    return key & (INDEX_PARTITIONS - 1);
}

static uint32_t tag_of(uint64_t key)
{
    return (uint32_t)(key >> PARTITION_BITS);
}

static uint32_t home_of(const struct partition *partition, uint32_t tag)
{
    return (uint32_t)((uint64_t)tag * partition->capacity >> 32);
}

static uint32_t next_of(const struct partition *partition, uint32_t at)
{
    return at + 1 == partition->capacity ? 0 : at + 1;
}

struct index *index_new(void)
{
    return memory_new(1, sizeof(struct index));
}

void index_free(struct index *index)
{
    if (index == NULL)
        return;
    for (size_t i = 0; i < INDEX_PARTITIONS; i++)
        free(index->partitions[i].list);
    free(index);
}

/* Puts a posting into the first free place; there is one. */
static void put(struct partition *partition, struct posting posting)
{
    uint32_t at = home_of(partition, posting.tag);

    while (partition->list[at].slot != 0)
        at = next_of(partition, at);
    partition->list[at] = posting;
    partition->count++;
}

static bool is_live(const struct posting *posting, uint32_t oldest)
{
    return posting->slot != 0 && posting->slot >= oldest && posting->slot != REMOVED;
}

/* A table with room for a quarter more than has not expired. */
static void rebuild(struct partition *partition, uint32_t oldest)
{
    struct partition old = *partition;
    uint32_t live = 0;

    for (uint32_t i = 0; i < old.capacity; i++)
        live += is_live(&old.list[i], oldest);
    partition->capacity = CAPACITY_MIN + live + live / 2 + live / 16;
    partition->list = memory_new(partition->capacity, sizeof(*partition->list));
    partition->count = 0;
    for (uint32_t i = 0; i < old.capacity; i++) {
        if (is_live(&old.list[i], oldest))
            put(partition, old.list[i]);
    }
    free(old.list);
}

static bool is_crowded(const struct partition *partition)
{
    return partition->count >= partition->capacity / 5 * 4;
}

/* The place of the posting itself if it is there, of the key's oldest if the key has its fill, else
 * a free one. */
static struct posting *place_for(struct partition *partition, uint32_t tag, uint32_t slot)
{
    uint32_t at = home_of(partition, tag);
    struct posting *oldest = NULL;
    size_t count = 0;

    for (; partition->list[at].slot != 0; at = next_of(partition, at)) {
        struct posting *posting = &partition->list[at];

        if (posting->tag != tag || posting->slot == REMOVED)
            continue;
        if (posting->slot == slot)
            return posting;
        if (oldest == NULL || posting->slot < oldest->slot)
            oldest = posting;
        count++;
    }
    return count < POSTINGS_PER_KEY ? &partition->list[at] : oldest;
}

void index_add(struct index *index, uint64_t key, uint32_t slot)
{
    struct partition *partition = &index->partitions[partition_of(key)];

    if (is_crowded(partition))
        rebuild(partition, index->oldest);
    struct posting *place = place_for(partition, tag_of(key), slot);
    if (place->slot >= slot)
        return; /* it is there, or older than all that are kept */
    partition->count += place->slot == 0;
    *place = (struct posting){.tag = tag_of(key), .slot = slot};
}

void index_remove(struct index *index, uint64_t key, uint32_t slot)
{
    struct partition *partition = &index->partitions[partition_of(key)];
    uint32_t tag = tag_of(key);

    if (partition->capacity == 0)
        return;
    for (uint32_t at = home_of(partition, tag); partition->list[at].slot != 0;
         at = next_of(partition, at)) {
        if (partition->list[at].tag == tag && partition->list[at].slot == slot)
            partition->list[at].slot = REMOVED;
    }
}

size_t index_find(const struct index *index, uint64_t key, uint32_t slots[POSTINGS_PER_KEY])
{
    const struct partition *partition = &index->partitions[partition_of(key)];
    uint32_t tag = tag_of(key);
    size_t found = 0;

    if (partition->capacity == 0)
        return 0;
    for (uint32_t at = home_of(partition, tag); partition->list[at].slot != 0;
         at = next_of(partition, at)) {
        if (partition->list[at].tag == tag && partition->list[at].slot != REMOVED &&
            found < POSTINGS_PER_KEY)
            slots[found++] = partition->list[at].slot;
    }
    return found;
}

void index_prefetch(const struct index *index, uint64_t key)
{
    const struct partition *partition = &index->partitions[partition_of(key)];

    if (partition->capacity > 0)
        __builtin_prefetch(&partition->list[home_of(partition, tag_of(key))]);
}

void index_expire(struct index *index, uint32_t oldest)
{
    index->oldest = oldest;
}

void index_sweep(struct index *index, size_t partitions)
{
    for (; partitions > 0; partitions--) {
        struct partition *partition = &index->partitions[index->swept];

        if (partition->count > 0)
            rebuild(partition, index->oldest);
        index->swept = (index->swept + 1) % INDEX_PARTITIONS;
    }
}

size_t index_memory(const struct index *index)
{
    size_t bytes = sizeof(*index);

    for (size_t i = 0; i < INDEX_PARTITIONS; i++)
        bytes += index->partitions[i].capacity * sizeof(struct posting);
    return bytes;
}
