#include "feeds/topics/lexicon.h"

#include "config/base/arena.h"
#include "config/base/memory.h"
#include "feeds/text/fold.h"
#include "feeds/text/tokens.h"

#include <libstemmer.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#define PREFIX_SIZE_MAX 64    /* bytes; longer ones are tried as patterns */
#define PATTERN_WORD_MAX 1024 /* no real word is longer: keeps the trying bounded */
#define REMEMBERED_MAX ((size_t)1 << 18)
#define REMEMBERED_SIZE_MAX ((size_t)64 << 20)

/* Beyond enum word_test: how patterns that end in their only star are looked up. */
enum key_kind {
    KEY_FOLD_PREFIX = WORD_STEM + 1,
    KEY_SURFACE_PREFIX,
};

struct entry {
    uint64_t hash;
    uint32_t text; /* offset in `texts` */
    uint8_t kind;
    uint8_t language;
};

/* A word of an item and the tests that it passes. */
struct memory {
    const char *surface;
    uint64_t hash;
    uint32_t first; /* in `passed` */
    uint32_t count;
};

struct language {
    char *name;
    struct sb_stemmer *stemmer;
};

struct lexicon {
    struct entry *entries;
    size_t count;
    size_t capacity;
    char *texts;
    size_t texts_len;
    size_t texts_capacity;
    uint32_t *slots; /* entry + 1 by hash */
    size_t slot_count;
    uint32_t *patterns; /* entries to be tried one by one */
    size_t pattern_count;
    size_t pattern_capacity;
    bool has_prefix[2][PREFIX_SIZE_MAX + 1]; /* of fold and surface, by length */
    size_t prefix_max[2];
    struct language *languages;
    size_t language_count;

    struct memory *memories;
    size_t memory_count;
    struct arena *memory_arena;
    uint32_t *passed;
    size_t passed_count;
    size_t passed_capacity;
    struct arena *scratch;
};

struct lexicon *lexicon_new(void)
{
    struct lexicon *lexicon = memory_new(1, sizeof(*lexicon));

    lexicon->slot_count = 64;
    lexicon->slots = memory_new(lexicon->slot_count, sizeof(*lexicon->slots));
    lexicon->passed_capacity = 1024;
    lexicon->passed = memory_new(lexicon->passed_capacity, sizeof(*lexicon->passed));
    lexicon->memory_arena = arena_new();
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
    free(lexicon->entries);
    free(lexicon->texts);
    free(lexicon->slots);
    free(lexicon->patterns);
    free(lexicon->memories);
    free(lexicon->passed);
    arena_free(lexicon->memory_arena);
    arena_free(lexicon->scratch);
    free(lexicon);
}

size_t lexicon_count(const struct lexicon *lexicon)
{
    return lexicon->count;
}

size_t lexicon_size(const struct lexicon *lexicon)
{
    return lexicon->capacity * sizeof(*lexicon->entries) + lexicon->texts_capacity +
           lexicon->slot_count * sizeof(*lexicon->slots) +
           lexicon->pattern_capacity * sizeof(*lexicon->patterns);
}

