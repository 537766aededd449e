#include "feeds/topics/watch_list.h"

#include "config/base/arena.h"
#include "config/base/memory.h"
#include "config/base/utf8.h"
#include "feeds/topics/collect.h"
#include "feeds/topics/compile.h"
#include "feeds/topics/cover.h"
#include "feeds/topics/explain.h"
#include "feeds/topics/lexicon.h"
#include "feeds/topics/match.h"
#include "feeds/topics/names.h"
#include "feeds/topics/query_check.h"
#include "feeds/topics/same_query.h"
#include "feeds/topics/warn.h"

#include <stdlib.h>
#include <string.h>

/* Which words are rare is learnt from the items themselves: the cover is laid anew after so many of
 * them, and again whenever eight times as many were read. */
#define FIRST_LESSON 64
#define LESSON_GROWTH 8

/* Candidates are fetched into the cache so many before they are looked at, their blocks twice as
 * many: a hundred thousand queries do not fit there, and lie apart. */
#define AHEAD ((size_t)8)

/* A regex that came to its limit is told of once. */
enum overrun {
    OVERRUN_NONE,
    OVERRUN_NEW,
    OVERRUN_TOLD,
};

struct watch_list {
    struct program program;
    size_t count;
    struct zones *zones;
    struct cover *cover;
    struct matcher matcher; /* of the item at hand */
    size_t items_to_learn;  /* until the cover is laid anew */
    size_t items_read;
    uint8_t *overruns; /* by topic: enum overrun */
    bool has_new_overrun;
};

/* A watch list being read: first every query's tokens, then the names' trees in the order in which
 * they use each other, then topic by topic. */
struct reading {
    const struct watch_list_source *source;
    watch_list_on_problem *on_problem;
    void *owner;
    struct name_table names;
    struct same_query *same;
    struct arena *arena;         /* of the named queries, to the end */
    struct arena *topic_arena;   /* of one topic */
    struct query_tokens *tokens; /* of the named queries */
    struct query_mistake *mistakes;
    bool has_mistake;
};

static void report(struct reading *reading, const struct watch_list_query *query, bool is_named,
                   size_t index, struct query_mistake mistake)
{
    struct watch_list_problem problem = {.is_named = is_named,
                                         .index = index,
                                         .column = query_column(query->query, mistake.at),
                                         .message = mistake.message};

    reading->has_mistake = true;
    reading->on_problem(reading->owner, &problem);
}

/* Of which query the warnings are. */
struct warned {
    struct reading *reading;
    const struct watch_list_query *query;
    bool is_named;
    size_t index;
};

static void on_warning(void *owner, struct query_mistake warning)
{
    const struct warned *warned = owner;
    struct watch_list_problem problem = {.is_named = warned->is_named,
                                         .index = warned->index,
                                         .column = query_column(warned->query->query, warning.at),
                                         .is_warning = true,
                                         .message = warning.message};

    warned->reading->on_problem(warned->reading->owner, &problem);
}

/* A mistake of the lexer stands behind every token before it. */
static struct query_mistake check_tokens(struct reading *reading, struct arena *arena,
                                         struct query_tokens *tokens, struct query_mistake lexed,
                                         size_t self)
{
    struct query_mistake mistake = query_check(tokens, arena, &reading->names, self);

    return mistake.message != NULL ? mistake : lexed;
}

static void lex(struct query_tokens *tokens, struct arena *arena, const char *text,
                struct query_mistake *mistake)
{
    if (utf8_is_valid(text, strlen(text))) {
        query_lex(tokens, arena, text, mistake);
        return;
    }
    *tokens = (struct query_tokens){.text = text};
    *mistake = (struct query_mistake){.message = "the query is not UTF-8"};
}

static void read_name(struct reading *reading, size_t index)
{
    const struct watch_list_query *query = &reading->source->named[index];
    struct query_tokens *tokens = &reading->tokens[index];
    struct query_mistake mistake =
        check_tokens(reading, reading->arena, tokens, reading->mistakes[index], index);

    if (mistake.message == NULL)
        reading->names.list[index].root =
            query_parse(reading->arena, tokens, &reading->names, &mistake);
    if (mistake.message != NULL) {
        report(reading, query, true, index, mistake);
        return;
    }
    struct warned warned = {reading, query, true, index};
    warn_about(tokens, reading->names.list[index].root, reading->source, reading->arena, on_warning,
               &warned);
}

static void read_names(struct reading *reading)
{
    size_t count = reading->source->named_count;
    uint32_t *order = arena_array(reading->arena, count, sizeof(*order));

    names_init(&reading->names, reading->arena, count);
    reading->tokens = arena_array(reading->arena, count, sizeof(*reading->tokens));
    reading->mistakes = arena_array(reading->arena, count, sizeof(*reading->mistakes));
    for (size_t i = 0; i < count; i++)
        names_add(&reading->names, i, reading->source->named[i].name,
                  reading->source->named[i].query);
    for (size_t i = 0; i < count; i++) {
        lex(&reading->tokens[i], reading->arena, reading->source->named[i].query,
            &reading->mistakes[i]);
        names_note_uses(&reading->names, reading->arena, i, &reading->tokens[i]);
    }
    names_sort(&reading->names, reading->arena, order);
    for (size_t i = 0; i < count; i++)
        read_name(reading, order[i]);
}

