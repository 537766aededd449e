/* index.h: the inverted index: under which recent stories does a key stand?
 *
 * A key is a 64-bit hash of anything that stories are found by: a shingle, a link, a headline. A
 * story is its slot (story_list.h), which ascends with time. Per key the newest POSTINGS_PER_KEY
 * slots are kept. Keys are spread over partitions, each a small open table that is rebuilt when it
 * grows and then loses what has expired: neither growth nor expiry ever stops for long. Until it is
 * first asked, a partition only takes postings down as they come: an index that is filled before it
 * is used is sorted partition by partition, each in the processor's cache. Of a key 36 bits are
 * kept, of a slot 24: at 50 million postings one probe in 1,400 meets a stranger, whose text is
 * another, and the newest 16 million stories are known. */
#pragma once

#include "feeds/dedup/limits.h"

#include <stddef.h>
#include <stdint.h>

struct dump;
struct index;

struct index *index_new(void);
void index_free(struct index *index); /* NULL is allowed */

/* `slot` > 0. Adding a slot again changes nothing. */
void index_add(struct index *index, uint64_t key, uint32_t slot);

void index_remove(struct index *index, uint64_t key, uint32_t slot);

/* The slots of a key in no order; returns how many. Expired ones may be among them. */
size_t index_find(struct index *index, uint64_t key, uint32_t slots[POSTINGS_PER_KEY]);

/* Asks the processor for a key's place ahead of index_find() and index_add(). */
void index_prefetch(const struct index *index, uint64_t key);

/* Slots before `oldest` have expired: they go when their partition is rebuilt. */
void index_expire(struct index *index, uint32_t oldest);

/* Rebuilds the next `partitions` of INDEX_PARTITIONS without what has expired. */
#define INDEX_PARTITIONS 4096
void index_sweep(struct index *index, size_t partitions);

/* Of an index that is read: it is new. */
void index_dump(struct index *index, struct dump *dump);

size_t index_memory(const struct index *index);
