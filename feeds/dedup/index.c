#include "feeds/dedup/index.h"

#include "config/base/memory.h"
#include "feeds/dedup/dump.h"
#include "feeds/dedup/postings.h"

#include <stdlib.h>

#define PARTITION_BITS 12

struct index {
    struct postings partitions[INDEX_PARTITIONS];
    struct slot_span span;
    size_t swept; /* the partition that the next sweep begins with */
};

_Static_assert(INDEX_PARTITIONS == 1 << PARTITION_BITS, "a partition is a key's lowest bits");

static size_t partition_of(uint64_t key)
{
    return key & (INDEX_PARTITIONS - 1);
}

static uint32_t tag_of(uint64_t key)
{
    return (uint32_t)(key >> PARTITION_BITS) & ((UINT32_C(1) << POSTING_TAG_BITS) - 1);
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
        postings_free(&index->partitions[i]);
    free(index);
}

static void note_newest(struct index *index, uint32_t slot)
{
    if (slot <= index->span.newest)
        return;
    index->span.newest = slot;
    if (slot > POSTING_SLOT_MASK)
        index_expire(index, slot - POSTING_SLOT_MASK);
}

void index_add(struct index *index, uint64_t key, uint32_t slot)
{
    note_newest(index, slot);
    if (slot >= index->span.oldest)
        postings_add(&index->partitions[partition_of(key)], &index->span, tag_of(key), slot);
}

void index_remove(struct index *index, uint64_t key, uint32_t slot)
{
    postings_remove(&index->partitions[partition_of(key)], &index->span, tag_of(key), slot);
}

size_t index_find(struct index *index, uint64_t key, uint32_t slots[POSTINGS_PER_KEY])
{
    return postings_find(&index->partitions[partition_of(key)], &index->span, tag_of(key), slots);
}

void index_prefetch(const struct index *index, uint64_t key)
{
    postings_prefetch(&index->partitions[partition_of(key)], tag_of(key));
}

void index_expire(struct index *index, uint32_t oldest)
{
    if (oldest > index->span.oldest)
        index->span.oldest = oldest;
}

void index_sweep(struct index *index, size_t partitions)
{
    for (; partitions > 0; partitions--) {
        postings_sweep(&index->partitions[index->swept], &index->span);
        index->swept = (index->swept + 1) % INDEX_PARTITIONS;
    }
}

void index_dump(struct index *index, struct dump *dump)
{
    DUMP_FIELD(dump, index->span);
    DUMP_FIELD(dump, index->swept);
    for (size_t i = 0; i < INDEX_PARTITIONS; i++)
        postings_dump(&index->partitions[i], dump);
}

size_t index_memory(const struct index *index)
{
    size_t bytes = sizeof(*index);

    for (size_t i = 0; i < INDEX_PARTITIONS; i++)
        bytes += postings_memory(&index->partitions[i]);
    return bytes;
}
