#include "feeds/dedup/chaining.h"

#include "feeds/dedup/limits.h"

#define SECONDS_PER_HOUR 3600.0

/* No text rule can agree with fewer shared shingles (SHORT_CONTAINED of OWN_TEXT_SHINGLES). */
#define SHARED_MIN 6

void judging_make(struct judging *judging, const struct dedup_item *item,
                  const struct dedup_source *source, const struct counts *counts, int64_t oldest,
                  struct arena *arena)
{
    const struct fingerprint *fingerprint = item->fingerprint;

    *judging = (struct judging){
        .item = item, .source = source, .counts = counts, .oldest = oldest, .arena = arena};
    side_make(&judging->side, fingerprint,
              counts_of_feed(counts, oldest, item->feed, fingerprint->shingles,
                             fingerprint->shingle_count, arena),
              arena);
}

bool judging_read(const struct judging *judging, int64_t story, enum dedup_reference which,
                  struct dedup_stored *stored)
{
    return judging->source->load(judging->source->owner, story, which, judging->arena, stored);
}

/* Leaves out the boilerplate of the reference's feed. */
static void find_own_text(const struct judging *judging, struct reference *reference)
{
    const struct fingerprint *fingerprint = &reference->stored.fingerprint;

    side_make(&reference->side, fingerprint,
              counts_of_feed(judging->counts, judging->oldest, reference->stored.feed,
                             fingerprint->shingles, fingerprint->shingle_count, judging->arena),
              judging->arena);
}

bool judging_load(const struct judging *judging, int64_t story, enum dedup_reference which,
                  struct reference *reference)
{
    if (!judging_read(judging, story, which, &reference->stored))
        return false;
    find_own_text(judging, reference);
    return true;
}

struct verdict_context judging_context(const struct judging *judging,
                                       const struct reference *reference)
{
    double apart = (double)judging->item->seen - (double)reference->stored.seen;

    return (struct verdict_context){
        .is_same_feed = judging->item->feed == reference->stored.feed,
        .hours_apart = (apart < 0 ? -apart : apart) / SECONDS_PER_HOUR,
        .story_counts = judging->story_counts,
    };
}

/* Whether the item's text is the reference's. False without a verdict: they have next to nothing in
 * common. */
static bool compare(struct judging *judging, int64_t story, enum dedup_reference which,
                    struct reference *reference, struct verdict *verdict)
{
    *verdict = (struct verdict){0};
    if (!judging_read(judging, story, which, &reference->stored) ||
        side_count_shared(&judging->side, &reference->stored.fingerprint) < SHARED_MIN)
        return false;
    find_own_text(judging, reference);
    if (judging->story_counts == NULL)
        judging->story_counts =
            counts_of_stories(judging->counts, judging->oldest, judging->side.own,
                              judging->side.own_count, judging->arena);
    struct verdict_context context = judging_context(judging, reference);
    verdict_of_texts(verdict, &judging->side, &reference->side, &context, judging->arena);
    return verdict->agrees;
}

static bool is_fuller(const struct judging *judging, const struct fingerprint *than)
{
    return judging->item->fingerprint->shingle_count > than->shingle_count;
}

void chaining_judge(struct chaining *chaining, struct judging *judging, int64_t story,
                    bool has_fullest)
{
    struct reference lead;
    struct reference fullest;
    struct verdict second;

    *chaining = (struct chaining){.reference = DEDUP_LEAD};
    if (compare(judging, story, DEDUP_LEAD, &lead, &chaining->verdict)) {
        chaining->is_fullest =
            is_fuller(judging, &lead.stored.fingerprint) &&
            (!has_fullest || !judging_read(judging, story, DEDUP_FULLEST, &fullest.stored) ||
             is_fuller(judging, &fullest.stored.fingerprint));
        return;
    }
    if (!has_fullest)
        return;
    bool agrees = compare(judging, story, DEDUP_FULLEST, &fullest, &second);
    if (agrees || second.measures.contained > chaining->verdict.measures.contained) {
        chaining->verdict = second;
        chaining->reference = DEDUP_FULLEST;
    }
}
