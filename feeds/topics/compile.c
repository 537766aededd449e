#include "feeds/topics/compile.h"

#include "config/base/memory.h"
#include "feeds/topics/key.h"
#include "feeds/topics/lexicon.h"
#include "feeds/topics/names.h"
#include "feeds/topics/regex.h"

#include <assert.h>
#include <stdlib.h>

/* A named query as it was compiled for a language. The field it stands in is not part of it: the
 * matcher brings that along. */
struct called {
    size_t name;
    int language;
    uint32_t block;
};

struct compiler {
    struct program *program;
    const struct name_table *names;
    int language;
    struct called *called; /* hash table; block is stored plus one */
    size_t called_count;
    size_t slot_count;
};

static void compile_into(struct compiler *compiler, uint32_t at, const char *text,
                         const struct query_node *node);

struct compiler *compiler_new(struct program *program, const struct name_table *names)
{
    struct compiler *compiler = memory_new(1, sizeof(*compiler));

    *compiler = (struct compiler){.program = program, .names = names, .slot_count = 64};
    compiler->called = memory_new(compiler->slot_count, sizeof(*compiler->called));
    return compiler;
}

void compiler_free(struct compiler *compiler)
{
    if (compiler == NULL)
        return;
    free(compiler->called);
    free(compiler);
}

static void compile_block(struct compiler *compiler, size_t block, const char *text,
                          const struct query_node *root)
{
    uint32_t first = program_add_nodes(compiler->program, 1);

    compiler->program->blocks[block] = (struct program_block){.text = text, .root = first};
    compile_into(compiler, first, text, root);
}

static struct called *find_called(struct compiler *compiler, size_t name, int language)
{
    size_t mask = compiler->slot_count - 1;
    size_t at = (name * 31 + (size_t)language) & mask;

    while (compiler->called[at].block != 0 &&
           (compiler->called[at].name != name || compiler->called[at].language != language))
        at = (at + 1) & mask;
    return &compiler->called[at];
}

static void grow_called(struct compiler *compiler)
{
    struct called *old = compiler->called;
    size_t old_count = compiler->slot_count;

    compiler->slot_count *= 2;
    compiler->called = memory_new(compiler->slot_count, sizeof(*compiler->called));
    for (size_t i = 0; i < old_count; i++) {
        if (old[i].block != 0)
            *find_called(compiler, old[i].name, old[i].language) = old[i];
    }
    free(old);
}

static void note_called(struct compiler *compiler, struct called called)
{
    *find_called(compiler, called.name, called.language) = called;
    if (++compiler->called_count * 2 > compiler->slot_count)
        grow_called(compiler);
}

static uint32_t block_of_name(struct compiler *compiler, size_t name)
{
    const struct called *called = find_called(compiler, name, compiler->language);
    const struct named_query *query = &compiler->names->list[name];

    if (called->block != 0)
        return called->block - 1;
    uint32_t block = program_add_block(compiler->program);
    compile_block(compiler, block, query->text, query->root);
    note_called(compiler, (struct called){name, compiler->language, block + 1});
    return block;
}

static uint32_t test_of_word(struct compiler *compiler, const struct phrase_word *word)
{
    return lexicon_add(compiler->program->lexicon, word, compiler->language);
}

static void add_row(struct compiler *compiler, const struct phrase_row *row)
{
    for (size_t i = 0; i < row->count; i++)
        program_add_code(compiler->program, test_of_word(compiler, &row->words[i]));
}

static void add_element(struct compiler *compiler, const struct phrase_element *element)
{
    struct program *program = compiler->program;

    if (element->is_any) {
        program_add_code(program, PHRASE_ANY);
        return;
    }
    program_add_code(
        program, (uint32_t)(element->parts.count | element->joined.count << PHRASE_JOINED_SHIFT));
    add_row(compiler, &element->parts);
    add_row(compiler, &element->joined);
}

/* Words of a phrase that have one form only, and so stand in a row wherever the phrase does. */
static bool is_plain(const struct phrase_element *element)
{
    return !element->is_any && element->joined.count == 0;
}

