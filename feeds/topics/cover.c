#include "feeds/topics/cover.h"

#include "config/base/arena.h"
#include "config/base/memory.h"
#include "feeds/topics/lexicon.h"

#include <stdlib.h>
#include <string.h>

#define NO_TOPIC UINT32_MAX
#define COST_MAX ((uint64_t)1 << 40)

/* Things that lead to blocks: tests first, then blocks that others call. */
struct postings {
    uint32_t *first; /* by thing; one more than there are */
    uint32_t *list;
};

struct cover {
    struct postings postings;
    size_t test_count;
    size_t block_count;
    size_t posting_count;
    uint32_t *topics; /* by block */
    uint32_t *always; /* blocks without a cover */
    size_t always_count;
    uint32_t *stamps; /* by block: the round in which it was found */
    uint32_t round;
    uint32_t *waiting;
    uint32_t *found;
    size_t found_count;
};

/* The things of a cover. `has_none`: everything may match. */
struct things {
    uint32_t *list;
    size_t count;
    uint64_t cost;
    bool has_none;
};

struct builder {
    const struct program *program;
    const struct zones *zones;
    size_t test_count;
    struct arena *arena;
    struct things *of_block; /* once is_known */
    bool *is_known;
};

static struct things things_of(struct builder *builder, const struct program_node *node);

static struct things one_thing(struct builder *builder, uint32_t thing, uint64_t cost)
{
    struct things things = {.list = arena_alloc(builder->arena, sizeof(uint32_t)), .count = 1};

    things.list[0] = thing;
    things.cost = cost + 1;
    return things;
}

static uint64_t cost_of_test(const struct builder *builder, uint32_t test)
{
    uint32_t items = zones_item_count(builder->zones);

    /* A word that was in none of the items seen is rare, a longer one more so. */
    return items == 0 ? lexicon_frequency(builder->program->lexicon, test)
                      : (uint64_t)zones_seen(builder->zones, test) * 64 +
                            lexicon_frequency(builder->program->lexicon, test) / 1024;
}

static struct things join(struct builder *builder, struct things a, struct things b)
{
    struct things both = {.cost = a.cost + b.cost, .count = a.count + b.count};

    if (a.has_none || b.has_none)
        return (struct things){.has_none = true, .cost = COST_MAX};
    both.list = arena_array(builder->arena, both.count, sizeof(*both.list));
    if (a.count > 0)
        memcpy(both.list, a.list, a.count * sizeof(*both.list));
    if (b.count > 0)
        memcpy(both.list + a.count, b.list, b.count * sizeof(*both.list));
    return both;
}

static struct things cheaper(struct things a, struct things b)
{
    if (a.has_none || b.has_none)
        return a.has_none ? b : a;
    return a.cost <= b.cost ? a : b;
}

static struct things rarest_of(struct builder *builder, const uint32_t *tests, size_t count)
{
    size_t rarest = 0;

    for (size_t i = 1; i < count; i++) {
        if (cost_of_test(builder, tests[i]) < cost_of_test(builder, tests[rarest]))
            rarest = i;
    }
    return one_thing(builder, tests[rarest], cost_of_test(builder, tests[rarest]));
}

static struct things things_of_phrase(struct builder *builder, const uint32_t *codes)
{
    struct things best = {.has_none = true, .cost = COST_MAX};
    size_t elements = *codes++;

    for (size_t i = 0; i < elements; i++) {
        if (*codes == PHRASE_ANY) {
            codes++;
            continue;
        }
        size_t parts = codes[0], joined = codes[1];
        struct things element = rarest_of(builder, codes + 2, parts);
        if (joined > 0)
            element = join(builder, element, rarest_of(builder, codes + 2 + parts, joined));
        best = cheaper(best, element);
        codes += 2 + parts + joined;
    }
    return best;
}

static struct things things_of_child(struct builder *builder, const struct program_node *node,
                                     size_t index)
{
    return things_of(builder, &builder->program->nodes[node->first + index]);
}

