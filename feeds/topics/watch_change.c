/* watch_change.c: another source in the place of a watch list's own. A topic whose query, language
 * and names are what they were keeps its block; the others are read before anything changes, and
 * compiled into blocks that nobody has any more. */
#include "config/base/arena.h"
#include "config/base/memory.h"
#include "feeds/topics/bits.h"
#include "feeds/topics/lexicon.h"
#include "feeds/topics/watch_list_state.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#define WINDOW 8 /* topics put in or taken out in a row that are seen at once */
/* What is compiled anew and anew takes up one in so many bytes, or all is. */
#define UNUSED_SHARE 4

struct changed_topic {
    size_t index;
    const struct query_node *root;
    int language;
};

struct watch_list_change {
    struct watch_list *fresh; /* all was compiled anew: the rest is not needed */
    struct arena *arena;
    size_t count;
    const char **queries; /* by topic */
    uint32_t *blocks;     /* by topic: the one it keeps; WATCH_NONE: it is changed */
    bool *is_kept;        /* by topic */
    bool *is_told;        /* by topic: and its warnings need not be said again */
    size_t kept_bytes;
    struct changed_topic *changed;
    size_t changed_count;
    struct arena *names_arena;
    const struct name_table *names;
    const size_t *names_before;
    uint64_t places;
};

/* ---- which topic is which ---- */

/* The topics of a list from the first to the last, each to be found once. */
struct finder {
    const struct watch_list *list;
    uint64_t *is_taken; /* bits.h, by topic of the list */
    size_t next;        /* behind the one found last */
    size_t missed;      /* topics asked for since, and not found */
    uint32_t *slots;    /* the rest by hash: topic + 1 */
    size_t slot_count;
};

static bool is_same(const struct finder *finder, size_t topic, const char *query, int language)
{
    const struct watch_list *list = finder->list;
    uint32_t block = list->blocks[topic];

    return list->languages[block] == language &&
           strcmp(list->program.blocks[block].text, query) == 0 &&
           !bits_has(finder->is_taken, topic);
}

/* Where the topics go on as before; past what is new, changed or gone. */
static size_t find_near(struct finder *finder, const char *query, int language)
{
    size_t count = finder->list->count, place = finder->next + finder->missed;

    for (size_t i = 0; i <= WINDOW; i++) {
        if (place < count && is_same(finder, place, query, language)) {
            bits_add(finder->is_taken, place);
            finder->next = place + 1;
            finder->missed = 0;
            return place;
        }
        place = finder->next + i;
    }
    finder->missed++;
    return count;
}

static void hash_rest(struct finder *finder)
{
    const struct watch_list *list = finder->list;

    finder->slot_count = 64;
    while (finder->slot_count < 2 * list->count)
        finder->slot_count *= 2;
    finder->slots = memory_new(finder->slot_count, sizeof(*finder->slots));
    for (size_t i = 0; i < list->count; i++) {
        if (bits_has(finder->is_taken, i))
            continue;
        const char *text = list->program.blocks[list->blocks[i]].text;
        size_t at = XXH3_64bits(text, strlen(text)) & (finder->slot_count - 1);
        while (finder->slots[at] != 0)
            at = (at + 1) & (finder->slot_count - 1);
        finder->slots[at] = (uint32_t)i + 1;
    }
}

/* Wherever it stood. */
static size_t find_far(struct finder *finder, const char *query, int language)
{
    size_t mask = finder->slot_count - 1;

    for (size_t at = XXH3_64bits(query, strlen(query)) & mask; finder->slots[at] != 0;
         at = (at + 1) & mask) {
        size_t topic = finder->slots[at] - 1;
        if (is_same(finder, topic, query, language)) {
            bits_add(finder->is_taken, topic);
            return topic;
        }
    }
    return finder->list->count;
}

static int language_of(struct watch_list *list, const struct watch_list_query *topic)
{
    return lexicon_language(list->program.lexicon, watch_list_stem(topic));
}

/* Goes over the topics that have not been found yet; how many that are then. */
static size_t find_topics(struct watch_list_change *change, struct watch_list *list,
                          const struct watch_list_query *topics, struct finder *finder,
                          size_t (*find)(struct finder *, const char *, int))
{
    size_t missing = 0;

    for (size_t i = 0; i < change->count; i++) {
        if (change->is_kept[i])
            continue;
        size_t before = find(finder, topics[i].query, language_of(list, &topics[i]));
        change->is_kept[i] = before < list->count;
        change->blocks[i] = before < list->count ? list->blocks[before] : WATCH_NONE;
        missing += before == list->count;
    }
    return missing;
}