int lexicon_language(struct lexicon *lexicon, const char *name)
{
    for (size_t i = 0; i < lexicon->language_count; i++) {
        if (strcmp(lexicon->languages[i].name, name) == 0)
            return (int)i;
    }
    struct sb_stemmer *stemmer = sb_stemmer_new(name, NULL);
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

/* A fold's key is the hash that its token carries; the others are told apart from it. */
static uint64_t mix(uint64_t hash, unsigned kind, unsigned language)
{
    return hash ^ ((uint64_t)(kind * 256 + language) * 0x9E3779B97F4A7C15U);
}

static const char *text_of(const struct lexicon *lexicon, const struct entry *entry)
{
    return lexicon->texts + entry->text;
}

static uint32_t *find_slot(const struct lexicon *lexicon, const struct entry *key, const char *text,
                           size_t len)
{
    size_t mask = lexicon->slot_count - 1, at = key->hash & mask;

    for (; lexicon->slots[at] != 0; at = (at + 1) & mask) {
        const struct entry *entry = &lexicon->entries[lexicon->slots[at] - 1];
        const char *there = text_of(lexicon, entry);
        if (entry->hash == key->hash && entry->kind == key->kind &&
            entry->language == key->language && strncmp(there, text, len) == 0 &&
            there[len] == '\0')
            break;
    }
    return &lexicon->slots[at];
}

static void grow_slots(struct lexicon *lexicon)
{
    free(lexicon->slots);
    lexicon->slot_count *= 2;
    lexicon->slots = memory_new(lexicon->slot_count, sizeof(*lexicon->slots));
    for (size_t i = 0; i < lexicon->count; i++) {
        size_t at = lexicon->entries[i].hash & (lexicon->slot_count - 1);
        while (lexicon->slots[at] != 0)
            at = (at + 1) & (lexicon->slot_count - 1);
        lexicon->slots[at] = (uint32_t)i + 1;
    }
}

static uint32_t store_text(struct lexicon *lexicon, const char *text, size_t len)
{
    size_t at = lexicon->texts_len, needed = at + len + 1;

    if (needed > lexicon->texts_capacity) {
        lexicon->texts_capacity = needed + needed / 2 + 256;
        lexicon->texts = memory_resize(lexicon->texts, lexicon->texts_capacity, 1);
    }
    memcpy(lexicon->texts + at, text, len);
    lexicon->texts[at + len] = '\0';
    lexicon->texts_len = needed;
    return (uint32_t)at;
}

static void forget_all(struct lexicon *lexicon)
{
    if (lexicon->memory_count == 0)
        return;
    memset(lexicon->memories, 0, 2 * REMEMBERED_MAX * sizeof(*lexicon->memories));
    lexicon->memory_count = 0;
    lexicon->passed_count = 0;
    arena_reset(lexicon->memory_arena);
}

static void note_pattern(struct lexicon *lexicon, uint32_t number)
{
    if (lexicon->pattern_count == lexicon->pattern_capacity) {
        lexicon->pattern_capacity = 2 * lexicon->pattern_capacity + 16;
        lexicon->patterns =
            memory_resize(lexicon->patterns, lexicon->pattern_capacity, sizeof(*lexicon->patterns));
    }
    lexicon->patterns[lexicon->pattern_count++] = number;
}

static void note_prefix(struct lexicon *lexicon, bool is_surface, size_t len)
{
    lexicon->has_prefix[is_surface][len] = true;
    if (len > lexicon->prefix_max[is_surface])
        lexicon->prefix_max[is_surface] = len;
}

static uint32_t add_entry(struct lexicon *lexicon, struct entry entry, const char *text, size_t len)
{
    if (lexicon->count == lexicon->capacity) {
        lexicon->capacity = lexicon->capacity + lexicon->capacity / 2 + 64;
        lexicon->entries =
            memory_resize(lexicon->entries, lexicon->capacity, sizeof(*lexicon->entries));
    }
    forget_all(lexicon);
    entry.text = store_text(lexicon, text, len);
    uint32_t number = (uint32_t)lexicon->count++;
    lexicon->entries[number] = entry;
    if (entry.kind == WORD_FOLD_PATTERN || entry.kind == WORD_SURFACE_PATTERN)
        note_pattern(lexicon, number);
    if (entry.kind == KEY_FOLD_PREFIX || entry.kind == KEY_SURFACE_PREFIX)
        note_prefix(lexicon, entry.kind == KEY_SURFACE_PREFIX, len);
    return number;
}

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

uint32_t lexicon_add(struct lexicon *lexicon, const struct phrase_word *word, int language)
{
    const char *text = word->text;
    struct entry entry = {.kind = (uint8_t)word->test};

    if (word->test == WORD_STEM) {
        entry.language = (uint8_t)language;
        text = stem(lexicon, word->text, entry.language);
    }
    size_t len = strlen(text), literal = strcspn(text, "*?");
    bool is_pattern = word->test == WORD_FOLD_PATTERN || word->test == WORD_SURFACE_PATTERN;
    if (is_pattern && literal + 1 == len && text[literal] == '*' && literal <= PREFIX_SIZE_MAX) {
        entry.kind = word->test == WORD_FOLD_PATTERN ? KEY_FOLD_PREFIX : KEY_SURFACE_PREFIX;
        len = literal;
    }
    entry.hash = mix(XXH3_64bits(text, len), entry.kind, entry.language);
    uint32_t *slot = find_slot(lexicon, &entry, text, len);
    if (*slot == 0) {
        *slot = add_entry(lexicon, entry, text, len) + 1;
        uint32_t number = *slot - 1;
        if (lexicon->count * 2 > lexicon->slot_count)
            grow_slots(lexicon);
        arena_reset(lexicon->scratch);
        return number;
    }
    arena_reset(lexicon->scratch);
    return *slot - 1;
}

/* Short words are common, patterns more so. */
uint32_t lexicon_frequency(const struct lexicon *lexicon, uint32_t test)
{
    const struct entry *entry = &lexicon->entries[test];
    size_t len = strlen(text_of(lexicon, entry));
    uint32_t base = len >= 16 ? 1 : (uint32_t)1 << (16 - len);

    return entry->kind == WORD_FOLD || entry->kind == WORD_SURFACE ? base : 4 * base;
}

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

static void pass(struct lexicon *lexicon, uint32_t number)
{
    if (lexicon->passed_count == lexicon->passed_capacity) {
        lexicon->passed_capacity *= 2;
        lexicon->passed =
            memory_resize(lexicon->passed, lexicon->passed_capacity, sizeof(*lexicon->passed));
    }
    lexicon->passed[lexicon->passed_count++] = number;
}

static void pass_key(struct lexicon *lexicon, struct entry key, const char *text, size_t len)
{
    uint32_t found = *find_slot(lexicon, &key, text, len);

    if (found != 0)
        pass(lexicon, found - 1);
}

static void pass_prefixes(struct lexicon *lexicon, const char *word, bool is_surface)
{
    uint8_t kind = is_surface ? KEY_SURFACE_PREFIX : KEY_FOLD_PREFIX;

    for (size_t len = 1; len <= lexicon->prefix_max[is_surface] && word[len - 1] != '\0'; len++) {
        if (!lexicon->has_prefix[is_surface][len])
            continue;
        uint64_t hash = mix(XXH3_64bits(word, len), kind, 0);
        pass_key(lexicon, (struct entry){.hash = hash, .kind = kind}, word, len);
    }
}

static void pass_patterns(struct lexicon *lexicon, const struct token *token)
{
    if (strlen(token->surface) > PATTERN_WORD_MAX)
        return;
    for (size_t i = 0; i < lexicon->pattern_count; i++) {
        const struct entry *entry = &lexicon->entries[lexicon->patterns[i]];
        const char *word = entry->kind == WORD_FOLD_PATTERN ? token->fold : token->surface;
        if (lexicon_matches_pattern(text_of(lexicon, entry), word))
            pass(lexicon, lexicon->patterns[i]);
    }
}

static void pass_stems(struct lexicon *lexicon, const struct token *token)
{
    for (size_t i = 0; i < lexicon->language_count; i++) {
        const char *stemmed = stem(lexicon, token->surface, i);
        size_t len = strlen(stemmed);
        uint64_t hash = mix(XXH3_64bits(stemmed, len), WORD_STEM, (unsigned)i);
        struct entry key = {.hash = hash, .kind = WORD_STEM, .language = (uint8_t)i};
        pass_key(lexicon, key, stemmed, len);
    }
    arena_reset(lexicon->scratch);
}

static void pass_all(struct lexicon *lexicon, const struct token *token, uint64_t surface_hash)
{
    struct entry fold = {.hash = mix(token->hash, WORD_FOLD, 0), .kind = WORD_FOLD};
    struct entry surface = {.hash = mix(surface_hash, WORD_SURFACE, 0), .kind = WORD_SURFACE};

    pass_key(lexicon, fold, token->fold, token->fold_len);
    pass_key(lexicon, surface, token->surface, strlen(token->surface));
    pass_prefixes(lexicon, token->fold, false);
    pass_prefixes(lexicon, token->surface, true);
    pass_patterns(lexicon, token);
    pass_stems(lexicon, token);
}

static struct memory *find_memory(const struct lexicon *lexicon, const char *surface, uint64_t hash)
{
    size_t mask = 2 * REMEMBERED_MAX - 1, at = hash & mask;

    while (
        lexicon->memories[at].surface != NULL &&
        (lexicon->memories[at].hash != hash || strcmp(lexicon->memories[at].surface, surface) != 0))
        at = (at + 1) & mask;
    return &lexicon->memories[at];
}

static void make_room(struct lexicon *lexicon)
{
    if (lexicon->memories == NULL)
        lexicon->memories = memory_new(2 * REMEMBERED_MAX, sizeof(*lexicon->memories));
    if (lexicon->memory_count >= REMEMBERED_MAX ||
        arena_size(lexicon->memory_arena) + lexicon->passed_count * sizeof(*lexicon->passed) >
            REMEMBERED_SIZE_MAX)
        forget_all(lexicon);
}

struct lexicon_tests lexicon_tests_of(struct lexicon *lexicon, const struct token *token)
{
    uint64_t hash = token->surface == token->fold
                        ? token->hash
                        : XXH3_64bits(token->surface, strlen(token->surface));

    make_room(lexicon);
    struct memory *memory = find_memory(lexicon, token->surface, hash);
    if (memory->surface == NULL) {
        memory->surface = arena_string(lexicon->memory_arena, token->surface);
        memory->hash = hash;
        memory->first = (uint32_t)lexicon->passed_count;
        pass_all(lexicon, token, hash);
        memory->count = (uint32_t)(lexicon->passed_count - memory->first);
        lexicon->memory_count++;
    }
    return (struct lexicon_tests){lexicon->passed + memory->first, memory->count};
}
