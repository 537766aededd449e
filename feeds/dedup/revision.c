#include "feeds/dedup/revision.h"

#include "config/base/arena.h"
#include "feeds/dedup/limits.h"

static bool has_text(const struct side *side)
{
    return side->own_count >= OWN_TEXT_SHINGLES;
}

/* Half of the longer text stands in the other: whatever became of the headline. */
static bool is_mostly_kept(const struct side *before, const struct side *after)
{
    uint32_t shared = side_count_shared(before, after->fingerprint);
    uint32_t longer = before->own_count > after->own_count ? before->own_count : after->own_count;

    return (double)shared >= REVISION_KEPT * (double)longer;
}

void verdict_of_revision(struct verdict *verdict, const struct fingerprint *before,
                         const struct fingerprint *after, struct arena *arena)
{
    struct side old_side, new_side;

    side_make(&old_side, before, NULL, arena);
    side_make(&new_side, after, NULL, arena);
    if (!has_text(&old_side) || !has_text(&new_side)) {
        verdict_of_links(verdict, &new_side, &old_side, arena);
        return;
    }
    /* one text: which other stories share its shingles does not matter */
    const struct verdict_context context = {.story_counts = arena_alloc(arena, new_side.own_count)};
    verdict_of_texts(verdict, &new_side, &old_side, &context, arena);
    if (!verdict->agrees && is_mostly_kept(&old_side, &new_side)) {
        verdict->agrees = true;
        verdict->failed = NULL;
    }
}
