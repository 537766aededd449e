#include "feeds/topics/explain.h"

#include "config/base/arena.h"

#include <string.h>

#define WRITTEN_MAX 80 /* bytes of a part that are shown */

static const char *explain(struct matcher *matcher, const struct program_node *node);

/* The part as the query writes it, a long one cut. */
static const char *written(const struct matcher *matcher, const struct program_node *node)
{
    const char *text = matcher_written(matcher, node);
    size_t len = WRITTEN_MAX;

    if (strlen(text) <= WRITTEN_MAX)
        return text;
    while (len > 0 && ((unsigned char)text[len] & 0xC0) == 0x80)
        len--;
    return arena_format(matcher->arena, "%.*s…", (int)len, text);
}

static const char *where_it_looked(const struct matcher *matcher)
{
    if (matcher->field == FIELD_NONE)
        return "title, summary or content";
    return query_field_name(matcher->field);
}

static const char *explain_absence(const struct matcher *matcher, const struct program_node *node)
{
    return arena_format(matcher->arena, "%s is not in %s", written(matcher, node),
                        where_it_looked(matcher));
}

/* What the item has instead of the values. */
static const char *explain_key(const struct matcher *matcher, const struct program_node *node)
{
    const char *name = query_field_name((enum query_field)node->number);
    const char *value = item_keys_find(matcher->keys, (enum query_field)node->number, "*");

    if (value == NULL)
        return arena_format(matcher->arena, "%s: the item has no %s", written(matcher, node), name);
    return arena_format(matcher->arena, "%s: the item's %s is %s", written(matcher, node), name,
                        value);
}

static const char *explain_first_miss(struct matcher *matcher, const struct program_node *node)
{
    for (size_t i = 0; i < node->count; i++) {
        if (!matcher_holds(matcher, program_child(matcher->program, node, i)))
            return explain(matcher, program_child(matcher->program, node, i));
    }
    return explain_absence(matcher, node);
}

/* 2 OF: 1 of 3 (inflation) */
static const char *explain_of(struct matcher *matcher, const struct program_node *node)
{
    const char *found = "";
    size_t count = 0;

    for (size_t i = 0; i < node->count; i++) {
        const struct program_node *member = program_child(matcher->program, node, i);
        if (!matcher_holds(matcher, member))
            continue;
        found = arena_format(matcher->arena, "%s%s%s", found, count > 0 ? ", " : "",
                             written(matcher, member));
        count++;
    }
    if (count == 0)
        return arena_format(matcher->arena, "%d OF: none of %d", node->number, node->count);
    return arena_format(matcher->arena, "%d OF: %zu of %d (%s)", node->number, count, node->count,
                        found);
}

/* Where the first occurrence stands: "content word 12". */
static const char *place_of(struct matcher *matcher, struct span span)
{
    const struct zone *zone = zones_at(matcher->zones, span.first);

    return arena_format(matcher->arena, "%s word %u", watch_zone_name(zone->kind),
                        span.first - zone->first_place + 1);
}

/* A term of the part that stands in the item, for the sake of an example. */
static bool find_example(struct matcher *matcher, const struct program_node *node,
                         struct span *span)
{
    struct matcher_place back;
    bool is_found = false;

    if (node->op == OP_FIELD || node->op == OP_CALL) {
        is_found = find_example(matcher, matcher_enter(matcher, node, &back), span);
        matcher_leave(matcher, back);
        return is_found;
    }
    if (node->op == OP_ALL || node->op == OP_OF || node->op == OP_ATLEAST) {
        for (size_t i = 0; i < node->count && !is_found; i++)
            is_found = find_example(matcher, program_child(matcher->program, node, i), span);
        return is_found;
    }
    struct spans spans = matcher_find(matcher, node, 1);
    if (spans.count > 0)
        *span = spans.list[0];
    return spans.count > 0;
}

static const char *explain_not(struct matcher *matcher, const struct program_node *node)
{
    const struct program_node *operand = program_child(matcher->program, node, 0);
    struct span span;

    if (!find_example(matcher, operand, &span))
        return arena_format(matcher->arena, "NOT: %s matches", written(matcher, operand));
    return arena_format(matcher->arena, "NOT: %s at %s", written(matcher, operand),
                        place_of(matcher, span));
}

static const char *operator_of(struct matcher *matcher, const struct program_node *node)
{
    const char *name = "NEAR";

    if (node->op == OP_ONEAR)
        name = "ONEAR";
    else if (node->op == OP_NOT_NEAR)
        name = "NOT NEAR";
    return arena_format(matcher->arena, "%s/%d", name, node->number);
}

static const char *explain_near(struct matcher *matcher, const struct program_node *node)
{
    const struct program_node *sides[] = {program_child(matcher->program, node, 0),
                                          program_child(matcher->program, node, 1)};
    const char *name = operator_of(matcher, node);
    struct spans left = matcher_find(matcher, sides[0], SIZE_MAX);
    struct spans right = matcher_find(matcher, sides[1], SIZE_MAX);

    if (left.count == 0)
        return explain(matcher, sides[0]);
    if (node->op == OP_NOT_NEAR)
        return arena_format(matcher->arena, "%s: every %s has %s beside it", name,
                            written(matcher, sides[0]), written(matcher, sides[1]));
    if (right.count == 0)
        return explain(matcher, sides[1]);
    uint32_t closest = spans_closest(&left, &right);
    if (closest >= ZONE_GAP)
        return arena_format(matcher->arena, "%s: both are there, but in different zones", name);
    if (node->op == OP_ONEAR && closest <= node->number)
        return arena_format(matcher->arena, "%s: both are there, but not in this order", name);
    return arena_format(matcher->arena, "%s: closest is %u words apart", name, closest);
}

static const char *explain(struct matcher *matcher, const struct program_node *node)
{
    struct matcher_place back;
    const char *line = NULL;

    switch ((enum op)node->op) {
    case OP_WORD:
    case OP_PHRASE:
    case OP_SLOP:
    case OP_ANY:
        return explain_absence(matcher, node);
    case OP_REGEX:
        return arena_format(matcher->arena, "%s matches nothing in %s", written(matcher, node),
                            where_it_looked(matcher));
    case OP_KEY:
        return explain_key(matcher, node);
    case OP_ALL:
        return explain_first_miss(matcher, node);
    case OP_NOT:
        return explain_not(matcher, node);
    case OP_OF:
        return explain_of(matcher, node);
    case OP_ATLEAST:
        return arena_format(matcher->arena, "ATLEAST/%d: %zu of %s", node->number,
                            matcher_count(matcher, node),
                            written(matcher, program_child(matcher->program, node, 0)));
    case OP_NEAR:
    case OP_ONEAR:
    case OP_NOT_NEAR:
        return explain_near(matcher, node);
    case OP_FIELD:
    case OP_CALL:
        line = explain(matcher, matcher_enter(matcher, node, &back));
        matcher_leave(matcher, back);
        return line;
    }
    return line;
}

const char *explain_miss(struct matcher *matcher, uint32_t block)
{
    return explain(matcher, matcher_begin(matcher, block));
}
