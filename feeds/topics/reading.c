#include "feeds/topics/reading.h"

#include "config/base/arena.h"
#include "config/base/utf8.h"
#include "feeds/topics/lexicon.h"
#include "feeds/topics/query_check.h"
#include "feeds/topics/same_query.h"
#include "feeds/topics/warn.h"

#include <string.h>
#include <xxhash.h>

/* Which query is spoken of. */
struct spoken {
    struct reading *reading;
    const struct watch_list_query *query;
    bool is_named;
    size_t index;
};

static struct spoken of_topic(struct reading *reading, size_t index)
{
    return (struct spoken){reading, &reading->source->topics[index], false, index};
}

static void tell(const struct spoken *spoken, struct query_mistake what, bool is_warning)
{
    struct watch_list_problem problem = {.is_named = spoken->is_named,
                                         .index = spoken->index,
                                         .column = query_column(spoken->query->query, what.at),
                                         .is_warning = is_warning,
                                         .is_unknown_name = what.is_unknown_name,
                                         .message = what.message};

    spoken->reading->on_problem(spoken->reading->owner, &problem);
}

static void on_mistake(const struct spoken *spoken, struct query_mistake mistake)
{
    spoken->reading->has_mistake = true;
    tell(spoken, mistake, false);
}

static void on_warning(void *owner, struct query_mistake warning)
{
    const struct spoken *spoken = owner;

    if (!spoken->reading->is_quiet)
        tell(spoken, warning, true);
}

