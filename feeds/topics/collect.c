#include "feeds/topics/collect.h"

#include "config/base/arena.h"

#include <string.h>

#define FOUND_SIZE_MAX 512

struct collector {
    struct matcher *matcher;
    struct watch_term *terms;
    size_t count;
    size_t capacity;
};

/* All places. */
static const struct span anywhere = {.first = 0, .last = UINT32_MAX};

static void collect(struct collector *collector, const struct program_node *node,
                    struct span within);

static void add_term(struct collector *collector, const struct program_node *node,
                     struct watch_term term)
{
    struct arena *arena = collector->matcher->arena;

    if (collector->count == collector->capacity) {
        collector->capacity = collector->capacity == 0 ? 8 : 2 * collector->capacity;
        struct watch_term *terms = arena_array(arena, collector->capacity, sizeof(*terms));
        if (collector->count > 0)
            memcpy(terms, collector->terms, collector->count * sizeof(*terms));
        collector->terms = terms;
    }
    term.term = matcher_written(collector->matcher, node);
    collector->terms[collector->count++] = term;
}

/* The text of a zone for display: furniture marks gone, other control characters blanks. */
static char *quote(struct arena *arena, const char *text, size_t len)
{
    char *found = arena_string_of(arena, text, len < FOUND_SIZE_MAX ? len : FOUND_SIZE_MAX);
    char *to = found;

    for (const char *at = found; *at != '\0'; at++) {
        bool is_control = (unsigned char)*at < ' ' || *at == 0x7F;
        if (!is_control)
            *to++ = *at;
        else if (to > found && to[-1] != ' ')
            *to++ = ' ';
    }
    while (len > FOUND_SIZE_MAX && to > found && ((unsigned char)to[-1] & 0xC0) == 0x80)
        to--;
    *to = '\0';
    return found;
}

static void add_span(struct collector *collector, const struct program_node *node, struct span span)
{
    const struct zone *zone = zones_at(collector->matcher->zones, span.first);
    uint32_t word = span.first - zone->first_place;
    uint32_t begin = zone->tokens.list[word].begin;
    uint32_t end = zone->tokens.list[span.last - zone->first_place].end;

    add_term(collector, node,
             (struct watch_term){
                 .found = quote(collector->matcher->arena, zone->text + begin, end - begin),
                 .zone = zone->kind,
                 .zone_index = zone->index,
                 .word = word + 1,
                 .text = zone->text,
                 .begin = begin,
                 .end = end});
}

/* The number of the word at, or behind, a byte of the zone. */
static uint32_t word_at(const struct zone *zone, uint32_t byte)
{
    uint32_t word = 0;

    while (word + 1 < zone->tokens.count && zone->tokens.list[word].end <= byte)
        word++;
    return word + 1;
}

static void add_regex(struct collector *collector, const struct program_node *node)
{
    size_t begin, end;
    const struct zone *zone = matcher_find_regex(collector->matcher, node, &begin, &end);

    if (zone == NULL)
        return;
    add_term(collector, node,
             (struct watch_term){
                 .found = quote(collector->matcher->arena, zone->prepared + begin, end - begin),
                 .zone = zone->kind,
                 .zone_index = zone->index,
                 .word = word_at(zone, zone->offsets[begin]),
                 .text = zone->text,
                 .begin = zone->offsets[begin],
                 .end = zone->offsets[end]});
}

static void add_key(struct collector *collector, const struct program_node *node)
{
    const char *found = matcher_find_key(collector->matcher, node);

    if (found == NULL)
        return;
    size_t len = strlen(found);
    add_term(collector, node,
             (struct watch_term){.found = quote(collector->matcher->arena, found, len),
                                 .zone = ZONE_KEY,
                                 .text = found,
                                 .end = (uint32_t)len});
}

static bool find_within(struct collector *collector, const struct program_node *node,
                        struct span within, struct span *found)
{
    struct spans spans = matcher_find(collector->matcher, node, SIZE_MAX);

    for (size_t i = 0; i < spans.count; i++) {
        if (spans.list[i].first >= within.first && spans.list[i].last <= within.last) {
            *found = spans.list[i];
            return true;
        }
    }
    return false;
}

/* What joined words into the first span of a NEAR. */
static void collect_near(struct collector *collector, const struct program_node *node,
                         struct span within)
{
    struct span span;

    if (!find_within(collector, node, within, &span))
        return;
    collect(collector, program_child(collector->matcher->program, node, 0), span);
    if (node->op != OP_NOT_NEAR)
        collect(collector, program_child(collector->matcher->program, node, 1), span);
}

static void collect_children(struct collector *collector, const struct program_node *node,
                             struct span within)
{
    for (size_t i = 0; i < node->count; i++) {
        const struct program_node *child = program_child(collector->matcher->program, node, i);
        if (child->op != OP_NOT && matcher_holds(collector->matcher, child))
            collect(collector, child, within);
    }
}

static void collect(struct collector *collector, const struct program_node *node,
                    struct span within)
{
    struct matcher_place back;
    struct span span;

    switch ((enum op)node->op) {
    case OP_WORD:
    case OP_PHRASE:
    case OP_SLOP:
        if (find_within(collector, node, within, &span))
            add_span(collector, node, span);
        break;
    case OP_REGEX:
        add_regex(collector, node);
        break;
    case OP_KEY:
        add_key(collector, node);
        break;
    case OP_ALL:
    case OP_ANY:
    case OP_OF:
        collect_children(collector, node, within);
        break;
    case OP_NOT:
        break;
    case OP_ATLEAST:
        collect(collector, program_child(collector->matcher->program, node, 0), within);
        break;
    case OP_NEAR:
    case OP_ONEAR:
    case OP_NOT_NEAR:
        collect_near(collector, node, within);
        break;
    case OP_FIELD:
    case OP_CALL:
        collect(collector, matcher_enter(collector->matcher, node, &back), within);
        matcher_leave(collector->matcher, back);
        break;
    }
}

void collect_terms(struct matcher *matcher, uint32_t block, struct watch_match *match)
{
    struct collector collector = {.matcher = matcher};

    collect(&collector, matcher_begin(matcher, block), anywhere);
    match->terms = collector.terms;
    match->term_count = collector.count;
}
