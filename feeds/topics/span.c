#include "feeds/topics/span.h"

#include "config/base/arena.h"

#include <stdlib.h>
#include <string.h>

void spans_add(struct spans *spans, struct arena *arena, struct span span)
{
    if (spans->count == spans->capacity) {
        spans->capacity = spans->capacity == 0 ? 8 : 2 * spans->capacity;
        struct span *list = arena_array(arena, spans->capacity, sizeof(*list));
        if (spans->count > 0)
            memcpy(list, spans->list, spans->count * sizeof(*list));
        spans->list = list;
    }
    spans->list[spans->count++] = span;
    if (span.last - span.first > spans->longest)
        spans->longest = span.last - span.first;
}

static int compare(const void *a, const void *b)
{
    const struct span *left = a, *right = b;

    if (left->first != right->first)
        return left->first < right->first ? -1 : 1;
    if (left->last != right->last)
        return left->last < right->last ? -1 : 1;
    return (int)left->is_group - (int)right->is_group;
}

void spans_sort(struct spans *spans)
{
    size_t kept = 0;

    if (spans->count < 2)
        return;
    qsort(spans->list, spans->count, sizeof(*spans->list), compare);
    for (size_t i = 1; i < spans->count; i++) {
        if (compare(&spans->list[kept], &spans->list[i]) != 0)
            spans->list[++kept] = spans->list[i];
    }
    spans->count = kept + 1;
}

static bool overlaps(const struct span *a, const struct span *b)
{
    return a->first <= b->last && b->first <= a->last;
}

/* Words between two that do not overlap. */
static uint32_t gap(const struct span *a, const struct span *b)
{
    return a->last < b->first ? b->first - a->last - 1 : a->first - b->last - 1;
}

static bool is_near(const struct span *a, const struct span *b, uint32_t n)
{
    return overlaps(a, b) ? a->is_group || b->is_group : gap(a, b) <= n;
}

static struct span join(const struct span *a, const struct span *b)
{
    return (struct span){.first = a->first < b->first ? a->first : b->first,
                         .last = a->last > b->last ? a->last : b->last,
                         .is_group = true};
}

/* The first span that begins at `place` or behind it. */
static size_t find_from(const struct spans *spans, uint64_t place)
{
    size_t low = 0, count = spans->count;

    while (count > 0) {
        size_t half = count / 2;
        if (spans->list[low + half].first < place) {
            low += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    return low;
}

static bool spend(struct span_budget *budget)
{
    if (budget->steps == 0)
        return false;
    budget->steps--;
    return true;
}

static uint64_t minus(uint64_t a, uint64_t b)
{
    return a < b ? 0 : a - b;
}

struct spans spans_near(struct arena *arena, const struct spans *a, const struct spans *b,
                        uint32_t n, size_t limit, struct span_budget *budget)
{
    struct spans found = {0};

    for (size_t i = 0; i < a->count && found.count < limit; i++) {
        const struct span *left = &a->list[i];
        uint64_t from = minus(left->first, (uint64_t)n + 1 + b->longest);
        for (size_t k = find_from(b, from); k < b->count && found.count < limit; k++) {
            const struct span *right = &b->list[k];
            if (right->first > (uint64_t)left->last + n + 1 || !spend(budget))
                break;
            if (is_near(left, right, n))
                spans_add(&found, arena, join(left, right));
        }
    }
    spans_sort(&found);
    return found;
}

struct spans spans_onear(struct arena *arena, const struct spans *a, const struct spans *b,
                         uint32_t n, size_t limit, struct span_budget *budget)
{
    struct spans found = {0};

    for (size_t i = 0; i < a->count && found.count < limit; i++) {
        const struct span *left = &a->list[i];
        for (size_t k = find_from(b, (uint64_t)left->last + 1); k < b->count && found.count < limit;
             k++) {
            const struct span *right = &b->list[k];
            if (right->first > (uint64_t)left->last + n + 1 || !spend(budget))
                break;
            spans_add(&found, arena, join(left, right));
        }
    }
    spans_sort(&found);
    return found;
}

/* `reach[i]`: the furthest last word of the first i + 1 spans. */
static uint32_t *reaches(struct arena *arena, const struct spans *spans)
{
    uint32_t *reach = arena_array(arena, spans->count, sizeof(*reach));
    uint32_t furthest = 0;

    for (size_t i = 0; i < spans->count; i++) {
        if (spans->list[i].last > furthest)
            furthest = spans->list[i].last;
        reach[i] = furthest;
    }
    return reach;
}

struct spans spans_not_near(struct arena *arena, const struct spans *a, const struct spans *b,
                            uint32_t n, size_t limit)
{
    const uint32_t *reach = reaches(arena, b);
    struct spans found = {0};

    for (size_t i = 0; i < a->count && found.count < limit; i++) {
        const struct span *span = &a->list[i];
        size_t before = find_from(b, (uint64_t)span->last + n + 2);
        bool has_near = before > 0 && (uint64_t)reach[before - 1] + n + 1 >= span->first;
        if (!has_near)
            spans_add(&found, arena, *span);
    }
    return found;
}

/* Two steps side by side: of all spans on the left of one, the furthest reaching is nearest. */
static uint32_t closest_before(const struct spans *a, const struct spans *b)
{
    uint32_t closest = UINT32_MAX, reach = 0;
    size_t k = 0;

    for (size_t i = 0; i < b->count; i++) {
        for (; k < a->count && a->list[k].first <= b->list[i].first; k++)
            reach = a->list[k].last > reach ? a->list[k].last : reach;
        uint32_t first = b->list[i].first;
        uint32_t distance = reach >= first ? 0 : first - reach - 1;
        if (k > 0 && distance < closest)
            closest = distance;
    }
    return closest;
}

uint32_t spans_closest(const struct spans *a, const struct spans *b)
{
    uint32_t before = closest_before(a, b), behind = closest_before(b, a);

    return before < behind ? before : behind;
}