/* A mistake of the lexer stands behind every token before it. */
static struct query_mistake check_tokens(struct reading *reading, struct arena *arena,
                                         struct query_tokens *tokens, struct query_mistake lexed,
                                         size_t self)
{
    struct query_mistake mistake = query_check(tokens, arena, reading->names, self);

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

/* ---- the names */

struct lexed_name {
    struct query_tokens tokens;
    struct query_mistake mistake;
};

static void read_name(struct reading *reading, struct lexed_name *lexed, size_t index)
{
    struct spoken spoken = {reading, &reading->source->named[index], true, index};
    struct query_mistake mistake =
        check_tokens(reading, reading->arena, &lexed->tokens, lexed->mistake, index);
    struct named_query *named = &reading->names->list[index];

    if (mistake.message == NULL)
        named->root = query_parse(reading->arena, &lexed->tokens, reading->names, &mistake);
    if (mistake.message != NULL) {
        on_mistake(&spoken, mistake);
        return;
    }
    reading->is_quiet = reading->names_before[index] != NAME_NONE;
    warn_about(&lexed->tokens, named->root, reading->source, reading->arena, on_warning, &spoken);
    reading->is_quiet = false;
}

/* Which of the names before each name is; `order`: of use. */
static void compare_names(struct reading *reading, const struct name_table *before,
                          const uint32_t *order)
{
    struct name_table *names = reading->names;
    size_t kept = 0;

    reading->names_before =
        arena_array(reading->arena, names->count, sizeof(*reading->names_before));
    for (size_t i = 0; i < names->count; i++)
        reading->names_before[i] = NAME_NONE;
    if (before == NULL)
        return;
    for (size_t i = 0; i < names->count; i++) {
        size_t was = names_find_same(names, order[i], before, reading->names_before);
        reading->names_before[order[i]] = was;
        kept += was != NAME_NONE;
    }
    reading->has_new_names = kept < names->count || kept < before->count;
}

static void read_names(struct reading *reading, const struct name_table *before)
{
    const struct watch_list_source *source = reading->source;
    size_t count = source->named_count;
    uint32_t *order = arena_array(reading->arena, count, sizeof(*order));
    struct lexed_name *lexed = arena_array(reading->arena, count, sizeof(*lexed));

    names_init(reading->names, reading->arena, count);
    for (size_t i = 0; i < count; i++)
        names_add(reading->names, i, source->named[i].name, source->named[i].query);
    for (size_t i = 0; i < count; i++) {
        lex(&lexed[i].tokens, reading->arena, source->named[i].query, &lexed[i].mistake);
        names_note_uses(reading->names, reading->arena, i, &lexed[i].tokens);
    }
    names_sort(reading->names, reading->arena, order);
    compare_names(reading, before, order);
    for (size_t i = 0; i < count; i++)
        read_name(reading, &lexed[order[i]], order[i]);
}

void reading_begin(struct reading *reading, const struct watch_list_source *source,
                   const struct name_table *before, watch_list_on_problem *on_problem, void *owner)
{
    *reading = (struct reading){.source = source,
                                .on_problem = on_problem,
                                .owner = owner,
                                .arena = arena_new(),
                                .scratch = arena_new()};
    reading->names = arena_alloc(reading->arena, sizeof(*reading->names));
    reading->same = same_query_new(reading->scratch, source->topics, source->topic_count);
    read_names(reading, before);
}

void reading_end(struct reading *reading)
{
    arena_free(reading->arena);
    arena_free(reading->scratch);
}

bool reading_keeps_names(struct reading *reading, const char *query, struct arena *arena)
{
    struct query_tokens tokens;
    struct query_mistake mistake;

    lex(&tokens, arena, query, &mistake);
    for (size_t i = 0; i < tokens.count; i++) {
        const struct query_token *token = &tokens.list[i];
        if (token->kind != QUERY_NAME)
            continue;
        size_t name =
            names_find(reading->names, query + token->text, token->text_end - token->text);
        if (name == NAME_NONE || reading->names_before[name] == NAME_NONE)
            return false;
    }
    return true;
}

/* ---- the topics */

static int language_of(struct spoken *spoken, struct lexicon *lexicon, struct arena *arena)
{
    const char *name = watch_list_stem(spoken->query);
    int language = lexicon_language(lexicon, name);

    if (language < 0)
        on_mistake(spoken,
                   (struct query_mistake){
                       .message = arena_format(arena, "there is no stemmer for “%s”", name)});
    return language;
}

const struct query_node *reading_topic(struct reading *reading, size_t index,
                                       struct lexicon *lexicon, struct arena *arena, int *language)
{
    struct spoken spoken = of_topic(reading, index);
    struct query_tokens *tokens = arena_alloc(arena, sizeof(*tokens));
    struct query_mistake mistake;
    const struct query_node *root = NULL;

    lex(tokens, arena, spoken.query->query, &mistake);
    mistake = check_tokens(reading, arena, tokens, mistake, NAME_NONE);
    if (mistake.message == NULL)
        root = query_parse(arena, tokens, reading->names, &mistake);
    if (root == NULL)
        on_mistake(&spoken, mistake);
    else
        warn_about(tokens, root, reading->source, arena, on_warning, &spoken);
    *language = language_of(&spoken, lexicon, arena);
    return *language < 0 ? NULL : root;
}

void reading_compare_topic(struct reading *reading, size_t index, const bool *is_told)
{
    size_t other = same_query_find(reading->same, index);
    struct spoken spoken = of_topic(reading, index);

    if (other == SAME_QUERY_NONE || (is_told != NULL && is_told[index] && is_told[other]))
        return;
    on_warning(&spoken,
               (struct query_mistake){
                   .message = arena_format(reading->scratch, "this is the query of topic %s, too",
                                           reading->source->topics[other].name)});
}

uint64_t reading_hash_places(const struct watch_list_source *source)
{
    uint64_t hash = source->feed_count;

    for (size_t i = 0; i < source->feed_count; i++)
        hash += XXH3_64bits_withSeed(source->feeds[i], strlen(source->feeds[i]), 1);
    for (size_t i = 0; i < source->group_count; i++)
        hash += XXH3_64bits_withSeed(source->groups[i], strlen(source->groups[i]), 2);
    return hash;
}