/* The pairs of an element's words, the first of them with `before`; its last word. */
static uint32_t add_pairs_of(struct compiler *compiler, const struct phrase_row *parts,
                             uint32_t before, uint32_t *count)
{
    struct program *program = compiler->program;

    for (size_t i = 0; i < parts->count; i++) {
        uint32_t test = test_of_word(compiler, &parts->words[i]);
        if (before != TEST_NONE) {
            program_add_code(program, lexicon_add_pair(program->lexicon, before, test));
            (*count)++;
        }
        before = test;
    }
    return before;
}

static void add_pairs(struct compiler *compiler, const struct phrase *phrase)
{
    uint32_t at = program_add_code(compiler->program, 0), count = 0, before = TEST_NONE;

    for (size_t i = 0; i < phrase->count && phrase->slop == QUERY_NO_SLOP; i++) {
        const struct phrase_element *element = &phrase->elements[i];
        before =
            is_plain(element) ? add_pairs_of(compiler, &element->parts, before, &count) : TEST_NONE;
    }
    compiler->program->codes[at] = count;
}

static uint32_t compile_phrase(struct compiler *compiler, const struct phrase *phrase)
{
    uint32_t first = program_add_code(compiler->program, (uint32_t)phrase->count);

    for (size_t i = 0; i < phrase->count; i++)
        add_element(compiler, &phrase->elements[i]);
    add_pairs(compiler, phrase);
    return first;
}

/* The test of a phrase that is one word or two in a row; TEST_NONE: it is more. */
static uint32_t test_of_phrase(struct compiler *compiler, const struct phrase *phrase)
{
    const struct phrase_word *words[2] = {NULL, NULL};
    size_t count = 0;

    if (phrase->word_count > 2 || phrase->slop != QUERY_NO_SLOP)
        return TEST_NONE;
    for (size_t i = 0; i < phrase->count; i++) {
        if (!is_plain(&phrase->elements[i]))
            return TEST_NONE;
        for (size_t k = 0; k < phrase->elements[i].parts.count; k++)
            words[count++] = &phrase->elements[i].parts.words[k];
    }
    uint32_t test = test_of_word(compiler, words[0]);
    return count == 1 ? test
                      : lexicon_add_pair(compiler->program->lexicon, test,
                                         test_of_word(compiler, words[1]));
}

static void compile_term(struct compiler *compiler, struct program_node *node,
                         const struct query_token *token)
{
    assert(token != NULL); /* the parser gives every term its token */
    const struct phrase *phrase = token->phrase;
    uint32_t test = test_of_phrase(compiler, phrase);

    if (test != TEST_NONE) {
        node->op = OP_WORD;
        node->first = test;
        node->count = (uint16_t)phrase->word_count;
        return;
    }
    node->op = phrase->slop != QUERY_NO_SLOP ? OP_SLOP : OP_PHRASE;
    node->number = node->op == OP_SLOP ? (uint8_t)phrase->slop : 0;
    node->first = compile_phrase(compiler, phrase);
}

static void compile_regex(struct compiler *compiler, struct program_node *node, const char *text,
                          const struct query_token *token)
{
    char message[REGEX_MESSAGE_SIZE];

    assert(token != NULL); /* the parser gives every term its token */
    struct regex *regex =
        regex_new(text + token->text, token->text_end - token->text, token->is_caseless, message);

    node->op = OP_REGEX;
    node->first = program_add_regex(compiler->program, regex);
}

static void compile_key(struct compiler *compiler, struct program_node *node, const char *text,
                        const struct query_node *key)
{
    struct program *program = compiler->program;

    node->op = OP_KEY;
    node->number = (uint8_t)key->field;
    node->count = (uint16_t)key->child_count;
    node->first = (uint32_t)program->value_count;
    for (const struct query_node *value = key->first; value != NULL; value = value->next) {
        const struct query_token *token = value->token;
        program_add_value(program, key_fold(text + token->text, token->text_end - token->text));
    }
}

