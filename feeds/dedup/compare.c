#include "feeds/dedup/compare.h"

#include "config/base/arena.h"
#include "feeds/dedup/limits.h"

#define SECONDS_PER_HOUR 3600.0

/* The two, ready to be compared. */
struct two {
    struct side item;
    struct side reference;
    struct verdict_context context;
    struct arena *arena;
};

static double hours_between(int64_t a, int64_t b)
{
    double apart = (double)a - (double)b;

    return (apart < 0 ? -apart : apart) / SECONDS_PER_HOUR;
}

static bool has_text(const struct side *side)
{
    return side->own_count >= OWN_TEXT_SHINGLES;
}

static bool has_same_link(const struct two *two)
{
    uint64_t link = two->item.fingerprint->link_hash;

    return link != 0 && link == two->reference.fingerprint->link_hash;
}

/* Takes the rule's answer; true when it says that they are one story. */
static bool take(struct comparison *comparison, enum dedup_rule rule, const struct verdict *verdict)
{
    comparison->agrees = verdict->agrees;
    comparison->rule = rule;
    comparison->measures = verdict->measures;
    return verdict->agrees;
}

static bool ask_texts(struct comparison *comparison, struct two *two)
{
    struct verdict verdict;

    if (!has_text(&two->item))
        return false;
    verdict_explain_texts(&verdict, &comparison->tests, &two->item, &two->reference, &two->context,
                          two->arena);
    return take(comparison, DEDUP_TEXT, &verdict);
}

static bool ask_links(struct comparison *comparison, struct two *two)
{
    struct verdict_tests tests;
    struct verdict verdict;

    if (!has_same_link(two))
        return false;
    verdict_explain_links(&verdict, &tests, &two->item, &two->reference, two->arena);
    if (!verdict.agrees && comparison->rule != DEDUP_NONE)
        return false; /* the texts say more */
    comparison->tests = tests;
    return take(comparison, DEDUP_LINK, &verdict);
}

static void ask_headlines(struct comparison *comparison, struct two *two)
{
    struct verdict_tests tests;
    struct verdict verdict;

    if (has_text(&two->item))
        return;
    verdict_explain_headlines(&verdict, &tests, &two->item, &two->reference, &two->context);
    if (!verdict.agrees && comparison->rule != DEDUP_NONE)
        return;
    comparison->tests = tests;
    take(comparison, DEDUP_HEADLINE, &verdict);
}

void comparison_make(struct comparison *comparison, const struct dedup_item *item,
                     const struct dedup_item *reference, struct arena *arena)
{
    struct two two = {.arena = arena};

    side_make(&two.item, item->fingerprint, NULL, arena);
    side_make(&two.reference, reference->fingerprint, NULL, arena);
    two.context = (struct verdict_context){
        .is_same_feed = item->feed == reference->feed,
        .hours_apart = hours_between(item->seen, reference->seen),
    };
    *comparison = (struct comparison){.rule = DEDUP_NONE};
    if (!ask_texts(comparison, &two) && !ask_links(comparison, &two))
        ask_headlines(comparison, &two);
}
