#include "feeds/topics/cover_choice.h"

#include "config/base/memory.h"
#include "feeds/topics/lexicon.h"

#include <stdlib.h>

#define COST_NONE ((uint64_t)1 << 40) /* everything may match */

static uint64_t cost_of(struct cover_choice *choice, const struct program_node *node);
static void add_things(struct cover_choice *choice, const struct program_node *node);

/* ---- what a cover costs ---- */

static uint64_t cost_of_test(const struct cover_choice *choice, uint32_t test)
{
    uint32_t items = zones_item_count(choice->zones);
    uint32_t guess = lexicon_frequency(choice->program->lexicon, test);

    /* A word that was in none of the items seen is rare, a longer one more so. */
    return items == 0 ? (uint64_t)guess + 1
                      : (uint64_t)zones_seen(choice->zones, test) * 64 + guess / 1024 + 1;
}

static uint64_t add_costs(uint64_t a, uint64_t b)
{
    return a + b < COST_NONE ? a + b : COST_NONE;
}

static uint32_t rarest_of(const struct cover_choice *choice, const uint32_t *tests, size_t count)
{
    size_t rarest = 0;

    for (size_t i = 1; i < count; i++) {
        if (cost_of_test(choice, tests[i]) < cost_of_test(choice, tests[rarest]))
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

static struct phrase_cover cover_of_element(const struct cover_choice *choice,
                                            const uint32_t *codes)
{
    size_t parts = *codes & PHRASE_PARTS_MASK, joined = *codes >> PHRASE_JOINED_SHIFT;
    struct phrase_cover cover = {.tests = {rarest_of(choice, codes + 1, parts)}, .count = 1};

    cover.cost = cost_of_test(choice, cover.tests[0]);
    if (joined > 0) {
        cover.tests[cover.count++] = rarest_of(choice, codes + 1 + parts, joined);
        cover.cost += cost_of_test(choice, cover.tests[1]);
    }
    return cover;
}

static struct phrase_cover cover_of_phrase(const struct cover_choice *choice, const uint32_t *codes)
{
    struct phrase_cover best = {.cost = COST_NONE};
    size_t elements = *codes++;

    for (size_t i = 0; i < elements; i++) {
        if (*codes == PHRASE_ANY) {
            codes++;
            continue;
        }
        struct phrase_cover cover = cover_of_element(choice, codes);
        if (cover.cost < best.cost)
            best = cover;
        codes += 1 + (*codes & PHRASE_PARTS_MASK) + (*codes >> PHRASE_JOINED_SHIFT);
    }
    size_t pairs = *codes++;
    if (pairs == 0)
        return best;
    uint32_t pair = rarest_of(choice, codes, pairs);
    uint64_t cost = cost_of_test(choice, pair);
    return cost <= best.cost ? (struct phrase_cover){{pair}, 1, cost} : best;
}

static const struct program_node *cheapest_child(struct cover_choice *choice,
                                                 const struct program_node *node, uint64_t *cost)
{
    const struct program_node *cheapest = program_child(choice->program, node, 0);

    *cost = cost_of(choice, cheapest);
    for (size_t i = 1; i < node->count; i++) {
        uint64_t other = cost_of(choice, program_child(choice->program, node, i));
        if (other < *cost) {
            *cost = other;
            cheapest = program_child(choice->program, node, i);
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
static struct priced *cheapest_members(struct cover_choice *choice, const struct program_node *node,
                                       size_t *count)
{
    struct priced *members = memory_new(node->count, sizeof(*members));

    for (size_t i = 0; i < node->count; i++) {
        const struct program_node *member = program_child(choice->program, node, i);
        members[i] = (struct priced){member, cost_of(choice, member)};
    }
    qsort(members, node->count, sizeof(*members), compare_costs);
    *count = (size_t)node->count - node->number + 1;
    return members;
}

static uint64_t cost_of_members(struct cover_choice *choice, const struct program_node *node)
{
    size_t count;
    struct priced *members = cheapest_members(choice, node, &count);
    uint64_t cost = 0;

    for (size_t i = 0; i < count; i++)
        cost = add_costs(cost, members[i].cost);
    free(members);
    return cost;
}

static uint64_t cost_of_any(struct cover_choice *choice, const struct program_node *node)
{
    uint64_t cost = 0;

    for (size_t i = 0; i < node->count; i++)
        cost = add_costs(cost, cost_of(choice, program_child(choice->program, node, i)));
    return cost;
}

static uint64_t cost_of_name(struct cover_choice *choice, uint32_t block)
{
    const struct program *program = choice->program;
    uint64_t *cost = &choice->name_costs[block - program->topic_room];

    if (*cost == 0)
        *cost = cost_of(choice, &program->nodes[program->blocks[block].root]);
    return *cost;
}

static uint64_t cost_of(struct cover_choice *choice, const struct program_node *node)
{
    uint64_t cost;

    switch ((enum op)node->op) {
    case OP_WORD:
        return cost_of_test(choice, node->first);
    case OP_PHRASE:
    case OP_SLOP:
        return cover_of_phrase(choice, choice->program->codes + node->first).cost;
    case OP_CALL:
        return cost_of_name(choice, node->first);
    case OP_ALL:
    case OP_NEAR:
    case OP_ONEAR:
        (void)cheapest_child(choice, node, &cost);
        return cost;
    case OP_ANY:
        return cost_of_any(choice, node);
    case OP_OF:
        return cost_of_members(choice, node);
    case OP_ATLEAST:
    case OP_FIELD:
    case OP_NOT_NEAR:
        return cost_of(choice, program_child(choice->program, node, 0));
    case OP_REGEX:
    case OP_KEY:
    case OP_NOT:
        break;
    }
    return COST_NONE;
}

/* ---- which things it has, where it costs less than COST_NONE ---- */

static void add_phrase(struct cover_choice *choice, const struct program_node *node)
{
    struct phrase_cover cover = cover_of_phrase(choice, choice->program->codes + node->first);

    for (size_t i = 0; i < cover.count; i++)
        test_list_add(&choice->things, cover.tests[i]);
}

static void add_members(struct cover_choice *choice, const struct program_node *node)
{
    size_t count;
    struct priced *members = cheapest_members(choice, node, &count);

    for (size_t i = 0; i < count; i++)
        add_things(choice, members[i].node);
    free(members);
}

static void add_things(struct cover_choice *choice, const struct program_node *node)
{
    uint64_t cost;

    switch ((enum op)node->op) {
    case OP_WORD:
        test_list_add(&choice->things, node->first);
        break;
    case OP_PHRASE:
    case OP_SLOP:
        add_phrase(choice, node);
        break;
    case OP_CALL:
        test_list_add(&choice->things, COVER_NAME | node->first);
        break;
    case OP_ALL:
    case OP_NEAR:
    case OP_ONEAR:
        add_things(choice, cheapest_child(choice, node, &cost));
        break;
    case OP_ANY:
        for (size_t i = 0; i < node->count; i++)
            add_things(choice, program_child(choice->program, node, i));
        break;
    case OP_OF:
        add_members(choice, node);
        break;
    case OP_ATLEAST:
    case OP_FIELD:
    case OP_NOT_NEAR:
        add_things(choice, program_child(choice->program, node, 0));
        break;
    case OP_REGEX:
    case OP_KEY:
    case OP_NOT:
        break;
    }
}

void cover_choice_init(struct cover_choice *choice, const struct program *program,
                       const struct zones *zones)
{
    size_t name_count = program->block_count - program->topic_room;

    *choice = (struct cover_choice){.program = program, .zones = zones};
    choice->name_costs = memory_new(name_count, sizeof(*choice->name_costs));
}

void cover_choice_free(struct cover_choice *choice)
{
    free(choice->name_costs);
    free(choice->things.list);
}

bool cover_choice_add(struct cover_choice *choice, size_t block)
{
    const struct program *program = choice->program;
    const struct program_node *root = &program->nodes[program->blocks[block].root];

    if (cost_of(choice, root) >= COST_NONE)
        return false;
    add_things(choice, root);
    return true;
}