static void let_go(struct watch_list_change *change, size_t topic)
{
    change->is_kept[topic] = false;
    change->blocks[topic] = WATCH_NONE;
}

/* Topics keep their blocks only with all names that they use. */
static void compare_names(struct watch_list_change *change, struct reading *reading)
{
    struct arena *arena = arena_new();

    for (size_t i = 0; i < change->count && reading->has_new_names; i++) {
        if (change->is_kept[i] && strchr(change->queries[i], '@') != NULL &&
            !reading_keeps_names(reading, change->queries[i], arena))
            let_go(change, i);
        arena_reset(arena);
    }
    arena_free(arena);
}

static void compare_topics(struct watch_list_change *change, struct watch_list *list,
                           struct reading *reading)
{
    const struct watch_list_query *topics = reading->source->topics;
    struct finder finder = {.list = list};

    finder.is_taken = memory_new(bits_words(list->count), sizeof(*finder.is_taken));
    if (find_topics(change, list, topics, &finder, find_near) > 0) {
        hash_rest(&finder);
        (void)find_topics(change, list, topics, &finder, find_far);
    }
    free(finder.is_taken);
    free(finder.slots);
    compare_names(change, reading);
}

/* ---- reading what is changed ---- */

static size_t count_changed(const struct watch_list_change *change)
{
    size_t count = 0;

    for (size_t i = 0; i < change->count; i++)
        count += !change->is_kept[i];
    return count;
}

/* The bytes of the list's queries that go on to be asked. */
static size_t count_kept(const struct watch_list_change *change, const struct reading *reading)
{
    size_t kept = 0;

    for (size_t i = 0; i < change->count; i++)
        kept += change->is_kept[i] ? strlen(change->queries[i]) : 0;
    for (size_t i = 0; i < reading->names->count; i++)
        kept += reading->names_before[i] != NAME_NONE ? strlen(reading->names->list[i].text) : 0;
    return kept;
}

/* Is it better to begin anew? */
static bool is_too_much(const struct watch_list_change *change, const struct watch_list *list)
{
    return change->count > list->program.topic_room ||
           list->unused_bytes + list->query_bytes - change->kept_bytes >
               list->query_bytes / UNUSED_SHARE;
}

static bool names_places(const char *query)
{
    return strcasestr(query, "feed:") != NULL || strcasestr(query, "group:") != NULL;
}

/* What is kept was warned of; but where feeds and groups are others, it may name none now. */
static void find_told(struct watch_list_change *change, const struct watch_list *list)
{
    bool has_same_places = change->places == list->places;

    for (size_t i = 0; i < change->count; i++)
        change->is_told[i] =
            change->is_kept[i] && (has_same_places || !names_places(change->queries[i]));
}

/* Warns of what is kept. */
static void read_untold(struct watch_list_change *change, struct watch_list *list,
                        struct reading *reading)
{
    struct arena *arena = arena_new();
    int language;

    for (size_t i = 0; i < change->count; i++) {
        if (!change->is_kept[i] || change->is_told[i])
            continue;
        (void)reading_topic(reading, i, list->program.lexicon, arena, &language);
        arena_reset(arena);
    }
    arena_free(arena);
}

static void read_changed(struct watch_list_change *change, struct watch_list *list,
                         struct reading *reading)
{
    for (size_t i = 0; i < change->count; i++) {
        if (change->is_kept[i])
            continue;
        struct changed_topic *changed = &change->changed[change->changed_count++];
        changed->index = i;
        changed->root =
            reading_topic(reading, i, list->program.lexicon, change->arena, &changed->language);
    }
    for (size_t i = 0; i < change->count && change->changed_count > 0; i++)
        reading_compare_topic(reading, i, change->is_told);
    read_untold(change, list, reading);
}

static struct watch_list_change *new_change(const struct watch_list_source *source)
{
    struct watch_list_change *change = memory_new(1, sizeof(*change));
    size_t count = source->topic_count;

    change->arena = arena_new();
    change->count = count;
    change->queries = arena_array(change->arena, count, sizeof(*change->queries));
    change->blocks = arena_array(change->arena, count, sizeof(*change->blocks));
    change->is_kept = arena_array(change->arena, count, sizeof(*change->is_kept));
    change->is_told = arena_array(change->arena, count, sizeof(*change->is_told));
    change->places = reading_hash_places(source);
    for (size_t i = 0; i < count; i++)
        change->queries[i] = source->topics[i].query;
    return change;
}

