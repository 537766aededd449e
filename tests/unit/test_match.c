/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */

#include "config/base/arena.h"
#include "feeds/topics/watch_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A slow evaluator of GRAMMAR 4, written from the text alone: it knows five words and three zones,
 * tries every pair of spans and every set of places, and is asked the same as the matcher. */

#define WORDS 5
#define ZONE_MAX 24
#define SPANS_MAX 4096

static const char *const VOCABULARY[WORDS] = {"strike", "port", "grain", "deal", "ferry"};

enum kind {
    WORD,
    ROW,       /* "a b" */
    ANY_ORDER, /* "a b c"~n */
    OR,
    NEAR,
    ONEAR,
    NOT_NEAR,
    AND,
    AND_NOT,
    SOME_OF,
    ATLEAST,
    TITLE,
    BODY,
};

struct part {
    enum kind kind;
    int n;
    int words[3];
    struct part *of[3];
};

struct place {
    int zone; /* title, summary, content */
    int first;
    int last;
    bool is_group;
};

struct list {
    struct place at[SPANS_MAX];
    size_t count;
};

struct text {
    int words[3][ZONE_MAX];
    int length[3];
    bool looks[3]; /* in which zones */
};

static uint32_t random_state;

static int draw(int below)
{
    random_state = random_state * 1664525U + 1013904223U;
    return (int)((random_state >> 8) % (uint32_t)below);
}

static bool is_touching(const struct place *a, const struct place *b)
{
    return a->first <= b->last && b->first <= a->last;
}

static int between(const struct place *a, const struct place *b)
{
    return a->last < b->first ? b->first - a->last - 1 : a->first - b->last - 1;
}

static void put(struct list *list, struct place place)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct place *there = &list->at[i];
        if (there->zone == place.zone && there->first == place.first && there->last == place.last &&
            there->is_group == place.is_group)
            return;
    }
    assert_true(list->count < SPANS_MAX);
    list->at[list->count++] = place;
}

static void find_row(const struct text *text, const int words[], int zone, struct list *list)
{
    for (int i = 0; i + 1 < text->length[zone]; i++) {
        if (text->words[zone][i] == words[0] && text->words[zone][i + 1] == words[1])
            put(list, (struct place){zone, i, i + 1, false});
    }
}

static int lowest(int a, int b)
{
    return a < b ? a : b;
}

static int highest(int a, int b)
{
    return a > b ? a : b;
}

static void find_any_order(const struct text *text, const struct part *part, int zone,
                           struct list *list)
{
    const int *words = text->words[zone], length = text->length[zone];

    for (int i = 0; i < length * length * length; i++) {
        int a = i % length, b = i / length % length, c = i / length / length;
        if (a == b || b == c || a == c || words[a] != part->words[0] ||
            words[b] != part->words[1] || words[c] != part->words[2])
            continue;
        int first = lowest(a, lowest(b, c)), last = highest(a, highest(b, c));
        if (last - first + 1 - 3 <= part->n)
            put(list, (struct place){zone, first, last, true});
    }
}

static bool is_joined(const struct part *part, const struct place *a, const struct place *b)
{
    if (a->zone != b->zone)
        return false;
    if (part->kind == ONEAR)
        return b->first > a->last && b->first - a->last - 1 <= part->n;
    return is_touching(a, b) ? a->is_group || b->is_group : between(a, b) <= part->n;
}

static struct list *find(const struct text *text, const struct part *part);

static void find_pairs(const struct text *text, const struct part *part, struct list *list)
{
    struct list *a = find(text, part->of[0]), *b = find(text, part->of[1]);

    for (size_t i = 0; i < a->count; i++) {
        bool has_near = false;
        for (size_t k = 0; k < b->count; k++) {
            const struct place *x = &a->at[i], *y = &b->at[k];
            has_near |= x->zone == y->zone && (is_touching(x, y) || between(x, y) <= part->n);
            if (part->kind != NOT_NEAR && is_joined(part, x, y))
                put(list, (struct place){x->zone, lowest(x->first, y->first),
                                         highest(x->last, y->last), true});
        }
        if (part->kind == NOT_NEAR && !has_near)
            put(list, a->at[i]);
    }
    free(a);
    free(b);
}

