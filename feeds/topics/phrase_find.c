#include "feeds/topics/phrase_find.h"

#include "config/base/arena.h"

/* Words in a row, by where each of them stands. */
struct row {
    const struct places *words;
    size_t count;
};

struct element {
    bool is_any;
    struct row forms[2]; /* the parts, and the joined form if there is one */
};

struct elements {
    struct element *list;
    size_t count;
};

/* One word or row of a phrase in any order, and where it stands. */
struct unit {
    struct spans spans;
    bool is_placed;
};

struct window {
    const struct phrase_search *search;
    struct unit *units;
    size_t count;
    struct span *placed;
    size_t placed_count;
    uint32_t first;
    uint32_t last;
    uint32_t words; /* of the units placed */
    uint32_t slop;
};

static struct row read_row(const struct phrase_search *search, const uint32_t *tests, size_t count)
{
    struct places *words = arena_array(search->arena, count, sizeof(*words));

    for (size_t i = 0; i < count; i++)
        words[i] = zones_find(search->zones, tests[i], search->field);
    return (struct row){words, count};
}

static struct elements read_elements(const struct phrase_search *search, const uint32_t *codes)
{
    struct elements elements = {.count = *codes++};

    elements.list = arena_array(search->arena, elements.count, sizeof(*elements.list));
    for (size_t i = 0; i < elements.count; i++) {
        struct element *element = &elements.list[i];
        if (*codes == PHRASE_ANY) {
            element->is_any = true;
            codes++;
            continue;
        }
        size_t parts = *codes & PHRASE_PARTS_MASK, joined = *codes >> PHRASE_JOINED_SHIFT;
        element->forms[0] = read_row(search, codes + 1, parts);
        element->forms[1] = read_row(search, codes + 1 + parts, joined);
        codes += 1 + parts + joined;
    }
    return elements;
}

/* Most phrases lack a word or a pair: seen before anything is laid out for them. */
static bool may_stand(const struct phrase_search *search, const uint32_t *codes)
{
    size_t count = *codes++;

    for (size_t i = 0; i < count; i++) {
        if (*codes == PHRASE_ANY) {
            codes++;
            continue;
        }
        size_t parts = *codes & PHRASE_PARTS_MASK, joined = *codes >> PHRASE_JOINED_SHIFT;
        for (size_t k = 0; k < parts && joined == 0; k++) {
            if (!zones_has(search->zones, codes[1 + k], search->field))
                return false;
        }
        codes += 1 + parts + joined;
    }
    size_t pairs = *codes++;
    for (size_t i = 0; i < pairs; i++) {
        if (!zones_has(search->zones, codes[i], search->field))
            return false;
    }
    return true;
}

