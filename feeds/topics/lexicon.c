#include "feeds/topics/lexicon.h"

#include "config/base/arena.h"
#include "config/base/memory.h"
#include "feeds/text/fold.h"
#include "feeds/text/tokens.h"

#include <errno.h>
#include <libstemmer.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#define PREFIX_SIZE_MAX 64    /* bytes; longer ones are tried as patterns */
#define PATTERN_WORD_MAX 1024 /* no real word is longer: keeps the trying bounded */

struct language {
    char *name;
    struct sb_stemmer *stemmer;
    bool is_used; /* some test asks for a stem of it */
};

/* Which lengths of prefixes are in use, in bytes. */
struct prefixes {
    bool has_length[PREFIX_SIZE_MAX + 1];
    size_t longest;
};

struct lexicon {
    struct test_table *tests;
    struct test_list patterns; /* to be tried one by one */
    struct prefixes fold_prefixes;
    struct prefixes surface_prefixes;
    struct language *languages;
    size_t language_count;
    struct word_memory *memory;
    struct test_list passed; /* of the word at hand */
    struct arena *scratch;
};

struct lexicon *lexicon_new(void)
{
    struct lexicon *lexicon = memory_new(1, sizeof(*lexicon));

    lexicon->tests = test_table_new();
    lexicon->memory = word_memory_new();
    lexicon->scratch = arena_new();
    return lexicon;
}

void lexicon_free(struct lexicon *lexicon)
{
    if (lexicon == NULL)
        return;
    for (size_t i = 0; i < lexicon->language_count; i++) {
        sb_stemmer_delete(lexicon->languages[i].stemmer);
        free(lexicon->languages[i].name);
    }
    free(lexicon->languages);
    free(lexicon->patterns.list);
    free(lexicon->passed.list);
    test_table_free(lexicon->tests);
    word_memory_free(lexicon->memory);
    arena_free(lexicon->scratch);
    free(lexicon);
}

size_t lexicon_count(const struct lexicon *lexicon)
{
    return test_table_count(lexicon->tests);
}

int lexicon_language(struct lexicon *lexicon, const char *name)
{
    for (size_t i = 0; i < lexicon->language_count; i++) {
        if (strcmp(lexicon->languages[i].name, name) == 0)
            return (int)i;
    }
    errno = 0;
    struct sb_stemmer *stemmer = sb_stemmer_new(name, NULL);
    if (stemmer == NULL && errno == ENOMEM)
        memory_end(); /* not that there is none */
    if (stemmer == NULL || lexicon->language_count > UINT8_MAX) {
        sb_stemmer_delete(stemmer);
        return -1;
    }
    lexicon->languages =
        memory_resize(lexicon->languages, lexicon->language_count + 1, sizeof(*lexicon->languages));
    lexicon->languages[lexicon->language_count] =
        (struct language){.name = memory_string(name), .stemmer = stemmer};
    return (int)lexicon->language_count++;
}

/* ---- the tests of queries ---- */

/* Stem of the case-folded surface, then fold. In the scratch arena. */
static const char *stem(struct lexicon *lexicon, const char *surface, size_t language)
{
    const char *folded = text_fold_case(lexicon->scratch, surface, strlen(surface));
    struct sb_stemmer *stemmer = lexicon->languages[language].stemmer;
    const sb_symbol *stemmed =
        sb_stemmer_stem(stemmer, (const sb_symbol *)folded, (int)strlen(folded));

    if (stemmed == NULL)
        return folded;
    return text_fold(lexicon->scratch, (const char *)stemmed, (size_t)sb_stemmer_length(stemmer));
}

/* A pattern that ends in its only star is a prefix. */
static bool is_prefix(const char *pattern)
{
    size_t literal = strcspn(pattern, "*?");

    return pattern[literal] == '*' && pattern[literal + 1] == '\0' && literal <= PREFIX_SIZE_MAX;
}