static struct things cheapest_child(struct builder *builder, const struct program_node *node)
{
    struct things best = {.has_none = true, .cost = COST_MAX};

    for (size_t i = 0; i < node->count; i++)
        best = cheaper(best, things_of_child(builder, node, i));
    return best;
}

static int compare_costs(const void *a, const void *b)
{
    const struct things *left = a, *right = b;

    if (left->cost != right->cost)
        return left->cost < right->cost ? -1 : 1;
    return (int)left->has_none - (int)right->has_none;
}

/* The union of the `wanted` cheapest children. */
static struct things join_children(struct builder *builder, const struct program_node *node,
                                   size_t wanted)
{
    struct things *children = arena_array(builder->arena, node->count, sizeof(*children));
    struct things all = {0};

    for (size_t i = 0; i < node->count; i++)
        children[i] = things_of_child(builder, node, i);
    if (wanted < node->count)
        qsort(children, node->count, sizeof(*children), compare_costs);
    for (size_t i = 0; i < wanted; i++) {
        all.cost += children[i].cost;
        all.count += children[i].count;
        all.has_none |= children[i].has_none;
    }
    if (all.has_none)
        return (struct things){.has_none = true, .cost = COST_MAX};
    all.list = arena_array(builder->arena, all.count, sizeof(*all.list));
    all.count = 0;
    for (size_t i = 0; i < wanted; i++) {
        if (children[i].count > 0)
            memcpy(all.list + all.count, children[i].list, children[i].count * sizeof(*all.list));
        all.count += children[i].count;
    }
    return all;
}

static struct things things_of_block(struct builder *builder, uint32_t block)
{
    if (!builder->is_known[block]) {
        builder->of_block[block] =
            things_of(builder, &builder->program->nodes[builder->program->blocks[block].root]);
        builder->is_known[block] = true;
    }
    return builder->of_block[block];
}

static struct things things_of_call(struct builder *builder, uint32_t block)
{
    struct things things = things_of_block(builder, block);

    if (things.has_none || things.count == 1)
        return things;
    return one_thing(builder, (uint32_t)builder->test_count + block, things.cost);
}

static struct things things_of(struct builder *builder, const struct program_node *node)
{
    switch ((enum op)node->op) {
    case OP_WORD:
        return one_thing(builder, node->first, cost_of_test(builder, node->first));
    case OP_PHRASE:
        return things_of_phrase(builder, builder->program->codes + node->first);
    case OP_CALL:
        return things_of_call(builder, node->first);
    case OP_ALL:
    case OP_NEAR:
    case OP_ONEAR:
        return cheapest_child(builder, node);
    case OP_ANY:
        return join_children(builder, node, node->count);
    case OP_OF:
        return join_children(builder, node, (size_t)node->count - node->number + 1);
    case OP_ATLEAST:
    case OP_FIELD:
    case OP_NOT_NEAR:
        return things_of_child(builder, node, 0);
    case OP_REGEX:
    case OP_KEY:
    case OP_NOT:
        break;
    }
    return (struct things){.has_none = true, .cost = COST_MAX};
}

/* Only the blocks that a topic's cover leads to are known: the others have no postings. */
static void count_postings(struct cover *cover, const struct builder *builder)
{
    uint32_t *first = cover->postings.first;
    size_t things = cover->test_count + cover->block_count;

    for (size_t block = 0; block < cover->block_count; block++) {
        const struct things *of_block = &builder->of_block[block];
        for (size_t i = 0; i < of_block->count && builder->is_known[block]; i++)
            first[of_block->list[i] + 2]++;
    }
    for (size_t i = 2; i < things + 2; i++)
        first[i] += first[i - 1];
    cover->posting_count = first[things + 1];
}

static void fill_postings(struct cover *cover, const struct builder *builder)
{
    struct postings *postings = &cover->postings;

    postings->list = memory_new(cover->posting_count, sizeof(*postings->list));
    for (size_t block = 0; block < cover->block_count; block++) {
        const struct things *of_block = &builder->of_block[block];
        for (size_t i = 0; i < of_block->count && builder->is_known[block]; i++)
            postings->list[postings->first[of_block->list[i] + 1]++] = (uint32_t)block;
    }
}

