/* remembered.h: what the memory is made of, for the files that add to it and judge by it. */
#pragma once

#include "feeds/dedup/counts.h"
#include "feeds/dedup/dedup.h"
#include "feeds/dedup/story_list.h"

struct index;

struct dedup {
    struct dedup_settings settings;
    struct dedup_source source;
    struct story_list stories;
    struct index *index;   /* by text, link and headline */
    struct index *members; /* by feed and story: further feeds that a story has */
    struct counts *counts;
    struct arena *scratch; /* of the adding calls */
    int64_t clock;         /* the latest time that was added or told */
    uint32_t oldest;       /* the first slot that has not expired */
    uint32_t swept_to;     /* the `oldest` that the last whole sweep of the index began with */
    size_t to_sweep;       /* partitions left of that sweep */
};

/* Of what counts at `now`. */
int64_t dedup_oldest_generation(const struct dedup *dedup, int64_t now);