static bool stands_at(struct places places, uint32_t place)
{
    size_t low = 0, count = places.count;

    while (count > 0) {
        size_t half = count / 2;
        if (places.list[low + half] < place) {
            low += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    return low < places.count && places.list[low] == place;
}

static bool row_stands_at(const struct row *row, uint32_t place)
{
    for (size_t i = 0; i < row->count; i++) {
        if (!stands_at(row->words[i], place + (uint32_t)i))
            return false;
    }
    return row->count > 0;
}

static struct spans find_row(const struct phrase_search *search, const struct row *row)
{
    struct spans spans = {0};

    if (row->count == 0)
        return spans;
    for (size_t i = 0; i < row->words[0].count; i++) {
        uint32_t place = row->words[0].list[i];
        if (row_stands_at(row, place))
            spans_add(&spans, search->arena,
                      (struct span){.first = place, .last = place + (uint32_t)row->count - 1});
    }
    return spans;
}

static struct spans find_element(const struct phrase_search *search, const struct element *element)
{
    struct spans spans = find_row(search, &element->forms[0]);
    struct spans joined = find_row(search, &element->forms[1]);

    for (size_t i = 0; i < joined.count; i++)
        spans_add(&spans, search->arena, joined.list[i]);
    if (joined.count > 0)
        spans_sort(&spans);
    return spans;
}

/* The spans that go on with `element` right behind them. */
static struct spans extend(const struct phrase_search *search, const struct spans *spans,
                           const struct element *element)
{
    struct spans longer = {0};

    for (size_t i = 0; i < spans->count; i++) {
        struct span span = spans->list[i];
        for (size_t form = 0; form < 2; form++) {
            const struct row *row = &element->forms[form];
            uint32_t words = (uint32_t)row->count;
            if (row_stands_at(row, span.last + 1))
                spans_add(&longer, search->arena,
                          (struct span){.first = span.first, .last = span.last + words});
        }
        if (element->is_any)
            spans_add(&longer, search->arena,
                      (struct span){.first = span.first, .last = span.last + 1});
    }
    spans_sort(&longer);
    return longer;
}

static struct spans find_in_row(const struct phrase_search *search, struct elements elements)
{
    struct spans spans = find_element(search, &elements.list[0]);

    for (size_t i = 1; i < elements.count && spans.count > 0; i++)
        spans = extend(search, &spans, &elements.list[i]);
    if (spans.count > search->limit)
        spans.count = search->limit;
    return spans;
}

static bool is_free(const struct window *window, const struct span *span)
{
    if (span->first < window->first || span->last > window->last)
        return false;
    for (size_t i = 0; i < window->placed_count; i++) {
        if (span->first <= window->placed[i].last && window->placed[i].first <= span->last)
            return false;
    }
    return true;
}

static void place(struct window *window, struct unit *unit, const struct span *span)
{
    window->placed[window->placed_count++] = *span;
    window->words += span->last - span->first + 1;
    unit->is_placed = true;
}

static void take_back(struct window *window, struct unit *unit)
{
    const struct span *span = &window->placed[--window->placed_count];

    window->words -= span->last - span->first + 1;
    unit->is_placed = false;
}

/* Each unit that has no place yet, at a place of its own. */
static bool place_rest(struct window *window, size_t from)
{
    while (from < window->count && window->units[from].is_placed)
        from++;
    if (from == window->count)
        return window->last - window->first + 1 <= window->words + window->slop;
    struct unit *unit = &window->units[from];
    for (size_t i = 0; i < unit->spans.count && unit->spans.list[i].first <= window->last; i++) {
        struct span_budget *budget = window->search->budget;
        if (budget->steps == 0)
            return false;
        budget->steps--;
        if (!is_free(window, &unit->spans.list[i]))
            continue;
        place(window, unit, &unit->spans.list[i]);
        bool is_found = place_rest(window, from + 1);
        take_back(window, unit);
        if (is_found)
            return true;
    }
    return false;
}

/* One unit must end where the window ends. */
static bool place_last(struct window *window)
{
    for (size_t u = 0; u < window->count; u++) {
        struct unit *unit = &window->units[u];
        for (size_t i = 0; i < unit->spans.count && !unit->is_placed; i++) {
            const struct span *span = &unit->spans.list[i];
            if (span->last != window->last || !is_free(window, span))
                continue;
            place(window, unit, span);
            bool is_found = place_rest(window, 0);
            take_back(window, unit);
            if (is_found)
                return true;
        }
    }
    return false;
}

/* One unit must begin where the window begins. */
static bool place_all(struct window *window)
{
    for (size_t u = 0; u < window->count; u++) {
        struct unit *unit = &window->units[u];
        for (size_t i = 0; i < unit->spans.count; i++) {
            const struct span *span = &unit->spans.list[i];
            if (span->first != window->first || span->last > window->last)
                continue;
            place(window, unit, span);
            bool is_found = span->last == window->last ? place_rest(window, 0) : place_last(window);
            take_back(window, unit);
            if (is_found)
                return true;
        }
    }
    return false;
}

static struct spans all_units(const struct window *window)
{
    struct spans all = {0};

    for (size_t u = 0; u < window->count; u++) {
        for (size_t i = 0; i < window->units[u].spans.count; i++)
            spans_add(&all, window->search->arena, window->units[u].spans.list[i]);
    }
    spans_sort(&all);
    return all;
}

/* Every window from the start of one unit to the end of another that all units fit into. */
static struct spans find_windows(struct window *window, uint32_t longest)
{
    const struct phrase_search *search = window->search;
    struct spans all = all_units(window), found = {0};

    for (size_t i = 0; i < all.count; i++) {
        if (i > 0 && all.list[i].first == all.list[i - 1].first)
            continue;
        window->first = all.list[i].first;
        for (size_t k = i; k < all.count && all.list[k].first - window->first < longest; k++) {
            window->last = all.list[k].last;
            if (found.count >= search->limit || search->budget->steps == 0)
                return found;
            search->budget->steps--;
            if (window->last - window->first < longest && place_all(window))
                spans_add(&found, search->arena,
                          (struct span){window->first, window->last, .is_group = true});
        }
    }
    return found;
}

static struct spans find_in_any_order(const struct phrase_search *search, struct elements elements,
                                      uint32_t slop)
{
    struct window window = {.search = search, .count = elements.count, .slop = slop};
    uint32_t words = 0;

    window.units = arena_array(search->arena, elements.count, sizeof(*window.units));
    window.placed = arena_array(search->arena, elements.count, sizeof(*window.placed));
    for (size_t i = 0; i < elements.count; i++) {
        window.units[i].spans = find_element(search, &elements.list[i]);
        if (window.units[i].spans.count == 0)
            return (struct spans){0};
        words += window.units[i].spans.longest + 1;
    }
    struct spans found = find_windows(&window, words + slop);
    spans_sort(&found);
    return found;
}

struct spans phrase_find(const struct phrase_search *search, const uint32_t *codes, int slop)
{
    if (!may_stand(search, codes))
        return (struct spans){0};
    struct elements elements = read_elements(search, codes);

    if (slop != QUERY_NO_SLOP)
        return find_in_any_order(search, elements, (uint32_t)slop);
    return find_in_row(search, elements);
}