static struct test_key key_of(struct lexicon *lexicon, const struct phrase_word *word, int language)
{
    static const enum test_kind kinds[] = {
        [WORD_FOLD] = TEST_FOLD,
        [WORD_SURFACE] = TEST_SURFACE,
        [WORD_FOLD_PATTERN] = TEST_FOLD_PATTERN,
        [WORD_SURFACE_PATTERN] = TEST_SURFACE_PATTERN,
        [WORD_STEM] = TEST_STEM,
    };
    struct test_key key = {.text = word->text, .kind = kinds[word->test]};
    bool is_pattern = word->test == WORD_FOLD_PATTERN || word->test == WORD_SURFACE_PATTERN;

    if (word->test == WORD_STEM) {
        key.language = (uint8_t)language;
        key.text = stem(lexicon, word->text, key.language);
    }
    key.len = strlen(key.text);
    if (is_pattern && is_prefix(key.text)) {
        key.kind = word->test == WORD_FOLD_PATTERN ? TEST_FOLD_PREFIX : TEST_SURFACE_PREFIX;
        key.len--;
    }
    key.hash = XXH3_64bits(key.text, key.len);
    return key;
}

static void note_length(struct prefixes *prefixes, size_t len)
{
    prefixes->has_length[len] = true;
    if (len > prefixes->longest)
        prefixes->longest = len;
}

/* A new test: how words will come to it. */
static void note_test(struct lexicon *lexicon, uint32_t test, const struct test_key *key)
{
    word_memory_forget(lexicon->memory);
    if (key->kind == TEST_FOLD_PATTERN || key->kind == TEST_SURFACE_PATTERN)
        test_list_add(&lexicon->patterns, test);
    else if (key->kind == TEST_FOLD_PREFIX)
        note_length(&lexicon->fold_prefixes, key->len);
    else if (key->kind == TEST_SURFACE_PREFIX)
        note_length(&lexicon->surface_prefixes, key->len);
    else if (key->kind == TEST_STEM)
        lexicon->languages[key->language].is_used = true;
}

uint32_t lexicon_add(struct lexicon *lexicon, const struct phrase_word *word, int language)
{
    size_t count = lexicon_count(lexicon);
    struct test_key key = key_of(lexicon, word, language);
    uint32_t test = test_table_add(lexicon->tests, &key);

    if (test == count)
        note_test(lexicon, test, &key);
    if (key.kind == TEST_STEM)
        arena_reset(lexicon->scratch);
    return test;
}

uint32_t lexicon_add_pair(struct lexicon *lexicon, uint32_t left, uint32_t right)
{
    word_memory_forget(lexicon->memory); /* what was kept does not know that they begin a pair */
    return test_table_add_pair(lexicon->tests, left, right);
}

uint32_t lexicon_width(const struct lexicon *lexicon, uint32_t test)
{
    return test_table_kind(lexicon->tests, test) == TEST_PAIR ? 2 : 1;
}

/* Short words are common, patterns more so, pairs rare. */
uint32_t lexicon_frequency(const struct lexicon *lexicon, uint32_t test)
{
    enum test_kind kind = test_table_kind(lexicon->tests, test);
    size_t len = strlen(test_table_text(lexicon->tests, test));
    uint32_t base = len >= 16 ? 1 : (uint32_t)1 << (16 - len);

    if (kind == TEST_PAIR)
        return 1;
    return kind == TEST_FOLD || kind == TEST_SURFACE ? base : 4 * base;
}

/* ---- the words of items ---- */

static size_t character_size(const char *at)
{
    size_t size = 1;

    while (((unsigned char)at[size] & 0xC0) == 0x80)
        size++;
    return size;
}

bool lexicon_matches_pattern(const char *pattern, const char *word)
{
    const char *star = NULL, *resume = NULL;

    while (*word != '\0') {
        if (*pattern == '*') {
            star = ++pattern;
            resume = word;
        } else if (*pattern == '?') {
            word += character_size(word);
            pattern++;
        } else if (*pattern == *word) {
            pattern++;
            word++;
        } else if (star != NULL) {
            resume += character_size(resume);
            word = resume;
            pattern = star;
        } else {
            return false;
        }
    }
    while (*pattern == '*')
        pattern++;
    return *pattern == '\0';
}

static void pass_key(struct lexicon *lexicon, const struct test_key *key)
{
    uint32_t found = test_table_find(lexicon->tests, key);

    if (found != TEST_NONE)
        test_list_add(&lexicon->passed, found);
}

