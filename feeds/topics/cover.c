#include "feeds/topics/cover.h"

#include "config/base/arena.h"
#include "config/base/memory.h"
#include "feeds/topics/bits.h"
#include "feeds/topics/cover_choice.h"
#include "feeds/topics/lexicon.h"

#include <stdlib.h>
#include <string.h>

#define ADDED_SHARE 16 /* a new cover is due when more than one in so many was added */

/* The blocks that each of `count` things leads to. */
struct postings {
    uint32_t *first; /* by thing, in `blocks`; one more than there are */
    uint32_t *blocks;
    size_t count;
};

/* One more block that a thing leads to. */
struct added {
    uint32_t thing;
    uint32_t block;
};

/* Things lead to blocks: tests, and named queries, which lead on to those that use them. */
struct cover {
    struct postings tests;
    struct postings names; /* by block behind those of topics */
    struct added *added;   /* by thing */
    size_t added_count;
    uint64_t *has_added; /* bits.h, by test */
    size_t test_count;   /* of has_added */
    size_t topic_room;
    size_t block_count;
    uint64_t *always; /* bits.h: topics without a cover */
    uint64_t *found;  /* blocks */
    uint32_t *waiting;
};

/* ---- the postings ---- */

/* What each block has chosen: its things end at ends[block]. */
struct chosen {
    const struct test_list *things;
    size_t *ends;
    size_t block_count;
};

/* Where in the postings a thing stands: of tests its number, of names its block from the first. */
static bool place_of(uint32_t thing, bool is_name, size_t topic_room, uint32_t *place)
{
    *place = is_name ? (thing & ~COVER_NAME) - (uint32_t)topic_room : thing;
    return ((thing & COVER_NAME) != 0) == is_name;
}

/* Sorts the things of all blocks into the blocks of each thing. */
static void lay_postings(struct postings *postings, const struct chosen *chosen, bool is_name,
                         size_t topic_room)
{
    const uint32_t *things = chosen->things->list;
    size_t all = 0, at = 0;
    uint32_t place;

    postings->first = memory_new(postings->count + 2, sizeof(*postings->first));
    for (size_t i = 0; i < chosen->things->count; i++) {
        if (place_of(things[i], is_name, topic_room, &place)) {
            postings->first[place + 2]++;
            all++;
        }
    }
    for (size_t i = 2; i < postings->count + 2; i++)
        postings->first[i] += postings->first[i - 1];
    postings->blocks = memory_new(all, sizeof(*postings->blocks));
    for (size_t block = 0; block < chosen->block_count; block++) {
        for (; at < chosen->ends[block]; at++) {
            if (place_of(things[at], is_name, topic_room, &place))
                postings->blocks[postings->first[place + 1]++] = (uint32_t)block;
        }
    }
}

static void choose(struct cover *cover, struct cover_choice *choice, size_t block)
{
    if (!cover_choice_add(choice, block) && block < cover->topic_room)
        bits_add(cover->always, block);
}

struct cover *cover_new(const struct program *program, const struct zones *zones)
{
    struct cover *cover = memory_new(1, sizeof(*cover));
    struct cover_choice choice;
    struct chosen chosen = {.things = &choice.things, .block_count = program->block_count};

    cover->topic_room = program->topic_room;
    cover->block_count = program->block_count;
    cover->tests.count = lexicon_count(program->lexicon);
    cover->names.count = program->block_count - program->topic_room;
    cover->always = memory_new(bits_words(cover->block_count), sizeof(*cover->always));
    cover->found = memory_new(bits_words(cover->block_count), sizeof(*cover->found));
    cover->waiting = memory_new(cover->names.count, sizeof(*cover->waiting));
    chosen.ends = memory_new(program->block_count, sizeof(*chosen.ends));
    cover_choice_init(&choice, program, zones);
    for (size_t block = 0; block < program->block_count; block++) {
        if (program_has_block(program, block))
            choose(cover, &choice, block);
        chosen.ends[block] = choice.things.count;
    }
    lay_postings(&cover->tests, &chosen, false, cover->topic_room);
    lay_postings(&cover->names, &chosen, true, cover->topic_room);
    cover_choice_free(&choice);
    free(chosen.ends);
    return cover;
}

void cover_free(struct cover *cover)
{
    if (cover == NULL)
        return;
    free(cover->tests.first);
    free(cover->tests.blocks);
    free(cover->names.first);
    free(cover->names.blocks);
    free(cover->added);
    free(cover->has_added);
    free(cover->always);
    free(cover->found);
    free(cover->waiting);
    free(cover);
}

/* ---- what is added ---- */

static int compare_added(const void *a, const void *b)
{
    const struct added *left = a, *right = b;

    if (left->thing != right->thing)
        return left->thing < right->thing ? -1 : 1;
    return (left->block > right->block) - (left->block < right->block);
}

