#include "feeds/topics/watch_list.h"

#include "config/base/arena.h"
#include "config/base/memory.h"
#include "feeds/topics/collect.h"
#include "feeds/topics/explain.h"
#include "feeds/topics/lexicon.h"
#include "feeds/topics/watch_list_state.h"

#include <stdlib.h>
#include <string.h>

/* Which words are rare is learnt from the items themselves: the cover is laid anew after so many of
 * them, and again whenever eight times as many were read. */
#define FIRST_LESSON 64
#define LESSON_GROWTH 8

/* Candidates are fetched into the cache so many before they are looked at, their blocks twice as
 * many: a hundred thousand queries do not fit there, and lie apart. */
#define AHEAD ((size_t)8)

/* A topic's blocks have room for so many more: one for each of so many, and some. */
#define ROOM_SHARE 16
#define ROOM_LEAST 16

/* A regex that came to its limit is told of once. */
enum overrun {
    OVERRUN_NONE,
    OVERRUN_NEW,
    OVERRUN_TOLD,
};

static struct watch_list *new_list(size_t count)
{
    struct watch_list *list = memory_new(1, sizeof(*list));
    size_t room = count + count / ROOM_SHARE + ROOM_LEAST;

    list->count = count;
    program_init(&list->program, room);
    list->blocks = memory_new(count, sizeof(*list->blocks));
    list->topics = memory_new(room, sizeof(*list->topics));
    list->languages = memory_new(room, sizeof(*list->languages));
    list->overruns = memory_new(room, sizeof(*list->overruns));
    list->is_in_order = true;
    for (size_t i = 0; i < room; i++)
        list->topics[i] = i < count ? (uint32_t)i : WATCH_NONE;
    for (size_t i = 0; i < count; i++)
        list->blocks[i] = (uint32_t)i;
    return list;
}

void watch_list_set_topic(struct watch_list *list, uint32_t block, const char *query,
                          const struct query_node *root, int language)
{
    compiler_add(list->compiler, block, query, root, language);
    list->languages[block] = (uint8_t)language;
    list->overruns[block] = OVERRUN_NONE;
    list->query_bytes += strlen(query);
}

static void read_topic(struct watch_list *list, struct reading *reading, size_t index,
                       const bool *is_told, struct arena *arena)
{
    int language;

    reading->is_quiet = is_told != NULL && is_told[index];
    const struct query_node *root =
        reading_topic(reading, index, list->program.lexicon, arena, &language);
    reading->is_quiet = false;
    if (root != NULL)
        reading_compare_topic(reading, index, is_told);
    if (!reading->has_mistake)
        watch_list_set_topic(list, (uint32_t)index, reading->source->topics[index].query, root,
                             language);
    arena_reset(arena);
}

static void take_names(struct watch_list *list, struct reading *reading)
{
    list->names_arena = reading->arena;
    list->names = reading->names;
    list->compiler = compiler_new(&list->program, list->names);
    for (size_t i = 0; i < list->names->count; i++)
        list->query_bytes += strlen(list->names->list[i].text);
    reading->arena = NULL;
}

struct watch_list *watch_list_build(struct reading *reading, const bool *is_told)
{
    struct watch_list *list = new_list(reading->source->topic_count);
    struct arena *arena = arena_new();

    take_names(list, reading);
    list->places = reading_hash_places(reading->source);
    for (size_t i = 0; i < list->count; i++)
        read_topic(list, reading, i, is_told, arena);
    arena_free(arena);
    if (reading->has_mistake) {
        watch_list_free(list);
        return NULL;
    }
    list->zones = zones_new(list->program.lexicon);
    list->cover = cover_new(&list->program, list->zones);
    list->items_to_learn = FIRST_LESSON;
    return list;
}

struct watch_list *watch_list_compile(const struct watch_list_source *source,
                                      watch_list_on_problem *on_problem, void *owner)
{
    struct reading reading;

    reading_begin(&reading, source, NULL, on_problem, owner);
    struct watch_list *list = watch_list_build(&reading, NULL);
    reading_end(&reading);
    return list;
}

