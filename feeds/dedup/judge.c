/* Is this item a copy of a story that is remembered? */
#include "feeds/dedup/candidates.h"
#include "feeds/dedup/chaining.h"
#include "feeds/dedup/digest.h"
#include "feeds/dedup/index.h"
#include "feeds/dedup/keys.h"
#include "feeds/dedup/limits.h"
#include "feeds/dedup/remembered.h"
#include "feeds/dedup/titles.h"

/* Which stories an item may join. */
struct window {
    const struct dedup *dedup;
    const struct dedup_item *item;
};

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static bool is_kept_apart(const struct dedup_item *item, int64_t story)
{
    for (size_t i = 0; i < item->apart_count; i++) {
        if (item->apart[i] == story)
            return true;
    }
    return false;
}

static bool story_is_open(const struct window *window, const struct story *story)
{
    int64_t span = window->dedup->settings.window;
    int64_t seen = window->item->seen;

    return story != NULL && story->seen >= later(window->dedup->clock, seen) - span &&
           story->seen <= seen + span && !is_kept_apart(window->item, story->number);
}

static bool slot_is_open(void *owner, uint32_t slot)
{
    const struct window *window = owner;

    return story_is_open(window, story_list_at(&window->dedup->stories, slot));
}

/* Turns a verdict into the item's, or remembers it as the nearest miss. */
static bool settle(struct dedup_verdict *out, enum dedup_rule rule, int64_t story,
                   const struct chaining *chaining)
{
    const struct verdict *verdict = &chaining->verdict;
    bool is_nearer = verdict->measures.contained >= NEAR_MISS_CONTAINED &&
                     (out->reason.rule == DEDUP_NONE ||
                      verdict->measures.contained > out->reason.measures.contained);

    if (!verdict->agrees && !is_nearer)
        return false;
    out->reason = (struct dedup_reason){
        .rule = rule,
        .story = story,
        .reference = chaining->reference,
        .measures = verdict->measures,
        .failed = verdict->failed,
        .value = verdict->value,
        .limit = verdict->limit,
    };
    if (!verdict->agrees)
        return false;
    out->story = story;
    out->is_fullest = chaining->is_fullest;
    return true;
}

/* Asks what the item has beside the story that it agrees with, unless it goes under the story's
 * headline: a digest has one of its own. */
static void ask_digest(struct dedup *dedup, struct judging *judging, struct window *window,
                       const struct story *story, struct verdict *verdict)
{
    const struct candidates_filter filter = {.is_open = slot_is_open, .owner = window};
    struct dedup_stored stored = {0};
    struct candidates candidates;
    struct digest digest;

    digest_make(&digest, &judging->side, judging->arena);
    for (int which = DEDUP_LEAD; which <= (story->has_fullest ? DEDUP_FULLEST : DEDUP_LEAD);
         which++) {
        if (!judging_read(judging, story->number, (enum dedup_reference)which, &stored))
            continue;
        if (titles_share_both_ways(judging->side.fingerprint, &stored.fingerprint) >= DIGEST_TITLE)
            return;
        digest_tell(&digest, &stored.fingerprint);
    }
    if (!digest_may_be(&judging->side, digest.counts[DIGEST_STORY]))
        return;
    const struct side rest = digest_rest(&digest, judging->arena);
    candidates_find(&candidates, dedup->index, &rest, &filter, judging->arena);
    for (size_t i = 0; i < candidates.count; i++) {
        const struct story *other = story_list_at(&dedup->stories, candidates.list[i].slot);

        if (other != story && judging_read(judging, other->number, DEDUP_LEAD, &stored))
            digest_compare(&digest, &stored.fingerprint);
    }
    verdict_ask_digest(verdict, digest_elsewhere(&digest));
}

static bool judge_texts(struct dedup *dedup, struct judging *judging, struct window *window,
                        struct dedup_verdict *out)
{
    const struct candidates_filter filter = {.is_open = slot_is_open, .owner = window};
    struct candidates candidates;

