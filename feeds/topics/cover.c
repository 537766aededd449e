#include "feeds/topics/cover.h"

#include "config/base/arena.h"
#include "config/base/memory.h"
#include "feeds/topics/bits.h"
#include "feeds/topics/lexicon.h"

#include <stdlib.h>
#include <string.h>

#define COST_NONE ((uint64_t)1 << 40) /* everything may match */

/* Things lead to blocks: tests first, then named queries, which lead on to those that use them. */
struct cover {
    uint32_t *first; /* by thing, in `blocks`; one more than there are */
    uint32_t *blocks;
    size_t test_count;
    size_t topic_count;
    size_t block_count;
    uint64_t *always; /* bits.h: topics without a cover */
    uint64_t *found;  /* blocks */
    uint32_t *waiting;
};

struct builder {
    const struct program *program;
    const struct zones *zones;
    size_t test_count;
    uint64_t *name_costs; /* of named queries, once known; 0: not yet */
    struct test_list things;
    size_t *ends; /* by block: where its things end */
};

static uint64_t cost_of(struct builder *builder, const struct program_node *node);
static void add_things(struct builder *builder, const struct program_node *node);

static const struct program_node *child_of(const struct builder *builder,
                                           const struct program_node *node, size_t index)
{
    return &builder->program->nodes[node->first + index];
}

/* ---- what a cover costs ---- */

static uint64_t cost_of_test(const struct builder *builder, uint32_t test)
{
    uint32_t items = zones_item_count(builder->zones);
    uint32_t guess = lexicon_frequency(builder->program->lexicon, test);

    /* A word that was in none of the items seen is rare, a longer one more so. */
    return items == 0 ? (uint64_t)guess + 1
                      : (uint64_t)zones_seen(builder->zones, test) * 64 + guess / 1024 + 1;
}

static uint64_t add_costs(uint64_t a, uint64_t b)
{
    return a + b < COST_NONE ? a + b : COST_NONE;
}

static uint32_t rarest_of(const struct builder *builder, const uint32_t *tests, size_t count)
{
    size_t rarest = 0;

    for (size_t i = 1; i < count; i++) {
        if (cost_of_test(builder, tests[i]) < cost_of_test(builder, tests[rarest]))
            rarest = i;
    }
    return tests[rarest];
}

/* The one or two tests of which every place of a phrase passes one. */
struct phrase_cover {
    uint32_t tests[2];
    size_t count;
    uint64_t cost;
};

static struct phrase_cover cover_of_element(const struct builder *builder, const uint32_t *codes)
{
    size_t parts = *codes & PHRASE_PARTS_MASK, joined = *codes >> PHRASE_JOINED_SHIFT;
    struct phrase_cover cover = {.tests = {rarest_of(builder, codes + 1, parts)}, .count = 1};

    cover.cost = cost_of_test(builder, cover.tests[0]);
    if (joined > 0) {
        cover.tests[cover.count++] = rarest_of(builder, codes + 1 + parts, joined);
        cover.cost += cost_of_test(builder, cover.tests[1]);
    }
    return cover;
}

static struct phrase_cover cover_of_phrase(const struct builder *builder, const uint32_t *codes)
{
    struct phrase_cover best = {.cost = COST_NONE};
    size_t elements = *codes++;

    for (size_t i = 0; i < elements; i++) {
        if (*codes == PHRASE_ANY) {
            codes++;
            continue;
        }
        struct phrase_cover cover = cover_of_element(builder, codes);
        if (cover.cost < best.cost)
            best = cover;
        codes += 1 + (*codes & PHRASE_PARTS_MASK) + (*codes >> PHRASE_JOINED_SHIFT);
    }
    size_t pairs = *codes++;
    if (pairs == 0)
        return best;
    uint32_t pair = rarest_of(builder, codes, pairs);
    uint64_t cost = cost_of_test(builder, pair);
    return cost <= best.cost ? (struct phrase_cover){{pair}, 1, cost} : best;
}

static const struct program_node *cheapest_child(struct builder *builder,
                                                 const struct program_node *node, uint64_t *cost)
{
    const struct program_node *cheapest = child_of(builder, node, 0);

    *cost = cost_of(builder, cheapest);
    for (size_t i = 1; i < node->count; i++) {
        uint64_t other = cost_of(builder, child_of(builder, node, i));
        if (other < *cost) {
            *cost = other;
            cheapest = child_of(builder, node, i);
        }
    }
    return cheapest;
}

