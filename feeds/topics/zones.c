#include "feeds/topics/zones.h"

#include "config/base/arena.h"
#include "config/base/memory.h"
#include "feeds/text/marked.h"
#include "feeds/topics/bits.h"
#include "feeds/topics/lexicon.h"

#include <stdlib.h>
#include <string.h>

#define TOP_WORDS 100
#define WORDS_AHEAD 8 /* whose tests are on their way from memory while one is looked at */

/* Where a test's places are while an item is read. */
struct present {
    uint32_t count;
    uint32_t first;
    uint32_t seen; /* items that had it */
};

/* A word at `place` passed `test`. */
struct sighting {
    uint32_t test;
    uint32_t place;
};

struct zones {
    struct lexicon *lexicon;
    struct arena *arena;
    struct zone *list; /* title, summary, content, authors, tags: always all */
    size_t count;
    size_t author_count;
    size_t test_count;
    uint32_t item_count;
    struct present *tests; /* by test */
    uint64_t *is_present;  /* bits.h, by test: in any zone */
    uint64_t *is_in_text;  /* in title, summary or content */
    uint32_t *present;     /* the tests that are present */
    size_t present_count;
    struct sighting *sightings; /* in order of place */
    size_t sighting_count;
    size_t sighting_capacity;
    uint32_t *places;
};

struct zones *zones_new(struct lexicon *lexicon)
{
    struct zones *zones = memory_new(1, sizeof(*zones));

    zones->lexicon = lexicon;
    zones_grow(zones);
    return zones;
}

void zones_grow(struct zones *zones)
{
    size_t before = zones->test_count, count = lexicon_count(zones->lexicon);

    zones->tests = memory_resize(zones->tests, count, sizeof(*zones->tests));
    memset(zones->tests + before, 0, (count - before) * sizeof(*zones->tests));
    zones->present = memory_resize(zones->present, count, sizeof(*zones->present));
    zones->is_present = bits_grow(zones->is_present, before, count);
    zones->is_in_text = bits_grow(zones->is_in_text, before, count);
    zones->test_count = count;
}