    candidates_find(&candidates, dedup->index, &judging->side, &filter, judging->arena);
    for (size_t i = 0; i < candidates.count; i++) {
        const struct story *story = story_list_at(&dedup->stories, candidates.list[i].slot);
        struct chaining chaining;

        chaining_judge(&chaining, judging, story->number, story->has_fullest);
        if (chaining.verdict.agrees && digest_may_be(&judging->side, chaining.verdict.shared))
            ask_digest(dedup, judging, window, story, &chaining.verdict);
        if (settle(out, DEDUP_TEXT, story->number, &chaining))
            return true;
    }
    return false;
}

/* The open stories of a key, the oldest first; returns how many. */
static size_t find_open(const struct dedup *dedup, const struct window *window, uint64_t key,
                        const struct story *found[POSTINGS_PER_KEY])
{
    uint32_t slots[POSTINGS_PER_KEY];
    size_t postings = index_find(dedup->index, key, slots);
    size_t count = 0;

    for (size_t i = 0; i < postings; i++) {
        const struct story *story = story_list_at(&dedup->stories, slots[i]);
        size_t at = count;

        if (!story_is_open(window, story))
            continue;
        for (; at > 0 && found[at - 1] > story; at--)
            found[at] = found[at - 1];
        found[at] = story;
        count++;
    }
    return count;
}

static bool judge_links(struct dedup *dedup, struct judging *judging, struct window *window,
                        struct dedup_verdict *out)
{
    const struct story *stories[POSTINGS_PER_KEY];
    uint64_t link = judging->item->fingerprint->link_hash;
    size_t count = link == 0 ? 0 : find_open(dedup, window, key_of_link(link), stories);

    for (size_t i = 0; i < count && count < LINK_STORIES; i++) {
        struct chaining chaining = {.reference = DEDUP_LEAD};
        struct reference lead;

        if (!judging_load(judging, stories[i]->number, DEDUP_LEAD, &lead))
            continue;
        verdict_of_links(&chaining.verdict, &judging->side, &lead.side, judging->arena);
        if (settle(out, DEDUP_LINK, stories[i]->number, &chaining))
            return true;
    }
    return false;
}

static bool judge_headlines(struct dedup *dedup, struct judging *judging, struct window *window,
                            struct dedup_verdict *out)
{
    const struct dedup_item *item = judging->item;
    uint64_t title = item->fingerprint->title_hash;
    const struct story *stories[POSTINGS_PER_KEY];

    if (judging->side.own_count >= OWN_TEXT_SHINGLES || title == 0 ||
        find_open(dedup, window, key_of_feed_headline(item->feed, title), stories) > 0)
        return false;
    size_t count = find_open(dedup, window, key_of_headline(title), stories);
    for (size_t i = 0; i < count; i++) {
        struct chaining chaining = {.reference = DEDUP_LEAD};
        struct reference lead;

        if (!judging_load(judging, stories[i]->number, DEDUP_LEAD, &lead))
            continue;
        struct verdict_context context = judging_context(judging, &lead);
        verdict_of_headlines(&chaining.verdict, &judging->side, &lead.side, &context);
        if (settle(out, DEDUP_HEADLINE, stories[i]->number, &chaining))
            return true;
    }
    return false;
}

void dedup_judge(struct dedup *dedup, const struct dedup_item *item, struct arena *arena,
                 struct dedup_verdict *verdict)
{
    struct window window = {.dedup = dedup, .item = item};
    struct judging judging;

    *verdict = (struct dedup_verdict){0};
    judging_make(&judging, item, &dedup->source, dedup->counts,
                 dedup_oldest_generation(dedup, later(dedup->clock, item->seen)), arena);
    if (judging.side.own_count >= OWN_TEXT_SHINGLES &&
        judge_texts(dedup, &judging, &window, verdict))
        return;
    if (!judge_links(dedup, &judging, &window, verdict))
        judge_headlines(dedup, &judging, &window, verdict);
}
