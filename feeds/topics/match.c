#include "feeds/topics/match.h"

#include "config/base/arena.h"
#include "feeds/topics/phrase_find.h"
#include "feeds/topics/regex.h"

#include <string.h>

/* Enough for any item and query that people write, and over in some milliseconds. */
#define BUDGET_STEPS 2000000

void matcher_init(struct matcher *matcher, const struct program *program, struct zones *zones,
                  struct item_keys *keys, struct arena *arena)
{
    *matcher = (struct matcher){.program = program, .zones = zones, .keys = keys, .arena = arena};
}

const struct program_node *matcher_begin(struct matcher *matcher, uint32_t block)
{
    matcher->text = matcher->program->blocks[block].text;
    matcher->field = FIELD_NONE;
    matcher->budget.steps = BUDGET_STEPS;
    matcher->has_overrun = false;
    return &matcher->program->nodes[matcher->program->blocks[block].root];
}

bool matcher_holds_block(struct matcher *matcher, uint32_t block)
{
    return matcher_holds(matcher, matcher_begin(matcher, block));
}

/* Into a @name or a text field. */
const struct program_node *matcher_enter(struct matcher *matcher, const struct program_node *node,
                                         struct matcher_place *back)
{
    *back = (struct matcher_place){.text = matcher->text, .field = matcher->field};
    if (node->op == OP_FIELD) {
        matcher->field = (enum query_field)node->number;
        return program_child(matcher->program, node, 0);
    }
    const struct program_block *block = &matcher->program->blocks[node->first];
    matcher->text = block->text;
    return &matcher->program->nodes[block->root];
}

void matcher_leave(struct matcher *matcher, struct matcher_place back)
{
    matcher->text = back.text;
    matcher->field = back.field;
}

const char *matcher_written(const struct matcher *matcher, const struct program_node *node)
{
    const struct program_origin *origin =
        &matcher->program->origins[node - matcher->program->nodes];

    return arena_string_of(matcher->arena, matcher->text + origin->at, origin->len);
}

static struct spans find_word(const struct matcher *matcher, const struct program_node *node,
                              size_t limit)
{
    struct places places = zones_find(matcher->zones, node->first, matcher->field);
    struct spans spans = {.count = places.count < limit ? places.count : limit};

    spans.capacity = spans.count;
    spans.longest = node->count - 1U;
    spans.list = arena_array(matcher->arena, spans.count, sizeof(*spans.list));
    for (size_t i = 0; i < spans.count; i++)
        spans.list[i] =
            (struct span){.first = places.list[i], .last = places.list[i] + spans.longest};
    return spans;
}

static struct spans find_phrase(struct matcher *matcher, const struct program_node *node,
                                size_t limit)
{
    struct phrase_search search = {.zones = matcher->zones,
                                   .arena = matcher->arena,
                                   .field = matcher->field,
                                   .limit = limit,
                                   .budget = &matcher->budget};

    return phrase_find(&search, matcher->program->codes + node->first,
                       node->op == OP_SLOP ? node->number : QUERY_NO_SLOP);
}

static struct spans find_any(struct matcher *matcher, const struct program_node *node, size_t limit)
{
    struct spans all = {0};

    for (size_t i = 0; i < node->count && all.count < limit; i++) {
        struct spans some = matcher_find(matcher, program_child(matcher->program, node, i), limit);
        for (size_t k = 0; k < some.count; k++)
            spans_add(&all, matcher->arena, some.list[k]);
    }
    spans_sort(&all);
    return all;
}

static struct spans find_near(struct matcher *matcher, const struct program_node *node,
                              size_t limit)
{
    struct spans left = matcher_find(matcher, program_child(matcher->program, node, 0), SIZE_MAX);

    if (left.count == 0)
        return left;
    struct spans right = matcher_find(matcher, program_child(matcher->program, node, 1), SIZE_MAX);
    if (node->op == OP_NOT_NEAR)
        return spans_not_near(matcher->arena, &left, &right, node->number, limit);
    if (node->op == OP_ONEAR)
        return spans_onear(matcher->arena, &left, &right, node->number, limit, &matcher->budget);
    return spans_near(matcher->arena, &left, &right, node->number, limit, &matcher->budget);
}

struct spans matcher_find(struct matcher *matcher, const struct program_node *node, size_t limit)
{
    struct matcher_place back;
    struct spans spans = {0};