void watch_list_free(struct watch_list *list)
{
    if (list == NULL)
        return;
    cover_free(list->cover);
    zones_free(list->zones);
    compiler_free(list->compiler);
    arena_free(list->names_arena);
    free(list->blocks);
    free(list->topics);
    free(list->languages);
    free(list->overruns);
    program_free(&list->program);
    free(list);
}

size_t watch_list_count(const struct watch_list *list)
{
    return list->count;
}

const char *watch_zone_name(enum watch_zone zone)
{
    static const char *const zone_names[] = {
        [ZONE_TITLE] = "title",   [ZONE_SUMMARY] = "summary", [ZONE_CONTENT] = "content",
        [ZONE_AUTHOR] = "author", [ZONE_TAG] = "tag",         [ZONE_KEY] = "key",
    };

    return zone_names[zone];
}

static void learn(struct watch_list *list)
{
    if (++list->items_read < list->items_to_learn)
        return;
    list->items_to_learn *= LESSON_GROWTH;
    cover_free(list->cover);
    list->cover = cover_new(&list->program, list->zones);
}

static void read_item(struct watch_list *list, const struct watch_item *item, struct arena *arena)
{
    zones_read(list->zones, arena, item);
    matcher_init(&list->matcher, &list->program, list->zones, item_keys_new(arena, item), arena);
}

static bool verify(struct watch_list *list, uint32_t block)
{
    bool holds = matcher_holds_block(&list->matcher, block);

    list->program.blocks[block].verifications++;
    if (list->matcher.has_overrun && list->overruns[block] == OVERRUN_NONE) {
        list->overruns[block] = OVERRUN_NEW;
        list->has_new_overrun = true;
    }
    return holds;
}

static int compare_topics(const void *a, const void *b)
{
    const size_t *left = a, *right = b;

    return (*left > *right) - (*left < *right);
}

void watch_list_match(struct watch_list *list, const struct watch_item *item, struct arena *arena,
                      struct watch_topics *topics)
{
    size_t count, found = 0;

    learn(list);
    read_item(list, item, arena);
    const uint32_t *candidates = cover_find(list->cover, list->zones, arena, &count);
    size_t *matching = arena_array(arena, count, sizeof(*matching));
    for (size_t i = 0; i < count; i++) {
        if (i + 2 * AHEAD < count)
            program_fetch_block(&list->program, candidates[i + 2 * AHEAD]);
        if (i + AHEAD < count)
            program_fetch_nodes(&list->program, candidates[i + AHEAD]);
        if (verify(list, candidates[i]))
            matching[found++] = list->topics[candidates[i]];
    }
    if (!list->is_in_order && found > 1)
        qsort(matching, found, sizeof(*matching), compare_topics);
    *topics = (struct watch_topics){.list = matching, .count = found};
}

void watch_list_collect(struct watch_list *list, size_t topic, struct watch_match *match)
{
    match->topic = topic;
    collect_terms(&list->matcher, list->blocks[topic], match);
}

bool watch_list_next_overrun(struct watch_list *list, size_t *topic)
{
    for (size_t i = 0; i < list->count && list->has_new_overrun; i++) {
        uint8_t *overrun = &list->overruns[list->blocks[i]];
        if (*overrun == OVERRUN_NEW) {
            *overrun = OVERRUN_TOLD;
            *topic = i;
            return true;
        }
    }
    list->has_new_overrun = false;
    return false;
}

size_t watch_list_items(const struct watch_list *list)
{
    return list->items_read;
}

uint32_t watch_list_verifications(const struct watch_list *list, size_t topic)
{
    return list->program.blocks[list->blocks[topic]].verifications;
}

bool watch_list_match_topic(struct watch_list *list, size_t index, const struct watch_item *item,
                            struct arena *arena)
{
    read_item(list, item, arena);
    return matcher_holds_block(&list->matcher, list->blocks[index]);
}

const char *watch_list_explain_miss(struct watch_list *list, size_t index,
                                    const struct watch_item *item, struct arena *arena)
{
    if (watch_list_match_topic(list, index, item, arena))
        return NULL;
    return explain_miss(&list->matcher, list->blocks[index]);
}