static void read_change(struct watch_list_change *change, struct watch_list *list,
                        struct reading *reading)
{
    compare_topics(change, list, reading);
    find_told(change, list);
    change->kept_bytes = count_kept(change, reading);
    if (is_too_much(change, list)) {
        change->fresh = watch_list_build(reading, change->is_told);
        return;
    }
    change->changed = arena_array(change->arena, count_changed(change), sizeof(*change->changed));
    read_changed(change, list, reading);
    change->names_arena = reading->arena;
    change->names = reading->names;
    change->names_before = reading->names_before;
    reading->arena = NULL;
}

struct watch_list_change *watch_list_prepare(struct watch_list *list,
                                             const struct watch_list_source *source,
                                             watch_list_on_problem *on_problem, void *owner)
{
    struct watch_list_change *change = new_change(source);
    struct reading reading;

    reading_begin(&reading, source, list->names, on_problem, owner);
    read_change(change, list, &reading);
    bool has_mistake = reading.has_mistake;
    reading_end(&reading);
    if (!has_mistake)
        return change;
    watch_list_change_free(change);
    return NULL;
}

void watch_list_change_free(struct watch_list_change *change)
{
    if (change == NULL)
        return;
    watch_list_free(change->fresh);
    arena_free(change->arena);
    arena_free(change->names_arena);
    free(change);
}

/* ---- in force ---- */

static void take_names(struct watch_list *list, struct watch_list_change *change)
{
    compiler_set_names(list->compiler, change->names, change->names_before);
    for (size_t i = 0; i < change->names->count; i++) {
        if (change->names_before[i] == NAME_NONE)
            list->query_bytes += strlen(change->names->list[i].text);
    }
    arena_free(list->names_arena);
    list->names_arena = change->names_arena;
    list->names = change->names;
    change->names_arena = NULL;
}

/* The blocks that topics keep; the others are nobody's. */
static void keep_blocks(struct watch_list *list, const struct watch_list_change *change)
{
    struct program *program = &list->program;

    list->unused_bytes += list->query_bytes - change->kept_bytes;
    list->query_bytes = change->kept_bytes;
    list->places = change->places;
    list->count = change->count;
    list->blocks = memory_resize(list->blocks, change->count, sizeof(*list->blocks));
    for (size_t block = 0; block < program->topic_room; block++)
        list->topics[block] = WATCH_NONE;
    for (size_t i = 0; i < change->count; i++) {
        uint32_t block = list->blocks[i] = change->blocks[i];
        if (block == WATCH_NONE)
            continue;
        list->topics[block] = (uint32_t)i;
        program->blocks[block].text = change->queries[i];
    }
    for (size_t block = 0; block < program->topic_room; block++) {
        if (list->topics[block] == WATCH_NONE)
            program_clear_block(program, block);
    }
}

static void compile_changed(struct watch_list *list, const struct watch_list_change *change)
{
    uint32_t block = 0;

    for (size_t i = 0; i < change->changed_count; i++) {
        const struct changed_topic *changed = &change->changed[i];
        while (list->topics[block] != WATCH_NONE)
            block++;
        list->blocks[changed->index] = block;
        list->topics[block] = (uint32_t)changed->index;
        watch_list_set_topic(list, block, change->queries[changed->index], changed->root,
                             changed->language);
    }
    list->is_in_order = true;
    for (size_t i = 1; i < list->count; i++)
        list->is_in_order = list->is_in_order && list->blocks[i - 1] < list->blocks[i];
}

/* The topics that were compiled and the names that came with them. */
static void cover_changed(struct watch_list *list, const struct watch_list_change *change,
                          size_t first_name)
{
    struct program *program = &list->program;
    size_t count = change->changed_count;
    uint32_t *blocks = memory_new(count + program->block_count - first_name, sizeof(*blocks));

    for (size_t i = 0; i < count; i++)
        blocks[i] = list->blocks[change->changed[i].index];
    for (size_t block = first_name; block < program->block_count; block++)
        blocks[count++] = (uint32_t)block;
    zones_grow(list->zones);
    cover_add(list->cover, program, list->zones, blocks, count);
    free(blocks);
    if (cover_is_worn(list->cover)) {
        cover_free(list->cover);
        list->cover = cover_new(program, list->zones);
    }
}

struct watch_list *watch_list_commit(struct watch_list *list, struct watch_list_change *change)
{
    if (change->fresh != NULL) {
        watch_list_free(list);
        list = change->fresh;
        change->fresh = NULL;
    } else {
        size_t names = list->program.block_count;
        keep_blocks(list, change);
        take_names(list, change);
        compile_changed(list, change);
        cover_changed(list, change, names);
    }
    watch_list_change_free(change);
    return list;
}