static void build(struct cover *cover, struct builder *builder, const uint32_t *blocks,
                  size_t count)
{
    for (size_t i = 0; i < cover->block_count; i++)
        cover->topics[i] = NO_TOPIC;
    for (size_t i = 0; i < count; i++) {
        cover->topics[blocks[i]] = (uint32_t)i;
        if (things_of_block(builder, blocks[i]).has_none)
            cover->always[cover->always_count++] = (uint32_t)i;
    }
    count_postings(cover, builder);
    fill_postings(cover, builder);
}

struct cover *cover_new(const struct program *program, const struct zones *zones,
                        const uint32_t *blocks, size_t count)
{
    struct cover *cover = memory_new(1, sizeof(*cover));
    struct builder builder = {.program = program, .zones = zones, .arena = arena_new()};

    cover->test_count = builder.test_count = lexicon_count(program->lexicon);
    cover->block_count = program->block_count;
    cover->postings.first =
        memory_new(cover->test_count + cover->block_count + 2, sizeof(*cover->postings.first));
    cover->topics = memory_new(cover->block_count, sizeof(*cover->topics));
    cover->always = memory_new(count, sizeof(*cover->always));
    cover->stamps = memory_new(cover->block_count, sizeof(*cover->stamps));
    cover->waiting = memory_new(cover->block_count, sizeof(*cover->waiting));
    cover->found = memory_new(count, sizeof(*cover->found));
    builder.of_block = arena_array(builder.arena, cover->block_count, sizeof(*builder.of_block));
    builder.is_known = arena_array(builder.arena, cover->block_count, sizeof(*builder.is_known));
    build(cover, &builder, blocks, count);
    arena_free(builder.arena);
    return cover;
}

void cover_free(struct cover *cover)
{
    if (cover == NULL)
        return;
    free(cover->postings.first);
    free(cover->postings.list);
    free(cover->topics);
    free(cover->always);
    free(cover->stamps);
    free(cover->waiting);
    free(cover->found);
    free(cover);
}

size_t cover_size(const struct cover *cover)
{
    size_t words = cover->test_count + cover->posting_count + 4 * cover->block_count;

    return words * sizeof(uint32_t);
}

/* Notes the blocks that a thing leads to; those that others call wait to be followed. */
static size_t follow(struct cover *cover, size_t thing, size_t waiting)
{
    const struct postings *postings = &cover->postings;

    for (uint32_t i = postings->first[thing]; i < postings->first[thing + 1]; i++) {
        uint32_t block = postings->list[i];
        if (cover->stamps[block] == cover->round)
            continue;
        cover->stamps[block] = cover->round;
        if (cover->topics[block] != NO_TOPIC)
            cover->found[cover->found_count++] = cover->topics[block];
        else
            cover->waiting[waiting++] = block;
    }
    return waiting;
}

static int compare_numbers(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

    return (left > right) - (left < right);
}

const uint32_t *cover_find(struct cover *cover, const struct zones *zones, size_t *count)
{
    size_t present_count, waiting = 0;
    const uint32_t *present = zones_present(zones, &present_count);

    if (++cover->round == 0) {
        memset(cover->stamps, 0, cover->block_count * sizeof(*cover->stamps));
        cover->round = 1;
    }
    memcpy(cover->found, cover->always, cover->always_count * sizeof(*cover->found));
    cover->found_count = cover->always_count;
    for (size_t i = 0; i < present_count; i++)
        waiting = follow(cover, present[i], waiting);
    while (waiting > 0) {
        uint32_t block = cover->waiting[--waiting];
        waiting = follow(cover, cover->test_count + block, waiting);
    }
    qsort(cover->found, cover->found_count, sizeof(*cover->found), compare_numbers);
    *count = cover->found_count;
    return cover->found;
}