static void make_room(struct cover *cover, const struct program *program)
{
    size_t blocks = program->block_count, tests = lexicon_count(program->lexicon);

    cover->always = bits_grow(cover->always, cover->block_count, blocks);
    cover->found = bits_grow(cover->found, cover->block_count, blocks);
    cover->has_added = bits_grow(cover->has_added, cover->test_count, tests);
    cover->waiting =
        memory_resize(cover->waiting, blocks - cover->topic_room, sizeof(*cover->waiting));
    cover->block_count = blocks;
    cover->test_count = tests;
}

static void add_block(struct cover *cover, struct cover_choice *choice, uint32_t block)
{
    choice->things.count = 0;
    bits_take(cover->always, block);
    choose(cover, choice, block);
    cover->added = memory_resize(cover->added, cover->added_count + choice->things.count,
                                 sizeof(*cover->added));
    for (size_t i = 0; i < choice->things.count; i++) {
        uint32_t thing = choice->things.list[i];
        cover->added[cover->added_count++] = (struct added){thing, block};
        if ((thing & COVER_NAME) == 0)
            bits_add(cover->has_added, thing);
    }
}

void cover_add(struct cover *cover, const struct program *program, const struct zones *zones,
               const uint32_t *blocks, size_t count)
{
    struct cover_choice choice;

    make_room(cover, program);
    cover_choice_init(&choice, program, zones);
    for (size_t i = 0; i < count; i++)
        add_block(cover, &choice, blocks[i]);
    cover_choice_free(&choice);
    if (cover->added_count > 0)
        qsort(cover->added, cover->added_count, sizeof(*cover->added), compare_added);
}

bool cover_is_worn(const struct cover *cover)
{
    size_t laid = cover->tests.first[cover->tests.count] + cover->names.first[cover->names.count];

    return cover->added_count > laid / ADDED_SHARE;
}

/* ---- an item ---- */

/* Notes a block that was led to; named queries wait to be followed. */
static size_t note(struct cover *cover, uint32_t block, size_t waiting)
{
    if (block >= cover->topic_room && !bits_has(cover->found, block))
        cover->waiting[waiting++] = block;
    bits_add(cover->found, block);
    return waiting;
}

static size_t follow_laid(struct cover *cover, const struct postings *postings, size_t place,
                          size_t waiting)
{
    if (place >= postings->count)
        return waiting;
    for (uint32_t i = postings->first[place]; i < postings->first[place + 1]; i++)
        waiting = note(cover, postings->blocks[i], waiting);
    return waiting;
}

static size_t follow_added(struct cover *cover, uint32_t thing, size_t waiting)
{
    size_t low = 0, count = cover->added_count;

    while (count > 0) {
        size_t half = count / 2;
        if (cover->added[low + half].thing < thing) {
            low += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    for (; low < cover->added_count && cover->added[low].thing == thing; low++)
        waiting = note(cover, cover->added[low].block, waiting);
    return waiting;
}

static size_t follow_tests(struct cover *cover, const struct zones *zones)
{
    size_t count, waiting = 0;
    const uint32_t *present = zones_present(zones, &count);

    for (size_t i = 0; i < count; i++) {
        waiting = follow_laid(cover, &cover->tests, present[i], waiting);
        if (cover->added_count > 0 && bits_has(cover->has_added, present[i]))
            waiting = follow_added(cover, present[i], waiting);
    }
    return waiting;
}

/* The topics among the blocks found: they stand before all named queries. */
static const uint32_t *list_topics(const struct cover *cover, struct arena *arena, size_t *count)
{
    size_t words = bits_words(cover->topic_room), found = 0;

    for (size_t i = 0; i < words; i++)
        found += (size_t)__builtin_popcountll(cover->found[i]);
    uint32_t *topics = arena_array(arena, found, sizeof(*topics));
    *count = 0;
    for (size_t i = 0; i < words; i++) {
        for (uint64_t rest = cover->found[i]; rest != 0; rest &= rest - 1) {
            size_t block = i * BITS_WORD + (size_t)__builtin_ctzll(rest);
            if (block < cover->topic_room)
                topics[(*count)++] = (uint32_t)block;
        }
    }
    return topics;
}

const uint32_t *cover_find(struct cover *cover, const struct zones *zones, struct arena *arena,
                           size_t *count)
{
    memcpy(cover->found, cover->always, bits_words(cover->block_count) * sizeof(*cover->found));
    size_t waiting = follow_tests(cover, zones);
    while (waiting > 0) {
        uint32_t block = cover->waiting[--waiting];
        waiting = follow_laid(cover, &cover->names, block - cover->topic_room, waiting);
        if (cover->added_count > 0)
            waiting = follow_added(cover, COVER_NAME | block, waiting);
    }
    return list_topics(cover, arena, count);
}