static void find_in_zone(const struct text *text, const struct part *part, int zone,
                         struct list *list)
{
    for (int i = 0; i < text->length[zone] && part->kind == WORD; i++) {
        if (text->words[zone][i] == part->words[0])
            put(list, (struct place){zone, i, i, false});
    }
    if (part->kind == ROW)
        find_row(text, part->words, zone, list);
    if (part->kind == ANY_ORDER)
        find_any_order(text, part, zone, list);
}

static struct list *find(const struct text *text, const struct part *part)
{
    struct list *list = calloc(1, sizeof(*list));

    assert_non_null(list);
    for (int zone = 0; zone < 3; zone++) {
        if (text->looks[zone])
            find_in_zone(text, part, zone, list);
    }
    for (int i = 0; i < 2 && part->kind == OR; i++) {
        struct list *some = find(text, part->of[i]);
        for (size_t k = 0; k < some->count; k++)
            put(list, some->at[k]);
        free(some);
    }
    if (part->kind == NEAR || part->kind == ONEAR || part->kind == NOT_NEAR)
        find_pairs(text, part, list);
    return list;
}

static int count_firsts(const struct list *list, int zone)
{
    bool is_first[ZONE_MAX] = {false};
    int count = 0;

    for (size_t i = 0; i < list->count; i++) {
        if (list->at[i].zone == zone)
            is_first[list->at[i].first] = true;
    }
    for (int i = 0; i < ZONE_MAX; i++)
        count += is_first[i];
    return count;
}

static bool has_enough(const struct text *text, const struct part *part)
{
    struct list *list = find(text, part->of[0]);
    int count = count_firsts(list, 0) + highest(count_firsts(list, 1), count_firsts(list, 2));

    free(list);
    return count >= part->n;
}

static bool has_any(const struct text *text, const struct part *part)
{
    struct list *list = find(text, part);
    bool is_found = list->count > 0;

    free(list);
    return is_found;
}

static bool evaluate(struct text text, const struct part *part)
{
    switch (part->kind) {
    case WORD:
    case ROW:
    case ANY_ORDER:
    case NEAR:
    case ONEAR:
    case NOT_NEAR:
        return has_any(&text, part);
    case OR:
        return evaluate(text, part->of[0]) || evaluate(text, part->of[1]);
    case AND:
        return evaluate(text, part->of[0]) && evaluate(text, part->of[1]);
    case AND_NOT:
        return evaluate(text, part->of[0]) && !evaluate(text, part->of[1]);
    case SOME_OF:
        return evaluate(text, part->of[0]) + evaluate(text, part->of[1]) +
                   evaluate(text, part->of[2]) >=
               part->n;
    case ATLEAST:
        return has_enough(&text, part);
    case TITLE:
    case BODY:
        for (int zone = 0; zone < 3; zone++)
            text.looks[zone] = (zone == 0) == (part->kind == TITLE);
        return evaluate(text, part->of[0]);
    }
    return false;
}

static struct part *new_part(struct arena *arena, enum kind kind)
{
    struct part *part = arena_alloc(arena, sizeof(*part));

    *part = (struct part){.kind = kind, .n = draw(4)};
    for (int i = 0; i < 3; i++)
        part->words[i] = draw(WORDS);
    return part;
}

/* What may stand beside NEAR. */
static struct part *draw_span_part(struct arena *arena, int depth)
{
    struct part *part = new_part(arena, (enum kind)(depth == 0 ? draw(3) : draw(NOT_NEAR + 1)));

    for (int i = 0; i < 2 && part->kind >= OR; i++)
        part->of[i] = draw_span_part(arena, depth - 1);
    return part;
}

static struct part *draw_part(struct arena *arena, int depth, bool has_field)
{
    if (depth == 0)
        return draw_span_part(arena, 2);
    struct part *part = new_part(arena, (enum kind)(AND + draw(has_field ? 4 : 6)));
    if (part->kind == ATLEAST) {
        part->n++;
        part->of[0] = draw_span_part(arena, depth);
        return part;
    }
    part->n = 1 + draw(3);
    for (int i = 0; i < 3; i++)
        part->of[i] = draw_part(arena, depth - 1, has_field || part->kind >= TITLE);
    return part;
}