    switch ((enum op)node->op) {
    case OP_WORD:
        return find_word(matcher, node, limit);
    case OP_PHRASE:
    case OP_SLOP:
        return find_phrase(matcher, node, limit);
    case OP_ANY:
        return find_any(matcher, node, limit);
    case OP_NEAR:
    case OP_ONEAR:
    case OP_NOT_NEAR:
        return find_near(matcher, node, limit);
    case OP_CALL:
        spans = matcher_find(matcher, matcher_enter(matcher, node, &back), limit);
        matcher_leave(matcher, back);
        return spans;
    case OP_REGEX:
    case OP_KEY:
    case OP_ALL:
    case OP_NOT:
    case OP_OF:
    case OP_ATLEAST:
    case OP_FIELD:
        break;
    }
    return spans; /* the parser lets none of these stand beside NEAR */
}

struct zone *matcher_find_regex(struct matcher *matcher, const struct program_node *node,
                                size_t *begin, size_t *end)
{
    const struct regex *regex = matcher->program->regexes[node->first];
    size_t count;
    struct zone *zones = zones_of_field(matcher->zones, matcher->field, &count);

    for (size_t i = 0; i < count; i++) {
        const char *text = zone_prepare(matcher->zones, &zones[i]);
        enum regex_outcome outcome = regex_match(regex, text, strlen(text), begin, end);
        matcher->has_overrun |= outcome == REGEX_OVERRUNS;
        if (outcome == REGEX_MATCHES)
            return &zones[i];
    }
    return NULL;
}

const char *matcher_find_key(const struct matcher *matcher, const struct program_node *node)
{
    const char *found = NULL;

    for (size_t i = 0; i < node->count && found == NULL; i++)
        found = item_keys_find(matcher->keys, (enum query_field)node->number,
                               matcher->program->values[node->first + i]);
    return found;
}

/* A summary repeats the content: of the two, whichever has more. */
size_t matcher_count(struct matcher *matcher, const struct program_node *node)
{
    struct spans spans = matcher_find(matcher, program_child(matcher->program, node, 0), SIZE_MAX);
    size_t counts[ZONE_KEY] = {0};

    for (size_t i = 0; i < spans.count; i++) {
        if (i == 0 || spans.list[i].first != spans.list[i - 1].first)
            counts[zones_at(matcher->zones, spans.list[i].first)->kind]++;
    }
    size_t body =
        counts[ZONE_SUMMARY] > counts[ZONE_CONTENT] ? counts[ZONE_SUMMARY] : counts[ZONE_CONTENT];
    return counts[ZONE_TITLE] + body + counts[ZONE_AUTHOR] + counts[ZONE_TAG];
}

static bool holds_all(struct matcher *matcher, const struct program_node *node)
{
    for (size_t i = 0; i < node->count; i++) {
        if (!matcher_holds(matcher, program_child(matcher->program, node, i)))
            return false;
    }
    return true;
}

/* Any of the members: mostly words, by the dozen. */
static bool holds_any(struct matcher *matcher, const struct program_node *node)
{
    const struct program_node *member = program_child(matcher->program, node, 0),
                              *end = member + node->count;

    for (; member < end; member++) {
        bool holds = member->op == OP_WORD
                         ? zones_has(matcher->zones, member->first, matcher->field)
                         : matcher_holds(matcher, member);
        if (holds)
            return true;
    }
    return false;
}

/* At least `needed` of the members. */
static bool holds_some(struct matcher *matcher, const struct program_node *node, size_t needed)
{
    for (size_t i = 0; i < node->count && needed > 0 && needed <= node->count - i; i++)
        needed -= matcher_holds(matcher, program_child(matcher->program, node, i));
    return needed == 0;
}

bool matcher_holds(struct matcher *matcher, const struct program_node *node)
{
    struct matcher_place back;
    size_t begin, end;
    bool holds = false;

    switch ((enum op)node->op) {
    case OP_WORD:
        return zones_has(matcher->zones, node->first, matcher->field);
    case OP_REGEX:
        return matcher_find_regex(matcher, node, &begin, &end) != NULL;
    case OP_KEY:
        return matcher_find_key(matcher, node) != NULL;
    case OP_ALL:
        return holds_all(matcher, node);
    case OP_ANY:
        return holds_any(matcher, node);
    case OP_OF:
        return holds_some(matcher, node, node->number);
    case OP_NOT:
        return !matcher_holds(matcher, program_child(matcher->program, node, 0));
    case OP_ATLEAST:
        return matcher_count(matcher, node) >= node->number;
    case OP_PHRASE:
    case OP_SLOP:
    case OP_NEAR:
    case OP_ONEAR:
    case OP_NOT_NEAR:
        return matcher_find(matcher, node, 1).count > 0;
    case OP_FIELD:
    case OP_CALL:
        holds = matcher_holds(matcher, matcher_enter(matcher, node, &back));
        matcher_leave(matcher, back);
        return holds;
    }
    return holds;
}