struct priced {
    const struct program_node *node;
    uint64_t cost;
};

static int compare_costs(const void *a, const void *b)
{
    const struct priced *left = a, *right = b;

    if (left->cost != right->cost)
        return left->cost < right->cost ? -1 : 1;
    return (left->node > right->node) - (left->node < right->node);
}

/* The m - n + 1 cheapest members of an OF, in a list that the caller frees. */
static struct priced *cheapest_members(struct builder *builder, const struct program_node *node,
                                       size_t *count)
{
    struct priced *members = memory_new(node->count, sizeof(*members));

    for (size_t i = 0; i < node->count; i++) {
        const struct program_node *member = child_of(builder, node, i);
        members[i] = (struct priced){member, cost_of(builder, member)};
    }
    qsort(members, node->count, sizeof(*members), compare_costs);
    *count = (size_t)node->count - node->number + 1;
    return members;
}

static uint64_t cost_of_members(struct builder *builder, const struct program_node *node)
{
    size_t count;
    struct priced *members = cheapest_members(builder, node, &count);
    uint64_t cost = 0;

    for (size_t i = 0; i < count; i++)
        cost = add_costs(cost, members[i].cost);
    free(members);
    return cost;
}

static uint64_t cost_of_any(struct builder *builder, const struct program_node *node)
{
    uint64_t cost = 0;

    for (size_t i = 0; i < node->count; i++)
        cost = add_costs(cost, cost_of(builder, child_of(builder, node, i)));
    return cost;
}

static uint64_t cost_of_name(struct builder *builder, uint32_t block)
{
    const struct program *program = builder->program;
    uint64_t *cost = &builder->name_costs[block - program->topic_count];

    if (*cost == 0)
        *cost = cost_of(builder, &program->nodes[program->blocks[block].root]);
    return *cost;
}

static uint64_t cost_of(struct builder *builder, const struct program_node *node)
{
    uint64_t cost;

    switch ((enum op)node->op) {
    case OP_WORD:
        return cost_of_test(builder, node->first);
    case OP_PHRASE:
    case OP_SLOP:
        return cover_of_phrase(builder, builder->program->codes + node->first).cost;
    case OP_CALL:
        return cost_of_name(builder, node->first);
    case OP_ALL:
    case OP_NEAR:
    case OP_ONEAR:
        (void)cheapest_child(builder, node, &cost);
        return cost;
    case OP_ANY:
        return cost_of_any(builder, node);
    case OP_OF:
        return cost_of_members(builder, node);
    case OP_ATLEAST:
    case OP_FIELD:
    case OP_NOT_NEAR:
        return cost_of(builder, child_of(builder, node, 0));
    case OP_REGEX:
    case OP_KEY:
    case OP_NOT:
        break;
    }
    return COST_NONE;
}

/* ---- which things it has, where it costs less than COST_NONE ---- */

static void add_phrase(struct builder *builder, const struct program_node *node)
{
    struct phrase_cover cover = cover_of_phrase(builder, builder->program->codes + node->first);

    for (size_t i = 0; i < cover.count; i++)
        test_list_add(&builder->things, cover.tests[i]);
}

static void add_members(struct builder *builder, const struct program_node *node)
{
    size_t count;
    struct priced *members = cheapest_members(builder, node, &count);

    for (size_t i = 0; i < count; i++)
        add_things(builder, members[i].node);
    free(members);
}

static void add_things(struct builder *builder, const struct program_node *node)
{
    uint64_t cost;

    switch ((enum op)node->op) {
    case OP_WORD:
        test_list_add(&builder->things, node->first);
        break;
    case OP_PHRASE:
    case OP_SLOP:
        add_phrase(builder, node);
        break;
    case OP_CALL:
        test_list_add(&builder->things, (uint32_t)(builder->test_count + node->first -
                                                   builder->program->topic_count));
        break;
    case OP_ALL:
    case OP_NEAR:
    case OP_ONEAR:
        add_things(builder, cheapest_child(builder, node, &cost));
        break;
    case OP_ANY:
        for (size_t i = 0; i < node->count; i++)
            add_things(builder, child_of(builder, node, i));
        break;
    case OP_OF:
        add_members(builder, node);
        break;
    case OP_ATLEAST:
    case OP_FIELD:
    case OP_NOT_NEAR:
        add_things(builder, child_of(builder, node, 0));
        break;
    case OP_REGEX:
    case OP_KEY:
    case OP_NOT:
        break;
    }
}

/* ---- the postings ---- */