void zones_free(struct zones *zones)
{
    if (zones == NULL)
        return;
    free(zones->tests);
    free(zones->present);
    free(zones->is_present);
    free(zones->is_in_text);
    free(zones->sightings);
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

static void note(struct zones *zones, uint32_t test, const struct zone *zone, uint32_t place)
{
    struct present *present = &zones->tests[test];

    if (!bits_has(zones->is_present, test)) {
        bits_add(zones->is_present, test);
        zones->present[zones->present_count++] = test;
        present->count = 0;
        present->seen++;
    }
    if (zone->kind <= ZONE_CONTENT)
        bits_add(zones->is_in_text, test);
    present->count++;
    if (zones->sighting_count == zones->sighting_capacity) {
        zones->sighting_capacity = 2 * zones->sighting_capacity + 1024;
        zones->sightings =
            memory_resize(zones->sightings, zones->sighting_capacity, sizeof(*zones->sightings));
    }
    zones->sightings[zones->sighting_count++] = (struct sighting){test, place};
}

/* The pairs of a word and the one before it. */
static void note_pairs(struct zones *zones, const struct zone *zone, uint32_t place,
                       const struct test_list *begins, const struct word_tests *after)
{
    const uint32_t *ends = after->list + after->count + after->begin_count;

    for (size_t i = 0; i < begins->count; i++) {
        for (uint32_t k = 0; k < after->end_count; k++) {
            uint32_t pair = lexicon_find_pair(zones->lexicon, begins->list[i], ends[k]);
            if (pair != TEST_NONE)
                note(zones, pair, zone, place);
        }
    }
}

/* `begins`: the tests of the word before that begin a pair; replaced by this word's. */
static void note_word(struct zones *zones, const struct zone *zone, uint32_t place,
                      const struct word_tests *passed, struct test_list *begins)
{
    if (begins->count > 0)
        note_pairs(zones, zone, place - 1, begins, passed);
    for (uint32_t k = 0; k < passed->count; k++)
        note(zones, passed->list[k], zone, place);
    begins->count = 0;
    for (uint32_t k = 0; k < passed->begin_count; k++)
        test_list_add(begins, passed->list[passed->count + k]);
}

static void note_zone(struct zones *zones, const struct zone *zone)
{
    struct test_list begins = {0};
    uint64_t asked[WORDS_AHEAD];

    for (size_t i = 0; i < zone->tokens.count + WORDS_AHEAD; i++) {
        if (i >= WORDS_AHEAD) {
            size_t at = i - WORDS_AHEAD;
            const struct word_tests passed =
                lexicon_tests_of(zones->lexicon, &zone->tokens.list[at], asked[at % WORDS_AHEAD]);
            note_word(zones, zone, zone->first_place + (uint32_t)at, &passed, &begins);
        }
        if (i < zone->tokens.count)
            asked[i % WORDS_AHEAD] = lexicon_ask(zones->lexicon, &zone->tokens.list[i]);
    }
    free(begins.list);
}

/* The sightings, sorted by test. */
static void lay_places(struct zones *zones)
{
    uint32_t first = 0;

    zones->places = arena_space(zones->arena, zones->sighting_count, sizeof(*zones->places));
    for (size_t i = 0; i < zones->present_count; i++) {
        struct present *present = &zones->tests[zones->present[i]];
        present->first = first;
        first += present->count;
        present->count = 0;
    }
    for (size_t i = 0; i < zones->sighting_count; i++) {
        struct present *present = &zones->tests[zones->sightings[i].test];
        zones->places[present->first + present->count++] = zones->sightings[i].place;
    }
}

static void forget_item(struct zones *zones)
{
    for (size_t i = 0; i < zones->present_count; i++) {
        bits_take(zones->is_present, zones->present[i]);
        bits_take(zones->is_in_text, zones->present[i]);
    }
    zones->present_count = 0;
    zones->sighting_count = 0;
}

void zones_read(struct zones *zones, struct arena *arena, const struct watch_item *item)
{
    zones->arena = arena;
    zones->item_count++;
    forget_item(zones);
    cut_zones(zones, item);
    for (size_t i = 0; i < zones->count; i++)
        note_zone(zones, &zones->list[i]);
    lay_places(zones);
}

const uint32_t *zones_present(const struct zones *zones, size_t *count)
{
    *count = zones->present_count;
    return zones->present;
}

uint32_t zones_item_count(const struct zones *zones)
{
    return zones->item_count;
}

uint32_t zones_seen(const struct zones *zones, uint32_t test)
{
    return zones->tests[test].seen;
}

bool zones_has(struct zones *zones, uint32_t test, enum query_field field)
{
    if (field == FIELD_NONE)
        return bits_has(zones->is_in_text, test);
    return bits_has(zones->is_present, test) && zones_find(zones, test, field).count > 0;
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

/* Of a pair both words must stand in the top. */
static struct places top_of(const struct zones *zones, struct places all, uint32_t width)
{
    uint32_t *list = arena_array(zones->arena, all.count, sizeof(*list));
    struct places top = {.list = list};

    for (size_t i = ZONE_TITLE; i <= ZONE_CONTENT; i++) {
        size_t words = i == ZONE_TITLE ? SIZE_MAX : TOP_WORDS - (size_t)(width - 1);
        struct places part = part_of(zones, all, i, words);
        memcpy(list + top.count, part.list, part.count * sizeof(*list));
        top.count += part.count;
    }
    return top;
}

struct places zones_find(struct zones *zones, uint32_t test, enum query_field field)
{
    const struct present *present = &zones->tests[test];
    size_t begin, end;

    if (!bits_has(zones->is_present, test))
        return (struct places){0};
    struct places all = {zones->places + present->first, present->count};
    if (field == FIELD_TOP)
        return top_of(zones, all, lexicon_width(zones->lexicon, test));
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
