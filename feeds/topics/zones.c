#include "feeds/topics/zones.h"

#include "config/base/arena.h"
#include "config/base/memory.h"
#include "feeds/text/marked.h"
#include "feeds/topics/lexicon.h"

#include <stdlib.h>
#include <string.h>

#define TOP_WORDS 100

/* Where a test's places are while an item is read. */
struct present {
    uint32_t item; /* of which this is said */
    uint32_t count;
    uint32_t first;
    uint32_t seen; /* items that had it */
};

struct zones {
    struct lexicon *lexicon;
    struct arena *arena;
    struct zone *list; /* title, summary, content, authors, tags: always all */
    size_t count;
    size_t author_count;
    struct present *tests; /* by test */
    size_t test_count;
    uint32_t item;
    uint32_t *present;
    size_t present_count;
    uint32_t *places;
};

struct zones *zones_new(struct lexicon *lexicon)
{
    struct zones *zones = memory_new(1, sizeof(*zones));

    zones->lexicon = lexicon;
    zones->test_count = lexicon_count(lexicon);
    zones->tests = memory_new(zones->test_count, sizeof(*zones->tests));
    zones->present = memory_new(zones->test_count, sizeof(*zones->present));
    return zones;
}

void zones_free(struct zones *zones)
{
    if (zones == NULL)
        return;
    free(zones->tests);
    free(zones->present);
    free(zones);
}

static void add_zone(struct zones *zones, enum watch_zone kind, size_t index, const char *text)
{
    struct zone *zone = &zones->list[zones->count];
    const struct zone *before = zones->count > 0 ? zone - 1 : NULL;

    *zone = (struct zone){.kind = kind, .index = (uint32_t)index, .text = text == NULL ? "" : text};
    if (before != NULL)
        zone->first_place = before->first_place + (uint32_t)before->tokens.count + ZONE_GAP;
    tokens_cut(&zone->tokens, zones->arena, zone->text, 0);
    zones->count++;
}

static void cut_zones(struct zones *zones, const struct watch_item *item)
{
    zones->list =
        arena_array(zones->arena, 3 + item->author_count + item->tag_count, sizeof(*zones->list));
    zones->count = 0;
    zones->author_count = item->author_count;
    add_zone(zones, ZONE_TITLE, 0, item->title);
    add_zone(zones, ZONE_SUMMARY, 0, item->summary);
    add_zone(zones, ZONE_CONTENT, 0, item->content);
    for (size_t i = 0; i < item->author_count; i++)
        add_zone(zones, ZONE_AUTHOR, i, item->authors[i]);
    for (size_t i = 0; i < item->tag_count; i++)
        add_zone(zones, ZONE_TAG, i, item->tags[i]);
}

static size_t count_test(struct zones *zones, uint32_t test)
{
    struct present *present = &zones->tests[test];

    if (present->item != zones->item) {
        *present = (struct present){.item = zones->item, .seen = present->seen + 1};
        zones->present[zones->present_count++] = test;
    }
    return present->count++;
}

/* First the places of every test are counted, then laid side by side, then filled in. */
static void count_places(struct zones *zones)
{
    size_t total = 0;
    uint32_t first = 0;

    for (size_t z = 0; z < zones->count; z++) {
        const struct tokens *tokens = &zones->list[z].tokens;
        for (size_t i = 0; i < tokens->count; i++) {
            struct lexicon_tests passed = lexicon_tests_of(zones->lexicon, &tokens->list[i]);
            for (size_t k = 0; k < passed.count; k++)
                (void)count_test(zones, passed.list[k]);
            total += passed.count;
        }
    }
    zones->places = arena_array(zones->arena, total, sizeof(*zones->places));
    for (size_t i = 0; i < zones->present_count; i++) {
        struct present *present = &zones->tests[zones->present[i]];
        present->first = first;
        first += present->count;
        present->count = 0;
    }
}

/* The word at `place` passes these tests. */
static void fill_place(struct zones *zones, const struct token *token, uint32_t place)
{
    struct lexicon_tests passed = lexicon_tests_of(zones->lexicon, token);

    for (size_t k = 0; k < passed.count; k++) {
        size_t at = zones->tests[passed.list[k]].first + count_test(zones, passed.list[k]);
        zones->places[at] = place;
    }
}

static void fill_places(struct zones *zones)
{
    for (size_t z = 0; z < zones->count; z++) {
        const struct zone *zone = &zones->list[z];
        for (size_t i = 0; i < zone->tokens.count; i++)
            fill_place(zones, &zone->tokens.list[i], zone->first_place + (uint32_t)i);
    }
}