static void pass_prefixes(struct lexicon *lexicon, const char *word, enum test_kind kind)
{
    const struct prefixes *prefixes =
        kind == TEST_FOLD_PREFIX ? &lexicon->fold_prefixes : &lexicon->surface_prefixes;

    for (size_t len = 1; len <= prefixes->longest && word[len - 1] != '\0'; len++) {
        if (prefixes->has_length[len])
            pass_key(lexicon,
                     &(struct test_key){
                         .hash = XXH3_64bits(word, len), .text = word, .len = len, .kind = kind});
    }
}

static void pass_patterns(struct lexicon *lexicon, const struct token *token)
{
    if (strlen(token->surface) > PATTERN_WORD_MAX)
        return;
    for (size_t i = 0; i < lexicon->patterns.count; i++) {
        uint32_t test = lexicon->patterns.list[i];
        bool is_fold = test_table_kind(lexicon->tests, test) == TEST_FOLD_PATTERN;
        if (lexicon_matches_pattern(test_table_text(lexicon->tests, test),
                                    is_fold ? token->fold : token->surface))
            test_list_add(&lexicon->passed, test);
    }
}

static void pass_stems(struct lexicon *lexicon, const struct token *token)
{
    for (size_t i = 0; i < lexicon->language_count; i++) {
        if (!lexicon->languages[i].is_used)
            continue;
        const char *stemmed = stem(lexicon, token->surface, i);
        size_t len = strlen(stemmed);
        pass_key(lexicon, &(struct test_key){.hash = XXH3_64bits(stemmed, len),
                                             .text = stemmed,
                                             .len = len,
                                             .kind = TEST_STEM,
                                             .language = (uint8_t)i});
    }
    arena_reset(lexicon->scratch);
}

/* Of the tests passed, lists those that begin or end a pair once more. */
static uint32_t note_pair_ends(struct lexicon *lexicon, uint32_t count,
                               bool (*is_end)(const struct test_table *, uint32_t))
{
    size_t before = lexicon->passed.count;

    for (uint32_t i = 0; i < count; i++) {
        if (is_end(lexicon->tests, lexicon->passed.list[i]))
            test_list_add(&lexicon->passed, lexicon->passed.list[i]);
    }
    return (uint32_t)(lexicon->passed.count - before);
}

static struct word_tests pass_all(struct lexicon *lexicon, const struct token *token, uint64_t hash)
{
    struct test_key fold = {.hash = token->hash, .text = token->fold, .len = token->fold_len};
    struct test_key surface = {
        .hash = hash, .text = token->surface, .len = strlen(token->surface), .kind = TEST_SURFACE};
    struct word_tests tests;

    lexicon->passed.count = 0;
    pass_key(lexicon, &fold);
    pass_key(lexicon, &surface);
    pass_prefixes(lexicon, token->fold, TEST_FOLD_PREFIX);
    pass_prefixes(lexicon, token->surface, TEST_SURFACE_PREFIX);
    pass_patterns(lexicon, token);
    pass_stems(lexicon, token);
    tests.count = (uint32_t)lexicon->passed.count;
    tests.begin_count = note_pair_ends(lexicon, tests.count, test_table_begins_pair);
    tests.end_count = note_pair_ends(lexicon, tests.count, test_table_ends_pair);
    tests.list = lexicon->passed.list;
    return tests;
}

uint64_t lexicon_ask(const struct lexicon *lexicon, const struct token *token)
{
    uint64_t hash = token->surface == token->fold
                        ? token->hash
                        : XXH3_64bits(token->surface, strlen(token->surface));

    word_memory_prefetch(lexicon->memory, hash);
    return hash;
}

struct word_tests lexicon_tests_of(struct lexicon *lexicon, const struct token *token,
                                   uint64_t asked)
{
    struct word_tests tests;

    if (word_memory_find(lexicon->memory, token->surface, asked, &tests))
        return tests;
    tests = pass_all(lexicon, token, asked);
    return word_memory_keep(lexicon->memory, token->surface, asked, &tests);
}

uint32_t lexicon_find_pair(const struct lexicon *lexicon, uint32_t left, uint32_t right)
{
    return test_table_find_pair(lexicon->tests, left, right);
}