static char *write(struct arena *arena, const struct part *part)
{
    const char *words[3], *of[3] = {"", "", ""};
    static const char *const OPERATORS[] = {
        [NEAR] = "NEAR", [ONEAR] = "ONEAR", [NOT_NEAR] = "NOT NEAR"};

    for (int i = 0; i < 3; i++) {
        words[i] = VOCABULARY[part->words[i]];
        if (part->of[i] != NULL)
            of[i] = write(arena, part->of[i]);
    }
    switch (part->kind) {
    case WORD:
        return arena_format(arena, "%s", words[0]);
    case ROW:
        return arena_format(arena, "\"%s %s\"", words[0], words[1]);
    case ANY_ORDER:
        return arena_format(arena, "\"%s %s %s\"~%d", words[0], words[1], words[2], part->n);
    case OR:
        return arena_format(arena, "(%s OR %s)", of[0], of[1]);
    case NEAR:
    case ONEAR:
    case NOT_NEAR:
        return arena_format(arena, "(%s %s/%d %s)", of[0], OPERATORS[part->kind], part->n, of[1]);
    case AND:
        return arena_format(arena, "(%s AND %s)", of[0], of[1]);
    case AND_NOT:
        return arena_format(arena, "(%s NOT %s)", of[0], of[1]);
    case SOME_OF:
        return arena_format(arena, "%d OF (%s, %s, %s)", part->n, of[0], of[1], of[2]);
    case ATLEAST:
        return arena_format(arena, "ATLEAST/%d %s", part->n, of[0]);
    case TITLE:
        return arena_format(arena, "title:(%s)", of[0]);
    case BODY:
        return arena_format(arena, "body:(%s)", of[0]);
    }
    return NULL;
}

static const char *draw_zone(struct arena *arena, struct text *text, int zone)
{
    const char *words = "";

    text->looks[zone] = true;
    text->length[zone] = 1 + draw(ZONE_MAX - 1);
    for (int i = 0; i < text->length[zone]; i++) {
        int word = draw(2 * WORDS); /* every second one is none of ours */
        text->words[zone][i] = word;
        words = arena_format(arena, "%s %s", words, word < WORDS ? VOCABULARY[word] : "said");
    }
    return words;
}

static void on_problem(void *owner, const struct watch_list_problem *problem)
{
    if (!problem->is_warning)
        fail_msg("%s: %zu: %s", (const char *)owner, problem->column, problem->message);
}

#define QUERIES 200
#define ITEMS 20

static void compare(struct watch_list *list, struct part *const parts[QUERIES],
                    const struct watch_list_query queries[QUERIES], struct arena *arena)
{
    struct text text = {0};
    struct watch_item item = {0};
    struct watch_topics topics;
    size_t next = 0;

    item.title = draw_zone(arena, &text, 0);
    item.summary = draw_zone(arena, &text, 1);
    item.content = draw_zone(arena, &text, 2);
    watch_list_match(list, &item, arena, &topics);
    for (size_t i = 0; i < QUERIES; i++) {
        bool is_match = next < topics.count && topics.list[next] == i;
        next += is_match;
        if (is_match != evaluate(text, parts[i]))
            fail_msg("%s\ntitle:%s\nsummary:%s\ncontent:%s\nthe matcher says %d", queries[i].query,
                     item.title, item.summary, item.content, is_match);
    }
}

static void it_agrees_with_the_slow_evaluator(void **state)
{
    struct arena *arena = arena_new();
    struct watch_list_query queries[QUERIES];
    struct part *parts[QUERIES];
    struct watch_list_source source = {.topics = queries, .topic_count = QUERIES};

    (void)state;
    for (random_state = 1; random_state < 6; random_state++) {
        uint32_t seed = random_state;
        for (size_t i = 0; i < QUERIES; i++) {
            parts[i] = draw_part(arena, draw(4), false);
            queries[i] = (struct watch_list_query){.name = "t", .query = write(arena, parts[i])};
        }
        struct watch_list *list = watch_list_compile(&source, on_problem, NULL);
        assert_non_null(list);
        for (size_t i = 0; i < ITEMS; i++)
            compare(list, parts, queries, arena);
        watch_list_free(list);
        arena_reset(arena);
        random_state = seed;
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_agrees_with_the_slow_evaluator),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