void zones_read(struct zones *zones, struct arena *arena, const struct watch_item *item)
{
    zones->arena = arena;
    zones->present_count = 0;
    if (++zones->item == 0) { /* once in four billion items the stamps start anew */
        memset(zones->tests, 0, zones->test_count * sizeof(*zones->tests));
        zones->item = 1;
    }
    cut_zones(zones, item);
    count_places(zones);
    fill_places(zones);
}

const uint32_t *zones_present(const struct zones *zones, size_t *count)
{
    *count = zones->present_count;
    return zones->present;
}

uint32_t zones_item_count(const struct zones *zones)
{
    return zones->item;
}

uint32_t zones_seen(const struct zones *zones, uint32_t test)
{
    return zones->tests[test].seen;
}

bool zones_has(const struct zones *zones, uint32_t test)
{
    return zones->tests[test].item == zones->item;
}

/* [*begin, *end) of the zones' list. */
static void range_of_field(const struct zones *zones, enum query_field field, size_t *begin,
                           size_t *end)
{
    *begin = field == FIELD_BODY ? ZONE_SUMMARY : ZONE_TITLE;
    *end = field == FIELD_TITLE ? ZONE_SUMMARY : ZONE_AUTHOR;
    if (field == FIELD_AUTHOR || field == FIELD_TAG) {
        size_t tags = ZONE_AUTHOR + zones->author_count;
        *begin = field == FIELD_AUTHOR ? ZONE_AUTHOR : tags;
        *end = field == FIELD_AUTHOR ? tags : zones->count;
    }
}

static size_t count_below(const uint32_t *places, size_t count, uint32_t limit)
{
    size_t low = 0;

    while (count > 0) {
        size_t half = count / 2;
        if (places[low + half] < limit) {
            low += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    return low;
}

/* The places within `words` words from the start of zone `index`, or in all of it. */
static struct places part_of(const struct zones *zones, struct places all, size_t index,
                             size_t words)
{
    const struct zone *zone = &zones->list[index];
    size_t count = zone->tokens.count < words ? zone->tokens.count : words;
    size_t begin = count_below(all.list, all.count, zone->first_place);
    size_t end = count_below(all.list, all.count, zone->first_place + (uint32_t)count);

    return (struct places){all.list + begin, end - begin};
}

static struct places top_of(const struct zones *zones, struct places all)
{
    uint32_t *list = arena_array(zones->arena, all.count, sizeof(*list));
    struct places top = {.list = list};

    for (size_t i = ZONE_TITLE; i <= ZONE_CONTENT; i++) {
        struct places part = part_of(zones, all, i, i == ZONE_TITLE ? SIZE_MAX : TOP_WORDS);
        memcpy(list + top.count, part.list, part.count * sizeof(*list));
        top.count += part.count;
    }
    return top;
}

struct places zones_find(struct zones *zones, uint32_t test, enum query_field field)
{
    const struct present *present = &zones->tests[test];
    size_t begin, end;

    if (present->item != zones->item)
        return (struct places){0};
    struct places all = {zones->places + present->first, present->count};
    if (field == FIELD_TOP)
        return top_of(zones, all);
    range_of_field(zones, field, &begin, &end);
    if (begin == end)
        return (struct places){0};
    const struct zone *last = &zones->list[end - 1];
    size_t first = count_below(all.list, all.count, zones->list[begin].first_place);
    size_t behind =
        count_below(all.list, all.count, last->first_place + (uint32_t)last->tokens.count);
    return (struct places){all.list + first, behind - first};
}

struct zone *zones_of_field(struct zones *zones, enum query_field field, size_t *count)
{
    size_t begin, end;

    range_of_field(zones, field, &begin, &end);
    *count = end - begin;
    return &zones->list[begin];
}

struct zone *zones_at(struct zones *zones, uint32_t place)
{
    size_t low = 0, count = zones->count;

    while (count > 1) {
        size_t half = count / 2;
        if (zones->list[low + half].first_place <= place) {
            low += half;
            count -= half;
        } else {
            count = half;
        }
    }
    return &zones->list[low];
}

/* Takes the furniture marks out, and a newline at the end. */
static void clean(char *text, uint32_t *offsets)
{
    size_t len = 0;

    for (size_t i = 0; text[i] != '\0'; i++) {
        text[len] = text[i];
        offsets[len] = offsets[i];
        if (text[i] != MARKED_FURNITURE)
            len++;
        else
            continue;
        offsets[len] = offsets[i + 1];
    }
    if (len > 0 && text[len - 1] == '\n')
        len--;
    text[len] = '\0';
}

const char *zone_prepare(struct zones *zones, struct zone *zone)
{
    if (zone->prepared == NULL) {
        zone->prepared = text_prepare(zones->arena, zone->text, &zone->offsets);
        clean(zone->prepared, zone->offsets);
    }
    return zone->prepared;
}