static void warn_of_same(struct reading *reading, struct warned *warned)
{
    size_t other = same_query_find(reading->same, warned->index);

    if (other != SAME_QUERY_NONE)
        on_warning(warned, (struct query_mistake){
                               .message = arena_format(reading->topic_arena,
                                                       "this is the query of topic %s, too",
                                                       reading->source->topics[other].name)});
}

static const struct query_node *read_topic(struct reading *reading, size_t index)
{
    const struct watch_list_query *query = &reading->source->topics[index];
    struct query_tokens tokens;
    struct query_mistake mistake;
    const struct query_node *root = NULL;

    lex(&tokens, reading->topic_arena, query->query, &mistake);
    mistake = check_tokens(reading, reading->topic_arena, &tokens, mistake, NAME_NONE);
    if (mistake.message == NULL)
        root = query_parse(reading->topic_arena, &tokens, &reading->names, &mistake);
    if (root == NULL) {
        report(reading, query, false, index, mistake);
        return NULL;
    }
    struct warned warned = {reading, query, false, index};
    warn_about(&tokens, root, reading->source, reading->topic_arena, on_warning, &warned);
    warn_of_same(reading, &warned);
    return root;
}

static int language_of(struct reading *reading, struct watch_list *list, size_t index)
{
    const struct watch_list_query *query = &reading->source->topics[index];
    const char *name = query->stem == NULL ? "en" : query->stem;
    int language = lexicon_language(list->program.lexicon, name);

    if (language < 0)
        report(
            reading, query, false, index,
            (struct query_mistake){.message = arena_format(reading->topic_arena,
                                                           "there is no stemmer for “%s”", name)});
    return language;
}

static void read_topics(struct reading *reading, struct watch_list *list)
{
    struct compiler *compiler = compiler_new(&list->program, &reading->names);

    for (size_t i = 0; i < list->count; i++) {
        const struct query_node *root = read_topic(reading, i);
        int language = language_of(reading, list, i);
        if (!reading->has_mistake)
            compiler_add(compiler, i, reading->source->topics[i].query, root, language);
        arena_reset(reading->topic_arena);
    }
    compiler_free(compiler);
}

struct watch_list *watch_list_compile(const struct watch_list_source *source,
                                      watch_list_on_problem *on_problem, void *owner)
{
    struct reading reading = {.source = source, .on_problem = on_problem, .owner = owner};
    struct watch_list *list = memory_new(1, sizeof(*list));

    reading.arena = arena_new();
    reading.topic_arena = arena_new();
    reading.same = same_query_new(reading.arena, source->topics, source->topic_count);
    list->count = source->topic_count;
    program_init(&list->program, list->count);
    read_names(&reading);
    read_topics(&reading, list);
    arena_free(reading.topic_arena);
    arena_free(reading.arena);
    if (reading.has_mistake) {
        watch_list_free(list);
        return NULL;
    }
    program_shrink(&list->program);
    list->zones = zones_new(list->program.lexicon);
    list->cover = cover_new(&list->program, list->zones);
    list->items_to_learn = FIRST_LESSON;
    list->overruns = memory_new(list->count, sizeof(*list->overruns));
    return list;
}

void watch_list_free(struct watch_list *list)
{
    if (list == NULL)
        return;
    cover_free(list->cover);
    zones_free(list->zones);
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

static bool verify(struct watch_list *list, uint32_t topic)
{
    bool holds = matcher_holds_block(&list->matcher, topic);

    list->program.blocks[topic].verifications++;
    if (list->matcher.has_overrun && list->overruns[topic] == OVERRUN_NONE) {
        list->overruns[topic] = OVERRUN_NEW;
        list->has_new_overrun = true;
    }
    return holds;
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
            matching[found++] = candidates[i];
    }
    *topics = (struct watch_topics){.list = matching, .count = found};
}

void watch_list_collect(struct watch_list *list, size_t topic, struct watch_match *match)
{
    match->topic = topic;
    collect_terms(&list->matcher, (uint32_t)topic, match);
}

bool watch_list_next_overrun(struct watch_list *list, size_t *topic)
{
    for (size_t i = 0; i < list->count && list->has_new_overrun; i++) {
        if (list->overruns[i] == OVERRUN_NEW) {
            list->overruns[i] = OVERRUN_TOLD;
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
    return list->program.blocks[topic].verifications;
}

bool watch_list_match_topic(struct watch_list *list, size_t index, const struct watch_item *item,
                            struct arena *arena)
{
    read_item(list, item, arena);
    return matcher_holds_block(&list->matcher, (uint32_t)index);
}

const char *watch_list_explain_miss(struct watch_list *list, size_t index,
                                    const struct watch_item *item, struct arena *arena)
{
    read_item(list, item, arena);
    if (matcher_holds_block(&list->matcher, (uint32_t)index))
        return NULL;
    return explain_miss(&list->matcher, (uint32_t)index);
}