static void compile_children(struct compiler *compiler, struct program_node *node, const char *text,
                             const struct query_node *parent)
{
    static const uint8_t ops[] = {
        [NODE_ALL] = OP_ALL,     [NODE_ANY] = OP_ANY,     [NODE_NOT] = OP_NOT,
        [NODE_OF] = OP_OF,       [NODE_NEAR] = OP_NEAR,   [NODE_ATLEAST] = OP_ATLEAST,
        [NODE_ONEAR] = OP_ONEAR, [NODE_FIELD] = OP_FIELD, [NODE_NOT_NEAR] = OP_NOT_NEAR,
    };
    uint32_t first = program_add_nodes(compiler->program, parent->child_count), at = first;

    node->op = ops[parent->kind];
    node->number = (uint8_t)(parent->kind == NODE_FIELD ? (int)parent->field : parent->number);
    node->count = (uint16_t)parent->child_count;
    node->first = first;
    for (const struct query_node *child = parent->first; child != NULL; child = child->next)
        compile_into(compiler, at++, text, child);
}

static void compile_into(struct compiler *compiler, uint32_t at, const char *text,
                         const struct query_node *node)
{
    uint32_t begin = node->token != NULL ? node->token->at : node->at;
    uint32_t end = node->token != NULL ? node->token->end : node->end;
    uint32_t len = end - begin;
    struct program_node compiled = {0};

    switch (node->kind) {
    case NODE_TERM:
        compile_term(compiler, &compiled, node->token);
        break;
    case NODE_REGEX:
        compile_regex(compiler, &compiled, text, node->token);
        break;
    case NODE_KEY:
        compile_key(compiler, &compiled, text, node);
        break;
    case NODE_NAME:
        compiled.op = OP_CALL;
        compiled.first = block_of_name(compiler, node->name);
        break;
    case NODE_VALUE:
    case NODE_ALL:
    case NODE_ANY:
    case NODE_NOT:
    case NODE_OF:
    case NODE_ATLEAST:
    case NODE_NEAR:
    case NODE_ONEAR:
    case NODE_NOT_NEAR:
    case NODE_FIELD:
        compile_children(compiler, &compiled, text, node);
        break;
    }
    compiler->program->nodes[at] = compiled;
    compiler->program->origins[at] = (struct program_origin){
        .at = (uint16_t)begin, .len = (uint16_t)(len < UINT16_MAX ? len : UINT16_MAX)};
}

void compiler_add(struct compiler *compiler, size_t block, const char *text,
                  const struct query_node *root, int language)
{
    compiler->language = language;
    compile_block(compiler, block, text, root);
}

/* Which of the new names the one was; NAME_NONE: none. */
static size_t *turn_round(const size_t *before, size_t count, size_t before_count)
{
    size_t *after = memory_new(before_count, sizeof(*after));

    for (size_t i = 0; i < before_count; i++)
        after[i] = NAME_NONE;
    for (size_t i = 0; i < count; i++) {
        if (before[i] != NAME_NONE)
            after[before[i]] = i;
    }
    return after;
}

void compiler_set_names(struct compiler *compiler, const struct name_table *names,
                        const size_t *before)
{
    struct program_block *blocks = compiler->program->blocks;
    struct called *old = compiler->called;
    size_t old_count = compiler->slot_count;
    size_t *after = turn_round(before, names->count, compiler->names->count);

    compiler->names = names;
    compiler->called = memory_new(old_count, sizeof(*compiler->called));
    compiler->called_count = 0;
    for (size_t i = 0; i < old_count; i++) {
        if (old[i].block == 0)
            continue;
        size_t name = after[old[i].name];
        if (name == NAME_NONE) {
            program_clear_block(compiler->program, old[i].block - 1);
            continue;
        }
        blocks[old[i].block - 1].text = names->list[name].text;
        note_called(compiler, (struct called){name, old[i].language, old[i].block});
    }
    free(after);
    free(old);
}