static void cover_blocks(struct cover *cover, struct builder *builder)
{
    const struct program *program = builder->program;

    for (size_t block = 0; block < program->block_count; block++) {
        const struct program_node *root = &program->nodes[program->blocks[block].root];
        if (cost_of(builder, root) < COST_NONE)
            add_things(builder, root);
        else if (block < program->topic_count)
            bits_add(cover->always, block);
        builder->ends[block] = builder->things.count;
    }
}

/* Sorts the things of all blocks into the blocks of each thing. */
static void lay_postings(struct cover *cover, const struct builder *builder)
{
    size_t thing_count = cover->test_count + cover->block_count - cover->topic_count, at = 0;

    cover->first = memory_new(thing_count + 2, sizeof(*cover->first));
    cover->blocks = memory_new(builder->things.count, sizeof(*cover->blocks));
    for (size_t i = 0; i < builder->things.count; i++)
        cover->first[builder->things.list[i] + 2]++;
    for (size_t i = 2; i < thing_count + 2; i++)
        cover->first[i] += cover->first[i - 1];
    for (size_t block = 0; block < cover->block_count; block++) {
        for (; at < builder->ends[block]; at++)
            cover->blocks[cover->first[builder->things.list[at] + 1]++] = (uint32_t)block;
    }
}

struct cover *cover_new(const struct program *program, const struct zones *zones)
{
    struct cover *cover = memory_new(1, sizeof(*cover));
    struct builder builder = {.program = program, .zones = zones};
    size_t name_count = program->block_count - program->topic_count;

    cover->test_count = builder.test_count = lexicon_count(program->lexicon);
    cover->topic_count = program->topic_count;
    cover->block_count = program->block_count;
    cover->always = memory_new(bits_words(cover->block_count), sizeof(*cover->always));
    cover->found = memory_new(bits_words(cover->block_count), sizeof(*cover->found));
    cover->waiting = memory_new(name_count, sizeof(*cover->waiting));
    builder.name_costs = memory_new(name_count, sizeof(*builder.name_costs));
    builder.ends = memory_new(program->block_count, sizeof(*builder.ends));
    cover_blocks(cover, &builder);
    lay_postings(cover, &builder);
    free(builder.name_costs);
    free(builder.ends);
    free(builder.things.list);
    return cover;
}

void cover_free(struct cover *cover)
{
    if (cover == NULL)
        return;
    free(cover->first);
    free(cover->blocks);
    free(cover->always);
    free(cover->found);
    free(cover->waiting);
    free(cover);
}

/* ---- an item ---- */

/* Notes the blocks that a thing leads to; named queries wait to be followed. */
static size_t follow(struct cover *cover, size_t thing, size_t waiting)
{
    for (uint32_t i = cover->first[thing]; i < cover->first[thing + 1]; i++) {
        uint32_t block = cover->blocks[i];
        if (block >= cover->topic_count && !bits_has(cover->found, block))
            cover->waiting[waiting++] = block;
        bits_add(cover->found, block);
    }
    return waiting;
}

/* The topics among the blocks found: they stand before all named queries. */
static const uint32_t *list_topics(const struct cover *cover, struct arena *arena, size_t *count)
{
    size_t words = bits_words(cover->topic_count), found = 0;

    for (size_t i = 0; i < words; i++)
        found += (size_t)__builtin_popcountll(cover->found[i]);
    uint32_t *topics = arena_array(arena, found, sizeof(*topics));
    *count = 0;
    for (size_t i = 0; i < words; i++) {
        for (uint64_t rest = cover->found[i]; rest != 0; rest &= rest - 1) {
            size_t block = i * BITS_WORD + (size_t)__builtin_ctzll(rest);
            if (block < cover->topic_count)
                topics[(*count)++] = (uint32_t)block;
        }
    }
    return topics;
}

const uint32_t *cover_find(struct cover *cover, const struct zones *zones, struct arena *arena,
                           size_t *count)
{
    size_t present_count, waiting = 0;
    const uint32_t *present = zones_present(zones, &present_count);

    memcpy(cover->found, cover->always, bits_words(cover->block_count) * sizeof(*cover->found));
    for (size_t i = 0; i < present_count; i++)
        waiting = follow(cover, present[i], waiting);
    while (waiting > 0) {
        uint32_t block = cover->waiting[--waiting];
        waiting = follow(cover, cover->test_count + block - cover->topic_count, waiting);
    }
    return list_topics(cover, arena, count);
}
