/* digest.h: does a text that agrees with a story tell other stories beside it? A morning's digest
 * may begin with the whole of one: it is not a copy of it. */
#pragma once

#include "feeds/dedup/side.h"

enum digest_part {
    DIGEST_BESIDE,    /* until someone is found to tell it */
    DIGEST_STORY,     /* stands in the story that the item agrees with */
    DIGEST_ELSEWHERE, /* stands in another */
};

struct digest {
    const struct side *item;
    enum digest_part *parts; /* of each own shingle of the item */
    uint32_t counts[DIGEST_ELSEWHERE + 1];
};

/* Whether a text that shares so many of its own shingles has so many others that it may tell other
 * stories with them. */
bool digest_may_be(const struct side *item, uint32_t shared);

/* In the arena; borrows the item. */
void digest_make(struct digest *digest, const struct side *item, struct arena *arena);

/* A reference of the story that the item agrees with: first of all. */
void digest_tell(struct digest *digest, const struct fingerprint *reference);

/* What is beside the story, as if all of it were a lede, so that candidates_find() asks for each of
 * its shingles. In the arena. */
struct side digest_rest(const struct digest *digest, struct arena *arena);

/* Another story's lead. One that tells the story as well is no other. */
void digest_compare(struct digest *digest, const struct fingerprint *other);

/* The share of what is beside the story that stands in others. */
double digest_elsewhere(const struct digest *digest);
